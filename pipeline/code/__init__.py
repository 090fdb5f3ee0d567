"""Coding: rules, model and people as coders of the same table."""

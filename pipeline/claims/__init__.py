"""Claims: who will do or does what, with whom, by when, and is it so."""

from pipeline.claims.extract import extract_claims
from pipeline.claims.gazetteer import Gazetteer, load_gazetteer

__all__ = ["Gazetteer", "extract_claims", "load_gazetteer"]

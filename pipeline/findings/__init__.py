"""Findings of a study as declared tests: what each run shows of them."""

from pipeline.findings.check import check_findings
from pipeline.findings.declared import Finding, Test, load_findings, load_role_groups
from pipeline.findings.triangulate import triangulate

__all__ = ["Finding", "Test", "check_findings", "load_findings", "load_role_groups", "triangulate"]

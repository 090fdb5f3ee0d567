"""Findings of a study as declared tests: what each run shows of them."""

from pipeline.findings.check import check_findings
from pipeline.findings.declared import Finding, Test, load_findings

__all__ = ["Finding", "Test", "check_findings", "load_findings"]

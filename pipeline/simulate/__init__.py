"""Simulated studies with a known truth, to see whether the gap's intervals and tests keep their promises."""

from pipeline.simulate.run import simulate

__all__ = ["simulate"]

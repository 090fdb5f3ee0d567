"""The gap between policy and practice: pure functions over codings and claims."""

from pipeline.gap.measure import Gap, measure_gap

__all__ = ["Gap", "measure_gap"]

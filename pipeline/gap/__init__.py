"""The gap between policy and practice: pure functions over codings and claims."""

from pipeline.gap.measure import Gap, People, measure_gap

__all__ = ["Gap", "People", "measure_gap"]

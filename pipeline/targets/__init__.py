"""What policy promised in numbers: beside the published statistic, and from one program to the next."""

from pipeline.targets.movement import trace_targets
from pipeline.targets.outcomes import set_beside_outcomes
from pipeline.targets.units import convert, same_unit

__all__ = ["convert", "same_unit", "set_beside_outcomes", "trace_targets"]

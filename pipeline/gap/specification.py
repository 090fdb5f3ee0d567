"""The headline under every reasonable choice: does its sign hold?"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.counts import Counts, tally
from pipeline.gap.emphasis import side_moments
from pipeline.gap.index import measure_code
from pipeline.gap.intervals import Interval, difference_interval
from pipeline.tables import SPECIFICATION


def measure_specifications(
    documents: pl.DataFrame,
    counted: pl.DataFrame,
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame,
    codebook: Any,
    settings: Any,
    counts: Counts,
) -> tuple[pl.DataFrame, dict[str, np.ndarray]]:
    """The specification table of the codebook's measures, and every code's difference (K,) by specification."""
    specifications = {"sentence": _of_counts(counts), "echoes_kept": None, "presence": _of_counts(_presence(counts))}
    from pipeline.gap.counts import applied

    specifications["echoes_kept"] = _of_counts(tally(documents, counted, applied(codings, settings.coder), codebook))
    if len(counts.units) <= 200:
        for at, unit in enumerate(counts.units["unit"]):
            rows = np.ones(counts.units.height, bool)
            rows[at] = False
            specifications[f"without {unit}"] = _of_counts(counts.where(rows))
    rows = [
        {"measure": name, "specification": choice, "estimate": float(interval.estimate[at]),
         "low": float(interval.low[at]), "high": float(interval.high[at])}
        for name, measure in codebook.measures.items()
        for at in [counts.codes.index(measure_code(measure))]
        for choice, interval in specifications.items()
    ]
    return SPECIFICATION.frame(rows), {choice: interval.estimate for choice, interval in specifications.items()}


def _of_counts(counts: Counts) -> Interval:
    return difference_interval(side_moments(counts, counts.side("policy")), side_moments(counts, counts.side("practice")))


def _presence(counts: Counts) -> Counts:
    carrying = (counts.carrying > 0).astype(int)
    return Counts(counts.units, counts.codes, counts.dimensions, counts.dimension_of, carrying,
                  (counts.coded > 0).astype(int))


def robust_codes(estimate: np.ndarray, signs: dict[str, np.ndarray]) -> np.ndarray:
    """(K,) whether a difference keeps its sign under every specification in which it is defined."""
    held = [np.isnan(other) | (np.sign(other) == np.sign(estimate)) for other in signs.values()]
    return np.all(held, axis=0) & (np.nan_to_num(estimate) != 0)

"""Prevalence corrected for coding error by the people's random sample: rows of the table corrected.

Few passages of one document are drawn, too few to correct each document's own share; so a side's share is the
corrected passages that carry the code over the corrected passages coded in the dimension, every document weighing
the same. The raw share beside it is the same ratio from machine codes alone, which differs a little from the mean of
documents' shares in the tables prevalence and gap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.gap.cells import NOTE, is_small
from pipeline.gap.correction import Ratio, adjusted, ratio, ratio_difference, too_little
from pipeline.gap.counts import Counts
from pipeline.gap.intervals import Interval
from pipeline.tables import CORRECTED, SIDES

NO_SAMPLE = (
    "withheld: no passages were drawn at random and coded by hand; documents that people chose to code whole are no "
    "sample of the others"
)
NOT_BLIND = "withheld: drawn passages are among the settled ones, whose codes replaced the machine's"
WIDE = "withheld: too few of the drawn passages are coded in the dimension to tell its size from zero"


class Side(NamedTuple):
    """One side's raw and corrected ratios (K, U), None where undefined; passages coded by hand; why none is."""

    raw: Ratio | None
    corrected: Ratio | None
    labelled: int
    reason: str | None


def measure_corrected(
    counts: Counts, kept: pl.DataFrame, marks: pl.DataFrame, sample: pl.DataFrame, settled: frozenset[str] = frozenset()
) -> pl.DataFrame:
    """The corrected table. kept: counted segments; marks: the machine's codes (segment_id, code).

    sample: (segment_id, code or empty, coder, sampling_probability) of passages drawn at random, empty when none were.
    settled: segments whose machine codes people replaced.
    """
    seen = bool(settled & set(sample["segment_id"].to_list()))
    sides = {name: _side(counts, kept.filter(pl.col("side") == name), marks, sample, seen) for name in SIDES}
    participants = (counts.coded[counts.side("practice")] > 0).sum(axis=0)[counts.dimension_of]
    rows = []
    for name, (raw, corrected, labelled, reason) in _estimates(sides, len(counts.codes)).items():
        for at, code in enumerate(counts.codes):
            row = {"side": name, "dimension": counts.dimensions[counts.dimension_of[at]], "code": code}
            if name != "policy" and is_small(participants[at]):
                rows.append(row | {"note": NOTE})
                continue
            row |= {"raw": float(raw.estimate[at]), **_of(corrected, at), "labelled": labelled}
            rows.append(row | {"note": reason or _note(corrected, at)})
    return CORRECTED.frame(rows)


def _estimates(sides: dict[str, Side], width: int) -> dict[str, tuple[Interval, Interval, int, str | None]]:
    nothing = Interval(*(np.full(width, np.nan) for _ in Interval._fields))
    found = {
        name: (
            ratio(side.raw) if side.raw else nothing,
            ratio(side.corrected) if side.corrected else nothing,
            side.labelled,
            side.reason,
        )
        for name, side in sides.items()
    }
    policy, practice = sides["policy"], sides["practice"]
    raw = ratio_difference(policy.raw, practice.raw) if policy.raw and practice.raw else nothing
    corrected = nothing
    if policy.corrected and practice.corrected:
        corrected = ratio_difference(policy.corrected, practice.corrected)
    return found | {
        "difference": (raw, corrected, policy.labelled + practice.labelled, policy.reason or practice.reason)
    }


def _of(interval: Interval, at: int) -> dict[str, Any]:
    return {name: float(end[at]) for name, end in zip(("corrected", "low", "high"), interval, strict=True)}


def _note(interval: Interval, at: int) -> str | None:
    return WIDE if np.isnan(interval.estimate[at]) else None


def _side(counts: Counts, kept: pl.DataFrame, marks: pl.DataFrame, sample: pl.DataFrame, seen: bool) -> Side:
    drawn = kept.join(
        sample.select("segment_id", "sampling_probability").unique(), on="segment_id", how="left", maintain_order="left"
    )
    probability = drawn["sampling_probability"].fill_null(np.nan).to_numpy()
    names, unit, sizes = np.unique(drawn["unit"].to_numpy(), return_inverse=True, return_counts=True)
    by_hand = ~np.isnan(probability)
    machine = _grids(kept, marks, counts)
    per_unit = [_means(grid, unit, sizes) for grid in machine]
    raw = _ratios(per_unit, counts) if len(names) > 1 else None
    labelled = int(by_hand.sum())
    reason = NO_SAMPLE if sample.is_empty() else NOT_BLIND if seen else None
    reason = reason or too_little(labelled, len(np.unique(unit[by_hand])), len(names))
    if reason:
        return Side(raw, None, labelled, reason)
    hand = _grids(kept, sample.filter(pl.col("code").is_not_null()).select("segment_id", "code"), counts)
    for grid in hand:
        grid[~by_hand] = np.nan
    fixed = [
        np.stack([adjusted(m[:, k], h[:, k], probability) for k in range(m.shape[1])], axis=1)
        for m, h in zip(machine, hand, strict=True)
    ]
    return Side(raw, _ratios([_means(grid, unit, sizes) for grid in fixed], counts), labelled, None)


def _grids(kept: pl.DataFrame, marks: pl.DataFrame, counts: Counts) -> list[np.ndarray]:
    """(n, K) whether a segment carries each code and (n, M) whether it is coded in each dimension."""
    at = pl.DataFrame({"code": list(counts.codes), "k": range(len(counts.codes)), "m": counts.dimension_of})
    rows = kept.select("segment_id", row=pl.int_range(pl.len(), dtype=pl.Int64))
    placed = marks.join(rows, on="segment_id", how="inner").join(at, on="code", how="inner")
    grids = []
    for column, width in (("k", len(counts.codes)), ("m", len(counts.dimensions))):
        grid = np.zeros((kept.height, width))
        grid[placed["row"].to_numpy(), placed[column].to_numpy()] = 1.0
        grids.append(grid)
    return grids


def _means(grid: np.ndarray, unit: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    columns = [np.bincount(unit, column, minlength=len(sizes)) / sizes for column in grid.T]
    return np.stack(columns, axis=0)


def _ratios(per_unit: list[np.ndarray], counts: Counts) -> Ratio:
    return Ratio(per_unit[0], per_unit[1][counts.dimension_of])

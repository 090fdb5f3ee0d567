"""How much each group of documents speaks of each code: rows of the prevalence table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import FEWEST, NOTE
from pipeline.gap.counts import Counts
from pipeline.gap.cuts import practice_cuts
from pipeline.gap.emphasis import side_moments
from pipeline.gap.intervals import mean_interval
from pipeline.tables import PREVALENCE

GROUPINGS = ("program", "period")


def measure_prevalence(counts: Counts) -> pl.DataFrame:
    """The prevalence table: every side as a whole and by its groupings, every code."""
    rows: list[dict[str, Any]] = []
    inside = counts.side("policy")
    rows += _rows(counts, inside, "policy", "all", "all", set())
    for kind in GROUPINGS:
        values = counts.units[kind]
        for group in values.filter(pl.Series(inside)).drop_nulls().unique().sort().to_list():
            member = inside & (values == group).fill_null(False).to_numpy()
            rows += _rows(counts, member, "policy", kind, group, set())
    for kind, group, member, hidden in zip(*practice_cuts(counts), strict=True):
        rows += _rows(counts, member, "practice", kind, group, set(np.flatnonzero(hidden)))
    return PREVALENCE.frame(rows)


def _rows(
    counts: Counts, member: np.ndarray, side: str, kind: str, group: str, hidden: set[int]
) -> Iterator[dict[str, Any]]:
    if not member.any():
        return
    of = side_moments(counts, member)
    interval = mean_interval(of)
    words = int(counts.units.filter(pl.Series(member))["words"].sum())
    for at, code in enumerate(counts.codes):
        dimension = int(counts.dimension_of[at])
        row = {"side": side, "group_kind": kind, "group": group, "code": code}
        row["dimension"] = counts.dimensions[dimension]
        if dimension in hidden:
            yield row | {"note": NOTE}
            continue
        segments, carrying = int(counts.coded[member, dimension].sum()), int(counts.carrying[member, at].sum())
        documents = int(of.units[at])
        ends = (interval.low[at], interval.high[at]) if documents > 1 else (np.nan, np.nan)
        present = int((counts.carrying[member, at] > 0).sum())
        yield row | {
            "segments": segments,
            "documents": documents,
            "carrying": carrying,
            "share": float(of.mean[at]),
            "low": float(ends[0]),
            "high": float(ends[1]),
            "pooled": carrying / segments if segments else None,
            "present": present / int(member.sum()),
            "rate": 1000 * carrying / words if words else None,
            "note": _note(documents),
        }


def _note(documents: int) -> str | None:
    if documents == 0:
        return "nothing of this dimension is coded in the group"
    if documents == 1:
        return "one document: no interval"
    return f"fewer than {FEWEST} documents: wide by nature" if documents < FEWEST else None

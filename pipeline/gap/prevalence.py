"""How much each group of documents speaks of each code: rows of the prevalence table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import FEWEST, NOTE, is_small, withheld
from pipeline.gap.counts import Counts
from pipeline.gap.emphasis import side_moments
from pipeline.gap.intervals import mean_interval
from pipeline.tables import PREVALENCE

GROUPINGS = {"policy": ("program", "period"), "practice": ("university", "role")}


def measure_prevalence(counts: Counts) -> pl.DataFrame:
    """The prevalence table: every side as a whole and by its groupings, every code."""
    rows: list[dict[str, Any]] = []
    for side, kinds in GROUPINGS.items():
        inside = counts.side(side)
        rows += _rows(counts, inside, side, "all", "all", _too_few(counts, inside) if side == "practice" else set())
        for kind in kinds:
            rows += _grouped(counts, inside, side, kind)
    return PREVALENCE.frame(rows)


def _grouped(counts: Counts, inside: np.ndarray, side: str, kind: str) -> list[dict[str, Any]]:
    values = counts.units[kind]
    groups = values.filter(pl.Series(inside)).drop_nulls().unique().sort().to_list()
    members = {group: inside & (values == group).fill_null(False).to_numpy() for group in groups}
    rows: list[dict[str, Any]] = []
    hidden = _withheld_by_dimension(counts, members) if side == "practice" else {}
    for group, member in members.items():
        rows += _rows(counts, member, side, kind, group, hidden.get(group, set()))
    return rows


def _too_few(counts: Counts, member: np.ndarray) -> set[int]:
    speaking = (counts.coded[member] > 0).sum(axis=0)
    return {at for at, count in enumerate(speaking) if is_small(count)}


def _withheld_by_dimension(counts: Counts, members: dict[str, np.ndarray]) -> dict[str, set[int]]:
    hidden: dict[str, set[int]] = {group: set() for group in members}
    small = withheld({group: int(member.sum()) for group, member in members.items()})
    for at in range(len(counts.dimensions)):
        speaking = {group: int((counts.coded[member, at] > 0).sum()) for group, member in members.items()}
        for group in small | withheld(speaking):
            hidden[group].add(at)
    return hidden


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

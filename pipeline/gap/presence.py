"""Practice by participant: who speaks of a code at all, and how often per thousand words; missing is not zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from pipeline.gap.cells import NOTE
from pipeline.gap.correction import Ratio, ratio
from pipeline.gap.counts import Counts, place
from pipeline.gap.cuts import practice_cuts
from pipeline.tables import PRESENCE


@dataclass(frozen=True)
class _Spoken:
    """Practice units: counts, units heard on each dimension (U, M), and volunteered passages by code (U, K)."""

    counts: Counts
    heard: np.ndarray
    volunteered: np.ndarray


def measure_presence(
    counts: Counts, kept: pl.DataFrame, marks: pl.DataFrame, asked: pl.DataFrame, prompted: pl.DataFrame
) -> pl.DataFrame:
    """Table PRESENCE: interviews as a whole, by case and by role, every code.

    kept: counted segments; marks: (segment_id, code); asked: the coverage matrix of `pipeline.gap.asked`; prompted:
    table PROMPTED. A participant who was neither asked about a dimension nor spoke of it is missing, not zero.
    Presence carries Wilson's (1927) interval over participants; the rate is their passages over their words, with
    Fieller's (1954) interval over participants.
    """
    free = marks.join(prompted.filter(~pl.col("prompted")).select("segment_id"), on="segment_id", how="semi")
    spoken = _Spoken(counts, _heard(counts, asked), _grid(counts, kept, free))
    rows: list[dict[str, Any]] = []
    for kind, group, member, hidden in zip(*practice_cuts(counts), strict=True):
        rows += _rows(spoken, member, kind, group, hidden)
    return PRESENCE.frame(rows)


def _heard(counts: Counts, asked: pl.DataFrame) -> np.ndarray:
    """(U, M) whether a practice unit was asked about the dimension or speaks of it."""
    heard = counts.coded > 0
    row = {unit: at for at, unit in enumerate(counts.units["unit"]) if counts.units["side"][at] == "practice"}
    for unit, dimension in asked.filter(pl.col("asked") + pl.col("spoken") > 0).select("unit", "dimension").iter_rows():
        heard[row[unit], counts.dimensions.index(dimension)] = True
    return heard


def _grid(counts: Counts, kept: pl.DataFrame, marks: pl.DataFrame) -> np.ndarray:
    placed = place(kept, marks, counts.units, counts.codes, counts.dimension_of)
    width = len(counts.codes)
    flat = placed["unit_at"].to_numpy() * width + placed["code_at"].to_numpy()
    return np.bincount(flat, minlength=counts.units.height * width).reshape(-1, width)


def _rows(spoken: _Spoken, member: np.ndarray, kind: str, group: str, hidden: np.ndarray) -> Iterator[dict[str, Any]]:
    counts, words = spoken.counts, spoken.counts.units["words"].to_numpy()
    for at, code in enumerate(counts.codes):
        dimension = int(counts.dimension_of[at])
        row: dict[str, Any] = {
            "group_kind": kind,
            "group": group,
            "dimension": counts.dimensions[dimension],
            "code": code,
        }
        heard = member & spoken.heard[:, dimension]
        if hidden[dimension]:
            yield row | {"note": NOTE}
            continue
        carrying = counts.carrying[heard, at]
        volunteered = int(spoken.volunteered[heard, at].sum())
        row |= {"participants": int(heard.sum()), "present": int((carrying > 0).sum())}
        row |= {"volunteered": volunteered, "prompted": int(carrying.sum()) - volunteered}
        row["volunteering"] = int((spoken.volunteered[heard, at] > 0).sum())
        if not heard.any():
            yield row | {"note": "nobody was asked about the dimension or spoke of it: missing, not zero"}
            continue
        yield row | _presence(row["present"], row["participants"]) | _rate(carrying, words[heard])


def _presence(present: int, participants: int) -> dict[str, Any]:
    interval = stats.binomtest(present, participants).proportion_ci(0.95, method="wilson")
    return {"presence": present / participants, "low": interval.low, "high": interval.high}


def _rate(carrying: np.ndarray, words: np.ndarray) -> dict[str, Any]:
    if not words.sum():
        return {"note": "no words of respondents: no rate"}
    of = Ratio(carrying.astype(float), words.astype(float))
    rate = {"rate": 1000 * float(carrying.sum() / words.sum())}
    if len(words) < 2 or not carrying.any():
        return rate
    found = ratio(of)
    return rate | {"rate_low": 1000 * float(found.low), "rate_high": 1000 * float(found.high)}

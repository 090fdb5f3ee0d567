"""The two cases of the study beside each other, code by code."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import NOTE
from pipeline.gap.counts import Counts
from pipeline.gap.cuts import practice_cuts
from pipeline.gap.emphasis import side_moments
from pipeline.gap.intervals import difference_interval, mean_interval
from pipeline.gap.permutation import difference_test
from pipeline.tables import CASES


def measure_cases(counts: Counts, resamples: int, seed: int) -> pl.DataFrame:
    """First case minus second over participants; no rows unless the study has exactly two cases."""
    practice = counts.where(counts.side("practice"))
    names = practice.units["university"].drop_nulls().unique().sort().to_list()
    if len(names) != 2:
        return CASES.empty()
    members = [(practice.units["university"] == name).fill_null(False).to_numpy() for name in names]
    of = [side_moments(practice, member) for member in members]
    intervals = [mean_interval(side) for side in of]
    between = difference_interval(of[0], of[1])
    p, adjusted = _tests(practice, members, resamples, seed)
    rows: list[dict[str, Any]] = []
    hidden = _hidden(counts)
    for at, code in enumerate(practice.codes):
        row = {"dimension": practice.dimensions[practice.dimension_of[at]], "code": code}
        row |= {"case_a": names[0], "case_b": names[1]}
        speaking = {name: int(side.units[at]) for name, side in zip(names, of, strict=True)}
        if hidden[practice.dimension_of[at]] or not all(speaking.values()):
            empty = "nothing of this dimension is coded in a case"
            rows.append(row | {"note": NOTE if hidden[practice.dimension_of[at]] else empty})
            continue
        for key, name, ends in zip("ab", names, intervals, strict=True):
            row |= {f"share_{key}": ends.estimate[at], f"low_{key}": ends.low[at], f"high_{key}": ends.high[at]}
            row |= {f"participants_{key}": speaking[name]}
        row |= {"difference": between.estimate[at], "low": between.low[at], "high": between.high[at]}
        rows.append(row | {"p": p[at], "p_adjusted": adjusted[at], "note": _note(speaking)})
    return CASES.frame(rows)


def _hidden(counts: Counts) -> np.ndarray:
    """(M,) dimensions in which a case may not be shown."""
    cuts = practice_cuts(counts)
    of_cases = np.array([kind == "university" for kind in cuts.kinds])
    return np.asarray(cuts.hidden[of_cases].any(axis=0))


def _tests(counts: Counts, members: list[np.ndarray], resamples: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    p, adjusted = np.full(len(counts.codes), np.nan), np.full(len(counts.codes), np.nan)
    for at in range(len(counts.dimensions)):
        columns = np.flatnonzero(counts.dimension_of == at)
        kept = (counts.coded[:, at] > 0) & (members[0] | members[1])
        rng = np.random.default_rng([seed, 100 + at])
        shares = counts.shares[np.ix_(kept, columns)]
        p[columns], adjusted[columns] = difference_test(shares, members[0][kept], resamples, rng)
    return p, adjusted


def _note(speaking: dict[str, int]) -> str | None:
    few = [name for name, count in speaking.items() if count < 11]
    return f"fewer than 11 participants in {' and '.join(few)}: read the interval with care" if few else None

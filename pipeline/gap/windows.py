"""Policy by the time in which it binds: over before the interviews, in force when they were held, begun after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import NOTE, is_small
from pipeline.gap.counts import Counts
from pipeline.gap.delivery import unmet_emphasis
from pipeline.gap.emphasis import side_moments
from pipeline.gap.intervals import difference_interval, mean_interval
from pipeline.tables import WINDOWS


def windows(counts: Counts) -> dict[str, np.ndarray]:
    """(U,) policy documents by window; a document without years, and interviews without, bind nothing."""
    policy = counts.side("policy")
    interviews = counts.units.filter(pl.Series(counts.side("practice"), dtype=pl.Boolean))
    first, last = interviews.select(pl.col("year_from").min(), pl.col("year_to").max()).row(0)
    if first is None or last is None:
        return dict.fromkeys(("before", "in_force", "after"), policy & False)
    begins, ends = pl.col("year_from"), pl.col("year_to")
    asked = {"before": ends < first, "in_force": (begins <= last) & (ends >= first), "after": begins > last}
    return {
        name: policy & counts.units.select(of.fill_null(False)).to_series().to_numpy() for name, of in asked.items()
    }


def in_force(counts: Counts) -> np.ndarray:
    """(U,) policy documents whose years overlap those of the interviews."""
    return windows(counts)["in_force"]


def measure_windows(counts: Counts, intended: np.ndarray, established: np.ndarray, hidden: np.ndarray) -> pl.DataFrame:
    """Table WINDOWS: policies of each window beside the interviews, code by code.

    intended: (U, K) policy's intended emphasis. established: (K,) share of practice claims. hidden: (K,) codes whose
    shares of claims are withheld, and with them unmet emphasis.
    """
    rows: list[dict[str, Any]] = []
    for name, member in windows(counts).items():
        if member.any():
            rows += _rows(counts, name, member, unmet_emphasis(intended[member], established), hidden)
    return WINDOWS.frame(rows)


def _rows(
    counts: Counts, window: str, member: np.ndarray, unmet: np.ndarray, hidden: np.ndarray
) -> Iterator[dict[str, Any]]:
    policy, practice = side_moments(counts, member), side_moments(counts, counts.side("practice"))
    share, gap = mean_interval(policy), difference_interval(policy, practice)
    for at, code in enumerate(counts.codes):
        documents, participants = int(policy.units[at]), int(practice.units[at])
        row = {"window": window, "dimension": counts.dimensions[counts.dimension_of[at]], "code": code}
        row |= {"policy_documents": documents, "policy_share": float(share.estimate[at])}
        if is_small(participants):
            yield row | {"note": NOTE}
            continue
        row |= {"practice_share": float(practice.mean[at]), "difference": float(gap.estimate[at])}
        if documents > 1 and participants > 1:
            row |= {"low": float(gap.low[at]), "high": float(gap.high[at])}
        if participants and not hidden[at]:
            row["unmet"] = float(unmet[at])
        yield row | {"note": _note(documents, participants)}


def _note(documents: int, participants: int) -> str | None:
    if not documents or not participants:
        return f"nothing of this dimension is coded in {'practice' if documents else 'policies of the window'}"
    return "one document: no interval" if documents == 1 else None

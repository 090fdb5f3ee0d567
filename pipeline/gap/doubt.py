"""The coder's doubt carried into the shares: prevalence from expected counts beside that from codes applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import NOTE, is_small
from pipeline.gap.counts import Counts, check_codes, check_probabilities, place
from pipeline.gap.emphasis import Emphasis, side_moments
from pipeline.gap.intervals import Interval, difference_interval, mean_interval
from pipeline.tables import DOUBT

NOTHING_KNOWN = "no probabilities of codes that were not applied: coded by people, by rules alone or by another coder"


def soft_counts(counts: Counts, kept: pl.DataFrame, likely: pl.DataFrame) -> Counts:
    """`counts` with expected numbers in place of numbers.

    likely: (segment_id, code, probability). A passage counts for a code with its probability, and as coded in a
    dimension with the probability that it carries any of the dimension's codes, doubtful codes taken as independent.
    """
    units, width, dimensions = counts.units, len(counts.codes), len(counts.dimensions)
    placed = place(kept, likely, units, counts.codes, counts.dimension_of)
    flat = placed["unit_at"].to_numpy() * width + placed["code_at"].to_numpy()
    carrying = np.bincount(flat, weights=placed["probability"].to_numpy(), minlength=units.height * width)
    none = placed.group_by("unit_at", "segment_id", "dimension_at", maintain_order=True).agg(
        (1 - pl.col("probability")).product().alias("none")
    )
    at = none["unit_at"].to_numpy() * dimensions + none["dimension_at"].to_numpy()
    coded = np.bincount(at, weights=1 - none["none"].to_numpy(), minlength=units.height * dimensions)
    return replace(
        counts, carrying=carrying.reshape(units.height, width), coded=coded.reshape(units.height, dimensions)
    )


def measure_doubt(
    counts: Counts, kept: pl.DataFrame, likelihoods: pl.DataFrame | None, emphasis: Emphasis
) -> pl.DataFrame:
    """The doubt table. likelihoods: (segment_id, code, probability) of codes applied or not, None where not known.

    A share of policy or practice that fewer than five participants' codings stand behind stays withheld in both
    forms. Raises StudyError for a probability that is no share and for a code that the codebook does not know.
    """
    soft = _soft(counts, kept, likelihoods)
    hard = {"policy": emphasis.policy, "practice": emphasis.practice, "difference": emphasis.sampled}
    rows = [row for side in hard for row in _rows(counts, emphasis, side, hard[side], soft.get(side))]
    return DOUBT.frame(rows)


def _soft(counts: Counts, kept: pl.DataFrame, likelihoods: pl.DataFrame | None) -> dict[str, Interval]:
    if likelihoods is None or likelihoods.is_empty():
        return {}
    check_probabilities(likelihoods)
    check_codes(likelihoods, counts.codes)
    expected = soft_counts(counts, kept, likelihoods)
    policy, practice = (side_moments(expected, expected.side(side)) for side in ("policy", "practice"))
    return {
        "policy": mean_interval(policy),
        "practice": mean_interval(practice),
        "difference": difference_interval(policy, practice),
    }


def _rows(
    counts: Counts, emphasis: Emphasis, side: str, hard: Interval, soft: Interval | None
) -> Iterator[dict[str, Any]]:
    for at, code in enumerate(counts.codes):
        row = {"side": side, "dimension": counts.dimensions[counts.dimension_of[at]], "code": code}
        documents, participants = int(emphasis.policy_documents[at]), int(emphasis.participants[at])
        if side != "policy" and is_small(participants):
            yield row | {"note": NOTE}
            continue
        least = {"policy": documents, "practice": participants, "difference": min(documents, participants)}[side]
        row |= _ends("hard", hard, at, least > 1)
        if soft is None:
            yield row | {"note": NOTHING_KNOWN}
            continue
        row |= _ends("soft", soft, at, least > 1)
        yield row | {"disagree": _disagree(row, side), "note": None if least else "nothing of the dimension is coded"}


def _ends(name: str, interval: Interval, at: int, has_interval: bool) -> dict[str, Any]:
    estimate, low, high = (float(end[at]) for end in interval)
    ends = {f"{name}_low": low, f"{name}_high": high} if has_interval else {}
    return {name: estimate, **ends}


def _disagree(row: dict[str, Any], side: str) -> bool | None:
    if np.isnan(row["hard"]) or np.isnan(row["soft"]) or "hard_low" not in row:
        return None
    outside = not row["soft_low"] <= row["hard"] <= row["soft_high"]
    outside |= not row["hard_low"] <= row["soft"] <= row["hard_high"]
    return bool(outside or (side == "difference" and row["hard"] * row["soft"] < 0))

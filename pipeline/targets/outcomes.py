"""Quantified targets beside published outcomes: met, missed and by how much, or not measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.tables import TARGETS
from pipeline.targets.names import longest_keyword
from pipeline.targets.units import convert, same_unit

_YEARS_APART = 1


def set_beside_outcomes(claims: pl.DataFrame, documents: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Each intended policy claim with a value (table TARGETS), beside the statistic of `outcomes` for its year.

    A target that names no year is due when its document's period ends (`due_year`). An outcome fits when all words
    of one of its keywords (wordings joined by ';') stand in the indicator or, failing that, in the claim's wording,
    the units can be converted and its year is the due year or, where that was not published, a neighbouring one
    (`outcome_year` says which). Of several the longest keyword counts, then the nearest year. Else the target is not
    measured, and `note` gives the nearest years that were published. Values are in the target's unit.
    """
    dated = {row["document_id"]: row for row in documents.to_dicts()}
    chosen = claims.filter(
        (pl.col("side") == "policy") & (pl.col("status") == "intended") & pl.col("target_value").is_not_null()
    )
    published = outcomes.to_dicts()
    return TARGETS.frame([_row(claim, dated.get(claim["document_id"], {}), published) for claim in chosen.to_dicts()])


def series_of(
    indicator: str | None, wording: str | None, unit: str | None, published: Sequence[Mapping[str, Any]]
) -> str | None:
    """Name of the published indicator that a target is about, whatever the year; None when there is none."""
    fitting = [row for row in published if same_unit(row["unit"], unit)]
    for text in (indicator, wording):
        ranked = [(longest_keyword(row, text or ""), row["indicator"]) for row in fitting]
        if ranked and max(ranked)[0] > 0:
            return str(min(ranked, key=lambda pair: (-pair[0], pair[1]))[1])
    return None


def _row(
    claim: Mapping[str, Any], document: Mapping[str, Any], published: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    unit = f"{claim['target_unit']} a year" if claim["target_per"] else claim["target_unit"]
    due = claim["target_year"] if claim["target_year"] is not None else document.get("year_to")
    series = series_of(claim["object"], claim["text"], unit, published)
    values = sorted((row for row in published if row["indicator"] == series), key=lambda row: row["year"])
    row = {
        "claim_id": claim["claim_id"],
        "program": document.get("program"),
        "indicator": claim["object"],
        "base_year": claim["base_year"],
        "base_value": claim["base_value"],
        "target_year": claim["target_year"],
        "due_year": due,
        "target_value": claim["target_value"],
        "unit": unit,
        "responsible": claim["actor"],
        "outcome_indicator": series,
    }
    return {**row, **_verdict(claim["target_value"], unit, due, values)}


def _verdict(target: float, unit: str | None, due: int | None, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not values:
        return {"verdict": "not_measured"}
    if due is None:
        return {"verdict": "not_measured", "note": "the target names no year, nor does its document"}
    nearest = min(values, key=lambda row: (abs(row["year"] - due), row["year"], row["source"]))
    if abs(nearest["year"] - due) > _YEARS_APART:
        return {"verdict": "not_measured", "note": _around(values, due)}
    reached = convert(nearest["value"], nearest["unit"], unit)
    if reached is None:
        return {"verdict": "not_measured", "note": f"published in {nearest['unit']}"}
    met = reached <= target if nearest.get("direction") == "down" else reached >= target
    return {
        "outcome_year": nearest["year"],
        "outcome_value": reached,
        "outcome_source": nearest["source"],
        # Rounded so that 1 - 0.12 is 0.88 in the table, whatever the machine's last bit.
        "shortfall": round(target - reached, 10),
        "ratio": round(reached / target, 10) if target else None,
        "verdict": "met" if met else "missed",
    }


def _around(values: Sequence[Mapping[str, Any]], due: int) -> str:
    """The last value published before the due year and the first after it."""
    before = [row for row in values if row["year"] < due][-1:]
    after = [row for row in values if row["year"] > due][:1]
    told = ", ".join(f"{row['value']:g} {row['unit']} in {row['year']}" for row in (*before, *after))
    return f"nothing published within a year of {due}; nearest: {told}"

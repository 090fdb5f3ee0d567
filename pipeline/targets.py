"""Quantified targets beside published outcomes: met, missed and by how much, or not measured."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.tables import TARGETS

_YEARS_APART = 1
_MONEY = re.compile(r"usd|eur|tenge|kzt|dollar|euro|\$|€|₸", re.IGNORECASE)


def set_beside_outcomes(claims: pl.DataFrame, documents: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Each intended policy claim with a value (table TARGETS), beside the statistic of `outcomes` for its year.

    An outcome fits when one of its keywords (wordings joined by ';') stands in the claim's wording, the units agree
    and its year is the target's or, where that year was not published, a neighbouring year (`outcome_year` says
    which). Of several the longest keyword found counts, then the nearest year. Else the target is not measured.
    """
    programs = {row["document_id"]: row.get("program") for row in documents.to_dicts()}
    chosen = claims.filter(
        (pl.col("side") == "policy") & (pl.col("status") == "intended") & pl.col("target_value").is_not_null()
    )
    published = outcomes.to_dicts()
    return TARGETS.frame([_row(claim, programs, published) for claim in chosen.to_dicts()])


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether two unit wordings can name the same unit: "% of GDP" and "per cent of GDP", or "items" and "number".

    A bare per cent agrees with a per cent of something; two counts agree whatever they count, since the indicator's
    keywords decide that.
    """
    if not first or not second:
        return False
    one, other = _plain(first), _plain(second)
    if one == other:
        return True
    shares = [unit.startswith("percent") for unit in (one, other)]
    if any(shares):
        return all(shares) and "percent" in (one, other)
    return not any(_MONEY.search(unit) for unit in (one, other))


def _plain(unit: str | None) -> str:
    wording = (unit or "").lower().replace("%", "percent").replace("per cent", "percent")
    return " ".join(wording.split())


def _row(
    claim: Mapping[str, Any], programs: Mapping[str, Any], published: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    outcome = _outcome(claim, published)
    row = {
        "claim_id": claim["claim_id"],
        "program": programs.get(claim["document_id"]),
        "indicator": claim["object"],
        "base_year": claim["base_year"],
        "base_value": claim["base_value"],
        "target_year": claim["target_year"],
        "target_value": claim["target_value"],
        "unit": claim["target_unit"],
        "responsible": claim["actor"],
    }
    return {**row, **_verdict(claim["target_value"], outcome)}


def _outcome(claim: Mapping[str, Any], published: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    wording = f"{claim['object'] or ''} {claim['text']}".lower()
    fitting = [
        outcome
        for outcome in published
        if _apart(outcome, claim) <= _YEARS_APART
        and same_unit(outcome["unit"], claim["target_unit"])
        and (words := _keywords(outcome))
        and any(word in wording for word in words)
    ]
    return max(
        fitting,
        key=lambda outcome: (
            max(len(word) for word in _keywords(outcome) if word in wording),
            -_apart(outcome, claim),
            -outcome["year"],
            outcome["indicator"],
        ),
        default=None,
    )


def _apart(outcome: Mapping[str, Any], claim: Mapping[str, Any]) -> int:
    """Years between a statistic and a target; a target without a year is out of reach."""
    return abs(outcome["year"] - claim["target_year"]) if claim["target_year"] is not None else _YEARS_APART + 1


def _keywords(outcome: Mapping[str, Any]) -> list[str]:
    return [word.strip().lower() for word in (outcome.get("keywords") or "").split(";") if word.strip()]


def _verdict(target: float, outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    if outcome is None:
        return {"verdict": "not_measured"}
    met = outcome["value"] <= target if outcome.get("direction") == "down" else outcome["value"] >= target
    return {
        "outcome_indicator": outcome["indicator"],
        "outcome_year": outcome["year"],
        "outcome_value": outcome["value"],
        "outcome_source": outcome["source"],
        # Rounded so that 1 - 0.12 is 0.88 in the table, whatever the machine's last bit.
        "shortfall": round(target - outcome["value"], 10),
        "verdict": "met" if met else "missed",
    }

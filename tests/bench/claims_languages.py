"""Scores of Russian and Kazakh claims on their gold: `python tests/bench/claims_languages.py [dev|test] [-v]`.

`-v` prints what is wrong, of the dev half only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.claims import extract_claims, load_gazetteer

_CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LANGUAGES = {"ru": "russian", "kk": "kazakh"}
_PLAIN = ("status", "modality", "actor_sector")


def read_gold(language: str, half: str) -> list[dict[str, Any]]:
    """Gold rows of one language (ru, kk) and one half (dev, test)."""
    path = _CORPUS / "claims-gold" / f"{LANGUAGES[language]}.jsonl"
    return [row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if row["half"] == half]


def first_claims(gold: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """The first claim of each gold segment, and how many claims it was given."""
    names = ("text", "side", "language")
    frame = pl.DataFrame({"segment_id": [r["id"] for r in gold], **{k: [r[k] for r in gold] for k in names}})
    claims = extract_claims(frame, gazetteer=load_gazetteer(_CORPUS / "gazetteer.yaml")).to_dicts()
    counts: dict[str, int] = {}
    for row in claims:
        counts[row["segment_id"]] = counts.get(row["segment_id"], 0) + 1
    return {row["segment_id"]: row for row in reversed(claims)}, counts


def scores(gold: list[dict[str, Any]]) -> dict[str, float]:
    """Detection F1 without codings; accuracies of the first claim; undetected gold counts as wrong."""
    first, counts = first_claims(gold)
    wanted = [row for row in gold if row["claim"]]
    hits = sum(row["id"] in first for row in wanted)
    result = {"detection_f1": 2 * hits / (len(wanted) + len(first))}
    for name in _PLAIN:
        result[name] = sum(_said(first, row, name) == row[name] for row in wanted) / len(wanted)
    aimed = [row for row in wanted if row["target"]]
    result["target_exact"] = sum(_same_target(row["target"], first.get(row["id"], {})) for row in aimed) / len(aimed)
    for name in ("partner_sector", "predicate"):
        told = [row for row in wanted if row.get(name)]
        if told:
            result[name] = sum(_said(first, row, name) == row[name] for row in told) / len(told)
    if "claims" in gold[0]:
        result["claims_counted"] = sum(counts.get(row["id"], 0) == row["claims"] for row in wanted) / len(wanted)
    return result


def _said(first: dict[str, dict[str, Any]], row: dict[str, Any], name: str) -> Any:
    return None if row["id"] not in first else first[row["id"]].get(name) or "none"


def _same_target(target: dict[str, Any], claim: dict[str, Any]) -> bool:
    return all(claim.get(f"target_{part}") == target[part] for part in ("value", "unit", "year"))


def explain(gold: list[dict[str, Any]]) -> None:
    """Print what the first claims of `gold` get wrong."""
    first, counts = first_claims(gold)
    for row in gold:
        claim = first.get(row["id"])
        names = [*_PLAIN, *(name for name in ("partner_sector", "predicate") if row.get(name))]
        wrong = [f"{n}: {_said(first, row, n)} for {row[n]}" for n in names if claim and _said(first, row, n) != row[n]]
        if row["claim"] != (claim is not None):
            wrong.append("no claim" if row["claim"] else "a claim")
        if claim and row["target"] and not _same_target(row["target"], claim):
            wrong.append(f"target {claim['target_value']} {claim['target_unit']} {claim['target_year']}")
        if "claims" in row and counts.get(row["id"], 0) != row["claims"]:
            wrong.append(f"{counts.get(row['id'], 0)} claims for {row['claims']}")
        if wrong:
            print(f"{row['id']} {row['text']}\n    {'; '.join(wrong)}")


if __name__ == "__main__":
    for half in [argument for argument in sys.argv[1:] if argument in ("dev", "test")] or ["dev", "test"]:
        for language in LANGUAGES:
            rows = read_gold(language, half)
            print(half, language, len(rows), {name: round(value, 3) for name, value in scores(rows).items()})
            if half == "dev" and "-v" in sys.argv:
                explain(rows)

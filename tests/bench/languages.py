"""Scores of the coders on Russian and Kazakh passages set aside: `python tests/bench/languages.py [rules|resolved]…`.

Per language: micro-F1 over codes, F1 of any code against none, false codes on passages without one, and the accuracy
of status, modality and actor sector of the first claim where people's codes are given.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.claims import extract_claims, load_gazetteer
from pipeline.code.resolve import Coder, code_frame
from pipeline.codebook import load_codebook

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LANGUAGES = {"ru": "russian", "kk": "kazakh"}


def read_passages(language: str, kind: str = "test") -> list[dict[str, Any]]:
    """The passages of one language (ru, kk): `test`, `held-out` (both written in it) or `translated` (from English)."""
    path = CORPUS / "languages-gold" / f"{LANGUAGES[language]}-{kind}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def code_scores(rows: list[dict[str, Any]], coder: Coder) -> dict[str, float]:
    """Micro-F1, F1 of the gate and the share of passages without a code that were given one."""
    coded = code_frame(_segments(rows), load_codebook(CORPUS / "codebook.yaml"), coder)
    said: dict[str, set[str]] = {}
    for segment, code in coded.select("segment_id", "code").iter_rows():
        said.setdefault(segment, set()).add(code)
    pairs = [(set(row["codes"]), said.get(row["id"], set())) for row in rows]
    hits, total = sum(len(a & b) for a, b in pairs), sum(len(a) + len(b) for a, b in pairs)
    opened, either = sum(bool(a and b) for a, b in pairs), sum(bool(a) + bool(b) for a, b in pairs)
    bare = [b for a, b in pairs if not a]
    return {"micro_f1": 2 * hits / total, "gate_f1": 2 * opened / either, "false": sum(map(bool, bare)) / len(bare)}


def claim_scores(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Accuracy of the first claim of each coded passage, its codes given."""
    rows = [row for row in rows if row["codes"]]
    codes = [{"segment_id": row["id"], "code": code} for row in rows for code in row["codes"]]
    gazetteer = load_gazetteer(CORPUS / "gazetteer.yaml")
    codebook = load_codebook(CORPUS / "codebook.yaml")
    claims = extract_claims(_segments(rows), pl.DataFrame(codes), gazetteer=gazetteer, codebook=codebook).to_dicts()
    first = {claim["segment_id"]: claim for claim in reversed(claims)}
    names = ("status", "modality", "actor_sector")
    return {n: sum((first[row["id"]][n] or "none") == row[n] for row in rows) / len(rows) for n in names}


def _segments(rows: list[dict[str, Any]]) -> pl.DataFrame:
    names = ("text", "side", "language")
    return pl.DataFrame({"segment_id": [r["id"] for r in rows], **{n: [r[n] for r in rows] for n in names}})


if __name__ == "__main__":
    coders: list[Any] = sys.argv[1:] or ["rules", "resolved"]
    for language, kind in [(language, kind) for kind in ("held-out", "test", "translated") for language in LANGUAGES]:
        passages = read_passages(language, kind)
        for name in coders:
            found = {measure: round(value, 3) for measure, value in code_scores(passages, name).items()}
            print(language, kind, len(passages), name, found)
        print(language, kind, "claims", {k: round(v, 3) for k, v in claim_scores(passages).items()})

"""Which practice claims answer a policy claim, and how; and practice that no policy speaks of.

Candidates share a code; they are ranked by the cosine of their sentence vectors.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.asked import coverage_matrix
from pipeline.similarity import Similarity, sentence_cosines
from pipeline.tables import CORRESPONDENCE

ALIKE = 0.25
"""Cosine from which a practice claim of the same code answers.

Best F0.5 on the dev half of corpus/claims-gold/pairs.jsonl: precision counts twice as much as recall, since a false
answer makes a promise look delivered. `python -m tests.bench.claims_pairs` has the figures.
"""
_BEST = 5
_PARTLY = frozenset(("limited", "past", "intended"))


def asked_codes(documents: pl.DataFrame, segments: pl.DataFrame, marks: pl.DataFrame, codebook: Any) -> frozenset[str]:
    """Codes of the dimensions that an interviewer's words touch in at least one interview.

    marks: (segment_id, code), as the coverage matrix takes them.
    """
    coverage = coverage_matrix(documents, segments, marks, codebook)
    asked = set(coverage.filter(pl.col("asked") > 0)["dimension"].to_list())
    return frozenset(code.id for code in codebook.codes if code.dimension in asked)


def match_claims(
    claims: pl.DataFrame,
    least_similarity: float = ALIKE,
    asked: Collection[str] | None = None,
    similarity: Similarity = sentence_cosines,
) -> pl.DataFrame:
    """Answers (table CORRESPONDENCE) to each intended policy claim, and the policy behind each practice claim.

    A policy claim is answered by practice claims that share a code and are at least `least_similarity` alike (cosine):
    `answered` when the best established one is among them, `partly` when only limited, past or planned ones are,
    `unanswered` when it is denied. When nothing answers it is `not_mentioned` if one of its codes is in `asked`, the
    codes that interviews asked about, else `not_asked`; without `asked` all count as asked. Echoes never answer.
    `similarity` gives cosines; default: the sentence encoder.
    """
    rows = [row for row in claims.sort("claim_id").to_dicts() if row["codes"]]
    policy = [row for row in rows if row["side"] == "policy" and row["status"] == "intended"]
    practice = [row for row in rows if row["side"] == "practice" and not row["echo"] and row["status"] != "none"]
    if not policy and not practice:
        return CORRESPONDENCE.empty()
    alike = similarity([row["text"] for row in policy], [row["text"] for row in practice])
    made = [_answer(row, practice, alike[i], least_similarity, asked) for i, row in enumerate(policy)]
    made += [_behind(row, policy, alike[:, i], least_similarity) for i, row in enumerate(practice)]
    return CORRESPONDENCE.frame(made)


def _candidates(
    row: Mapping[str, Any], others: Sequence[Mapping[str, Any]], alike: np.ndarray, least: float
) -> list[tuple[float, Mapping[str, Any]]]:
    codes = set(row["codes"].split(";"))
    pairs = [
        (float(s), o) for s, o in zip(alike, others, strict=True) if s >= least and codes & set(o["codes"].split(";"))
    ]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1]["claim_id"]))[:_BEST]


def _answer(
    row: Mapping[str, Any],
    practice: Sequence[Mapping[str, Any]],
    alike: np.ndarray,
    least: float,
    asked: Collection[str] | None,
) -> dict[str, Any]:
    found = _candidates(row, practice, alike, least)
    statuses = {other["status"] for _, other in found}
    if not found:
        was_asked = asked is None or not set(asked).isdisjoint(row["codes"].split(";"))
        answer = "not_mentioned" if was_asked else "not_asked"
    elif "established" in statuses:
        answer = "answered"
    else:
        answer = "partly" if statuses & _PARTLY else "unanswered"
    return _made(row, answer, found)


def _behind(
    row: Mapping[str, Any], policy: Sequence[Mapping[str, Any]], alike: np.ndarray, least: float
) -> dict[str, Any]:
    found = _candidates(row, policy, alike, least)
    return _made(row, "policy" if found else "no_policy", found)


def _made(row: Mapping[str, Any], answer: str, found: Sequence[tuple[float, Mapping[str, Any]]]) -> dict[str, Any]:
    return {
        "claim_id": row["claim_id"],
        "side": row["side"],
        "answer": answer,
        "answers": ";".join(other["claim_id"] for _, other in found) or None,
        "similarity": found[0][0] if found else None,
    }

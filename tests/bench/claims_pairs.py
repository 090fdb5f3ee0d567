"""Precision and recall of the cut-offs of correspondence and of target names: `python -m tests.bench.claims_pairs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.code.lemmas import guess_language
from pipeline.code.resolve import code_frame
from pipeline.codebook import load_codebook
from pipeline.correspondence import ALIKE as ALIKE_CLAIMS
from pipeline.similarity import sentence_cosines
from pipeline.targets.movement import ALIKE as ALIKE_NAMES
from pipeline.targets.names import measured

_CORPUS = Path(__file__).resolve().parents[2] / "corpus"


class Judged(NamedTuple):
    """A pair's cosine, whether the pair may be matched at all (codes), and whether it should be."""

    cosine: float
    admitted: bool
    wanted: bool


def read_pairs(name: str, half: str) -> list[dict[str, Any]]:
    """Rows of one half (dev or test) of corpus/claims-gold/`name`."""
    rows = (json.loads(line) for line in (_CORPUS / "claims-gold" / name).read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["half"] == half]


def judged_claims(half: str) -> list[Judged]:
    """Pairs of policy and practice; admitted where the resolved coder gives both a common code."""
    rows = read_pairs("pairs.jsonl", half)
    texts = [(side, row[side]) for row in rows for side in ("policy", "practice")]
    segments = pl.DataFrame(
        {"segment_id": [f"{n:04d}" for n in range(len(texts))], "text": [text for _, text in texts],
         "side": [side for side, _ in texts], "language": [guess_language(text) for _, text in texts]}
    )  # fmt: skip
    coded: dict[str, set[str]] = {}
    codings = code_frame(segments, load_codebook(_CORPUS / "codebook.yaml"))
    for segment, code in codings.select("segment_id", "code").iter_rows():
        coded.setdefault(segment, set()).add(code)
    return [
        Judged(
            float(sentence_cosines([row["policy"]], [row["practice"]])[0, 0]),
            bool(coded.get(f"{2 * n:04d}", set()) & coded.get(f"{2 * n + 1:04d}", set())),
            row["answers"],
        )
        for n, row in enumerate(rows)
    ]


def judged_names(half: str) -> list[Judged]:
    """Pairs of indicator names."""
    rows = read_pairs("names.jsonl", half)
    return [
        Judged(float(sentence_cosines([measured(r["first"])], [measured(r["second"])])[0, 0]), True, r["same"])
        for r in rows
    ]


def precision_recall(pairs: list[Judged], least: float) -> tuple[float, float]:
    """Precision and recall of pairs with at least this cosine, among those admitted."""
    taken = [pair for pair in pairs if pair.admitted and pair.cosine >= least]
    right = sum(pair.wanted for pair in taken)
    wanted = sum(pair.wanted for pair in pairs if pair.admitted)
    return right / len(taken), right / wanted


if __name__ == "__main__":
    for half in sys.argv[1:] or ("dev", "test"):
        for name, pairs, chosen in (
            ("claims", judged_claims(half), ALIKE_CLAIMS), ("names", judged_names(half), ALIKE_NAMES)
        ):  # fmt: skip
            admitted = [pair for pair in pairs if pair.admitted]
            print(f"{half} {name}: {len(pairs)} pairs, {sum(p.wanted for p in pairs)} match; "
                  f"{len(admitted)} share a code, {sum(p.wanted for p in admitted)} of them match")  # fmt: skip
            for least in sorted({0.15, 0.2, 0.3, 0.5, chosen}) if half == "dev" else (chosen,):
                precision, recall = precision_recall(pairs, least)
                print(f"  cosine {least}: precision {precision:.3f}, recall {recall:.3f}")

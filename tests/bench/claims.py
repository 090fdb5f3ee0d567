"""Claims on their gold: `python -m tests.bench.claims dev`, `test` (nobody tunes on it), or `speed`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.claims import extract_claims, load_gazetteer
from pipeline.claims.english_claims import Passage, english_claims
from pipeline.code.resolve import code_frame
from pipeline.codebook import load_codebook
from pipeline.english import load_english

_CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def read_gold(half: str) -> list[dict[str, Any]]:
    """English gold rows of one half: dev or test."""
    files = sorted((_CORPUS / "claims-gold").glob("gold*.jsonl"))
    rows = (json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["half"] == half]


def scores(gold: list[dict[str, Any]]) -> dict[str, float]:
    """Detection F1 and accuracies of the first claim, coded first as `uip claims` does; undetected gold is wrong.

    What two annotators differ on (`disputed`) counts neither way.
    """
    segments = pl.DataFrame(
        {"segment_id": [r["id"] for r in gold], **{k: [r[k] for r in gold] for k in ("text", "side")}}
    )
    codebook, words = load_codebook(_CORPUS / "codebook.yaml"), load_gazetteer(_CORPUS / "gazetteer.yaml")
    claims = extract_claims(segments, code_frame(segments, codebook), gazetteer=words, codebook=codebook)
    first = {row["segment_id"]: row for row in reversed(claims.to_dicts())}
    wanted = [row for row in gold if row["claim"]]
    hits = sum(row["id"] in first for row in wanted)
    result = {"detection_f1": 2 * hits / (len(wanted) + len(first))}
    for name in ("status", "modality", "actor_sector"):
        agreed = [row for row in wanted if name not in row.get("disputed", ()) and _told(row, name)]
        found = [(first[row["id"]].get(name) or "none", _told(row, name)) for row in agreed if row["id"] in first]
        right = sum(ours == theirs for ours, theirs in found)
        result[name] = right / len(agreed)
    aimed = [row for row in gold if row["target"] and "target" not in row.get("disputed", ())]
    result["target_exact"] = sum(_same_target(row, first.get(row["id"], {})) for row in aimed) / len(aimed)
    return result


def _told(row: dict[str, Any], name: str) -> str | None:
    """What the gold says; of practice that names nobody, whose it is; None where annotators differ on that."""
    return row["concerned"] if name == "actor_sector" and "concerned" in row else row[name]


def _same_target(row: dict[str, Any], claim: dict[str, Any]) -> bool:
    same = all(claim.get(f"target_{part}") == row["target"][part] for part in ("value", "year"))
    return same and claim.get("target_unit") in (row["target"]["unit"], row.get("unit_or", row["target"]["unit"]))


def speed() -> None:
    """A text of some 80,000 words: gate and claims beside a plain spaCy pipe over all of it, one process, one pass."""
    files = sorted((_CORPUS / "training").glob("*.jsonl"))
    passages = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in passages if row.get("language", "en") == "en"]
    segments = pl.DataFrame(
        {"segment_id": [f"{n:05d}" for n in range(len(texts))], "text": texts, "side": "policy", "language": "en"}
    )
    gazetteer = load_gazetteer(_CORPUS / "gazetteer.yaml")
    plain = load_english(None)
    next(plain.pipe(texts[:1]))
    extract_claims(segments.head(10), gazetteer=gazetteer)
    started = time.perf_counter()
    list(plain.pipe(texts))
    theirs = time.perf_counter() - started
    started = time.perf_counter()
    claims = extract_claims(segments, gazetteer=gazetteer)
    ours = time.perf_counter() - started
    words = sum(len(text.split()) for text in texts)
    print(f"{words} words in {len(texts)} segments: {claims['segment_id'].n_unique()} gated, {claims.height} claims;")
    told = f"({ours:.1f} s beside {theirs:.1f} s)"
    print(f"gate, parser and claims take {ours / theirs:.2f} of the time of a plain spaCy pipe over all of it {told}")
    outside_parser(texts)


def outside_parser(texts: list[str]) -> None:
    """Segments a second of one core's own time: through the gate, and from a parse to claims."""
    gazetteer, parser = load_gazetteer(_CORPUS / "gazetteer.yaml"), load_english(None, exclude=("ner",))
    started = time.process_time()
    gated = [text for text in texts if gazetteer.passes_gate(text)]
    gate = time.process_time() - started
    parses = list(parser.pipe(gated))
    started = time.process_time()
    for text, parsed in zip(gated, parses, strict=True):
        english_claims(Passage({"text": text, "side": "policy"}, parsed), gazetteer)
    reading = time.process_time() - started
    print(f"outside the parser, a second of one core: {len(texts) / gate:,.0f} segments through the gate,")
    print(f"{len(gated) / reading:,.0f} gated segments from their parse to claims")


if __name__ == "__main__":
    for asked in sys.argv[1:] or ("dev", "speed"):
        if asked == "speed":
            speed()
            continue
        rows = read_gold(asked)
        print(asked, len(rows), {name: round(value, 3) for name, value in scores(rows).items()})

"""Passages that policy documents repeat from one another, so that each counts once."""

from __future__ import annotations

import re
from hashlib import blake2b

import polars as pl

from pipeline.tables import BOILERPLATE

# Shorter sentences are alike by accident.
FEWEST_WORDS = 8
SHINGLE = 3
ALIKE = 0.8
# A sentence is looked up by its few smallest shingle hashes, so cost grows with the number of sentences only.
_KEYS = 6
_WORD = re.compile(r"\w+")


def repeated(documents: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Policy segments that say again what an earlier document says (table BOILERPLATE), `repeats` the first one.

    Near-duplicates share at least ALIKE of their three-word shingles (Broder 1997). The earlier document is the
    one with the earlier first year, then the smaller id. Repeats within one document are its own emphasis.
    """
    policy = documents.filter(pl.col("side") == "policy").select("document_id", "year_from")
    ordered = segments.join(policy, on="document_id", how="inner").sort(
        "year_from", "document_id", "start", nulls_last=True
    )
    rows = ordered.select("segment_id", "document_id", "text").iter_rows()
    first: dict[int, list[tuple[str, str, frozenset[int]]]] = {}
    found = []
    for segment, document, text in rows:
        shingles = _shingles(text)
        keys = sorted(shingles)[:_KEYS]
        candidates = (entry for key in keys for entry in first.get(key, ()) if entry[1] != document)
        alike = ((entry, _overlap(shingles, entry[2])) for entry in candidates)
        match = next(((entry, share) for entry, share in alike if share >= ALIKE), None)
        if match:
            (earlier, at, _), share = match
            found.append(
                {"segment_id": segment, "document_id": document, "repeats": earlier, "repeats_document": at,
                 "similarity": share}
            )  # fmt: skip
            continue
        for key in keys:
            first.setdefault(key, [])
            if len(first[key]) < 20:
                first[key].append((segment, document, shingles))
    return BOILERPLATE.frame(found)


def _shingles(text: str) -> frozenset[int]:
    words = _WORD.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return frozenset()
    runs = (" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
    # Python's own string hash differs from run to run.
    return frozenset(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) for run in runs)


def _overlap(one: frozenset[int], two: frozenset[int]) -> float:
    """Jaccard similarity; sentences too short to be compared share nothing."""
    return len(one & two) / len(one | two) if one and two else 0.0

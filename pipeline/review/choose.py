"""Choosing what a person reads: doubtful passages, and a random sample from which shares can be estimated."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import polars as pl

from pipeline.code.model_file import FittedModel
from pipeline.codebook import Codebook
from pipeline.gap.counts import by_interviewer, countable
from pipeline.review.doubt import RANDOM, rank
from pipeline.review.sample import draw_sample
from pipeline.tables import REVIEW

# A spreadsheet cell holds 32,767 characters; a sentence that long is cut for the eye, not for the study.
_LONGEST = 30_000


def choose_passages(
    documents: pl.DataFrame,
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    codebook: Codebook,
    model: FittedModel | None,
    *,
    passages: int = 120,
    random: int = 60,
    seed: int = 7,
    passed_over: Collection[str] = (),
) -> pl.DataFrame:
    """Table REVIEW: up to `passages` doubtful passages and `random` drawn ones, in reading order.

    `passed_over` names segments that people have coded and documents kept for evaluation; they can only come in at
    random. A passage that was both drawn and doubtful keeps its sampling probability; for the others it is empty.
    """
    counted = countable(documents, segments)
    drawn = draw_sample(counted, random, seed)
    reasons: dict[str, list[str]] = {name: [RANDOM] for name in drawn}
    open_to_choice = segments.filter(
        pl.col("segment_id").is_in(counted["segment_id"].to_list())
        & ~pl.col("segment_id").is_in(list(passed_over))
        & ~pl.col("document_id").is_in(list(passed_over))
    )
    for name, why in _doubtful(rank(open_to_choice, codings, codebook, model), passages).items():
        reasons.setdefault(name, []).extend(why)
    return _sheet_rows(documents, segments, reasons, drawn)


def _doubtful(ranked: Mapping[str, list[str]], size: int) -> dict[str, list[str]]:
    """Segments taken from each ranked list in turn until there are `size`, with the reasons that named them."""
    chosen: dict[str, list[str]] = {}
    left = {reason: iter(names) for reason, names in ranked.items()}
    while left and len(chosen) < size:
        for reason in list(left):
            name = next((name for name in left[reason] if name not in chosen), None)
            if name is None:
                del left[reason]
            elif len(chosen) < size:
                chosen[name] = [reason]
    return chosen


def _sheet_rows(
    documents: pl.DataFrame, segments: pl.DataFrame, reasons: Mapping[str, list[str]], drawn: Mapping[str, float]
) -> pl.DataFrame:
    sides = dict(documents.select("document_id", "side").iter_rows())
    ordered = _with_context(segments).filter(pl.col("segment_id").is_in(list(reasons)))
    rows = []
    for number, row in enumerate(ordered.sort("document_id", "start", "segment_id").iter_rows(named=True), start=1):
        name, text, probability = row["segment_id"], shown(row["text"]), drawn.get(row["segment_id"])
        probability = None if probability is None else round(probability, 6)
        rows.append(
            {
                **{column: row[column] for column in ("segment_id", "document_id", "language")},
                "number": number,
                "rows": len(reasons),
                "side": sides[row["document_id"]],
                "place": _place(row),
                "before": shown(row["before"] or ""),
                "text": text,
                "reason": ";".join(reasons[name]),
                "sampling_probability": probability,
                "check": fingerprint(name, text, probability, number, len(reasons)),
            }
        )
    return REVIEW.frame(rows)


def _with_context(segments: pl.DataFrame) -> pl.DataFrame:
    """Segments with the text just before them; a question is marked as such."""
    asked = pl.when(by_interviewer()).then(pl.format("[question] {}", pl.col("text"))).otherwise(pl.col("text"))
    before = asked.shift(1).over("document_id", order_by="start")
    return segments.with_columns(before.alias("before"))


def _place(row: Mapping[str, object]) -> str:
    parts = [f"page {row['page']}" if row["page"] is not None else "", f"turn {row['turn']}" if row["turn"] else ""]
    return ", ".join(part for part in [*parts, str(row["section"] or "")] if part)


def shown(text: str) -> str:
    """A passage as a cell can hold it: one line, no control characters, at most 30,000 characters."""
    printable = "".join(letter if letter.isprintable() or letter.isspace() else " " for letter in text)
    return " ".join(printable.split())[:_LONGEST]


def fingerprint(segment_id: str, text: str, probability: float | None, number: int, rows: int) -> str:
    """Hash of what must come back unchanged from a sheet; spaces, which spreadsheets change, do not count."""
    parts = (segment_id, shown(text), "" if probability is None else f"{probability:.6f}", str(number), str(rows))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part.encode()) + part.encode())
    return digest.hexdigest()[:12]

"""Cuts blocks into segments with exact offsets, page, boxes and the segment that leads in to a list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import polars as pl

from pipeline.ingest.language import identify
from pipeline.segment.sentences import sentence_spans
from pipeline.tables import LANGUAGES, SEGMENTS

WHOLE = frozenset({"heading", "caption", "table_row"})
FEW_WORDS = 6
"""Words up to which a language outside the study's three is not believed of a segment alone."""
_LETTERS = re.compile(r"[a-zа-яё]", re.IGNORECASE)
SHORT_TURN = 25
"""Characters up to which a turn is one segment."""
_COPIED = ("document_id", "turn", "speaker", "kind", "section", "block", "confidence")


def segment_blocks(documents: pl.DataFrame, texts: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Segments of the documents' blocks (frames of those tables in, SEGMENTS out).

    The language is each segment's own; where it holds too few letters to tell, its block's, then its document's.
    """
    full = dict(texts.select("document_id", "text").iter_rows())
    languages = dict(documents.select("document_id", "language").iter_rows())
    rows: list[dict[str, Any]] = []
    last: dict[tuple[str, int], str] = {}
    for block in blocks.sort("document_id", "block").iter_rows(named=True):
        if block["document_id"] not in languages:
            continue
        made = _segments(block, full[block["document_id"]], last, languages[block["document_id"]])
        if made:
            last[block["document_id"], block["block"]] = made[-1]["segment_id"]
        rows += made
    return SEGMENTS.frame(rows)


def _segments(
    block: Mapping[str, Any], full: str, last: Mapping[tuple[str, int], str], declared: str | None
) -> list[dict[str, Any]]:
    text = full[block["start"] : block["end"]]
    whole = block["kind"] in WHOLE or (block["kind"] == "turn" and len(text) <= SHORT_TURN)
    spans = [(0, len(text))] if whole and text.strip() else list(sentence_spans(text))
    lead = last.get((block["document_id"], block["lead_in"])) if block["lead_in"] is not None else None
    made = [_segment(block, text, start, end, lead) for start, end in spans]
    return [{**row, "language": _language(row["text"], text, declared)} for row in made]


def _language(text: str, around: str, declared: str | None) -> str | None:
    """The language of a segment; a few words do not overrule what stands round them in the same script."""
    own = identify(text)
    if own is not None and not (own == "other" and len(text.split()) <= FEW_WORDS and _LETTERS.search(text)):
        return own
    wider = identify(around) if around != text else None
    if wider not in (None, "other"):
        return wider
    return declared if declared in LANGUAGES else own


def _segment(block: Mapping[str, Any], text: str, start: int, end: int, lead: str | None) -> dict[str, Any]:
    first, after = block["start"] + start, block["start"] + end
    page, boxes = _place(block, start, end)
    return {
        **{name: block[name] for name in _COPIED},
        "segment_id": f"{block['document_id']}:{first}-{after}",
        "page": page,
        "start": first,
        "end": after,
        "text": text[start:end],
        "lead_in": lead,
        "boxes": boxes,
    }


def _place(block: Mapping[str, Any], start: int, end: int) -> tuple[int | None, str | None]:
    """The page on which a span of the block starts, and the boxes of the lines it stands on."""
    if not block["boxes"] or not block["line_starts"]:
        return block["page"], block["boxes"]
    starts = [int(place) for place in block["line_starts"].split(";")]
    boxes = block["boxes"].split(";")[max(bisect_right(starts, start) - 1, 0) : bisect_right(starts, end - 1)]
    return (int(boxes[0].split(":")[0]) if boxes else block["page"]), ";".join(boxes) or None

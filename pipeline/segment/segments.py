"""Cuts blocks into segments with exact offsets, page, boxes and the segment that leads in to a list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import polars as pl

from pipeline.segment.sentences import sentence_spans
from pipeline.tables import SEGMENTS

WHOLE = frozenset({"heading", "caption", "table_row"})
SHORT_TURN = 25
"""Characters up to which a turn is one segment."""
_COPIED = ("document_id", "turn", "speaker", "kind", "section", "block", "confidence")


def segment_blocks(documents: pl.DataFrame, texts: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Segments of the documents' blocks (frames of those tables in, SEGMENTS out); language is set by its own step."""
    full = dict(texts.select("document_id", "text").iter_rows())
    known = set(documents["document_id"])
    rows: list[dict[str, Any]] = []
    last: dict[tuple[str, int], str] = {}
    for block in blocks.sort("document_id", "block").iter_rows(named=True):
        if block["document_id"] not in known:
            continue
        made = _segments(block, full[block["document_id"]], last)
        if made:
            last[block["document_id"], block["block"]] = made[-1]["segment_id"]
        rows += made
    return SEGMENTS.frame(rows)


def _segments(block: Mapping[str, Any], full: str, last: Mapping[tuple[str, int], str]) -> list[dict[str, Any]]:
    text = full[block["start"] : block["end"]]
    whole = block["kind"] in WHOLE or (block["kind"] == "turn" and len(text) <= SHORT_TURN)
    spans = [(0, len(text))] if whole and text.strip() else list(sentence_spans(text))
    lead = last.get((block["document_id"], block["lead_in"])) if block["lead_in"] is not None else None
    return [_segment(block, text, start, end, lead) for start, end in spans]


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

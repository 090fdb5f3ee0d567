"""Lays the blocks of a reading out into the document's extracted text and derives every offset from that.

Blocks are joined by a line break and pages by a line break and a form feed, so that `texts.text[start:end]` is the
block. A block that runs over a page break stays whole in that text and belongs to the page it starts on; the page
texts have each of its lines on the line's own page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from pipeline.ingest.reading import Block, Box, Reading
from pipeline.tables import BLOCKS, DOCUMENTS, FURNITURE, PAGES, REJECTED, TABLE_ROWS, TEXTS

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
BLOCK_JOIN = "\n"
PAGE_JOIN = "\n\f"


class Ingested(NamedTuple):
    """The frames that ingest hands on, each of the same-named table of pipeline.tables."""

    documents: pl.DataFrame
    texts: pl.DataFrame
    pages: pl.DataFrame
    blocks: pl.DataFrame
    table_rows: pl.DataFrame
    furniture: pl.DataFrame
    rejected: pl.DataFrame


class Layout(NamedTuple):
    """A document's extracted text, and the start of each block in it."""

    text: str
    starts: tuple[int, ...]


def assemble(
    readings: Sequence[tuple[Mapping[str, Any], Reading]], rejected: Sequence[Mapping[str, str]] = ()
) -> Ingested:
    """Readings with their documents as frames.

    Each mapping holds the document's manifest columns (`document_id` and `side` at least; `path` and `retrieved` are
    left behind). `rejected` are rows of that table; pages without text in documents that were read come on top.
    """
    layouts = [lay_out(reading.blocks, reading.pages) for _, reading in readings]
    paired = [
        (str(document["document_id"]), reading, layout)
        for (document, reading), layout in zip(readings, layouts, strict=True)
    ]
    return Ingested(
        documents=DOCUMENTS.frame([_document_row(document, reading) for document, reading in readings]),
        texts=TEXTS.frame([{"document_id": name, "text": layout.text} for name, _, layout in paired]),
        pages=PAGES.frame(_rows(_page_rows, paired)),
        blocks=BLOCKS.frame(_rows(_block_rows, paired)),
        table_rows=TABLE_ROWS.frame(_rows(_table_rows, paired)),
        furniture=FURNITURE.frame(_rows(_furniture_rows, paired)),
        rejected=REJECTED.frame([*rejected, *(row for pair in readings for row in _gap_rows(*pair))]),
    )


def lay_out(blocks: Sequence[Block], pages: int | None) -> Layout:
    """Blocks in reading order as one text; `pages` page texts are joined by form feeds, empty pages among them."""
    parts: list[str] = []
    starts: list[int] = []
    length, page, fresh = 0, 1, True
    for block in blocks:
        ahead = max((block.page or 1) - page, 0) if pages else 0
        joint = PAGE_JOIN * ahead if ahead else ("" if fresh else BLOCK_JOIN)
        parts += (joint, block.text)
        starts.append(length + len(joint))
        length += len(joint) + len(block.text)
        page, fresh = page + ahead, False
    if pages and page < pages:
        parts.append(PAGE_JOIN * (pages - page))
    return Layout("".join(parts), tuple(starts))


def boxes_text(boxes: Sequence[Box]) -> str | None:
    """Page boxes as the tables hold them, or None when there are none."""
    return ";".join(f"{b.page}:{b.x0:.1f},{b.top:.1f},{b.x1:.1f},{b.bottom:.1f}" for b in boxes) or None


def _rows(make: Any, paired: Sequence[tuple[str, Reading, Layout]]) -> list[dict[str, Any]]:
    return [row for name, reading, layout in paired for row in make(name, reading, layout)]


def _document_row(document: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    row = {name: value for name, value in document.items() if name in DOCUMENTS.schema}
    words = sum(len(_WORD.findall(block.text)) for block in reading.blocks)
    return {**row, "format": reading.format, "pages": reading.pages, "words": words}


def _gap_rows(document: Mapping[str, Any], reading: Reading) -> Iterator[dict[str, str]]:
    """Pages that could not be read, as rows beside those of whole files."""
    name = str(document.get("path") or document.get("title") or document["document_id"])
    for gap in reading.gaps:
        numbers = ", ".join(map(str, gap.pages))
        path = f"{name}, {'page' if len(gap.pages) == 1 else 'pages'} {numbers}"
        yield {"path": path, "reason": gap.reason, "action": gap.cure}


def _page_rows(name: str, reading: Reading, layout: Layout) -> Iterator[dict[str, Any]]:
    texts: list[list[str]] = [[] for _ in range(reading.pages or 1)]
    for block in reading.blocks:
        for page, piece in _pieces(block):
            texts[page - 1 if reading.pages else 0].append(piece)
    for number, pieces in enumerate(texts, start=1):
        yield {"document_id": name, "page": number, "text": BLOCK_JOIN.join(pieces)}


def _pieces(block: Block) -> Iterator[tuple[int, str]]:
    """The parts of a block with the page each stands on."""
    page, since = block.page or 1, 0
    for start, box in zip(block.line_starts, block.boxes, strict=False):
        if box.page != page:
            yield page, block.text[since:start].strip()
            page, since = box.page, start
    yield page, block.text[since:]


def _block_rows(name: str, reading: Reading, layout: Layout) -> Iterator[dict[str, Any]]:
    for number, (block, start) in enumerate(zip(reading.blocks, layout.starts, strict=True)):
        yield {
            "document_id": name,
            "block": number,
            "page": block.page if reading.pages else None,
            "turn": block.turn,
            "speaker": block.speaker,
            "kind": block.kind,
            "section": " > ".join(block.section) or None,
            "start": start,
            "end": start + len(block.text),
            "lead_in": block.lead_in,
            "confidence": block.confidence,
            "boxes": boxes_text(block.boxes),
            "line_starts": ";".join(map(str, block.line_starts)) or None,
        }


def _table_rows(name: str, reading: Reading, layout: Layout) -> Iterator[dict[str, Any]]:
    counts = [0] * len(reading.tables)
    for number, block in enumerate(reading.blocks):
        if block.table is None or block.header or not block.cells:
            continue
        counts[block.table] += 1
        table = reading.tables[block.table]
        yield {
            "document_id": name,
            "table": block.table + 1,
            "row": counts[block.table],
            "block": number,
            "caption": table.caption,
            "header": json.dumps(table.header, ensure_ascii=False),
            "cells": json.dumps(block.cells, ensure_ascii=False),
        }


def _furniture_rows(name: str, reading: Reading, layout: Layout) -> Iterator[dict[str, Any]]:
    for item in reading.furniture:
        yield {"document_id": name, "page": item.page, "line": item.line, "text": item.text}

"""Ruled tables as blocks: a row of text for each row, header cells apart, tables continued over pages joined."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from pipeline.ingest.hyphens import join, rejoined
from pipeline.ingest.layout import reading_order, rows_of
from pipeline.ingest.pdf_tables import Cell, RuledTable
from pipeline.ingest.reading import Block, Box, Table, row_text

_LABEL = 100
"""Characters up to which a cell may be a header."""
_SAME_EDGE = 5.0
_NUMBER_ALONE = re.compile(r"\d+(?:\.\d+)*[.)]?|[a-zа-я]\)")
Cells = tuple[str, ...]


class Started(NamedTuple):
    """A table so far: its position, the page and piece it last stood on, and its header rows."""

    number: int
    page: int
    piece: RuledTable
    headers: tuple[Cells, ...]


class Tables:
    """Collects the tables of a document in reading order; `repeated` are header rows that a new page says again."""

    def __init__(self, lexicon: Set[str]) -> None:
        self.lexicon = lexicon
        self.found: list[Table] = []
        self.repeated: list[tuple[int, str]] = []
        self._last: Started | None = None

    def rows(self, piece: RuledTable, page: int, caption: str | None, *, alone: bool) -> list[Block]:
        """Blocks of a table's rows; `alone` says that text stands between this and the table before."""
        texts = [self._texts(row) for row in piece.rows]
        last = self._last
        if last is not None and not alone and caption is None and _continues(last, piece, page):
            skip = _repeats(texts, last.headers)
            self.repeated += [(page, row_text(row)) for row in texts[:skip]]
            started = last._replace(page=page, piece=piece)
            first, headed = skip, 0
        else:
            headed = _header_rows(piece, texts)
            self.found.append(Table(caption, _header(piece, texts, headed)))
            started = Started(len(self.found) - 1, page, piece, tuple(texts[:headed]))
            first = 0
        self._last = started
        return [
            _row(texts[n], page, piece, n, started.number, header=n < headed)
            for n in range(first, len(texts))
            if any(texts[n])
        ]

    def _texts(self, row: Sequence[Cell | None]) -> Cells:
        return tuple(self._text(cell) for cell in row)

    def _text(self, cell: Cell | None) -> str:
        text = ""
        for line in reading_order(rows_of(cell or ())):
            text = self._joined(text, line.text) if text else line.text
        return text.replace("\xad", "-")

    def _joined(self, text: str, line: str) -> str:
        """A cell's text with its next line; a word too long for the cell may be cut anywhere."""
        before, _, last = text.rpartition(" ")
        whole = rejoined(last, line, self.lexicon)
        return " ".join(filter(None, (before, whole))) if whole else join(text, line, self.lexicon)


def goes_on(row: Block, after: Block) -> bool:
    """Is the second the rest of the first, a row cut by a page end?

    It fills fewer cells, and it begins in lower case or the page end stood right after the number of the row.
    """
    if row.table is None or row.header or after.table != row.table or after.page == row.page:
        return False
    if len(row.cells) != len(after.cells) or all(after.cells):
        return False
    filled = [(one, other) for one, other in zip(row.cells, after.cells, strict=True) if other]
    begun = filled[0][1][:1].islower() or bool(_NUMBER_ALONE.fullmatch(row.cells[0]) and after.cells[0])
    return all(one for one, _ in filled) and begun


def resumed(row: Block, after: Block, lexicon: Set[str]) -> Block:
    """A row of a table with its rest from the next page."""
    cells = tuple(
        join(one, other, lexicon) if one and other else one or other
        for one, other in zip(row.cells, after.cells, strict=True)
    )
    return replace(row, text=row_text(cells), cells=cells, boxes=(*row.boxes, *after.boxes), line_starts=())


def _row(cells: Cells, page: int, piece: RuledTable, n: int, table: int, *, header: bool) -> Block:
    box = Box(page, *piece.boxes[n])
    return Block(
        "table_row", row_text(cells), page, boxes=(box,), line_starts=(0,), cells=cells, table=table, header=header
    )


def same_columns(one: RuledTable, other: RuledTable) -> bool:
    """Do the columns of two tables begin at the same places?"""
    return len(one.edges) == len(other.edges) and all(
        abs(left - right) < _SAME_EDGE for left, right in zip(one.edges, other.edges, strict=True)
    )


def _continues(last: Started, piece: RuledTable, page: int) -> bool:
    """On the next page, in the same columns."""
    return page == last.page + 1 and same_columns(last.piece, piece)


def _repeats(texts: Sequence[Cells], headers: Sequence[Cells]) -> int:
    return len(headers) if headers and tuple(texts[: len(headers)]) == tuple(headers) else 0


def _header_rows(piece: RuledTable, texts: Sequence[Cells]) -> int:
    """How many rows at the top hold labels: two where a label spans columns, none where the first row is data."""
    first = texts[0]
    labels = [text for cell, text in zip(piece.rows[0], first, strict=True) if cell is not None]
    if not all(labels[1:]) or len(labels) < 2 or any(len(text) > _LABEL for text in labels):
        return 0
    if sum(_is_number(text) for text in labels) > len(labels) / 2:
        return 0
    spans = any(cell is None for cell in piece.rows[0])
    return 2 if spans and len(texts) > 2 and any(cell is None for cell in piece.rows[1]) else 1


def _is_number(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return letters == 0 or letters < 0.25 * len(text)


def _header(piece: RuledTable, texts: Sequence[Cells], count: int) -> Cells:
    """One label for each column; a label that spans columns is said in each."""
    columns = len(piece.edges)
    labels: list[list[str]] = [[] for _ in range(columns)]
    for n in range(count):
        spanning = ""
        for column in range(columns):
            if piece.rows[n][column] is not None:
                spanning = texts[n][column]
            elif n > 0:
                continue
            labels[column].append(spanning)
    return tuple(" ".join(filter(None, parts)) for parts in labels)

"""What every format reader returns: the document's blocks in reading order, without offsets.

A reader is `read(path: Path, side: str | None) -> Reading`. Offsets, page texts and frames are derived from the
blocks in one place (`assemble`), so that every format has the same provenance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page: page number from 1, then points from the page's left and top edge."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class Table(NamedTuple):
    """A table of a document: caption or None, and its header cells (row labels of several header rows joined)."""

    caption: str | None
    header: tuple[str, ...]


class Furniture(NamedTuple):
    """A line kept out of the text: page number from 1, line on that page from 0, and what it said."""

    page: int
    line: int
    text: str


class Gap(NamedTuple):
    """Pages of a document that gave no text although they show something: which, why, and what cures it."""

    pages: tuple[int, ...]
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table row, footnote, caption, turn or note.

    `text` has no line breaks. `section` is the path of headings above it, outermost first. `lead_in` is the position
    in `Reading.blocks` of the block that introduces this list item. A table row has `cells` (its text is the
    non-empty cells joined by " | ") and `table`, the position of its table in `Reading.tables`; a header row is a
    table row with `header=True`, which is kept as text but not as a body row. `boxes` are the lines of the block;
    `line_starts` are the characters of `text` at which those lines start (as many as boxes, or empty).
    """

    kind: str
    text: str
    page: int | None = None
    section: tuple[str, ...] = ()
    speaker: str | None = None
    turn: int | None = None
    lead_in: int | None = None
    confidence: float | None = None
    boxes: tuple[Box, ...] = ()
    line_starts: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()
    table: int | None = None
    header: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read. `pages` is None for formats without pages; `metadata` is what a transcript's head says.

    `gaps` are pages that could not be read; they become rows of `rejected`, so that no page is empty in silence.
    """

    format: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    furniture: tuple[Furniture, ...] = ()
    tables: tuple[Table, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()


def row_text(cells: tuple[str, ...]) -> str:
    """A table row as one line of text: its non-empty cells joined by " | "."""
    return " | ".join(cell for cell in cells if cell)

"""What formats without a layout share: list items with their lead-in, heading paths, tables as blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.reading import Block, Table, row_text

_MARKER = re.compile(r"^(?:[-–—•*‣▪o]\s+|\(?(?:\d{1,3}|[a-zа-яәіңғүұқөһ]|[ivx]{1,5})\)\s+)")
_SPACE = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Text on one line, runs of white space as one space."""
    return _SPACE.sub(" ", text.replace("\u00ad", "")).strip()


def is_item(text: str) -> bool:
    """Whether a line starts with a bullet or a bracketed number or letter (numbered provisions do not)."""
    return bool(_MARKER.match(text))


@dataclass
class Outline:
    """Blocks as they are collected, with the headings they stand under and the lead-in of the list they are in."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    _path: list[tuple[int, str]] = field(default_factory=list)
    _lead_in: int | None = None

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    def heading(self, text: str, level: int) -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, text))
        self._append(Block("heading", text, section=self.section))

    def paragraph(self, text: str, speaker: str | None = None) -> None:
        self._append(Block("paragraph", text, section=self.section, speaker=speaker))
        self._lead_in = len(self.blocks) - 1 if text.endswith((":", "：")) else None

    def item(self, text: str) -> None:
        self.blocks.append(Block("list_item", text, section=self.section, lead_in=self._lead_in))

    def other(self, kind: str, text: str) -> None:
        """A caption, footnote or note; it does not end a list."""
        self.blocks.append(Block(kind, text, section=self.section))

    def table(self, rows: Sequence[Sequence[str]], caption: str | None = None, head: int = 1) -> None:
        """A table of which the first `head` rows are header; a table of one row or one column is plain paragraphs."""
        full = [tuple(row) for row in rows if any(row)]
        if not full:
            return
        if len(full) < 2 or max(len(row) for row in full) < 2:
            for row in full:
                self.paragraph(row_text(row))
            return
        head = min(max(head, 1), len(full) - 1)
        header = tuple(" ".join(dict.fromkeys(filter(None, column))) for column in _columns(full[:head]))
        self.tables.append(Table(caption, header))
        for number, row in enumerate(full):
            block = Block("table_row", row_text(row), section=self.section, cells=row, table=len(self.tables) - 1)
            self.blocks.append(block if number >= head else _as_header(block))
        self._lead_in = None

    def _append(self, block: Block) -> None:
        self.blocks.append(block)
        self._lead_in = None


def _as_header(block: Block) -> Block:
    return Block("table_row", block.text, section=block.section, cells=block.cells, table=block.table, header=True)


def _columns(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    width = max(len(row) for row in rows)
    return list(zip(*[(*row, *[""] * (width - len(row))) for row in rows], strict=True))

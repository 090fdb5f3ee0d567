"""Lines in reading order become headings, paragraphs, list items and captions, across column and page ends."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from statistics import median

from pipeline.ingest.hyphens import join
from pipeline.ingest.pdf_lines import Line
from pipeline.ingest.reading import Block, Box

Placed = tuple[int, Line]
"""A line with its page."""
_ITEM = re.compile(r"(?:[•▪●◦–—*\uf0b7-]|\(?\d{1,3}[.)]|\(?[a-zа-я]\)|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S")
_CAPTION = re.compile(r"(?:table|figure|таблица|рисунок|кесте|сурет)\s*№?\s*\d", re.I)
_ENDS = re.compile(r"[.!?:;…][\"'»”)\]]*\d{0,2}$")


def blocks_of(lines: Sequence[Placed], lexicon: Set[str]) -> list[Block]:
    """Blocks of a document from its body lines in reading order."""
    if not lines:
        return []
    body = median(line.size for _, line in lines)
    groups: list[list[Placed]] = []
    for placed in lines:
        if groups and _continues(groups[-1], placed, body):
            groups[-1].append(placed)
        else:
            groups.append([placed])
    return _sectioned([_block(group, body, lexicon) for group in groups], [group[0][1].size for group in groups])


def _continues(group: list[Placed], placed: Placed, body: float) -> bool:
    (page, last), (here, line) = group[-1], placed
    if _ITEM.match(line.text) or _CAPTION.match(line.text) or abs(line.size - last.size) > 0.25 * body:
        return False
    if _heads(last, body) != _heads(line, body):
        return False
    if here != page or line.top < last.top:
        return not _ENDS.search(last.text) and not _heads(line, body)
    leading = max(last.size, 6.0)
    if line.top - last.bottom > 0.85 * leading:
        return False
    indented = line.x0 - last.x0 > 0.8 * leading and len(group) > 1
    widest = max(item.x1 for _, item in group)
    short = bool(_ENDS.search(last.text)) and last.x1 < widest - 4 * leading and len(group) > 1
    return not (indented and _ENDS.search(last.text)) and not short


def _heads(line: Line, body: float) -> bool:
    return len(line.text) < 160 and (line.size > 1.18 * body or line.bold) and not line.text.endswith((",", ";"))


def _block(group: list[Placed], body: float, lexicon: Set[str]) -> Block:
    text, starts = group[0][1].text, [0]
    for _, line in group[1:]:
        joined = join(text, line.text, lexicon)
        starts.append(len(joined) - len(line.text))
        text = joined
    boxes = tuple(Box(page, line.x0, line.top, line.x1, line.bottom) for page, line in group)
    text = text.replace("\xad", "-")
    return Block(_kind(text, group, body), text, group[0][0], boxes=boxes, line_starts=tuple(starts))


def _kind(text: str, group: list[Placed], body: float) -> str:
    first = group[0][1]
    if _CAPTION.match(text) and len(text) < 250:
        return "caption"
    if all(_heads(line, body) for _, line in group) and len(text) < 250 and not text.endswith((".", ";")):
        return "heading"
    if _ITEM.match(text):
        return "list_item"
    small = first.size < 0.88 * body and re.match(r"\d{1,2}\s+\S", text)
    return "footnote" if small else "paragraph"


def _sectioned(blocks: list[Block], sizes: list[float]) -> list[Block]:
    """Blocks with the path of headings above each, and each list item with the block that introduces it."""
    path: list[tuple[float, str]] = []
    lead: int | None = None
    done: list[Block] = []
    for number, (block, size) in enumerate(zip(blocks, sizes, strict=True)):
        if block.kind == "heading":
            while path and path[-1][0] <= size + 0.3:
                path.pop()
        section = tuple(text for _, text in path)
        if block.kind == "heading":
            path.append((size, block.text))
        if block.kind != "list_item":
            lead = number if block.text.endswith(":") else None
        elif block.text.endswith(":") and lead is None:
            lead = None
        done.append(_with(block, section, lead if block.kind == "list_item" else None))
    return done


def _with(block: Block, section: tuple[str, ...], lead: int | None) -> Block:
    return Block(
        block.kind, block.text, block.page, section, lead_in=lead, boxes=block.boxes, line_starts=block.line_starts
    )

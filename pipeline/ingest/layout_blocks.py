"""Lines in reading order become headings, paragraphs, list items, captions and tables, across column and page ends."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import replace
from statistics import fmean, median
from typing import NamedTuple

from pipeline.ingest.hyphens import join
from pipeline.ingest.layout import ENDS
from pipeline.ingest.layout_tables import Tables, goes_on, resumed
from pipeline.ingest.pdf_lines import Line
from pipeline.ingest.pdf_tables import RuledTable
from pipeline.ingest.reading import Block, Box

Placed = tuple[int, Line]
"""A line with its page."""
_ITEM = re.compile(r"(?:[•▪●◦–—*\uf0b7-]|\(?\d{1,3}[.)]|\(?[a-zа-я]\)|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S")
_CAPTION = re.compile(r"(?:table|figure|таблица|рисунок|кесте|сурет)\s*№?\s*\d|\d+-(?:кесте|сурет)", re.I)
_SPEAKS = re.compile(
    r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*)?[^\W\d_a-zа-яәғқңөұүһі][\w .'’-]{0,30}:\s|[\[(]?\d{1,2}:\d{2}[:\]) ]"
)
_MARK = re.compile(r"\(?\w+")
_NOTE = re.compile(r"\d{1,2}\s+\S")
NOTE = 0.9
"""Share of the text's font size below which a note is set."""
HEADING = 250
"""Characters up to which a block may be a heading or caption."""


class Look(NamedTuple):
    """The usual look of a document: font size of its text, and distance of its lines in font sizes."""

    size: float
    pitch: float


def blocks_of(lines: Sequence[Placed], lexicon: Set[str]) -> tuple[list[Block], Tables]:
    """Blocks of a document from its body lines in reading order, and its tables."""
    tables = Tables(lexicon)
    if not lines:
        return [], tables
    look = _look(lines)
    blocks: list[Block] = []
    sizes: list[float] = []
    previous: list[Placed] = []
    for group in _groups(lines, look):
        page, first = group[0]
        if isinstance(first, RuledTable):
            caption = blocks[-1].text if blocks and blocks[-1].kind == "caption" else None
            alone = not (previous and isinstance(previous[0][1], RuledTable))
            made = tables.rows(first, page, caption, alone=alone)
            if blocks and made and goes_on(blocks[-1], made[0]):
                blocks[-1] = resumed(blocks[-1], made.pop(0), lexicon)
        else:
            made = [_with_confidence(_block(group, look, lexicon), group)]
        blocks += made
        sizes += [first.size] * len(made)
        previous = group
    return _introduced(_sectioned(blocks, sizes)), tables


def _with_confidence(block: Block, group: Sequence[Placed]) -> Block:
    """The block with the mean confidence of its recognised lines, if any was recognised from an image."""
    sure = [line.confidence for _, line in group if line.confidence is not None]
    return replace(block, confidence=round(fmean(sure), 4)) if sure else block


def _look(lines: Sequence[Placed]) -> Look:
    text = [line for _, line in lines if not isinstance(line, RuledTable)]
    if not text:
        return Look(10.0, 1.2)
    sizes = [line.size for line in text for _ in range(1 + len(line.text) // 20)]
    apart = [
        (line.base - last.base) / last.size
        for last, line in itertools.pairwise(text)
        if 0.8 < (line.base - last.base) / last.size < 3
    ]
    return Look(median(sizes), median(apart) if apart else 1.2)


def _groups(lines: Sequence[Placed], look: Look) -> list[list[Placed]]:
    groups: list[list[Placed]] = []
    for placed in lines:
        if groups and _continues(groups[-1], placed, look):
            groups[-1].append(placed)
        elif (resumed := _interrupted(groups, placed, look)) is not None:
            resumed.append(placed)
        else:
            groups.append([placed])
    return groups


def _interrupted(groups: list[list[Placed]], placed: Placed, look: Look) -> list[Placed] | None:
    """The paragraph that notes at the foot of the page before have cut off from this line."""
    for group in reversed(groups[-12:]):
        if group[-1][0] != placed[0] - 1:
            return None
        if not _is_note(group, look):
            return group if group is not groups[-1] and _continues(group, placed, look) else None
    return None


def _is_note(group: list[Placed], look: Look) -> bool:
    return all(line.size < NOTE * look.size for _, line in group)


def _continues(group: list[Placed], placed: Placed, look: Look) -> bool:
    (page, last), (here, line) = group[-1], placed
    if isinstance(last, RuledTable) or isinstance(line, RuledTable) or abs(line.size - last.size) > 0.12 * look.size:
        return False
    if _begins(line, group[0][1], last) or (_heads(last, look) != _heads(line, look) and not _runs_on(group, line)):
        return False
    if here != page or line.base < last.base:
        return not _heads(line, look) and (not ENDS.search(last.text) or _runs_over(group))
    if _NOTE.match(line.text) and line.size < NOTE * look.size and ENDS.search(last.text):
        return False
    if line.base - last.base > 1.22 * look.pitch * max(last.size, 5.0):
        return False
    return not (ENDS.search(last.text) and _is_last(group, line))


def _runs_on(group: list[Placed], line: Line) -> bool:
    """Is a change between bold and plain within one sentence, not between a heading and its text?"""
    last = group[-1][1]
    if ENDS.search(last.text) or abs(last.size - line.size) > 0.06 * last.size:
        return False
    widest = max(line.x1, *(item.x1 for _, item in group))
    full = last.x1 > widest - 2 * last.size
    return line.text[0].islower() or (full and not all(item.bold for _, item in group))


def _runs_over(group: list[Placed]) -> bool:
    """Does a text that pauses at the end of a page go on: a speaker's turn, or a paragraph whose last line is full?"""
    if _SPEAKS.match(group[0][1].text):
        return True
    last = group[-1][1]
    return len(group) >= 3 and last.x1 > max(line.x1 for _, line in group) - last.size


def _begins(line: Line, first: Line, last: Line) -> bool:
    """Does the line say by its first characters that something new begins?"""
    if _ITEM.match(line.text) or _CAPTION.match(line.text):
        return not (last.text.endswith((",", " и", " and")) and line.text[0].isdigit())
    return bool(_SPEAKS.match(line.text)) and bool(_SPEAKS.match(first.text) or ENDS.search(last.text))


def _is_last(group: list[Placed], line: Line) -> bool:
    """Does the group's last line end a paragraph: the next one is indented, or its first word would have fitted?"""
    last = group[-1][1]
    if line.x0 - last.x0 > 0.8 * last.size and not _ITEM.match(group[0][1].text):
        return True
    word = (len(line.text.split(" ", 1)[0]) + 1) * line.width / max(len(line.text), 1)
    widest = max(line.x1, *(item.x1 for _, item in group))
    return last.x1 + word < widest - last.size


def _heads(line: Line, look: Look) -> bool:
    large = line.size > 1.18 * look.size
    return len(line.text) < 160 and (large or line.bold) and not line.text.endswith((",", ";"))


def _block(group: list[Placed], look: Look, lexicon: Set[str]) -> Block:
    text, starts = group[0][1].text, [0]
    for _, line in group[1:]:
        joined = join(text, line.text, lexicon)
        starts.append(len(joined) - len(line.text))
        text = joined
    boxes = tuple(Box(page, line.x0, line.top, line.x1, line.bottom) for page, line in group)
    text = text.replace("\xad", "-")
    return Block(_kind(text, group, look), text, group[0][0], boxes=boxes, line_starts=tuple(starts))


def _kind(text: str, group: list[Placed], look: Look) -> str:
    first = group[0][1]
    if _CAPTION.match(text) and len(text) < HEADING:
        return "caption"
    if all(_heads(line, look) for _, line in group) and len(text) < HEADING and not text.endswith((".", ";", ":")):
        return "heading"
    if _NOTE.match(text) and first.size < NOTE * look.size:
        return "footnote"
    return "list_item" if _ITEM.match(text) else "paragraph"


def _sectioned(blocks: list[Block], sizes: list[float]) -> list[Block]:
    """Blocks with the path of headings above each."""
    path: list[tuple[float, str]] = []
    done: list[Block] = []
    for block, size in zip(blocks, sizes, strict=True):
        if block.kind == "heading":
            while path and path[-1][0] <= size + 0.3:
                path.pop()
        done.append(replace(block, section=tuple(text for _, text in path)))
        if block.kind == "heading":
            path.append((size, block.text))
    return done


def _introduced(blocks: list[Block]) -> list[Block]:
    """Blocks with each list item pointing to the block, ending in a colon, that introduces its list."""
    open_lists: list[tuple[str, int]] = []
    pending: int | None = None
    done: list[Block] = []
    for number, block in enumerate(blocks):
        if block.kind == "list_item":
            style = _style(block.text)
            if pending is not None and (blocks[pending].kind != "list_item" or _style(blocks[pending].text) != style):
                open_lists.append((style, pending))
            while open_lists and open_lists[-1][0] != style:
                open_lists.pop()
            block = replace(block, lead_in=open_lists[-1][1] if open_lists else None)  # noqa: PLW2901
        elif block.kind != "footnote":
            open_lists = []
        if block.kind != "footnote":
            pending = number if block.text.endswith(":") else None
        done.append(block)
    return done


def _style(text: str) -> str:
    """How a list item is marked, whatever its number: 1. or 1) or a) or a bullet."""
    mark = text.split(None, 1)[0]
    return _MARK.sub(lambda found: "1" if found[0].strip("(").isdigit() else "a", mark)

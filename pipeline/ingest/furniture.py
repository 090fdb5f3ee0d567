"""Running heads and feet, page numbers, and numbers in the margin: what stands on pages but not in the text.

Only what repeats is set aside: the same words (digits masked) at the same place of pages near each other, or lone
numbers that count up with the pages or, in the margin, with the lines. All of it must stand at the outer edge of its
page, with nothing of the body beyond it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.ingest.pdf_lines import Line

BAND = 0.16
"""Share of the page's height, at top and bottom, in which running heads and feet stand."""
PLACE = 6.0
"""Points by which the place of a repeated line may differ between pages."""
NEAR = 2
"""Pages between two occurrences of a running line at most: even and odd pages may differ."""
MANY = 7
"""Pages from which a running line must stand on three of them, not two."""
FEWEST_IN_MARGIN = 8
_TWO_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]")
_LONE = re.compile(
    r"^\W*(?:(?:page|p\.|seite|стр\.?|страница|бет)\s*)?(\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|из|-)\s*\d{1,4})?\W*$", re.I
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def furniture(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the positions of its lines that are furniture."""
    margins = _margins(pages)
    candidates = [
        {n: line for n, line in enumerate(lines) if not BAND * height < line.middle < (1 - BAND) * height}
        for lines, height in zip(pages, heights, strict=True)
    ]
    stands = _Stands(candidates)
    repeated = [
        {n for n, line in mine.items() if stands.repeats(line, number)} | margin
        for number, (mine, margin) in enumerate(zip(candidates, margins, strict=True))
    ]
    return [
        margin | _outermost(lines, height, found)
        for lines, height, found, margin in zip(pages, heights, repeated, margins, strict=True)
    ]


class _Stands:
    """Where lines stand near the edges of pages, found by what they say."""

    def __init__(self, candidates: Sequence[dict[int, Line]]) -> None:
        self.pages = len(candidates)
        self.said = {
            id(line): (_number(line.text), _masked(line.text)) for mine in candidates for line in mine.values()
        }
        self.numbers: dict[tuple[int, int], list[Line]] = {}
        self.words: dict[str, list[tuple[int, Line]]] = {}
        for page, mine in enumerate(candidates):
            for line in mine.values():
                counted, words = self.said[id(line)]
                if counted is not None:
                    self.numbers.setdefault((page, counted), []).append(line)
                self.words.setdefault(words, []).append((page, line))

    def repeats(self, line: Line, page: int) -> bool:
        """Does the line stand on a page nearby too, at the same place?"""
        counted, words = self.said[id(line)]
        if counted is not None:
            near = [other for other in range(page - NEAR, page + NEAR + 1) if other != page]
            twins = [twin for other in near for twin in self.numbers.get((other, counted + other - page), ())]
            return any(_level(twin, line) for twin in twins)
        if not _TWO_LETTERS.search(words):
            return False
        alike = [(other, twin) for other, twin in self.words[words] if _level(twin, line)]
        if not any(0 < abs(other - page) <= NEAR and _same_side(line, twin, other - page) for other, twin in alike):
            return False
        return len({other for other, _ in alike}) >= (3 if self.pages >= MANY else 2)


def _level(one: Line, other: Line) -> bool:
    return abs(one.middle - other.middle) < PLACE


def _same_side(line: Line, twin: Line, apart: int) -> bool:
    """At the same place across; neighbouring pages may mirror each other."""
    ends = (twin.x0 - line.x0, twin.x1 - line.x1, (twin.x0 + twin.x1 - line.x0 - line.x1) / 2)
    return min(map(abs, ends)) < PLACE or apart % 2 == 1


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip().lower()


def _number(text: str) -> int | None:
    """The page number that a line holds and nothing else."""
    match = _LONE.match(text)
    if match is None:
        return None
    digits = match[1].lower()
    if digits.isdigit():
        return int(digits)
    values = [_ROMAN[letter] for letter in digits]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def _outermost(lines: Sequence[Line], height: float, found: set[int]) -> set[int]:
    """Those of the found lines beyond which, towards the page's edge, nothing of the body stands."""
    upper = [n for n, line in enumerate(lines) if line.middle < height / 2]
    lower = [n for n, line in enumerate(lines) if line.middle >= height / 2]
    body_top = min((lines[n].middle for n in upper if n not in found), default=height)
    body_end = max((lines[n].middle for n in lower if n not in found), default=0.0)
    left = min((line.x0 for n, line in enumerate(lines) if n not in found), default=0.0)
    right = max((line.x1 for n, line in enumerate(lines) if n not in found), default=0.0)
    return {
        n
        for n in found
        if lines[n].middle < body_top + 3 or lines[n].middle > body_end - 3 or lines[n].x0 > right or lines[n].x1 < left
    }


def _margins(pages: Sequence[list[Line]]) -> list[set[int]]:
    """Numbers of lines or paragraphs beside the text: they run on through the pages, or begin anew on each."""
    found = [list(_beside(lines)) for lines in pages]
    values = [[int(lines[n].text) for n in mine] for lines, mine in zip(pages, found, strict=True) if mine]
    on_most = 2 * len(values) >= len(pages) and sum(map(len, values)) >= FEWEST_IN_MARGIN
    running = all(one[-1] <= other[0] for one, other in itertools.pairwise(values))
    lined = all(mine[0] <= 5 and len(mine) >= FEWEST_IN_MARGIN for mine in values[:-1])
    if on_most and len(pages) > 1 and (running or lined):
        return [set(mine) for mine in found]
    return [set() for _ in pages]


def _beside(lines: Sequence[Line]) -> Iterator[int]:
    """Positions of lone numbers, rising down the page, that stand left of all longer lines."""
    long = sorted(line.x0 for line in lines if len(line.text) > 25)
    if not long:
        return
    edge, last = long[len(long) // 20], 0
    for n in sorted(range(len(lines)), key=lambda n: lines[n].middle):
        line = lines[n]
        if (
            line.text.isdecimal()
            and line.x1 < edge
            and last < int(line.text)
            and (not last or int(line.text) <= last + 60)
        ):
            last = int(line.text)
            yield n

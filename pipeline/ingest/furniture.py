"""Running heads, feet and page numbers: what repeats at the top or bottom of pages, digits aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.ingest.pdf_lines import Line

BAND = 0.12
"""Share of the page's height, at top and bottom, in which furniture stands."""
_NUMBER = re.compile(r"^\W*(?:page|стр\.?|бет)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|из)\s*\d{1,4})?\W*$", re.I)


def furniture(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the positions of its lines that are furniture."""
    counts: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        counts.update({key for line in lines if (key := _key(line, height)) is not None})
    least = max(2, min(len(pages) // 4, 5))
    return [
        {n for n, line in enumerate(lines) if _is_furniture(line, height, counts, least)}
        for lines, height in zip(pages, heights, strict=True)
    ]


def _is_furniture(line: Line, height: float, counts: Counter[tuple[str, int]], least: int) -> bool:
    key = _key(line, height)
    return key is not None and (counts[key] >= least or bool(_NUMBER.match(line.text)))


def _key(line: Line, height: float) -> tuple[str, int] | None:
    """A line's words with digits masked, and where it stands; None for lines of the body."""
    if BAND * height < line.middle < (1 - BAND) * height:
        return None
    return re.sub(r"\d+", "#", line.text), int(line.middle / 12)

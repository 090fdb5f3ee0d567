"""Lines of a PDF page from pdfium: text, box and font size per run of text, a few calls per line.

pdfium returns characters in the order of the content stream with generated spaces and line breaks. Rectangles are asked
for per line, never per character, except where a gap inside a line may be the gutter between two columns.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

GAP = 1.2
"""A gap between two runs on one line that may be a column gutter, in font sizes."""
_BREAK = re.compile(r"[\r\n\x02\ufffe]+")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_CLEAN = {**_LIGATURES, 0xA0: " ", 0x2007: " ", 0x202F: " ", 0x2009: " ", 0x200B: None, 0xFEFF: None, 0x0: None}
_CLEAN |= {code: None for code in range(1, 32) if code not in (9, 10, 12, 13)} | {9: " ", 12: " "}
HYPHEN_AT_END = re.compile(r"[\x02\ufffe\xad\u2010-]\s*$")


@dataclass(slots=True)
class Line:
    """A run of text on one line: points from the page's left and top edge, font size in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def page_lines(page: pdfium.PdfPage) -> list[Line]:
    """The text runs of a page in the order of its content stream; broken at line ends and at wide gaps."""
    textpage = page.get_textpage()
    try:
        return _Reader(textpage, page.get_bbox()).lines()
    finally:
        textpage.close()


def clean(text: str) -> str:
    """Text with ligatures spelled out, odd spaces made plain and control characters dropped."""
    return " ".join(text.translate(_CLEAN).split())


class _Reader:
    """One text page: holds the C buffers that its calls fill."""

    def __init__(self, textpage: Any, bbox: tuple[float, float, float, float]) -> None:
        self.page = textpage.raw
        self.left, _, _, self.height = bbox
        self.text = _characters(textpage)
        self.box = [ctypes.c_double() for _ in range(4)]
        self.refs = [ctypes.byref(value) for value in self.box]

    def lines(self) -> list[Line]:
        found: list[Line] = []
        start = 0
        for mark in _BREAK.finditer(self.text):
            hyphen = "\xad" if mark.group()[0] in "\x02\ufffe" else ""
            self._line(start, mark.start(), hyphen, found)
            start = mark.end()
        self._line(start, len(self.text), "", found)
        return found

    def _line(self, start: int, end: int, hyphen: str, found: list[Line]) -> None:
        while start < end and self.text[start].isspace():
            start += 1
        if start >= end:
            return
        rects = self._rects(start, end - start)
        size = raw.FPDFText_GetFontSize(self.page, start) or 1.0
        if not rects:
            return
        tall = max(rect[3] - rect[1] for rect in rects)
        bold = raw.FPDFText_GetFontWeight(self.page, start) >= 600
        for first, last, x0, top, x1, bottom in self._runs(rects, start, end, max(size, 0.6 * tall)):
            text = clean(self.text[first:last]) + (hyphen if last == end else "")
            if text:
                found.append(Line(text, x0, top, x1, bottom, round(max(size, tall * 0.6), 1), bold))

    def _rects(self, start: int, count: int) -> list[tuple[float, float, float, float]]:
        rects = []
        for number in range(raw.FPDFText_CountRects(self.page, start, count)):
            raw.FPDFText_GetRect(self.page, number, *self.refs)
            x0, top, x1, bottom = (value.value for value in self.box)
            rects.append((x0 - self.left, self.height - top, x1 - self.left, self.height - bottom))
        return rects

    def _runs(
        self, rects: list[tuple[float, float, float, float]], start: int, end: int, size: float
    ) -> list[tuple[int, int, float, float, float, float]]:
        """The line cut where neighbouring rectangles stand far apart: first and last character and the box."""
        cuts = [0]
        for number in range(1, len(rects)):
            gap = rects[number][0] - rects[number - 1][2]
            if gap > GAP * size or gap < -3 * size:
                cuts.append(number)
        cuts.append(len(rects))
        places = [start, *(self._place(rects[cut][0], start, end) for cut in cuts[1:-1]), end]
        runs = []
        for number, (first, last) in enumerate(zip(cuts, cuts[1:], strict=False)):
            xs0, tops, xs1, bottoms = zip(*rects[first:last], strict=True)
            runs.append((places[number], places[number + 1], min(xs0), min(tops), max(xs1), max(bottoms)))
        return runs

    def _place(self, x0: float, start: int, end: int) -> int:
        """The character whose box starts at `x0`."""
        best, distance = start, float("inf")
        for number in range(start, end):
            if self.text[number].isspace():
                continue
            left, right, bottom, top = self.refs
            raw.FPDFText_GetCharBox(self.page, number, left, right, bottom, top)
            away = abs(self.box[0].value - self.left - x0)
            if away < distance:
                best, distance = number, away
        return best


def _characters(textpage: Any) -> str:
    """The page's characters, one per pdfium character index."""
    count = textpage.count_chars()
    if count <= 0:
        return ""
    text = textpage.get_text_range()
    if len(text) == count:
        return str(text)
    return "".join(chr(raw.FPDFText_GetUnicode(textpage.raw, number) or 32) for number in range(count))

"""Lines of a PDF page from pdfium: text, box and font size per run of text, a few calls per line.

pdfium returns characters in the order of the content stream with generated spaces and line breaks. Rectangles are asked
for per line, never per character, except where a gap inside a line may be the gutter between two columns.
"""

from __future__ import annotations

import ctypes
import itertools
import math
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
_CLEAN |= {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "▪", 0xF0FC: "•"}  # bullets of symbol fonts
_CLEAN |= {code: None for code in range(1, 32) if code not in (9, 10, 12, 13)} | {9: " ", 12: " "}
_BOLD = re.compile(rb"bold|black|heavy|demi", re.I)
_BOLD_WEIGHT = 600
_MARK = 3  # letters of a raised mark of a note at most
Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class Line:
    """A run of text on one line: points from the page's left and top edge, font size in points.

    `base` is the height of the line on which the letters stand: it differs less within a row than boxes do.
    `confidence` is that of the recognition (0 to 1), None for text that the file itself gives.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    base: float = 0.0
    confidence: float | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        # Between processes lines travel by the ten thousand: as a call with its values they take a third of the time.
        values = (self.text, self.x0, self.top, self.x1, self.bottom, self.size, self.bold, self.base, self.confidence)
        return type(self), values

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: its visible box in PDF coordinates, and by how many degrees it is turned clockwise."""

    box: Rectangle
    turn: int

    @property
    def width(self) -> float:
        return self.box[3] - self.box[1] if self.turn % 180 else self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[2] - self.box[0] if self.turn % 180 else self.box[3] - self.box[1]

    def seen(self, left: float, top: float, right: float, bottom: float) -> Rectangle:
        """A rectangle in PDF coordinates (y upwards) as x0, top, x1, bottom from the visible page's upper left."""
        x0, y0, x1, y1 = self.box
        if self.turn == 90:
            return bottom - y0, left - x0, top - y0, right - x0
        if self.turn == 180:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.turn == 270:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    def behind(self, x0: float, top: float, x1: float, bottom: float) -> Rectangle:
        """The inverse of `seen`: left, bottom, right, top in PDF coordinates."""
        left, low, right, high = self.box
        if self.turn == 90:
            return top + left, x0 + low, bottom + left, x1 + low
        if self.turn == 180:
            return right - x1, top + low, right - x0, bottom + low
        if self.turn == 270:
            return right - bottom, high - x1, right - top, high - x0
        return x0 + left, high - bottom, x1 + left, high - top


def view_of(page: pdfium.PdfPage) -> View:
    """The visible box of a page and its rotation."""
    return View(page.get_bbox(), page.get_rotation())


def page_lines(textpage: pdfium.PdfTextPage, view: View) -> list[Line]:
    """The visible text runs of a page in the order of its content stream; broken at line ends and at wide gaps."""
    lines = [line for line in _Reader(textpage, view).lines() if _visible(line, view)]
    found: list[Line] = []
    for line in lines:
        # Most lines are no marks: one look at their length spares two questions.
        if not found or (len(line.text) > _MARK and len(found[-1].text) > _MARK):
            found.append(line)
        elif _marks(found[-1], line):
            found[-1] = _beside(found[-1], line, line)
        elif _marks(line, found[-1]):
            found[-1] = _beside(found[-1], line, found[-1])
        else:
            found.append(line)
    return found


def clean(text: str) -> str:
    """Text with ligatures spelled out, odd spaces made plain and control characters dropped."""
    plain = text.isascii() and text.isprintable()
    return " ".join((text if plain else text.translate(_CLEAN)).split())


def _marks(small: Line, line: Line) -> bool:
    """Is the first a raised number of a note at either end of the second?"""
    if len(small.text) > _MARK:
        return False
    shared = min(small.bottom, line.bottom) - max(small.top, line.top)
    apart = max(line.x0 - small.x1, small.x0 - line.x1)
    raised = 0.1 * line.size < line.base - small.base < 0.7 * line.size
    return small.size < 0.9 * line.size and raised and shared > 0 and -1 < apart < line.size


def _beside(left: Line, right: Line, main: Line) -> Line:
    """Two runs as one, with the look of the main one; a mark at the end stands close, one at the start apart."""
    glue = "" if main is left else " "
    box = min(left.x0, right.x0), min(left.top, right.top), max(left.x1, right.x1), max(left.bottom, right.bottom)
    return Line(left.text + glue + right.text, *box, main.size, main.bold, main.base)


def _visible(line: Line, view: View) -> bool:
    """Does the middle of the line lie on the page? What programs place off the page, no reader ever saw."""
    return -1 <= (line.x0 + line.x1) / 2 <= view.width + 1 and -1 <= line.middle <= view.height + 1


class _Reader:
    """One text page: holds the C buffers that its calls fill."""

    def __init__(self, textpage: pdfium.PdfTextPage, view: View) -> None:
        self.page = textpage.raw
        self.view = view
        self.text = _characters(textpage)
        self.box = [ctypes.c_double() for _ in range(4)]
        self.refs = [ctypes.byref(value) for value in self.box]
        self.name = ctypes.create_string_buffer(128)
        self.flags = ctypes.c_int()
        self.matrix = raw.FS_MATRIX()
        self.bold_names: dict[bytes, bool] = {}

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
        while start < end and self.text[end - 1].isspace():
            end -= 1
        rects = self._rects(start, end - start) if start < end else []
        if not rects:
            return
        tall = max(rect[3] - rect[1] for rect in rects)
        size = self._size(start) or tall
        for first, last, box in self._runs(rects, start, end, size):
            text = clean(self.text[first:last]) + (hyphen if last == end else "")
            if text:
                bold = self._bold(first) and self._bold(last - 1)
                found.append(Line(text, *box, round(size, 1), bold, self._base(first)))

    def _base(self, place: int) -> float:
        x, y = self.refs[:2]
        raw.FPDFText_GetCharOrigin(self.page, place, x, y)
        across, up = self.box[0].value, self.box[1].value
        return self.view.seen(across, up, across, up)[1]

    def _size(self, place: int) -> float:
        """Font size in points on the page: as set, times the scale of the text's matrix."""
        size = raw.FPDFText_GetFontSize(self.page, place)
        if not raw.FPDFText_GetMatrix(self.page, place, ctypes.byref(self.matrix)):
            return float(size)
        return float(size * math.hypot(self.matrix.c, self.matrix.d))

    def _bold(self, place: int) -> bool:
        while place > 0 and self.text[place].isspace():
            place -= 1
        if raw.FPDFText_GetFontWeight(self.page, place) >= _BOLD_WEIGHT:
            return True
        length = raw.FPDFText_GetFontInfo(self.page, place, self.name, len(self.name), ctypes.byref(self.flags))
        name = self.name.value if 0 < length <= len(self.name) else b""
        if name not in self.bold_names:
            self.bold_names[name] = bool(_BOLD.search(name))
        return self.bold_names[name]

    def _rects(self, start: int, count: int) -> list[Rectangle]:
        rects = []
        left, top, right, bottom = self.box
        seen, page, refs = self.view.seen, self.page, self.refs
        for number in range(raw.FPDFText_CountRects(page, start, count)):
            raw.FPDFText_GetRect(page, number, *refs)
            rects.append(seen(left.value, top.value, right.value, bottom.value))
        return rects

    def _runs(self, rects: list[Rectangle], start: int, end: int, size: float) -> list[tuple[int, int, Rectangle]]:
        """The line cut where neighbouring rectangles stand far apart: first and last character and the box."""
        if len(rects) == 1:
            return [(start, end, rects[0])]
        cuts = [0]
        for number in range(1, len(rects)):
            gap = rects[number][0] - rects[number - 1][2]
            if gap > GAP * size or gap < -3 * size:
                cuts.append(number)
        cuts.append(len(rects))
        places = [start]
        for cut in cuts[1:-1]:
            places.append(self._place(rects[cut], places[-1], end))
        places.append(end)
        runs = []
        for number, (first, last) in enumerate(itertools.pairwise(cuts)):
            xs0, tops, xs1, bottoms = zip(*rects[first:last], strict=True)
            if places[number] < places[number + 1]:
                box = (min(xs0), min(tops), max(xs1), max(bottoms))
                runs.append((places[number], places[number + 1], box))
        return runs

    def _place(self, rect: Rectangle, start: int, end: int) -> int:
        """The character from `start` on whose box starts where `rect` does."""
        best, distance = start, float("inf")
        left, right, bottom, top = self.refs
        for number in range(start, end):
            if self.text[number].isspace():
                continue
            raw.FPDFText_GetCharBox(self.page, number, left, right, bottom, top)
            seen = self.view.seen(self.box[0].value, self.box[3].value, self.box[1].value, self.box[2].value)
            away = abs(seen[0] - rect[0])
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

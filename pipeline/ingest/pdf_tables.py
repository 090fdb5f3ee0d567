"""Ruled tables of a PDF page: the rulings drawn on it, the cells between them, the text runs in each cell.

Rulings are read from pdfium's paths; cells and tables are made of them by pdfplumber's functions (edges, their
intersections, the smallest rectangles between these, touching rectangles together), without its slow second parse.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pdfplumber import table as plumber
from pypdfium2 import raw

from pipeline.ingest.pdf_lines import Line, Rectangle, View, clean

THIN = 2.5
"""Points up to which a filled rectangle counts as one ruling."""
SHORT = 6.0
"""Points below which a ruling is an ornament."""
MOST_PATHS = 4000
"""Paths above which a page is a drawing or a map, not a ruled table."""
_TOLERANCE = 3.0
_COLUMNS_OF_A_SINGLE_ROW = 3
Cell = tuple[Line, ...]


@dataclass(slots=True)
class RuledTable(Line):
    """A table as it stands among the lines of a page: rows of cells, each with its runs of text.

    A cell that spans columns stands in the first of them; the others are None. `edges` are the left ends of columns.
    `loose` are the lines of a single ruled row, which is a table only together with one on the next or last page.
    """

    rows: tuple[tuple[Cell | None, ...], ...] = ()
    boxes: tuple[Rectangle, ...] = ()
    edges: tuple[float, ...] = field(default=())
    loose: tuple[Line, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind, values = Line.__reduce__(self)  # slots: the class is not the one that super() would know
        return kind, (*values, self.rows, self.boxes, self.edges, self.loose)


def page_tables(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, view: View, lines: Sequence[Line]
) -> tuple[list[RuledTable], list[Line]]:
    """The ruled tables of a page, and the lines that stand in none of them; those of `loose` tables are among both."""
    edges = list(_edges(page, view))
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright < 3 or len(edges) - upright < 2:
        return [], list(lines)
    tables: list[RuledTable] = []
    left = list(lines)
    for cells in _grids(edges):
        inside = [line for line in left if any(_holds(cell, line) for cell in cells)]
        made = _table(cells, inside, textpage, view)
        if made is not None:
            tables.append(made)
        if made is not None and not made.loose:
            left = [line for line in left if line not in inside]
    return tables, left


def _grids(edges: list[dict[str, Any]]) -> list[list[Rectangle]]:
    """Groups of touching cells, at least two columns wide."""
    merged = plumber.merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    long = [edge for edge in merged if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= SHORT]
    cells = plumber.intersections_to_cells(plumber.edges_to_intersections(long, _TOLERANCE, _TOLERANCE))
    return [group for group in plumber.cells_to_tables(cells) if len({cell[0] for cell in group}) >= 2]


def _edges(page: pdfium.PdfPage, view: View) -> Iterator[dict[str, Any]]:
    paths = _paths(page)
    if len(paths) > MOST_PATHS:
        return
    for path in paths:
        for x0, top, x1, bottom in _strokes(path, view):
            upright = x1 - x0 <= THIN < bottom - top
            if upright or bottom - top <= THIN < x1 - x0:
                yield (
                    _edge((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
                    if upright
                    else _edge(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
                )
            elif x1 - x0 > SHORT and bottom - top > SHORT and _is_drawn(path):
                yield from (_edge(x0, top, x1, top), _edge(x0, bottom, x1, bottom))
                yield from (_edge(x0, top, x0, bottom), _edge(x1, top, x1, bottom))


def _paths(page: pdfium.PdfPage) -> list[Any]:
    # Raw handles: a page may hold thousands of pieces of text, and an object of its own for each takes long.
    objects = (raw.FPDFPage_GetObject(page.raw, number) for number in range(raw.FPDFPage_CountObjects(page.raw)))
    return [item for item in objects if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH]


def _is_drawn(path: Any) -> bool:
    """Has the path an outline? A filled rectangle without one is a shade behind text, not a frame."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(stroke.value)


def _edge(x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    """A ruling in the form that pdfplumber works on."""
    orientation = "v" if x0 == x1 else "h"
    size = {"width": x1 - x0, "height": bottom - top, "object_type": "line"}
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "orientation": orientation, **size}


def _strokes(path: Any, view: View) -> Iterator[Rectangle]:
    """Boxes of the straight parts of a path: closed rectangles whole, else each straight segment."""
    count = raw.FPDFPath_CountSegments(path)
    if count > 400:
        return
    points = _points(path, count)
    if any(kind == raw.FPDF_SEGMENT_BEZIERTO for kind, _, _ in points):
        return
    part: list[tuple[float, float]] = []
    for kind, x, y in [*points, (raw.FPDF_SEGMENT_MOVETO, 0.0, 0.0)]:
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from _boxes(part, view)
            part = []
        part.append((x, y))


def _boxes(part: list[tuple[float, float]], view: View) -> Iterator[Rectangle]:
    xs, ys = {round(x, 1) for x, _ in part}, {round(y, 1) for _, y in part}
    if len(part) >= 4 and len(xs) == len(ys) == 2:
        yield view.seen(min(xs), max(ys), max(xs), min(ys))
        return
    for (x0, y0), (x1, y1) in itertools.pairwise(part):
        yield view.seen(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1))


def _points(path: Any, count: int) -> list[tuple[int, float, float]]:
    """Kind and place, in PDF coordinates of the page, of each point of a path."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix)):
        return []
    a, b, c, d, e, f = (float(getattr(matrix, name)) for name in "abcdef")
    x, y = ctypes.c_float(), ctypes.c_float()
    found = []
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        across, up = x.value, y.value
        found.append((raw.FPDFPathSegment_GetType(segment), a * across + c * up + e, b * across + d * up + f))
    return found


def _holds(cell: Rectangle, line: Line) -> bool:
    across = (line.x0 + line.x1) / 2
    return cell[0] - 1 <= across <= cell[2] + 1 and cell[1] - 1 <= line.middle <= cell[3] + 1


def _table(
    cells: Sequence[Rectangle], lines: Sequence[Line], textpage: pdfium.PdfTextPage, view: View
) -> RuledTable | None:
    """The table of these cells, or None where it holds too little, or would lose text."""
    pieces = [piece for line in lines for piece in _cut(line, cells, textpage, view)]
    lefts, tops = sorted({cell[0] for cell in cells}), sorted({cell[1] for cell in cells})
    grid: dict[tuple[float, float], Cell] = {
        (cell[1], cell[0]): tuple(piece for piece in pieces if _holds(cell, piece)) for cell in cells
    }
    kept = sum(len(piece.text.replace(" ", "")) for cell in grid.values() for piece in cell)
    single = len(tops) == 1 and len(lefts) >= _COLUMNS_OF_A_SINGLE_ROW and kept > 0
    if not (single or sum(map(bool, grid.values())) >= 3):
        return None
    if kept != sum(len(line.text.replace(" ", "")) for line in lines):
        return None
    rows = [tuple(grid.get((top, left)) for left in lefts) for top in tops]
    full = [number for number, row in enumerate(rows) if any(row)]
    columns = [number for number in range(len(lefts)) if single or any(row[number] for row in rows)]
    if not single and (len(full) < 2 or len(columns) < 2):
        return None
    x1, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
    ends = [*tops[1:], bottom]
    return RuledTable(
        "", lefts[0], tops[0], x1, bottom, 1.0, False, tops[0],
        rows=tuple(tuple(rows[number][column] for column in columns) for number in full),
        boxes=tuple((lefts[0], tops[number], x1, ends[number]) for number in full),
        edges=tuple(lefts[number] for number in columns),
        loose=tuple(lines) if single else (),
    )  # fmt: skip


def _cut(line: Line, cells: Sequence[Rectangle], textpage: pdfium.PdfTextPage, view: View) -> list[Line]:
    """A line as pieces none of which runs over a ruling."""
    beside = sorted(
        cell
        for cell in cells
        if cell[1] - 1 <= line.middle <= cell[3] + 1
        and cell[0] + _TOLERANCE < line.x1
        and cell[2] - _TOLERANCE > line.x0
    )
    if len(beside) < 2 or len({cell[0] for cell in beside}) < 2:
        return [line]
    pieces = []
    for cell in beside:
        x0, x1 = max(line.x0 - 1, cell[0]), min(line.x1 + 1, cell[2])
        left, low, right, high = view.behind(x0, line.top, x1, line.bottom)
        text = clean(textpage.get_text_bounded(left, low, right, high))
        if text:
            pieces.append(Line(text, x0, line.top, x1, line.bottom, line.size, line.bold, line.base))
    whole = sorted("".join(piece.text for piece in pieces).replace(" ", ""))
    return pieces if whole == sorted(line.text.replace(" ", "")) else [line]

"""Reading order of a page: columns where a clean gutter parts two bodies of text, rows elsewhere.

A page may change between one and two columns. For every place where a run begins, the page is cut into stretches of
rows that no run crosses there; a stretch with enough well-filled lines on both sides is set in columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from pipeline.ingest.pdf_lines import Line
from pipeline.ingest.pdf_tables import RuledTable

LEAST = 4
"""Lines on each side by which a gutter is recognised."""
FULL = 0.55
"""Median share of a column's width that its lines fill; tables without rulings fill less."""
NARROW = 3.0
"""Points between columns at least."""
Row = list[Line]


def gutters(lines: Sequence[Line]) -> list[float]:
    """Left ends of the right-hand columns that this page shows beyond doubt."""
    found: list[float] = []
    rows = _rows(lines)
    while (best := _best(rows)) is not None:
        x, first, last = best
        found.append(x)
        rows = rows[:first] if first > len(rows) - last else rows[last:]
    return found


def reading_order(lines: Sequence[Line], known: Sequence[float] = ()) -> list[Line]:
    """Lines in reading order; runs on one row are joined where there is no gutter between them.

    `known` are the gutters of the document's pages: there, shorter columns are recognised too.
    """
    return _ordered(_rows(lines), known)


def _ordered(rows: Sequence[Row], known: Sequence[float]) -> list[Line]:
    best = _best(rows) or _short(rows, known)
    if best is None:
        return [line for row in rows for line in _joined(row)]
    x, first, last = best
    inner = [line for row in rows[first:last] for line in row]
    left = _ordered(_rows([line for line in inner if line.x1 < x]), ())
    right = _ordered(_rows([line for line in inner if line.x0 >= x]), ())
    return [*_ordered(rows[:first], known), *left, *right, *_ordered(rows[last:], known)]


def _best(rows: Sequence[Row]) -> tuple[float, int, int] | None:
    """The gutter with the most lines beside it, and the first and last (exclusive) row of its stretch."""
    starts = sorted({round(line.x0) - 1.0 for row in rows for line in row})
    choices = [
        (sum(map(len, rows[first:last])), x, first, last)
        for x in starts[1:]
        for first, last in _stretches(rows, x)
        if _columns(rows[first:last], x)
    ]
    if not choices:
        return None
    _, x, first, last = max(choices, key=lambda choice: (choice[0], -choice[1]))
    return x, first, last


def _short(rows: Sequence[Row], known: Sequence[float]) -> tuple[float, int, int] | None:
    """A stretch at a gutter known from elsewhere, whose right-hand lines begin there."""
    for x in known:
        for first, last in _stretches(rows, x):
            left, right = _sides(rows[first:last], x)
            if left and right and min(line.x0 for line in right) - x < 2 * NARROW:
                return x, first, last
    return None


def _stretches(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    """Longest stretches of rows that no run crosses at `x`, from the first to the last with a run beyond it."""
    first = None
    for number, row in enumerate([*rows, None]):
        crossed = row is None or any(line.x0 < x <= line.x1 + NARROW for line in row)
        if crossed:
            if first is not None and (ends := _trimmed(rows, first, number, x)):
                yield ends
            first = None
        elif first is None:
            first = number


def _trimmed(rows: Sequence[Row], first: int, last: int, x: float) -> tuple[int, int] | None:
    beyond = [number for number in range(first, last) if rows[number][-1].x0 >= x]
    if not beyond:
        return None
    usual = median(line.size for row in rows[first:last] for line in row)
    while last - 1 > beyond[-1] and (rows[last - 1][0].bold or rows[last - 1][0].size > 1.1 * usual):
        last -= 1  # a heading of what comes below the columns
    return first, last


def _columns(rows: Sequence[Row], x: float) -> bool:
    left, right = _sides(rows, x)
    return min(len(left), len(right)) >= LEAST and _full(left) and _full(right)


def _sides(rows: Sequence[Row], x: float) -> tuple[Row, Row]:
    lines = [line for row in rows for line in row]
    return [line for line in lines if line.x0 < x], [line for line in lines if line.x0 >= x]


def _full(lines: Sequence[Line]) -> bool:
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return x1 - x0 > 60 and median(line.width for line in lines) >= FULL * (x1 - x0)


def _rows(lines: Sequence[Line]) -> list[Row]:
    """Runs that stand at the same height, each row from left to right, rows from top to bottom."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda item: (item.middle, item.x0)):
        if rows and _level(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.x0) for row in rows]


def _level(one: Line, other: Line) -> bool:
    if isinstance(one, RuledTable) or isinstance(other, RuledTable):
        return False
    return abs(one.middle - other.middle) < 0.35 * max(one.bottom - one.top, other.bottom - other.top, 4)


def _joined(row: Row) -> list[Line]:
    if len(row) == 1:
        return row
    whole = Line(
        " ".join(line.text for line in row),
        row[0].x0,
        min(line.top for line in row),
        max(line.x1 for line in row),
        max(line.bottom for line in row),
        max(line.size for line in row),
        all(line.bold for line in row),
    )
    return [whole]

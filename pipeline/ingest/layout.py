"""Reading order of a page: columns where a clean gutter parts two bodies of text, rows elsewhere.

A page may change between one and two columns. For every place where a run begins, the page is cut into stretches of
rows that no run crosses there; a stretch with enough well-filled lines on both sides is set in columns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from pipeline.ingest.pdf_lines import Line
from pipeline.ingest.pdf_tables import RuledTable

LEAST = 4
"""Lines on each side by which a gutter is recognised."""
FULL = 0.55
"""Median share of a column's width that its lines fill; tables without rulings fill less."""
GAP_BETWEEN_BANDS = 1.15
"""Distance of lines, in the usual distance, from which a gap may part two sections set in columns."""
ENDS = re.compile(r"(?:[.!?…][\"'»”)\]]*\d{0,2}|[:;])$")
"""How the last line of a sentence, or of an item of a list, ends."""
NARROW = 3.0
"""Points between columns at least."""
Row = list[Line]


class Rows(NamedTuple):
    """The runs of a page in rows, and the clearest stretch set in columns: its gutter, first and last row."""

    rows: Sequence[Row]
    best: tuple[float, int, int] | None


def rows_of(lines: Sequence[Line]) -> Rows:
    """A page looked at once, for its gutters and for its reading order."""
    rows = _rows(lines)
    return Rows(rows, _best(rows))


def gutters(page: Rows) -> list[float]:
    """Left ends of the right-hand columns that this page shows beyond doubt."""
    found: list[float] = []
    rows, best = page
    while best is not None:
        x, first, last = best
        found.append(x)
        rows = rows[:first] if first > len(rows) - last else rows[last:]
        best = _best(rows)
    return found


def reading_order(page: Rows, known: Sequence[float] = ()) -> list[Line]:
    """Lines in reading order; runs on one row are joined where there is no gutter between them.

    `known` are the gutters of the document's pages: there, shorter columns are recognised too.
    """
    rows = page.rows
    best = page.best or _short(rows, known)
    if best is None:
        return [line for row in rows for line in _joined(row)]
    x, first, last = best
    inner: list[Line] = []
    for band in _bands(rows[first:last], x):
        for side in _sides(band, x):
            inner += reading_order(rows_of(side))
    above, below = (Rows(part, _best(part)) for part in (rows[:first], rows[last:]))
    return [*reading_order(above, known), *inner, *reading_order(below, known)]


def _bands(rows: Sequence[Row], x: float) -> Iterator[Sequence[Row]]:
    """Sections set in columns one below the other, cut where the left column breaks off and both begin anew."""
    left, right = _sides(rows, x)
    pitch = median([other.base - one.base for one, other in itertools.pairwise(left)] or [12.0])
    through = _unfinished(left) == _goes_on(right)
    parts = [_sides([row], x) for row in rows]
    below = _heads_below(parts)
    start, above = 0, (list(parts[0][0]), list(parts[0][1]))
    for number in range(1, len(rows)):
        if above[0] and above[1] and (heads := below[number]) is not None:
            gap = heads[0].base - above[0][-1].base
            level = abs(heads[0].base - heads[1].base) < 0.35 * pitch
            if level and gap > GAP_BETWEEN_BANDS * pitch and _turns(above, heads[0], through):
                yield rows[start:number]
                start, above = number, ([], [])
        above[0].extend(parts[number][0])
        above[1].extend(parts[number][1])
    yield rows[start:]


def _heads_below(parts: Sequence[tuple[Row, Row]]) -> list[tuple[Line, Line] | None]:
    """For each row the first lines of the two columns from there on, None where one column has ended."""
    found: list[tuple[Line, Line] | None] = []
    left: Line | None = None
    right: Line | None = None
    for part in reversed(parts):
        left = part[0][0] if part[0] else left
        right = part[1][0] if part[1] else right
        found.append((left, right) if left is not None and right is not None else None)
    return found[::-1]


def _turns(above: tuple[Row, Row], next_left: Line, through: bool) -> bool:
    """Does the text go from the foot of the left column to the head of the right one, and not on below the gap?

    `through` says that the columns as a whole may follow on one another.
    """
    left, right = above
    headed = next_left.bold or next_left.size > 1.1 * left[-1].size
    if _unfinished(left):
        return (headed or not next_left.text[:1].islower()) and (headed or (_goes_on(right) and not through))
    return headed and not through and not _unfinished(right) and not _goes_on(right)


def _unfinished(lines: Row) -> bool:
    return bool(lines) and not ENDS.search(lines[-1].text) and not lines[-1].bold


def _goes_on(lines: Row) -> bool:
    return bool(lines) and lines[0].text[:1].islower()


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
    # A heading at the very foot of the page heads what comes at the top of the next column, not something below.
    heads_below = last < len(rows)
    while heads_below and last - 1 > beyond[-1] and (rows[last - 1][0].bold or rows[last - 1][0].size > 1.1 * usual):
        last -= 1  # a heading of what comes below the columns
    return first, last


def _columns(rows: Sequence[Row], x: float) -> bool:
    return all(len(side) >= LEAST and _is_column(side) for side in _sides(rows, x))


def _is_column(lines: Sequence[Line]) -> bool:
    """Is this one column of text, or several?"""
    if not _dense(lines):
        return False
    return _full(lines, FULL) or (_full(lines, FULL / 3) and _best(_rows(lines)) is not None)


def _sides(rows: Sequence[Row], x: float) -> tuple[Row, Row]:
    lines = [line for row in rows for line in row]
    return [line for line in lines if line.x0 < x], [line for line in lines if line.x0 >= x]


def _full(lines: Sequence[Line], share: float) -> bool:
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return x1 - x0 > 60 and median(line.width for line in lines) >= share * (x1 - x0)


def _dense(lines: Sequence[Line]) -> bool:
    """Do the lines follow on one another? Labels beside the rows of a table without rulings do not."""
    apart = [other.base - line.base for line, other in itertools.pairwise(lines) if other.base > line.base + 2]
    if not apart:
        return True
    usual = median(apart)
    return sum(gap > 2.5 * usual for gap in apart) <= 0.2 * len(apart)


def _rows(lines: Sequence[Line]) -> list[Row]:
    """Runs that stand at the same height, each row from left to right, rows from top to bottom."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda item: (item.base, item.x0)):
        if rows and _level(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.x0) for row in rows]


def _level(one: Line, other: Line) -> bool:
    if isinstance(one, RuledTable) or isinstance(other, RuledTable):
        return False
    return abs(one.base - other.base) < 0.35 * max(one.size, other.size)


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
        max(row, key=lambda line: line.width).base,
    )
    return [whole]

"""Reading order of a page's lines: columns where a clean gutter parts two bodies of text, rows elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.ingest.pdf_lines import Line

LEAST = 4
"""Lines on each side that a gutter needs."""
FULL = 0.55
"""Median share of a column's width that its lines fill; tables without rulings fill less."""


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines in reading order; runs on one row are joined where the page has no gutter between them."""
    gutter = _gutter(lines)
    if gutter is None:
        return _rows(lines)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda item: (item.middle, item.x0)):
        if line.x1 <= gutter + 1:
            left.append(line)
        elif line.x0 >= gutter - 1:
            right.append(line)
        else:
            ordered += [*reading_order(left), *reading_order(right), line]
            left, right = [], []
    return [*ordered, *reading_order(left), *reading_order(right)]


def _gutter(lines: Sequence[Line]) -> float | None:
    if len(lines) < 2 * LEAST:
        return None
    for x in sorted({round(line.x0) - 2.0 for line in lines}):
        left = [line for line in lines if line.x1 <= x + 1]
        right = [line for line in lines if line.x0 >= x - 1]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) >= LEAST and crossing <= 0.35 * len(lines) and _full(left) and _full(right):
            return x
    return None


def _full(lines: Sequence[Line]) -> bool:
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return x1 - x0 > 60 and median(line.width for line in lines) >= FULL * (x1 - x0)


def _rows(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: item.middle):
        if rows and abs(rows[-1][0].middle - line.middle) < 0.35 * max(line.bottom - line.top, 4):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda item: item.x0)) for row in rows]


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    return Line(
        " ".join(line.text for line in row),
        row[0].x0,
        min(line.top for line in row),
        max(line.x1 for line in row),
        max(line.bottom for line in row),
        max(line.size for line in row),
        all(line.bold for line in row),
    )

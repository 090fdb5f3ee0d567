"""Large first letters of a paragraph (drop caps) go back to the words they begin."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.pdf_lines import Line

LARGER = 1.8
"""A drop cap is so many times as large as the text beside it."""


def with_initials(lines: Sequence[Line]) -> list[Line]:
    """The lines with each drop cap in front of its first line; all lines beside it begin where it begins."""
    caps = [line for line in lines if len(line.text) <= 2 and line.text.strip("«“\"'").isupper()]
    lost = []
    for cap in caps:
        beside = _beside(cap, lines)
        if len(beside) >= 2 and beside[0].text[:1].isalpha():
            first = beside[0]
            first.text, first.top = cap.text + first.text, min(first.top, cap.top)
            for line in beside:
                line.x0 = cap.x0
            lost.append(id(cap))
    return [line for line in lines if id(line) not in lost] if lost else list(lines)


def _beside(cap: Line, lines: Sequence[Line]) -> list[Line]:
    """Smaller lines that start right of the cap, within its height, from the top; none where the first lies lower."""
    found = [
        line
        for line in lines
        if cap.size >= LARGER * line.size
        and 0 <= line.x0 - cap.x1 + 1 < 1.5 * line.size
        and cap.top - line.size < line.middle < cap.base + 0.2 * line.size
    ]
    found.sort(key=lambda line: line.base)
    return found if found and found[0].top - cap.top < 0.8 * found[0].size else []

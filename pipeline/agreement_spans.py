"""Agreement on spans of text: Krippendorff's unitizing alpha, which minds where a passage begins and ends.

Krippendorff (2004), Content Analysis, 2nd ed., section 11.6: spans of a category on one continuum by several coders,
who may differ in where they put them, in how long they are, and in whether they put any.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Span = tuple[int, int]


def unitizing_alpha(coders: Sequence[Sequence[Span]], length: int) -> float | None:
    """Unitizing alpha of one category: spans (start, length) of each coder on a continuum from 0 to `length`.

    Spans of one coder do not overlap. None where no coder has a span, or nothing else could have been expected.
    """
    return unitizing_alpha_of([coders], length)


def unitizing_alpha_of(categories: Sequence[Sequence[Sequence[Span]]], length: int) -> float | None:
    """As `unitizing_alpha` over several categories, by their observed and expected disagreements added up."""
    if length < 2:
        return None
    observed = sum(_observed(coders, length) for coders in categories)
    expected = sum(_expected(coders, length) for coders in categories)
    return None if expected <= 0 else 1 - observed / expected


def _observed(coders: Sequence[Sequence[Span]], length: int) -> float:
    """Squared differences of overlapping spans, and squared lengths of spans that lie in another coder's gap."""
    count = len(coders)
    laid = [_sections(spans, length) for spans in coders]
    total = sum(_between(laid[i], laid[j]) for i in range(count) for j in range(count) if i != j)
    return total / (count * (count - 1) * length**2)


def _between(one: np.ndarray, two: np.ndarray) -> float:
    """Of every span of `one` against every section of `two`; sections are rows of start, length, is span."""
    start, size = one[one[:, 2] == 1, 0][:, None], one[one[:, 2] == 1, 1][:, None]
    other_start, other_size, is_span = two[:, 0][None, :], two[:, 1][None, :], two[:, 2][None, :] == 1
    overlap = (start < other_start + other_size) & (other_start < start + size)
    off = (start - other_start) ** 2 + (start + size - other_start - other_size) ** 2
    # Two overlapping spans meet once from either side, as a pair of coders does.
    apart = np.where(overlap & is_span, off, 0.0).sum()
    inside = (start >= other_start) & (start + size <= other_start + other_size) & ~is_span
    # A span in a gap is met from its own side only; the pair counts it from both.
    return float(apart + 2 * np.where(inside, size.astype(float) ** 2, 0.0).sum())


def _expected(coders: Sequence[Sequence[Span]], length: int) -> float:
    """The same if all coders' spans and gaps lay anywhere on the continuum."""
    laid = np.concatenate([_sections(spans, length) for spans in coders])
    whole = len(coders) * length
    spans = laid[laid[:, 2] == 1, 1].astype(float)
    gaps = laid[laid[:, 2] == 0, 1].astype(float)
    among = (len(spans) - 1) / 3 * (2 * spans**3 - 3 * spans**2 + spans)
    room = np.where(gaps[None, :] >= spans[:, None], gaps[None, :] - spans[:, None] + 1, 0.0).sum(axis=1)
    below = whole * (whole - 1) - (spans * (spans - 1)).sum()
    return 0.0 if below <= 0 else float(2 / length * (among + spans**2 * room).sum() / below)


def _sections(spans: Sequence[Span], length: int) -> np.ndarray:
    """Spans and the gaps between them, as rows of start, length and 1 for a span."""
    rows, reached = [], 0
    for start, size in sorted(spans):
        if start > reached:
            rows.append((reached, start - reached, 0))
        rows.append((start, size, 1))
        reached = start + size
    if reached < length:
        rows.append((reached, length - reached, 0))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)

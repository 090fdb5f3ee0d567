"""A random sample of passages with known inclusion probabilities, spread over sides and documents.

Each document is to give the same number of passages, since shares are averaged over documents: the probability of a
passage is that number over the passages of its document, at most one. Passages are drawn systematically from a list
in which each document's are shuffled, which fixes the size of the sample and keeps those probabilities exactly
(Madow 1949).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl


def draw_sample(countable: pl.DataFrame, size: int, seed: int) -> dict[str, float]:
    """Segments drawn and their probability of being drawn, from `countable` (segment_id, document_id, side).

    Half of `size` from each side, more from one where the other is too small; everything when there is no more.
    """
    generator = np.random.default_rng(seed)
    drawn: dict[str, float] = {}
    for side, wanted in _sizes(countable, size).items():
        shuffled = _shuffled(countable.filter(pl.col("side") == side), generator)
        probability = inclusion(shuffled["document_id"].to_numpy(), wanted)
        ids = shuffled["segment_id"].to_list()
        drawn |= {ids[i]: float(probability[i]) for i in _systematic(probability, generator)}
    return drawn


def inclusion(documents: Any, size: int) -> Any:
    """Probabilities (n,) that sum to `size` for passages of `documents` (n,): equal within a document, at most one."""
    _, at, counts = np.unique(documents, return_inverse=True, return_counts=True)
    probability = np.zeros(len(counts))
    left, remaining = np.ones(len(counts), dtype=bool), float(min(size, len(at)))
    while left.any():
        # A document with fewer passages than its part gives all it has, and the others share the rest.
        part = remaining / left.sum()
        full = left & (counts <= part)
        if not full.any():
            probability[left] = part / counts[left]
            break
        probability[full], remaining = 1.0, remaining - counts[full].sum()
        left &= ~full
    return probability[at]


def _sizes(countable: pl.DataFrame, size: int) -> dict[str, int]:
    there = dict(countable.group_by("side").len().sort("side").iter_rows())
    sizes, remaining = {}, size
    for position, side in enumerate(sorted(there, key=lambda side: (there[side], side))):
        sizes[side] = min(there[side], remaining // (len(there) - position))
        remaining -= sizes[side]
    return dict(sorted(sizes.items()))


def _shuffled(passages: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    in_order = passages.sort("document_id", "segment_id")
    return in_order.with_columns(pl.Series("at", generator.permutation(in_order.height))).sort("document_id", "at")


def _systematic(probability: Any, generator: np.random.Generator) -> list[int]:
    """Positions at which the running sum of probabilities passes a random start plus a whole number."""
    if not len(probability):
        return []
    ends = np.cumsum(probability)
    points = generator.random() + np.arange(round(ends[-1]))
    return np.minimum(np.searchsorted(ends, points, side="right"), len(ends) - 1).tolist()

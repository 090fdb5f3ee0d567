"""Label permutation over documents, max-T over the codes of a dimension, and split-half floors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

# Cells of a block of relabellings held at once: about 32 MB as numbers.
_BLOCK = 4_000_000
# Part of the spread of all units together that is mixed into each relabelling's own; it does not change with the
# labels, so the test stays exact, and keeps a statistic finite when one side happens to have no spread.
_MIX = 0.1


def labellings(units: int, first: int, resamples: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Blocks (R, U) of 0/1 memberships with `first` ones each: all of them when few enough, else a random sample."""
    if comb(units, first) <= resamples:
        yield _all_labellings(units, first)
        return
    rows = max(1, _BLOCK // units)
    for start in range(0, resamples, rows):
        count = min(rows, resamples - start)
        order = np.argpartition(rng.random((count, units)), first, axis=1) if first < units else None
        block = np.zeros((count, units))
        np.put_along_axis(block, order[:, :first], 1.0, axis=1) if order is not None else block.fill(1.0)
        yield block


def _all_labellings(units: int, first: int) -> np.ndarray:
    chosen = np.array(list(combinations(range(units), first)), dtype=np.int64).reshape(-1, first)
    block = np.zeros((len(chosen), units))
    np.put_along_axis(block, chosen, 1.0, axis=1)
    return block


def is_exact(units: int, first: int, resamples: int) -> bool:
    """Whether every relabelling is tried."""
    return comb(units, first) <= resamples


def difference_test(
    shares: np.ndarray, first: np.ndarray, resamples: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Two-sided p and max-T adjusted p per code that two groups of documents differ in mean share.

    shares: (U, K) without NaN; first: (U,) membership of the first group. Studentised statistics (Janssen 1997)
    keep the level when the sides differ in spread; max-T is that of Westfall & Young (1993). NaN for a code
    without any spread. The labelling seen counts among the resampled ones, so p is never 0.
    """
    units, size = len(first), int(first.sum())
    if min(size, units - size) < 1 or units < 3 or shares.shape[1] == 0:
        undefined = np.full(shares.shape[1], np.nan)
        return undefined, undefined
    seen = _statistics(first[None, :].astype(float), shares)[0]
    above = np.zeros(shares.shape[1])
    above_any = np.zeros(shares.shape[1])
    total = 0
    for block in labellings(units, size, resamples, rng):
        drawn = _statistics(block, shares)
        above += (drawn >= seen - 1e-9).sum(axis=0)
        above_any += (drawn.max(axis=1)[:, None] >= seen - 1e-9).sum(axis=0)
        total += len(block)
    extra = 0 if is_exact(units, size, resamples) else 1
    flat = np.ptp(shares, axis=0) == 0
    p, adjusted = (np.where(flat, np.nan, (count + extra) / (total + extra)) for count in (above, above_any))
    return p, adjusted


def _statistics(block: np.ndarray, shares: np.ndarray) -> np.ndarray:
    centred = shares - shares.mean(axis=0)
    one = block.sum(axis=1, keepdims=True)
    two = block.shape[1] - one
    sums, squares = block @ centred, block @ centred**2
    mean_1, mean_2 = sums / one, -sums / two
    total = (centred**2).sum(axis=0)
    spread_1 = np.maximum(squares / one - mean_1**2, 0) / np.maximum(one - 1, 1)
    spread_2 = np.maximum((total - squares) / two - mean_2**2, 0) / np.maximum(two - 1, 1)
    whole = total / (block.shape[1] - 1) * (1 / one + 1 / two)
    variance = (1 - _MIX) * (spread_1 + spread_2) + _MIX * whole
    gap = np.abs(mean_1 - mean_2)
    return np.divide(gap, np.sqrt(variance), out=np.zeros(gap.shape), where=variance > 0)


def split_half_floor(shares: np.ndarray, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """95th percentile per code of the gap between random halves of one side; NaN with fewer than four documents."""
    units = shares.shape[0]
    if units < 4:
        return np.full(shares.shape[1], np.nan)
    centred = shares - shares.mean(axis=0)
    half = units // 2
    gaps = [
        np.abs((block @ centred) * (1 / half + 1 / (units - half))) for block in labellings(units, half, resamples, rng)
    ]
    return np.quantile(np.concatenate(gaps), 0.95, axis=0)

"""Distance of the two sides' code distributions, never without the distance that chance alone makes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.gap.permutation import labellings


class Divergence(NamedTuple):
    """Jensen–Shannon divergence with its permutation null: median, 95th percentile, and p."""

    estimate: float
    null_median: float
    null_high: float
    p: float


def jensen_shannon(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Jensen–Shannon divergence in bits of distributions along the last axis (Lin 1991), in [0, 1]."""
    middle = (first + second) / 2
    return _entropy(middle) - (_entropy(first) + _entropy(second)) / 2


def _entropy(shares: np.ndarray) -> np.ndarray:
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return -(shares * logs).sum(axis=-1)


def divergence(carrying: np.ndarray, first: np.ndarray, resamples: int, rng: np.random.Generator) -> Divergence | None:
    """Divergence of two groups of documents within a dimension; None when a group has no codings.

    carrying: (U, k) codings; each unit's codings are first made a distribution, so that units weigh the same.
    """
    kept = carrying.sum(axis=1) > 0
    shares = carrying[kept] / carrying[kept].sum(axis=1, keepdims=True)
    member = first[kept]
    size = int(member.sum())
    if not 0 < size < len(member):
        return None
    seen = float(_between(member[None, :].astype(float), shares)[0])
    null = np.concatenate([_between(block, shares) for block in labellings(len(member), size, resamples, rng)])
    p = (1 + (null >= seen - 1e-12).sum()) / (1 + len(null))
    return Divergence(seen, float(np.median(null)), float(np.quantile(null, 0.95)), float(p))


def _between(block: np.ndarray, shares: np.ndarray) -> np.ndarray:
    size = block.sum(axis=1, keepdims=True)
    sums = block @ shares
    return np.maximum(jensen_shannon(sums / size, (shares.sum(axis=0) - sums) / (len(shares) - size)), 0.0)

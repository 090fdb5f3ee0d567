"""Simulated studies with a known truth: documents differ, codes go together, lengths vary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import ndtr

_GRID = 2001


@dataclass(frozen=True)
class World:
    """How one side speaks.

    prevalence: (k,) expected share of each code. spread: intraclass correlation within
    documents, of all codes or of each.
    together: correlation of the codes' document-level prevalences. words: median and log-spread of coded segments
    per document. contrast: by how much of its room each code's prevalence differs between the side's two cases.
    """

    prevalence: tuple[float, ...]
    spread: float | tuple[float, ...] = 0.05
    together: float = 0.3
    segments: tuple[float, float] = (40.0, 0.5)
    contrast: float = 0.0


class Draw(NamedTuple):
    """Simulated sides: shares (S, U, k), sizes (S, U), and the expected shares of the documents drawn (S, U, k)."""

    shares: np.ndarray
    sizes: np.ndarray
    expected: np.ndarray


def draw(world: World, units: int, simulations: int, rng: np.random.Generator) -> Draw:
    """`simulations` studies of one side with `units` documents each; the second half of them is the second case."""
    width = len(world.prevalence)
    median, log_spread = world.segments
    sizes = np.maximum(np.rint(median * np.exp(log_spread * rng.standard_normal((simulations, units)))), 3)
    common = rng.standard_normal((simulations, units, 1))
    own = rng.standard_normal((simulations, units, width))
    level = ndtr(np.sqrt(world.together) * common + np.sqrt(1 - world.together) * own)
    expected = np.empty_like(level)
    spreads = np.broadcast_to(world.spread, (width,))
    for rows, means in _cases(world, units):
        for at, (mean, spread) in enumerate(zip(means, spreads, strict=True)):
            expected[:, rows, at] = _beta_quantiles(level[:, rows, at], mean, spread)
    counts = rng.binomial(sizes[..., None].astype(np.int64), expected)
    return Draw(counts / sizes[..., None], sizes, expected)


def strata(units: int) -> np.ndarray:
    """(U,) case of each unit of a side with two cases."""
    return (np.arange(units) >= units // 2).astype(int)


def _cases(world: World, units: int) -> list[tuple[np.ndarray, np.ndarray]]:
    mean = np.array(world.prevalence)
    case = strata(units)
    first, second = int((case == 0).sum()), int((case == 1).sum())
    step = world.contrast * np.minimum(mean, 1 - mean)
    # The two shifts cancel over the units, so the truth of the side stays `prevalence`.
    return [(case == 0, mean + step), (case == 1, mean - step * first / second)]


def _beta_quantiles(level: np.ndarray, mean: float, spread: float) -> np.ndarray:
    precision = 1 / spread - 1
    grid = ndtr(np.linspace(-6, 6, _GRID))
    values = stats.beta.ppf(grid, mean * precision, (1 - mean) * precision)
    return np.clip(np.interp(level, grid, values), 0.0, 1.0)

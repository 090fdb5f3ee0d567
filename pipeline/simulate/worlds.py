"""Simulated studies with a known truth: documents differ, codes go together, lengths vary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import optimize, stats
from scipy.special import expit, logit, ndtr

# Standard normal levels at which a document's expected share is tabulated.
_LEVELS = np.linspace(-6, 6, 2001)
# Part of the documents that never speak of a code in the zero-inflated shape; always, of a code above one half.
SILENT = 0.2
Shape = Literal["beta", "logistic-normal", "zero-inflated"]


@dataclass(frozen=True)
class World:
    """How one side speaks.

    prevalence: (k,) expected share of each code. spread: intraclass correlation within documents, of all codes or of
    each; at least what the silent documents make in the zero-inflated shape. together: correlation of the codes'
    document-level prevalences. segments: median and log-spread of coded segments per document. contrast: by how much
    of its room each code's prevalence differs between the side's two cases. shape: how documents' expected shares
    are distributed.
    """

    prevalence: tuple[float, ...]
    spread: float | tuple[float, ...] = 0.05
    together: float = 0.3
    segments: tuple[float, float] = (40.0, 0.5)
    contrast: float = 0.0
    shape: Shape = "beta"


class Draw(NamedTuple):
    """Simulated sides: shares (S, U, k), sizes (S, U), and the expected shares of the documents drawn (S, U, k)."""

    shares: np.ndarray
    sizes: np.ndarray
    expected: np.ndarray


def draw(world: World, units: int, simulations: int, rng: np.random.Generator) -> Draw:
    """`simulations` studies of one side with `units` documents each; the second half of them is the second case."""
    width = len(world.prevalence)
    sizes = draw_sizes(world.segments, units, simulations, rng)
    common = rng.standard_normal((simulations, units, 1))
    own = rng.standard_normal((simulations, units, width))
    level = ndtr(np.sqrt(world.together) * common + np.sqrt(1 - world.together) * own)
    expected = np.empty_like(level)
    spreads = np.broadcast_to(world.spread, (width,))
    for rows, means in _cases(world, units):
        for at, (mean, spread) in enumerate(zip(means, spreads, strict=True)):
            expected[:, rows, at] = _quantiles(world.shape, level[:, rows, at], mean, spread)
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


def draw_sizes(
    segments: tuple[float, float], units: int, simulations: int, rng: np.random.Generator, fewest: int = 3
) -> np.ndarray:
    """(S, U) log-normal sizes of documents, `fewest` at least."""
    median, log_spread = segments
    sizes = np.rint(median * np.exp(log_spread * rng.standard_normal((simulations, units))))
    return np.asarray(np.maximum(sizes, fewest))


def draw_exclusive(
    mean: Sequence[float] | np.ndarray, spread: float, sizes: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(S, U, k) counts of codes that exclude each other: Dirichlet documents with the sizes (S, U) given."""
    shares = rng.dirichlet(np.asarray(mean) * (1 / spread - 1), sizes.shape)
    return np.asarray(rng.multinomial(sizes.astype(np.int64), shares))


def _quantiles(shape: Shape, level: np.ndarray, mean: float, spread: float) -> np.ndarray:
    """Expected shares at uniform levels: same mean and, where the shape allows, same variance in every shape."""
    tables = {"beta": _beta, "logistic-normal": _logistic_normal, "zero-inflated": _zero_inflated}
    return np.clip(np.interp(level, ndtr(_LEVELS), tables[shape](mean, spread)), 0.0, 1.0)


def _beta(mean: float, spread: float) -> np.ndarray:
    precision = 1 / spread - 1
    return np.asarray(stats.beta.ppf(ndtr(_LEVELS), mean * precision, (1 - mean) * precision))


def _logistic_normal(mean: float, spread: float) -> np.ndarray:
    weights = stats.norm.pdf(_LEVELS) / stats.norm.pdf(_LEVELS).sum()

    def off(at: np.ndarray) -> np.ndarray:
        values = expit(at[0] + np.exp(at[1]) * _LEVELS)
        found = weights @ values
        return np.array(
            [logit(found) - logit(mean), np.log((weights @ values**2 - found**2) / (spread * mean * (1 - mean)))]
        )

    at = optimize.fsolve(off, [logit(mean), 0.0])
    return np.asarray(expit(at[0] + np.exp(at[1]) * _LEVELS))


def _zero_inflated(mean: float, spread: float) -> np.ndarray:
    if mean > 0.5:
        return 1 - _zero_inflated(1 - mean, spread)[::-1]
    speaking = mean / (1 - SILENT)
    rest = spread * mean * (1 - mean) - SILENT * (1 - SILENT) * speaking**2
    within = max(rest / (1 - SILENT) / (speaking * (1 - speaking)), 0.005)
    precision = 1 / within - 1
    level = np.clip((ndtr(_LEVELS) - SILENT) / (1 - SILENT), 0, 1)
    return np.asarray(stats.beta.ppf(level, speaking * precision, (1 - speaking) * precision))

"""From several scores of a segment and code to one probability, with what stands around the segment taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from pipeline.code.model_file import FittedModel
from pipeline.code.surroundings import Surroundings
from pipeline.code.trees import log_odds

FEWEST_EXAMPLES = 5
# A score over which a code is likely to be there: scores are drawn to 0 and 1.
_LIKELY = 0.3
# Probability of some code or other from which a text is coded at all. On training passages while their files were
# left out F1 is what it is without, and a fifth fewer of those that carry nothing are coded.
_ANY = 0.6
# Segments whose cells are held in memory at once.
_BATCH = 4_000
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores `cells` (n, K, 5) of n texts: n-grams, meaning, gate, nearness to the definition, votes of passages."""

    cells: Any
    around: Surroundings


def probability(model: FittedModel, found: Scores, rules: Any = None) -> Matrix:
    """Scores of n texts, and the rules' cells (n, K) of 0 and 1 when given, to probabilities (n, K)."""
    trees = model.trees if rules is None else model.trees_with_rules
    likely = np.zeros(found.cells.shape[:2])
    for rows, features in batches(found, model.dimensions, model.examples, rules):
        trained = log_odds(trees, features.reshape(-1, features.shape[2])).reshape(features.shape[:2])
        untrained = zero_shot_design(found.cells[rows]) @ model.zero_shot
        likely[rows] = expit(np.where(model.examples[None, :] >= FEWEST_EXAMPLES, trained, untrained))
    return likely


def carried(likely: Any, thresholds: Any) -> Any:
    """Which cells are codes, of probabilities (n, K) and thresholds (K,): those at their threshold or over it.

    A text in which it is too doubtful whether any code is there at all carries none.
    """
    some = 1 - np.prod(1 - likely, axis=1)
    return (likely >= thresholds[None, :]) & (some >= _ANY)[:, None]


def batches(found: Scores, dimensions: Any, examples: Any, rules: Any = None) -> Iterator[tuple[slice, Any]]:
    """Row ranges with the features (rows, K, S) of their cells, so that a large corpus fits into memory.

    dimensions (K,): each code's dimension; examples (K,): passages that the fit had of each code.
    """
    best = found.cells[..., 0] + found.cells[..., 1]
    common = np.log((examples + 1) / (examples.sum() + len(examples)))
    fired = None if rules is None else np.asarray(rules, dtype=float)
    for first in range(0, len(found.cells), _BATCH):
        rows = slice(first, first + _BATCH)
        own = [*_own(found.cells[rows], best[rows], dimensions, common), *_around(found, best, rows)]
        yield rows, np.stack(own + ([] if fired is None else _fired(fired[rows], dimensions)), axis=2)


def _own(cells: Any, best: Any, dimensions: Any, common: Any) -> list[Any]:
    """Features of the text itself: the code's scores, and how they stand among the other codes'."""
    votes = cells[..., 4]
    return [
        *(cells[..., k] for k in range(cells.shape[2])),
        _best_other(best),
        _within(best, dimensions),
        (-best).argsort(axis=1, kind="stable").argsort(axis=1).astype(float),
        _wide(votes.sum(axis=1), votes),
        _wide((best > _LIKELY).sum(axis=1), votes),
        np.repeat(common[None, :], len(cells), axis=0),
    ]


def _around(found: Scores, best: Any, rows: slice) -> list[Any]:
    """Features of the neighbours (score of the same code, gate), unknown where a text stands alone; asks; language."""
    around = found.around
    shape = best[rows]
    nowhere = np.full((1, best.shape[1]), np.nan)
    scored = np.concatenate([best, nowhere])
    gates = np.concatenate([found.cells[:, 0, 2] if best.shape[1] else np.zeros(len(best)), [np.nan]])
    near = around.neighbours[rows]
    features = [scored[near[:, column]] for column in range(near.shape[1])]
    features += [_wide(gates[near[:, column]], shape) for column in range(near.shape[1])]
    return [*features, _wide(around.asks[rows], shape), _wide(around.english[rows], shape)]


def _fired(fired: Any, dimensions: Any) -> list[Any]:
    """Features of the rules: whether this code's fired, how many did, whether one of the dimension did."""
    return [fired, _wide(fired.sum(axis=1), fired), _within(fired, dimensions)]


def _wide(values: Any, like: Any) -> Any:
    return np.repeat(np.asarray(values, dtype=float)[:, None], like.shape[1], axis=1)


def _best_other(best: Any) -> Any:
    """The highest score among the other codes; unknown where there is no other."""
    if best.shape[1] < 2:
        return np.full(best.shape, np.nan)
    second, first = np.sort(best, axis=1)[:, -2:].T
    return np.where(best == first[:, None], second[:, None], first[:, None])


def _within(values: Any, dimensions: Any) -> Any:
    """The highest value within the code's dimension."""
    highest = np.zeros(values.shape)
    for name in np.unique(dimensions):
        columns = np.flatnonzero(dimensions == name)
        highest[:, columns] = values[:, columns].max(axis=1, keepdims=True)
    return highest


def zero_shot_design(cells: Any) -> Any:
    """Features for codes without examples (n, K, 3): gate, nearness to the definition, constant."""
    return np.stack([10 * cells[..., 2], cells[..., 3], np.ones(cells.shape[:2])], axis=2)

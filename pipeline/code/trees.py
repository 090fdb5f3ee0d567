"""Boosted trees as plain arrays: fitted by scikit-learn, kept without pickle, read back by scikit-learn's own code."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

# Private to scikit-learn, whose version is pinned: the alternative is a pickle, which runs what is in the file.
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

Array = npt.NDArray[Any]
SEED = 2018
ROUNDS, RATE, LEAVES = 300, 0.05, 15
# A split looks at three features in ten: where several tell the same, all of them get a say.
SHARE_OF_FEATURES = 0.3
# A leaf holds at least one cell in two thousand, but no more than 200 and no fewer than 5.
_LEAF_SHARE, _SMALLEST_LEAF, _LARGEST_LEAF = 2_000, 5, 200
_NEVER = 1e-6


class Trees(NamedTuple):
    """Nodes of all trees in a row (M,), the place after each tree's last node (T,), log-odds to begin with ()."""

    nodes: Array
    ends: Array
    start: Array


def grow(features: Array, carried: Array) -> Trees:
    """Trees that tell from `features` (n, S; NaN where unknown) whether a cell is coded (n,) 0 or 1.

    Gradient boosting over histograms (Ke et al. 2017, as in scikit-learn), logistic loss, one order of sums.
    """
    share = float(np.mean(carried)) if len(carried) else 0.0
    if not 0 < share < 1:
        limited = min(max(share, _NEVER), 1 - _NEVER)
        return Trees(_no_nodes(), np.zeros(0, dtype=np.int64), np.array(np.log(limited / (1 - limited))))
    fitted = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        max_features=SHARE_OF_FEATURES,
        min_samples_leaf=int(np.clip(len(carried) // _LEAF_SHARE, _SMALLEST_LEAF, _LARGEST_LEAF)),
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    ).fit(_known(features), carried)
    parts = [tree.nodes for (tree,) in fitted._predictors]
    ends = np.cumsum([len(part) for part in parts])
    return Trees(np.concatenate(parts), ends, np.asarray(fitted._baseline_prediction, dtype=float).reshape(()))


def log_odds(trees: Trees, features: Array) -> Array:
    """Log-odds (n,) of being coded for cells with `features` (n, S)."""
    given = np.ascontiguousarray(features, dtype=np.float64)
    no_sets = np.zeros((0, 8), dtype=np.uint32)
    places = np.zeros(given.shape[1], dtype=np.uint32)
    total = np.full(len(given), float(trees.start))
    for first, end in pairwise([0, *trees.ends]):
        nodes = np.ascontiguousarray(trees.nodes[first:end])
        total += TreePredictor(nodes, no_sets, no_sets).predict(given, no_sets, places, 1)
    return total


def _known(features: Array) -> Array:
    # A column of which nothing is known cannot be cut into bins; as a constant it takes no part.
    unknown = np.atleast_1d(np.isnan(features).all(axis=0))
    return np.where(unknown[None, :], 0.0, features) if unknown.any() else features


def _no_nodes() -> Array:
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE

    return np.zeros(0, dtype=PREDICTOR_RECORD_DTYPE)

"""Boosted trees as arrays: the same log-odds as the library that grew them, also where a feature is unknown."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.code.trees import LEAVES, RATE, ROUNDS, SEED, SHARE_OF_FEATURES, grow, log_odds


def _cells() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    features = rng.normal(size=(3000, 3))
    carried = (features[:, 0] + 0.5 * features[:, 1] > rng.normal(size=3000)).astype(int)
    features[::5, 1] = np.nan
    return features, carried


def test_log_odds_are_those_of_the_library() -> None:
    features, carried = _cells()
    fitted = HistGradientBoostingClassifier(
        max_iter=ROUNDS, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=5, l2_regularization=1.0,
        early_stopping=False, max_features=SHARE_OF_FEATURES, random_state=SEED,
    ).fit(features, carried)  # fmt: skip
    assert log_odds(grow(features, carried), features) == pytest.approx(fitted.decision_function(features))


def test_a_feature_of_which_nothing_is_known_takes_no_part() -> None:
    features, carried = _cells()
    blind = np.column_stack([features, np.full(len(features), np.nan)])
    nodes = grow(blind, carried).nodes
    assert set(nodes["feature_idx"][nodes["is_leaf"] == 0]) == {0, 1, 2}


@pytest.mark.parametrize("share", [0, 1])
def test_cells_that_are_all_alike_give_one_certain_answer(share: int) -> None:
    features, _ = _cells()
    found = log_odds(grow(features, np.full(len(features), share)), features)
    assert np.unique(found).size == 1
    assert (found > 0).all() == bool(share)

"""What the stack takes in: votes of the nearest coded passages, neighbouring segments, and what is unknown."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.code.model import votes
from pipeline.code.stack import Scores, batches, carried
from pipeline.code.surroundings import surroundings
from pipeline.code.train import choose_thresholds

DIMENSIONS = np.array(["a", "a", "b"])
EXAMPLES = np.array([10, 20, 30])


def _features(texts: list[str], documents: list[str | None], rules: np.ndarray | None = None) -> np.ndarray:
    cells = np.random.default_rng(3).normal(size=(len(texts), 3, 5))
    found = Scores(cells, surroundings(texts, documents))
    return np.concatenate([part for _, part in batches(found, DIMENSIONS, EXAMPLES, rules)])


def test_the_nearest_coded_passages_vote_for_their_codes() -> None:
    known = np.eye(60, 8, dtype=np.float32)[np.arange(60) % 8]
    coded = (np.arange(60)[:, None] % 8 == np.arange(8)[None, :]).astype(np.int8)
    told = votes(known[:3], known, coded)
    assert told.argmax(axis=1).tolist() == [0, 1, 2]
    assert (told.sum(axis=1) <= 1 + 1e-9).all()


def test_without_coded_passages_nobody_votes() -> None:
    empty = np.zeros((0, 4), dtype=np.int8)
    assert votes(np.ones((2, 4), dtype=np.float32), empty, np.zeros((0, 3), dtype=np.int8)).tolist() == [[0] * 3] * 2


def test_neighbours_are_unknown_where_a_text_stands_alone_and_known_in_a_document() -> None:
    alone = _features(["One.", "Two."], [None, None])
    together = _features(["One.", "Two."], ["D", "D"])
    assert alone.shape == together.shape
    assert np.isnan(alone).sum() > np.isnan(together).sum()
    assert np.array_equal(np.isnan(alone).any(axis=(1, 2)), [True, True])


def test_a_dimension_knows_the_rules_of_its_own_codes_only() -> None:
    rules = np.array([[1, 0, 0]])
    features = _features(["One."], [None], rules)
    fired, count, within = features[0, :, -3:].T
    assert fired.tolist() == [1, 0, 0]
    assert count.tolist() == [1, 1, 1]
    assert within.tolist() == [1, 1, 0]


def test_batches_give_what_the_whole_would(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"Sentence {i}." for i in range(7)]
    whole = _features(texts, ["D"] * 7)
    monkeypatch.setattr("pipeline.code.stack._BATCH", 2)
    assert np.array_equal(_features(texts, ["D"] * 7), whole, equal_nan=True)


def test_of_thresholds_that_do_equally_well_the_middle_one_is_taken() -> None:
    coded = np.array([[1]] * 50 + [[0]] * 50, dtype=np.int8)
    found = np.where(coded > 0, 0.9, 0.1)
    assert 0.4 < choose_thresholds(found, coded)[0] < 0.6


def test_a_text_that_hardly_carries_any_code_carries_none_however_low_a_threshold() -> None:
    likely = np.array([[0.3, 0.2, 0.1], [0.3, 0.5, 0.1], [0.9, 0.0, 0.0]])
    found = carried(likely, np.array([0.25, 0.4, 0.5]))
    assert found.tolist() == [[False, False, False], [True, True, False], [True, False, False]]

from __future__ import annotations

import numpy as np

from pipeline.similarity import sentence_cosines, shared_cosines


def test_a_cosine_is_taken_over_the_dimensions_that_both_fill() -> None:
    both, only_first = np.array([[0.6, 0.8, 1.0, 0.0]]), np.array([[0.6, 0.8, 0.0, 0.0]])
    assert shared_cosines(both, only_first)[0, 0] == 1.0
    assert shared_cosines(both, np.zeros((1, 4)))[0, 0] == 0.0


def test_a_measure_is_nearer_to_its_own_practice_in_any_language() -> None:
    measure = ["Dual training will be introduced in technical specialities."]
    near, far = "Три дня в неделю студенты учатся на заводе.", "В общежитии зимой холодно."
    first, second = sentence_cosines(measure, [near, far])[0]
    assert first > second


def test_nothing_beside_something_is_an_empty_table() -> None:
    assert sentence_cosines([], ["x"]).shape == (0, 1)

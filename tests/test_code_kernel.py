"""The kernel machine: as scikit-learn's kernel ridge, in two parts; it bends where lines do not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.kernel_ridge import KernelRidge

from pipeline.code.kernel import MEANING, RIDGE, WIDTH, by_meaning, closeness, fit_machine

RANDOM = np.random.default_rng(5)
TWO = np.array([0, 0, 0, 0, 1, 1])
ONE = np.array([0, 0])


def _passages(count: int) -> tuple[np.ndarray, sparse.csr_matrix]:
    vectors = RANDOM.normal(size=(count, 6)).astype(np.float32)
    words = sparse.random(count, 30, density=0.2, random_state=3, format="csr")
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), words


def test_both_parts_together_are_a_kernel_ridge_regression() -> None:
    (known, words), (asked, said) = _passages(60), _passages(9)
    targets = (RANDOM.random((60, 3)) < 0.3).astype(float)
    machine = fit_machine(known, TWO, words, targets)
    found = by_meaning(asked, known, TWO, machine.duals) + said @ machine.weights.T + machine.mean
    theirs = KernelRidge(alpha=RIDGE, kernel="precomputed")
    theirs.fit(closeness(known, known, TWO) + (words @ words.T).toarray(), targets - targets.mean(axis=0))
    wanted = theirs.predict(closeness(asked, known, TWO) + (said @ words.T).toarray()) + targets.mean(axis=0)
    assert found == pytest.approx(wanted, abs=1e-4)


def test_closeness_is_largest_for_the_same_vector_and_falls_with_distance() -> None:
    right, up = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    assert closeness(right, right, ONE)[0, 0] == pytest.approx(MEANING)
    assert closeness(right, up, ONE)[0, 0] == pytest.approx(MEANING * np.exp(-2 * WIDTH))


def test_each_part_of_the_encoder_has_its_say() -> None:
    first, second = np.array([[1.0, 0.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0, 1.0]])
    apart = closeness(first, second, np.array([0, 0, 1, 1]))[0, 0]
    assert apart == pytest.approx(MEANING * (1 + np.exp(-2 * WIDTH)) / 2)


def test_a_code_on_either_side_of_another_is_learned() -> None:
    angles = np.linspace(0, np.pi, 40)
    around = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    middle = (np.abs(angles - np.pi / 2) < 0.4).astype(float)[:, None]
    machine = fit_machine(around, ONE, sparse.csr_matrix((40, 1)), middle)
    found = by_meaning(around, around, ONE, machine.duals) + machine.mean
    assert found[middle[:, 0] == 1].min() > found[middle[:, 0] == 0].max()


def test_texts_in_batches_read_like_texts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    (known, words), (asked, _) = _passages(20), _passages(7)
    machine = fit_machine(known, TWO, words, np.ones((20, 2)) * (np.arange(20) % 2)[:, None])
    whole = by_meaning(asked, known, TWO, machine.duals)
    monkeypatch.setattr("pipeline.code.kernel._BATCH", 3)
    assert by_meaning(asked, known, TWO, machine.duals) == pytest.approx(whole, abs=1e-6)

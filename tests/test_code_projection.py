"""Vectors in fewer directions and in bytes: near what they were, each part of an encoder apart."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.code.projection import directions, fit_projection, in_bytes, turned

RANDOM = np.random.default_rng(7)


def _vectors(count: int) -> np.ndarray:
    flat = RANDOM.normal(size=(count, 3)) @ RANDOM.normal(size=(3, 8))
    return np.concatenate([flat, RANDOM.normal(size=(count, 4))], axis=1).astype(np.float32)


def test_distances_within_a_part_stay_as_they_were() -> None:
    vectors = _vectors(50)
    projection = fit_projection(vectors, (8, 4))
    first = turned(vectors, projection)[:, projection.parts == 0]
    was = directions(vectors[:, :8])
    assert first @ first.T == pytest.approx(was @ was.T, abs=1e-4)


def test_a_part_that_read_nothing_stays_nothing() -> None:
    vectors = _vectors(20)
    projection = fit_projection(vectors, (8, 4))
    vectors[0, 8:] = 0
    seen = turned(vectors[:1], projection)
    assert not seen[:, projection.parts == 1].any()
    assert seen[:, projection.parts == 0].any()


def test_only_so_many_directions_are_kept_the_largest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.code.projection.DIRECTIONS", 3)
    vectors = _vectors(50)
    projection = fit_projection(vectors, (8, 4))
    assert projection.turn.shape == (12, 6)
    spread = (turned(vectors, projection)[:, :3] ** 2).sum(axis=0)
    assert list(spread) == sorted(spread, reverse=True)


def test_bytes_give_back_numbers_to_within_half_a_step() -> None:
    given = RANDOM.normal(size=(30, 5)).astype(np.float32)
    stored, step = in_bytes(given)
    assert stored.dtype == np.int8
    assert np.all(np.abs(stored * step - given) <= step / 2 + 1e-6)


def test_no_vectors_at_all_are_kept_as_none() -> None:
    stored, step = in_bytes(np.zeros((0, 4)))
    assert stored.shape == (0, 4)
    assert np.isfinite(step).all()

"""The random part of a review: sizes, known probabilities, and that shares estimated from it are right."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.gap.correction import adjusted
from pipeline.review.sample import draw_sample, inclusion


def _countable(sizes: dict[str, tuple[str, int]]) -> pl.DataFrame:
    rows = [
        {"segment_id": f"{name}:{i:04d}", "document_id": name, "side": side}
        for name, (side, size) in sizes.items()
        for i in range(size)
    ]
    return pl.DataFrame(rows)


WORLD = _countable({"P1": ("policy", 200), "P2": ("policy", 40), "P3": ("policy", 3), "I1": ("practice", 90),
                    "I2": ("practice", 60)})  # fmt: skip


def test_probabilities_are_even_within_a_document_and_add_up_to_the_size_asked_for() -> None:
    documents = np.array(["a"] * 50 + ["b"] * 2 + ["c"] * 10)
    probability = inclusion(documents, 20)
    assert probability.sum() == pytest.approx(20)
    assert set(probability[50:52]) == {1.0}
    assert np.ptp(probability[:50]) == 0
    assert probability[0] * 50 == pytest.approx(probability[52] * 10)


def test_asking_for_more_than_there_is_gives_everything_with_probability_one() -> None:
    drawn = draw_sample(WORLD, 10_000, seed=1)
    assert len(drawn) == WORLD.height
    assert set(drawn.values()) == {1.0}


def test_each_side_gives_half_and_a_seed_decides_which_passages() -> None:
    drawn = draw_sample(WORLD, 60, seed=3)
    sides = dict(WORLD.select("segment_id", "side").iter_rows())
    assert sorted(sides[name] for name in drawn) == ["policy"] * 30 + ["practice"] * 30
    assert drawn == draw_sample(WORLD, 60, seed=3)
    assert drawn.keys() != draw_sample(WORLD, 60, seed=4).keys()


def test_passages_are_drawn_as_often_as_their_probability_says() -> None:
    often: dict[str, int] = {}
    stated: dict[str, float] = {}
    for seed in range(400):
        for name, probability in draw_sample(WORLD, 60, seed).items():
            often[name] = often.get(name, 0) + 1
            stated[name] = probability
    names = [name for name in stated if name.startswith(("P1", "P2"))]
    for document in ("P1", "P2", "P3", "I1"):
        own = [name for name in names if name.startswith(document)] or [n for n in stated if n.startswith(document)]
        drawn = np.mean([often[name] / 400 for name in own])
        assert drawn == pytest.approx(np.mean([stated[name] for name in own]), rel=0.06)


def test_a_share_corrected_by_the_sample_finds_the_truth_that_the_machine_misses() -> None:
    generator = np.random.default_rng(5)
    one_side = WORLD.filter(pl.col("side") == "policy")
    units, ids = one_side["document_id"].to_numpy(), one_side["segment_id"].to_list()
    truth = (generator.random(len(ids)) < 0.4).astype(float)
    machine = truth * (generator.random(len(ids)) < 0.5)
    found = []
    for seed in range(200):
        drawn = draw_sample(one_side, 60, seed)
        hand = np.array([truth[i] if name in drawn else np.nan for i, name in enumerate(ids)])
        probability = np.array([drawn.get(name, 0.5) for name in ids])
        codes = adjusted(machine, hand, probability)
        found.append(np.mean([codes[units == unit].mean() for unit in np.unique(units)]))
    of_units = [truth[units == unit].mean() for unit in np.unique(units)]
    assert np.mean(found) == pytest.approx(np.mean(of_units), abs=0.02)
    assert np.mean([machine[units == unit].mean() for unit in np.unique(units)]) < np.mean(of_units) - 0.1

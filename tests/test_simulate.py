"""The simulation holds what the README claims: intervals cover, tests keep their level, corrections correct."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.simulate import run, simulate
from pipeline.simulate.worlds import World, draw

TABLE = simulate(simulations=400)


def ours(prefix: str) -> pl.DataFrame:
    return TABLE.filter(pl.col("method").str.starts_with(prefix))


def test_simulated_documents_have_the_prevalence_they_are_said_to_have():
    found = draw(World((0.02, 0.5, 0.98), contrast=0.3), 21, 2000, np.random.default_rng(1))
    assert found.expected.mean(axis=(0, 1)) == pytest.approx([0.02, 0.5, 0.98], abs=0.004)


def test_our_intervals_cover_at_every_size_on_average():
    mean = ours(run.OURS).group_by("scenario", "policies").agg(pl.col("coverage").mean())
    assert mean["coverage"].is_between(0.93, 0.97).all()


def test_the_percentile_bootstrap_misses_at_the_study_s_size():
    few = ours(run.CONTRAST).filter(pl.col("policies") <= 8)
    assert few["coverage"].mean() < 0.92


def test_the_family_wise_rate_is_at_most_nominal_up_to_simulation_error():
    max_t = TABLE.filter(pl.col("method") == "permutation, max-T")["false_alarm"]
    assert max_t.mean() < 0.07
    each = TABLE.filter(pl.col("method") == "permutation, each code by itself")["false_alarm"]
    assert each.mean() > 0.15


def test_a_coder_uneven_between_sides_is_corrected():
    assert ours("uncorrected")["coverage"].max() < 0.6
    assert ours("corrected")["coverage"].min() > 0.91


def test_the_same_seed_gives_the_same_table():
    assert simulate(simulations=8).equals(simulate(simulations=8))

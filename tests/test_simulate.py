"""The simulation holds what the README claims: intervals cover, tests keep their level, corrections correct."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.export.recorded import read_recorded
from pipeline.simulate import run, simulate
from pipeline.simulate.worlds import World, draw, draw_exclusive

TABLE = simulate(simulations=400)


OTHER_KIND = pl.col("scenario").str.starts_with("other kind")


def ours(prefix: str) -> pl.DataFrame:
    return TABLE.filter(pl.col("method").str.starts_with(prefix))


@pytest.mark.parametrize("shape", ["beta", "logistic-normal", "zero-inflated"])
def test_simulated_documents_have_the_prevalence_they_are_said_to_have(shape: str):
    world = World((0.02, 0.5, 0.98), contrast=0.3, shape=shape)
    found = draw(world, 21, 2000, np.random.default_rng(1))
    assert found.expected.mean(axis=(0, 1)) == pytest.approx([0.02, 0.5, 0.98], abs=0.004)


def test_documents_of_every_kind_but_the_zero_inflated_differ_by_the_spread_asked_for():
    for shape in ("beta", "logistic-normal"):
        expected = draw(World((0.1, 0.5), 0.07, shape=shape), 20, 4000, np.random.default_rng(2)).expected
        assert expected.var(axis=(0, 1)) == pytest.approx([0.07 * 0.09, 0.07 * 0.25], rel=0.05)


def test_codes_that_exclude_each_other_share_a_document_s_passages():
    sizes = np.full((500, 4), 30.0)
    counts = draw_exclusive((0.5, 0.3, 0.2), 0.05, sizes, np.random.default_rng(3))
    assert (counts.sum(axis=2) == 30).all()
    assert (counts / 30).mean(axis=(0, 1)) == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def test_our_intervals_cover_at_every_size_on_average():
    mean = ours(run.OURS).filter(~OTHER_KIND).group_by("scenario", "policies").agg(pl.col("coverage").mean())
    assert mean["coverage"].is_between(0.93, 0.972).all()


def test_the_kept_table_holds_the_promise_up_to_simulation_error_but_under_stress():
    kept = read_recorded()["simulation"].filter(pl.col("method").str.starts_with(run.OURS))
    asked = kept.filter(~pl.col("scenario").str.contains("stress|silent"))
    assert asked.height == 435
    error = (0.05 * 0.95 / asked["simulations"]).sqrt()
    assert ((asked["coverage"] > 0.93 - 2 * error) & (asked["coverage"] < 0.97 + 2 * error)).all()
    assert asked["coverage"].is_between(0.93, 0.97).mean() > 0.99


def test_no_interval_of_ours_covers_far_below_what_it_promises_even_in_worlds_of_another_kind():
    assert ours(run.OURS)["coverage"].min() > 0.86
    assert ours(run.OURS).filter(~OTHER_KIND)["coverage"].min() > 0.88


def test_gaps_of_modes_and_governance_unmet_emphasis_and_specificity_are_all_asked():
    measures = TABLE.filter(pl.col("coverage").is_not_null())["measure"].unique().to_list()
    for name in ("mode gap", "governance gap", "unmet emphasis", "specificity"):
        of_name = TABLE.filter(pl.col("measure").str.starts_with(name) & ~pl.col("method").str.contains("bootstrap"))
        assert any(measure.startswith(name) for measure in measures)
        assert of_name["coverage"].mean() > 0.92


def test_divergence_beats_its_permutation_null_no_more_often_than_promised():
    alarms = TABLE.filter(pl.col("measure").str.starts_with("divergence"))["false_alarm"]
    assert alarms.mean() < 0.07


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

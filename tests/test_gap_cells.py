"""Small cells: what is published neither rests on nor gives away fewer than five participants."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gap_world as world

from pipeline.export.charts import delivery_chart
from pipeline.gap import measure_gap
from pipeline.gap.cells import withheld_codes
from pipeline.gap.cuts import withheld_cuts

DELIVERY = ("established", "limited", "intended", "absent", "past", "practice_claims", "unmet")


def measured(frames):
    return measure_gap(*frames, world.codebook(), world.settings())


def claimed_by(frames, code: str, participants: int):
    """The study with practice claims of `code` by its first participants only."""
    documents, segments, codings, claims = frames
    speakers = [f"INT-{at:03}" for at in range(participants)]
    of_code = pl.col("codes").str.contains(code, literal=True) & (pl.col("side") == "practice")
    return documents, segments, codings, claims.filter(~of_code | pl.col("document_id").is_in(speakers))


def test_shares_of_claims_by_fewer_than_five_participants_are_withheld_and_not_drawn():
    gap = measured(claimed_by(world.study(), "form.b", 4)).gap
    row = gap.filter(pl.col("code") == "form.b").row(0, named=True)
    assert [row[name] for name in DELIVERY] == [None] * len(DELIVERY)
    assert "fewer than 5 participants" in row["note"]
    assert row["practice_share"] is not None
    assert "form.b" not in delivery_chart(gap, "form")


def test_shares_of_claims_by_five_participants_are_shown():
    gap = measured(claimed_by(world.study(), "form.b", 5)).gap
    assert gap.filter(pl.col("code") == "form.b")["established"].is_not_null().all()


def test_a_withheld_code_takes_a_second_one_with_it_that_no_sum_gives_it_away():
    gap = measured(claimed_by(world.study(), "form.b", 3)).gap.filter(pl.col("dimension") == "form")
    assert gap["established"].null_count() == 2


def test_a_sum_goes_when_no_second_code_is_left_to_withhold():
    speakers = np.zeros((9, 2), bool)
    speakers[:3, 0] = True
    hidden, whole = withheld_codes(speakers, np.array([True, True]))
    assert hidden.tolist() == [True, False]
    assert whole


@pytest.mark.parametrize("seed", range(40))
def test_what_is_withheld_of_claims_rests_on_five_participants_together(seed: int):
    rng = np.random.default_rng(seed)
    speakers, weighted = rng.random((12, 6)) < rng.random(6), rng.random(6) < 0.7
    hidden, whole = withheld_codes(speakers, weighted)
    count = speakers.sum(axis=0)
    assert all(hidden[(count > 0) & (count < 5)])
    for part in (hidden, hidden & weighted):
        together = speakers[:, part].any(axis=1).sum()
        assert whole or together == 0 or together >= 5


def test_a_study_of_four_participants_publishes_nothing_of_its_practice():
    gap = measured(world.study(7, 4, 30))
    assert gap.gap["practice_share"].null_count() == gap.gap.height
    assert gap.gap["difference"].null_count() == gap.gap.height
    practice = gap.prevalence.filter(pl.col("side") == "practice")
    assert practice["share"].null_count() == practice.height
    assert gap.cases["share_a"].null_count() == gap.cases.height
    of_policy = pl.col("measure").str.starts_with("specificity")
    assert gap.index.filter(~of_policy)["estimate"].drop_nulls().is_empty()
    assert gap.specification["estimate"].drop_nulls().is_empty()


def test_a_role_that_is_a_case_but_for_one_person_is_withheld():
    members = np.array([np.ones(21), np.arange(21) < 10, np.arange(21) >= 10, np.arange(21) < 9, np.arange(21) >= 9])
    hidden = withheld_cuts(["all", "university", "university", "role", "role"], members.astype(bool))
    assert hidden.tolist() == [False, False, False, True, True]


@pytest.mark.parametrize("seed", range(30))
def test_no_sum_or_difference_of_published_cuts_singles_out_fewer_than_five(seed: int):
    rng = np.random.default_rng(seed)
    cases, roles = rng.integers(0, 2, 16), rng.choice(4, 16, p=[0.1, 0.15, 0.25, 0.5])
    speaking = rng.random(16) < 0.8
    cuts = [np.full(16, True), *[cases == n for n in range(2)], *[roles == n for n in range(4)]]
    members = np.array(cuts) & speaking
    kinds = ["all", *["university"] * 2, *["role"] * 4]
    published = members[~withheld_cuts(kinds, members)].astype(float)
    assert derivable(published, 4) == []


def derivable(published: np.ndarray, most: int) -> list[tuple[int, ...]]:
    """Sets of up to `most` participants whose sum is a combination of the published sums, by trying them all."""
    if not len(published):
        return []
    inverse = np.linalg.pinv(published) @ published
    found = []
    for size in range(1, most + 1):
        sets = np.array(list(combinations(range(published.shape[1]), size)))
        indicator = np.zeros((len(sets), published.shape[1]))
        np.put_along_axis(indicator, sets, 1.0, axis=1)
        within = np.abs(indicator @ inverse - indicator).max(axis=1) < 1e-8
        found += [tuple(members) for members in sets[within].tolist()]
    return found


def test_tables_of_a_study_with_small_roles_publish_no_derivable_cell():
    frames = world.study(seed=5)
    gap = measured(frames)
    documents = frames[0].filter(pl.col("side") == "practice").sort("participant")
    shown = gap.prevalence.filter((pl.col("side") == "practice") & pl.col("share").is_not_null())
    shown = shown.filter(pl.col("code") == "mode.sti")
    published = [
        np.ones(documents.height) if kind == "all" else (documents[kind] == group).to_numpy().astype(float)
        for kind, group in shown.select("group_kind", "group").iter_rows()
    ]
    cases = gap.cases.filter(pl.col("share_a").is_not_null() & (pl.col("code") == "mode.sti"))
    published += [(documents["university"] == name).to_numpy().astype(float) for name in cases["case_a"]]
    assert len(published) >= 3
    assert derivable(np.array(published), 4) == []

"""The whole gap on a small synthetic study: what must come out, and what must not be produced."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gap_world as world

from pipeline.errors import StudyError
from pipeline.gap import People, measure_gap
from pipeline.gap.asked import coverage_matrix
from pipeline.hand_coded import SCHEMA


def measured(frames, **changes):
    return measure_gap(*frames, world.codebook(), world.settings(**changes))


def row(frame, **values):
    return frame.filter(pl.all_horizontal(pl.col(name) == value for name, value in values.items())).row(0, named=True)


def test_prevalence_is_the_mean_over_documents_not_over_sentences():
    documents, segments, codings, claims = world.study(2, 2, 10)
    first = segments.filter(pl.col("document_id") == "POL-0")["segment_id"].to_list()
    codings = codings.filter(~pl.col("segment_id").str.starts_with("POL-"))
    second = segments.filter(pl.col("document_id") == "POL-1")["segment_id"].to_list()
    coded = [(segment, "form.a") for segment in first[:9]] + [(second[0], "form.b")]
    extra = pl.DataFrame({"segment_id": [s for s, _ in coded], "code": [c for _, c in coded]}).with_columns(
        coder=pl.lit("resolved"), probability=pl.lit(0.9), cue=pl.lit(None, pl.String)
    )
    gap = measured((documents, segments, pl.concat([codings, extra]), claims))
    found = row(gap.prevalence, side="policy", group_kind="all", code="form.a")
    assert found["share"] == pytest.approx(0.5)
    assert found["pooled"] == pytest.approx(0.9)
    assert (found["segments"], found["documents"], found["carrying"]) == (10, 2, 9)


def test_a_planted_gap_is_found_with_its_sign_and_the_unplanted_one_is_not():
    gap = measured(world.study(tilt=0.4))
    found = row(gap.gap, code="mode.sti")
    assert found["low"] > 0
    assert found["p_adjusted"] < 0.05
    assert found["log_odds"] > 0
    assert found["robust"]
    none = measured(world.study(tilt=0.0)).gap
    assert not (none["p_adjusted"] < 0.05).any()


def test_the_same_seed_gives_the_same_tables_whatever_the_order_of_rows():
    frames = world.study()
    shuffled = tuple(frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in frames)
    for one, two in zip(measured(frames), measured(shuffled), strict=True):
        assert one.equals(two)


def test_interviewers_headings_and_echoes_are_not_counted():
    documents, segments, codings, claims = world.study(3, 6, 10)
    gap = measured((documents, segments, codings, claims))
    asked = pl.col("segment_id").str.ends_with(":0-28") & (pl.col("speaker") == "respondent")
    segments = segments.with_columns(speaker=pl.when(asked).then(pl.lit("interviewer")).otherwise("speaker"))
    head = pl.col("segment_id").str.ends_with(":30-58") & pl.col("speaker").is_null()
    segments = segments.with_columns(kind=pl.when(head).then(pl.lit("heading")).otherwise("kind"))
    echo = pl.col("segment_id").str.ends_with(":60-88") & (pl.col("side") == "practice")
    claims = claims.with_columns(echo=pl.when(echo).then(pl.lit(True)).otherwise("echo"))
    fewer = measured((documents, segments, codings, claims))
    for side, before, after in (("policy", 30, 27), ("practice", 60, 48)):
        key = {"side": side, "group_kind": "all", "code": "form.a"}
        assert row(gap.prevalence, **key)["segments"] == before
        assert row(fewer.prevalence, **key)["segments"] == after


def test_delivery_shares_add_up_and_unmet_emphasis_stays_a_share():
    gap = measured(world.study())
    shares = gap.gap.select("established", "limited", "intended", "absent", "past").sum_horizontal()
    assert np.allclose(shares, 1)
    unmet = gap.index.filter(pl.col("measure").str.starts_with("unmet:"))
    assert unmet["estimate"].is_between(0, 1).all()
    for dimension, of in gap.gap.group_by("dimension"):
        assert of["unmet"].sum() == pytest.approx(row(unmet, measure=f"unmet:{dimension[0]}")["estimate"])


def test_both_designs_are_reported_and_the_fixed_one_is_narrower():
    gap = measured(world.study()).gap
    assert ((gap["high_fixed"] - gap["low_fixed"]) < (gap["high"] - gap["low"])).all()
    assert gap["few_clusters"].all()
    assert gap["note"].str.contains("only 7 policy documents").all()


@pytest.mark.parametrize("side", ["policy", "practice"])
def test_one_empty_side_gives_empty_cells_with_a_note_and_no_numbers(side):
    documents, segments, codings, claims = world.study()
    documents = documents.filter(pl.col("side") != side)
    kept = segments.join(documents.select("document_id"), on="document_id", how="semi")
    codings = codings.join(kept.select("segment_id"), on="segment_id", how="semi")
    gap = measured((documents, kept, codings, claims.filter(pl.col("side") != side))).gap
    for column in ("difference", "low", "high", "low_fixed", "log_odds", "p", "p_adjusted", "unmet", "robust"):
        assert gap[column].null_count() == gap.height, column
    assert gap["note"].str.contains(f"no {side} documents").all()


def test_one_policy_document_gives_no_interval_of_a_sample_but_one_of_a_fixed_set():
    gap = measured(world.study(policies=1)).gap
    assert gap["low"].null_count() == gap.height
    assert gap["low_fixed"].null_count() == 0


def test_a_code_never_used_is_noted_and_has_no_p():
    documents, segments, codings, claims = world.study()
    codings = codings.filter(pl.col("code") != "form.c")
    found = row(measured((documents, segments, codings, claims)).gap, code="form.c")
    assert found["p"] is None
    assert "never used" in found["note"]


def test_a_participant_without_segments_is_missing_and_not_zero():
    documents, segments, codings, claims = world.study()
    gone = segments.filter(pl.col("document_id") != "INT-000")
    codings = codings.join(gone.select("segment_id"), on="segment_id", how="semi")
    claims = claims.join(gone.select("segment_id"), on="segment_id", how="semi")
    assert row(measured((documents, gone, codings, claims)).gap, code="form.a")["participants"] == 20


def test_an_empty_corpus_gives_tables_without_a_number():
    frames = tuple(frame.clear() for frame in world.study(1, 1, 1))
    gap = measured(frames)
    assert gap.gap["difference"].null_count() == gap.gap.height == 5


@pytest.mark.parametrize("probability", [float("nan"), -0.1, 1.5])
def test_a_probability_that_is_no_share_stops_with_one_line(probability):
    documents, segments, codings, claims = world.study(2, 2, 5)
    at = pl.int_range(pl.len()) == 0
    codings = codings.with_columns(probability=pl.when(at).then(pl.lit(probability)).otherwise("probability"))
    with pytest.raises(StudyError, match="not a share"):
        measured((documents, segments, codings, claims))


def test_an_unknown_code_stops_and_names_the_segment():
    documents, segments, codings, claims = world.study(2, 2, 5)
    codings = codings.with_columns(code=pl.lit("form.unheard"))
    codings = codings.unique(subset=["segment_id"])
    with pytest.raises(StudyError, match=r"form\.unheard.*not in the codebook"):
        measured((documents, segments, codings, claims))


def test_small_groups_are_withheld_with_what_would_give_them_away():
    prevalence = measured(world.study()).prevalence
    roles = prevalence.filter((pl.col("group_kind") == "role") & (pl.col("code") == "form.a"))
    shown = dict(zip(roles["group"], roles["share"].is_not_null(), strict=True))
    assert shown == {"faculty": True, "head": False, "rector": False}
    assert roles.filter(pl.col("share").is_null())["documents"].null_count() == 2


def test_the_specification_panel_names_no_participant():
    specification = measured(world.study()).specification
    assert not specification["specification"].str.contains("P-0|INT-").any()
    assert specification.filter(pl.col("specification").str.starts_with("without one group of 5")).height == 2


def test_a_sentence_repeated_by_a_later_program_counts_once():
    documents, segments, codings, claims = world.study()
    text = "universities and employers shall jointly design the programmes of every faculty each year"
    again = pl.col("segment_id").is_in(["POL-0:0-28", "POL-5:0-28"])
    segments = segments.with_columns(text=pl.when(again).then(pl.lit(text)).otherwise("text"))
    found = row(
        measured((documents, segments, codings, claims)).prevalence, side="policy", group_kind="all", code="form.a"
    )
    assert found["segments"] == 7 * 40 - 1
    listed = measured((documents, segments, codings, claims)).boilerplate
    assert listed.rows() == [("POL-5:0-28", "POL-5", "POL-0:0-28", "POL-0", 1.0)]


def test_answers_to_the_interviewer_s_own_words_are_prompted_and_silence_unasked_is_missing():
    documents, segments, codings, _ = world.study(1, 2, 6)
    asked = pl.col("segment_id") == "INT-000:0-28"
    segments = segments.with_columns(speaker=pl.when(asked).then(pl.lit("interviewer")).otherwise("speaker"))
    kept = codings.filter(pl.col("segment_id").is_in(["INT-000:0-28", "INT-000:30-58", "INT-000:150-178"]))
    marks = kept.select("segment_id").unique().with_columns(code=pl.lit("form.a"))
    found = coverage_matrix(documents, segments, marks, world.codebook())
    assert row(found, unit="P-000", dimension="form") == {
        "unit": "P-000", "dimension": "form", "asked": 1, "spoken": 2, "prompted": 1,
    }  # fmt: skip
    assert row(found, unit="P-001", dimension="mode")["spoken"] == 0


def test_the_index_carries_controls_detectable_gaps_and_prompting():
    codebook = world.codebook()
    codebook.neutral_controls = ("form.c",)
    index = measure_gap(*world.study(), codebook, world.settings()).index
    assert row(index, measure="control:form.c")["estimate"] is not None
    assert 0 < row(index, measure="detectable_gap:mode")["estimate"] < 0.5
    assert row(index, measure="prompted:form")["estimate"] == 0
    assert row(index, measure="divergence:form")["low"] is None


def test_policies_in_force_at_the_interviews_stand_apart_from_the_others():
    specification = measured(world.study()).specification
    found = dict(specification.select("specification", "estimate").iter_rows())
    now = found["policies: in force when interviews were held"]
    other = found["policies: not in force when interviews were held"]
    whole = found["headline: sentence, documents weigh the same"]
    # POL-4 to POL-6 bind 2015 to 2019, the four before bound until 2014; the interviews are of 2018.
    practice = row(measured(world.study()).gap, code="mode.sti")["practice_share"]
    assert 3 * (now + practice) + 4 * (other + practice) == pytest.approx(7 * (whole + practice))


def test_windows_set_policies_over_in_force_and_later_beside_practice_each_by_itself():
    documents, segments, codings, claims = world.study()
    later = pl.col("document_id") == "POL-6"
    documents = documents.with_columns(
        year_from=pl.when(later).then(2020).otherwise("year_from"),
        year_to=pl.when(later).then(2025).otherwise("year_to"),
    )
    gap = measured((documents, segments, codings, claims))
    counted = gap.windows.filter(pl.col("code") == "mode.sti").select("window", "policy_documents").rows()
    assert counted == [("after", 1), ("before", 4), ("in_force", 2)]
    after = row(gap.windows, window="after", code="mode.sti")
    assert after["low"] is None
    assert after["difference"] == pytest.approx(after["policy_share"] - after["practice_share"])
    assert 0 <= after["unmet"] <= 1
    panel = dict(gap.specification.select("specification", "estimate").iter_rows())
    assert panel["policies: begun after the interviews"] == pytest.approx(after["difference"])


def test_people_s_codings_are_a_specification_of_their_own_over_documents_they_read_whole():
    documents, segments, codings, claims = world.study()
    whole = segments.filter(pl.col("document_id").is_in(["POL-0", "POL-1", *[f"INT-{at:03}" for at in range(6)]]))
    part = segments.filter(pl.col("document_id") == "POL-2").head(3)
    read = pl.concat([whole, part]).select("segment_id")
    sti = pl.when(pl.col("segment_id").str.starts_with("POL")).then(pl.lit("mode.sti")).otherwise(pl.lit("mode.dui"))
    ann = read.with_columns(code=sti, coder=pl.lit("ann"))
    few = ann.filter(~pl.col("segment_id").str.contains("INT-00[1-9]")).with_columns(coder=pl.lit("bob"))
    people = People(pl.DataFrame(schema=SCHEMA), coders=(ann, few))
    frames = (documents, segments, codings, claims)
    panel = measure_gap(*frames, world.codebook(), world.settings(), people).specification
    found = {row["specification"]: row for row in panel.to_dicts()}
    assert found["coder: ann, documents read whole"]["estimate"] == 1
    assert found["coder: bob, documents read whole"]["estimate"] is None


def test_interviews_without_years_bind_no_policy_to_a_window():
    documents, *rest = world.study()
    undated = documents.with_columns(year_from=pl.when(pl.col("side") == "policy").then("year_from"))
    assert measured((undated, *rest)).windows.is_empty()


@pytest.mark.parametrize(("policies", "participants"), [(1, 21), (7, 1), (1, 1), (7, 0), (0, 7), (1, 5)])
def test_one_document_or_an_empty_side_gives_no_interval_that_is_not_defined(policies, participants):
    gap = measured(world.study(policies, participants, 20))
    shown = gap.gap.filter(pl.col("difference").is_not_null())
    assert shown.is_empty() or (policies and participants >= 5)
    if min(policies, participants) < 2:
        assert gap.gap["low"].null_count() == gap.gap.height
        assert gap.specification["low"].drop_nulls().is_empty() or policies > 1
        assert gap.doubt.filter(pl.col("side") == "difference")["hard_low"].drop_nulls().is_empty()
        assert gap.index.filter(pl.col("measure") == "mode_gap")["low"].drop_nulls().is_empty()
    if participants < 5:
        assert gap.presence["presence"].drop_nulls().is_empty()


def test_the_same_doubt_about_every_code_leaves_shares_of_coded_passages_as_they_are():
    specification = measured(world.study()).specification
    found = dict(specification.select("specification", "estimate").iter_rows())
    weighted = found["coder: probabilities as weights"]
    assert weighted == pytest.approx(found["headline: sentence, documents weigh the same"])

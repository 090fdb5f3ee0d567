"""Doubt carried through: shares from expected counts, beside those from codes applied."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gap_world as world

from pipeline.code.likely import likelihoods
from pipeline.code.resolve import code_frame
from pipeline.codebook import load_codebook
from pipeline.errors import StudyError
from pipeline.gap import measure_gap
from pipeline.tables import CODINGS, LIKELIHOODS


def certain(codings: pl.DataFrame) -> pl.DataFrame:
    return LIKELIHOODS.frame(codings.select("segment_id", "code", probability=pl.lit(1.0)))


def measured(frames, likely: pl.DataFrame | None):
    return measure_gap(*frames, world.codebook(), world.settings(), likelihoods=likely)


def row(frame: pl.DataFrame, side: str, code: str) -> dict:
    return frame.filter((pl.col("side") == side) & (pl.col("code") == code)).row(0, named=True)


def test_without_doubt_both_forms_are_the_same() -> None:
    frames = world.study()
    doubt = measured(frames, certain(frames[2])).doubt
    assert np.allclose(doubt["hard"], doubt["soft"])
    assert np.allclose(doubt["hard_low"], doubt["soft_low"])
    assert not doubt["disagree"].any()


def test_codes_below_the_threshold_count_by_their_probability() -> None:
    frames = world.study(2, 6, 10)
    segments = frames[1]["segment_id"].to_list()
    doubtful = (("form.a", 0.5), ("form.b", 0.2))
    rows = [{"segment_id": name, "code": code, "probability": p} for name in segments for code, p in doubtful]
    likely = LIKELIHOODS.frame(rows)
    found = row(measured(frames, likely).doubt, "practice", "form.a")
    assert found["soft"] == pytest.approx(0.5 / (1 - 0.5 * 0.8))


def test_where_doubt_turns_a_difference_both_forms_are_said_to_disagree() -> None:
    frames = world.study(tilt=0.4)
    turned = pl.when(pl.col("code") == "mode.sti").then(pl.lit("mode.dui")).otherwise(pl.lit("mode.sti"))
    likely = certain(frames[2].filter(pl.col("code").str.starts_with("mode")).with_columns(code=turned))
    gap = measured(frames, likely)
    assert row(gap.doubt, "difference", "mode.sti")["disagree"]
    soft = gap.specification.filter(pl.col("specification") == "coder: every probability, no threshold")
    assert soft["estimate"][0] == pytest.approx(row(gap.doubt, "difference", "mode.sti")["soft"])
    assert not gap.gap.filter(pl.col("code") == "mode.sti")["robust"][0]


def test_where_no_probabilities_are_known_soft_shares_are_empty_with_a_note() -> None:
    doubt = measured(world.study(), None).doubt
    assert doubt["soft"].null_count() == doubt.height
    assert doubt["hard"].null_count() == 0
    assert doubt["note"].str.contains("no probabilities").all()


def test_practice_of_fewer_than_five_participants_is_withheld_in_both_forms() -> None:
    frames = world.study(7, 4, 30)
    practice = measured(frames, certain(frames[2])).doubt.filter(pl.col("side") != "policy")
    assert practice["hard"].null_count() == practice["soft"].null_count() == practice.height


@pytest.mark.parametrize("probability", [float("nan"), -0.1, 1.5])
def test_a_likelihood_that_is_no_share_stops_with_one_line(probability: float) -> None:
    frames = world.study(2, 6, 5)
    likely = certain(frames[2]).with_columns(probability=pl.lit(probability))
    with pytest.raises(StudyError, match="not a share"):
        measured(frames, likely)


@pytest.fixture(scope="module")
def coded(root: Path):
    codebook = load_codebook(root / "corpus" / "codebook.yaml")
    texts = [
        "We signed a contract for joint research with the plant.",
        "The weather was cold.",
        "Мы подписали договор.",
    ]
    segments = pl.DataFrame(
        {"segment_id": ["a", "b", "c"], "text": texts, "side": "practice", "language": ["en", "en", "ru"]}
    )
    return segments, codebook, code_frame(segments, codebook, coder="all")


def test_every_code_applied_is_among_the_likelihoods_with_its_probability(coded) -> None:
    from pipeline.code.model import scores
    from pipeline.code.resolve import usable_model

    segments, codebook, codings = coded
    model = usable_model(codebook)
    assert model is not None
    found = scores(model, segments)
    likely = likelihoods(segments, codings, model, found)
    resolved = codings.filter(pl.col("coder") == "resolved")
    both = resolved.join(likely, on=["segment_id", "code"], how="left", suffix="_likely")
    assert (both["probability"].fill_null(1.0) - both["probability_likely"]).abs().max() < 1e-6
    assert likely.height > resolved.height
    settled = pl.DataFrame({"segment_id": ["a"]})
    assert likelihoods(segments, codings.clear(), model, found, settled).filter(pl.col("segment_id") == "a").is_empty()


def test_without_a_model_nothing_is_known_of_doubt(coded) -> None:
    segments, _, _ = coded
    assert likelihoods(segments, CODINGS.empty(), None, None).is_empty()

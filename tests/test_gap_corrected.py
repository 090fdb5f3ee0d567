"""The corrected table: what a random hand-coded sample sets right, and what no sample may."""

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
from pipeline.hand_coded import SCHEMA, read_sample


def miscoded():
    """A study whose coder misses half of form.a in interviews, and the true codings."""
    documents, segments, codings, claims = world.study(tilt=0.2)
    hit = np.random.default_rng(3).random(codings.height) < 0.5
    spoken = pl.col("segment_id").str.starts_with("INT") & (pl.col("code") == "form.a")
    return (documents, segments, codings.filter(~(spoken & pl.Series(hit))), claims), codings


def drawn(codings: pl.DataFrame, segments: pl.DataFrame, probability: float) -> pl.DataFrame:
    ids = segments["segment_id"].sort()
    chosen = ids.filter(pl.Series(np.random.default_rng(4).random(len(ids)) < probability))
    sample = chosen.to_frame().join(codings.select("segment_id", "code"), on="segment_id", how="left")
    return sample.with_columns(coder=pl.lit("ann"), sampling_probability=pl.lit(probability)).select(list(SCHEMA))


def table(frames, people: People) -> pl.DataFrame:
    return measure_gap(*frames, world.codebook(), world.settings(), people).corrected


def row(frame: pl.DataFrame, side: str, code: str = "form.a") -> dict:
    return frame.filter((pl.col("side") == side) & (pl.col("code") == code)).row(0, named=True)


def test_a_coder_wrong_on_one_side_is_set_right_within_the_interval() -> None:
    frames, true = miscoded()
    truth = row(table((*frames[:2], true, frames[3]), People(drawn(true, frames[1], 0.0))), "practice")["raw"]
    found = row(table(frames, People(drawn(true, frames[1], 0.4))), "practice")
    assert found["raw"] < truth - 0.08
    assert found["low"] < truth < found["high"]
    assert abs(found["corrected"] - truth) < abs(found["raw"] - truth) / 2


def test_documents_that_people_chose_correct_nothing_and_the_note_says_so() -> None:
    found = measure_gap(*world.study(), world.codebook(), world.settings()).corrected
    assert found["corrected"].null_count() == found.height
    assert found["raw"].null_count() == 0
    assert found["note"].str.contains("no passages were drawn at random").all()


def test_a_sample_whose_codes_replaced_the_machine_s_corrects_nothing() -> None:
    frames, true = miscoded()
    sample = drawn(true, frames[1], 0.4)
    found = table(frames, People(sample, frozenset(sample["segment_id"].head(1).to_list())))
    assert found["corrected"].null_count() == found.height


def test_too_small_a_sample_is_withheld() -> None:
    frames, true = miscoded()
    found = table(frames, People(drawn(true, frames[1], 0.02)))
    assert found["note"].str.contains("hand-coded segments, at least 30").any()
    assert found.filter(pl.col("side") == "difference")["corrected"].null_count() == 5


def test_fewer_than_five_participants_are_withheld_raw_as_well() -> None:
    found = measure_gap(*world.study(7, 4, 30), world.codebook(), world.settings()).corrected
    assert found.filter(pl.col("side") != "policy")["raw"].null_count() == 10


def written(folder: Path, *lines: str) -> Path:
    (folder / "ann.csv").write_text("\n".join(["segment_id,code,sampling_probability", *lines]) + "\n")
    return folder


def test_the_largest_drawn_sample_is_read_and_chosen_passages_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "whole.csv").write_text("segment_id,code\nd:0-1,form.a\n")
    written(tmp_path, "d:0-1,form.a,0.25", "d:2-3,,0.25", "d:4-5,form.b,")
    assert read_sample(tmp_path, known())["segment_id"].to_list() == ["d:0-1", "d:2-3"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["d:0-1,form.a,0"], "row 2: sampling_probability is not in"),
        (["d:0-1,form.a,0.5", "d:2-3,,often"], "row 3: sampling_probability is not in"),
        (["d:0-1,form.a,0.5", "d:0-1,form.b,0.4"], "two values"),
    ],
)
def test_an_impossible_probability_is_told_with_its_row(tmp_path: Path, lines: list[str], reason: str) -> None:
    with pytest.raises(StudyError, match=reason):
        read_sample(written(tmp_path, *lines), known())


def known():
    from pipeline.codebook import Code, Codebook

    codes = tuple(Code(code, dimension) for dimension, ids in world.CODES.items() for code in ids)
    return Codebook(codes, dict.fromkeys(world.CODES, ""), {}, {}, {})

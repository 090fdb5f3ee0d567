"""Asked or not, prompted or volunteered, present or not: what interviews say is counted by participant."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import gap_world as world

from pipeline.gap import measure_gap
from pipeline.gap.guide import find_guide
from pipeline.gap.prompting import content_stems, mark_prompted
from pipeline.tables import DOCUMENTS, SEGMENTS

INTERNSHIPS, RESEARCH = "How are the internships organised?", "Do you carry out research with firms?"


def interviews(*spoken: Sequence[tuple[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents and segments of interviews, each given as (speaker, text) in order; turns count from 1."""
    documents, segments = [], []
    for number, turns in enumerate(spoken):
        name, at = f"INT-{number:02}", 0
        documents.append({"document_id": name, "side": "practice", "title": name, "participant": f"P{number:02}"})
        for turn, (speaker, text) in enumerate(turns, start=1):
            segments.append(
                {"segment_id": f"{name}:{at}-{at + len(text)}", "document_id": name, "turn": turn, "kind": "turn",
                 "speaker": speaker, "start": at, "end": at + len(text), "text": text}
            )  # fmt: skip
            at += len(text) + 1
    return DOCUMENTS.frame(documents), SEGMENTS.frame(segments)


def by_first_word(texts: Sequence[str]) -> np.ndarray:
    """Vectors that are alike where texts ask about the same thing."""
    words = ["internships", "research", "weather"]
    vectors = np.array([[word in text for word in words] + [not any(word in text for word in words)] for text in texts])
    return vectors / np.linalg.norm(vectors.astype(float), axis=1, keepdims=True)


def coded(segments: pl.DataFrame, word: str, code: str = "form.a") -> pl.DataFrame:
    return segments.filter(pl.col("text").str.contains(word)).select("segment_id", code=pl.lit(code))


def asked_six_times() -> tuple[pl.DataFrame, pl.DataFrame]:
    answered = [("interviewer", INTERNSHIPS), ("respondent", "Students spend six weeks at plants.")]
    silent = [("interviewer", "And how do internships go?"), ("respondent", "I would rather speak of my garden.")]
    other = [("interviewer", RESEARCH), ("respondent", "Nobody asks us.")]
    return interviews(answered, answered, answered, answered, silent, other)


def test_a_question_put_to_five_participants_is_one_of_the_guide_and_its_wordings_are_joined() -> None:
    documents, segments = asked_six_times()
    guide = find_guide(documents, segments, coded(segments, "plants"), by_first_word).guide
    assert guide.select("question", "wordings", "asked", "participants").rows() == [(INTERNSHIPS, 5, 5, 6)]


def test_not_asked_is_kept_apart_from_asked_and_nothing_said() -> None:
    documents, segments = asked_six_times()
    coverage = find_guide(documents, segments, coded(segments, "plants"), by_first_word).question_coverage
    assert coverage["state"].to_list() == ["answered"] * 4 + ["nothing_said", "not_asked"]
    assert coverage["coded_segments"].to_list() == [1, 1, 1, 1, 0, None]
    assert coverage["answer_words"].to_list()[4:] == [7, None]


def test_questions_put_to_fewer_than_five_are_no_guide_and_without_questions_there_is_none() -> None:
    few = [("interviewer", RESEARCH), ("respondent", "We do.")]
    for frames in (interviews(few, few, few, few), interviews([("respondent", "I speak alone.")])):
        found = find_guide(*frames, coded(frames[1], "nothing"), by_first_word)
        assert found.guide.is_empty()
        assert found.question_coverage.is_empty()


def test_the_encoder_of_the_project_joins_a_question_over_languages(root: Path) -> None:
    from pipeline.code.encoder import UNIVERSAL, load_encoder

    wordings = [
        RESEARCH,
        "Is there joint research with enterprises?",
        "Have you done research with a firm?",
        "Вы ведёте исследования вместе с предприятиями?",
        "Is any research done together with companies?",
    ]
    frames = interviews(*[[("interviewer", text), ("respondent", "Yes.")] for text in wordings])
    guide = find_guide(*frames, coded(frames[1], "nothing"), load_encoder(UNIVERSAL).encode).guide
    assert guide["asked"].to_list() == [5]


def test_content_stems_leave_out_small_and_empty_words_and_word_endings() -> None:
    assert content_stems("What would you say about researchers?") == content_stems("research")
    assert content_stems("исследования") == content_stems("исследованиями")
    assert not content_stems("and how is it with you, then?")


def test_an_answer_in_the_interviewer_s_own_words_is_prompted_and_the_rest_volunteered() -> None:
    documents, segments = interviews(
        [("interviewer", RESEARCH), ("respondent", "Research is rare."), ("respondent", "Our plants want training."),
         ("interviewer", "I see."), ("respondent", "And research needs money.")]
    )  # fmt: skip
    marks = segments.filter(pl.col("speaker") == "respondent").select("segment_id", code=pl.lit("form.a"))
    found = mark_prompted(documents, segments, marks).join(segments, on="segment_id").sort("start")
    assert found["prompted"].to_list() == [True, False, False]
    assert found["shared"].to_list() == ["resea", None, None]


def presence(frames, **key) -> dict:
    table = measure_gap(*frames, world.codebook(), world.settings()).presence
    key = {"group_kind": "all", "group": "all"} | key
    return table.filter(pl.all_horizontal(pl.col(name) == value for name, value in key.items())).row(0, named=True)


def test_presence_counts_participants_and_the_rate_their_words() -> None:
    frames = world.study(2, 6, 10)
    found = presence(frames, code="form.a")
    counted = frames[2].filter(pl.col("segment_id").str.starts_with("INT") & (pl.col("code") == "form.a")).height
    assert (found["participants"], found["present"], found["presence"]) == (6, 6, 1.0)
    assert found["rate"] == pytest.approx(1000 * counted / (6 * 10 * 5))
    assert found["rate_low"] < found["rate"] < found["rate_high"]
    assert found["low"] == pytest.approx(1 / (1 + 1.96**2 / 6), abs=1e-3)  # Wilson's lower end at 6 of 6


def test_a_participant_neither_asked_nor_speaking_is_no_denominator() -> None:
    documents, segments, codings, claims = world.study(2, 7, 10)
    silent = pl.col("segment_id").str.starts_with("INT-000") & pl.col("code").str.starts_with("form")
    frames = (documents, segments, codings.filter(~silent), claims)
    assert presence(frames, code="form.a")["participants"] == 6
    asked = pl.col("segment_id") == "INT-000:0-28"
    put = segments.with_columns(speaker=pl.when(asked).then(pl.lit("interviewer")).otherwise("speaker"))
    about = codings.filter(pl.col("segment_id") == "INT-001:0-28").with_columns(segment_id=pl.lit("INT-000:0-28"))
    marked = pl.concat([codings.filter(~silent & (pl.col("segment_id") != "INT-000:0-28")), about])
    found = presence((documents, put, marked, claims), code="form.a")
    assert (found["participants"], found["present"]) == (7, 6)


def test_groups_too_small_to_publish_have_no_presence() -> None:
    table = measure_gap(*world.study(), world.codebook(), world.settings()).presence
    small = table.filter(pl.col("group").is_in(["head", "rector"]))
    assert small["participants"].null_count() == small["present"].null_count() == small.height > 0

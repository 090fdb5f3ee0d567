from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.reading import Block, Reading
from pipeline.ingest.transcript import looks_like_transcript, with_turns
from pipeline.ingest.worker import read_document

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata"


def turns(*lines: str) -> list[tuple[str | None, str]]:
    reading = with_turns(Reading("txt", tuple(Block("paragraph", line) for line in lines)))
    return [(block.speaker, block.text) for block in reading.blocks if block.kind == "turn"]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Interviewer: ", "Respondent: "),
        ("I: ", "R: "),
        ("Q: ", "A: "),
        ("INT.: ", "RESP.: "),
        ("[00:01:02] I: ", "[00:01:09] R: "),
        ("00:01:02 Interviewer: ", "00:01:09 P-B07: "),
        ("Интервьюер: ", "Респондент: "),
        ("Сұхбаттасушы: ", "Жауап беруші: "),
    ],
)
def test_every_notation_gives_the_same_turns(asks: str, answers: str) -> None:
    assert turns("Date: 2018-05", f"{asks}Why?", f"{answers}Because.", f"{asks}Truly?", "And how?") == [
        ("interviewer", "Why?"),
        ("respondent", "Because."),
        ("interviewer", "Truly?"),
        ("interviewer", "And how?"),
    ]


def test_names_are_told_apart_by_who_asks_and_respondents_are_numbered() -> None:
    lines = ["Anna: Why?", "Bolat: No.", "Anna: How so?", "Dana: Well.", "Anna: Ah?", "Bolat: Yes.", "Dana: I see."]
    found = turns(*lines, "Bolat: Good.", "Dana: Fine.")
    assert [speaker for speaker, _ in found[:4]] == ["interviewer", "respondent", "interviewer", "respondent-2"]


def test_the_header_is_a_note_and_metadata_even_when_it_names_the_interviewer() -> None:
    lines = ("Interview 7", "Participant: P-7", "Interviewer: N. N.", "Date: 2018-05", "I: Why?", "R: Because.")
    reading = with_turns(Reading("txt", tuple(Block("paragraph", line) for line in lines)))
    assert [block.kind for block in reading.blocks] == ["note"] * 4 + ["turn"] * 2
    assert ("Participant", "P-7") in reading.metadata


def test_a_colon_in_speech_opens_no_turn() -> None:
    assert turns("I: Why?", "R: So.", "One thing: money.", "I: More?")[2] == ("respondent", "One thing: money.")


def test_a_noise_alone_is_a_note() -> None:
    reading = with_turns(Reading("txt", (Block("paragraph", "I: Why?"), Block("paragraph", "R: [laughs]"))))
    assert [block.kind for block in reading.blocks] == ["turn", "note"]


def _lines(*texts: str) -> list[Block]:
    return [Block("paragraph", text) for text in texts]


def test_an_interview_between_two_names_is_known_by_who_asks() -> None:
    talk = ("Aigul: Do firms come to you?", "Marat: Two of them.", "Aigul: Since when?", "Marat: Since autumn.")
    assert looks_like_transcript(_lines(*talk, *talk))


def test_a_plan_with_repeated_labels_is_no_interview() -> None:
    plan = ("Goal: more placements.", "Task: sign contracts with plants.", "Owner: the ministry.")
    assert not looks_like_transcript(_lines(*plan, *plan, *plan))


@pytest.mark.parametrize("path", sorted(REAL.glob("interviews/*transcripts*.pdf")), ids=lambda path: path.stem[-2:])
def test_a_real_transcript_is_recognised_without_being_told(path: Path) -> None:
    reading = read_document(path, None)
    speakers = {block.speaker for block in reading.blocks if block.kind == "turn"}
    assert speakers == {"interviewer", "respondent"}

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.claims import load_gazetteer
from pipeline.claims.settled import settled
from pipeline.claims.settled_sector import settled_sector
from pipeline.claims.status import Standing

GAZETTEER = load_gazetteer(Path(__file__).resolve().parents[1] / "corpus" / "gazetteer.yaml")
READ = Standing("limited", "none", "positive")


@pytest.mark.parametrize(
    ("policy", "text", "status", "modality"),
    [
        (False, "If a firm came with a topic, we would take it at once.", "none", "none"),
        (False, "Were the dairy to pay for it, we would test the milk.", "none", "none"),
        (False, "It remains to be seen whether the plant will come.", "none", "none"),
        (False, "My dream is that the shipyard opens a class here.", "intended", "aspiration"),
        (False, "We are planning with the bakery a new course.", "intended", "aspiration"),
        (
            True,
            "I am instructing the Cabinet to see that no college is left without an employer.",
            "intended",
            "obligation",
        ),
        (True, "Should a host fail to pay, the placement shall not count.", "intended", "obligation"),
        (True, "Faculties ought not to wait for the firms.", "intended", "recommendation"),
        (True, "The Government asks deans to report on practitioners.", "intended", "recommendation"),
        (True, "The Minister told the house that the fund would be opened to small firms.", "intended", "commitment"),
        (False, "The mill used to send us its engineers.", "past", "none"),
        (True, "The times when the ministry alone wrote curricula are over.", "past", "none"),
        (False, "Nobody from the port asks us for research.", "absent", "none"),
    ],
)
def test_a_wording_that_settles_the_status_overrules_the_reader(
    policy: bool, text: str, status: str, modality: str
) -> None:
    assert settled(text, READ, policy=policy, hindrance=False) == Standing(status, modality, "positive")


@pytest.mark.parametrize(
    "text",
    [
        "The machines that the plant used to buy from us stand idle.",
        "We are used to writing reports for the ministry.",
        "Nobody ever refused us a visit to the plant.",
        "The college opened a workshop with the foundry.",
    ],
)
def test_other_wordings_leave_the_reader_its_word(text: str) -> None:
    assert settled(text, READ, policy=False, hindrance=False) == READ


def test_a_hindrance_is_left_to_the_reader_whatever_its_wording() -> None:
    assert settled("Nobody pays us for hours with the firm.", READ, policy=False, hindrance=True) == READ


@pytest.mark.parametrize(
    ("text", "actor", "read", "sector"),
    [
        ("Interns at the bank drew up its tables.", "Interns at the bank", "student", "student"),
        ("So far only a few firms pay.", "a few firms", "industry", "industry"),
        ("Last year the bank left.", "the bank", "industry", None),
        ("They come to us.", "They", "industry", None),
        ("The ministry says that we must sign with firms.", "we", "university", "university"),
        ("In Omsk the akimat, colleges and firms plan.", "the akimat, colleges and firms", "government", "other"),
    ],
)  # fmt: skip
def test_who_opens_the_sentence_or_bears_a_duty_is_settled(
    text: str, actor: str, read: str, sector: str | None
) -> None:
    assert settled_sector(text, actor, read, GAZETTEER) == sector

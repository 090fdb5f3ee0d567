from __future__ import annotations

from types import SimpleNamespace

import polars as pl

from pipeline.correspondence import asked_codes, match_claims
from pipeline.tables import CLAIMS, DOCUMENTS, SEGMENTS


def claim(name: str, side: str, status: str, text: str, codes: str = "form.x", echo: bool = False) -> dict:
    return {"claim_id": name, "segment_id": name, "document_id": side, "side": side, "status": status,
            "modality": "none", "polarity": "positive", "codes": codes, "echo": echo, "start": 0, "end": 1,
            "text": text}  # fmt: skip


PROMISE = claim("p", "policy", "intended", "joint laboratories at universities")


def answers(*practice: dict) -> dict[str, str]:
    return {row["claim_id"]: row["answer"] for row in match_claims(CLAIMS.frame([PROMISE, *practice])).to_dicts()}


def test_established_practice_answers_a_promise_and_limited_practice_answers_partly() -> None:
    assert answers(claim("a", "practice", "established", "our joint laboratories"))["p"] == "answered"
    assert answers(claim("a", "practice", "limited", "one of the joint laboratories"))["p"] == "partly"
    assert answers(claim("a", "practice", "absent", "no joint laboratories"))["p"] == "unanswered"


def test_an_echo_or_another_code_answers_nothing() -> None:
    echo = claim("a", "practice", "established", "joint laboratories", echo=True)
    assert answers(echo)["p"] == "not_mentioned"
    other = claim("a", "practice", "established", "joint laboratories", codes="form.y")
    assert answers(other) == {"p": "not_mentioned", "a": "no_policy"}


def test_what_no_interviewer_asked_about_is_told_apart_from_what_nobody_mentioned() -> None:
    claims = CLAIMS.frame([PROMISE])
    assert match_claims(claims, asked=["form.x"])["answer"].to_list() == ["not_mentioned"]
    assert match_claims(claims, asked=["aim.y"])["answer"].to_list() == ["not_asked"]


def test_a_code_was_asked_about_when_an_interviewer_and_not_only_a_respondent_spoke_of_its_dimension() -> None:
    book = SimpleNamespace(codes=[SimpleNamespace(id=f"{name}.x", dimension=name) for name in ("form", "aim")])
    documents = DOCUMENTS.frame([{"document_id": "d", "side": "practice", "title": "t", "participant": "P"}])
    segments = SEGMENTS.frame(
        {"segment_id": who, "document_id": "d", "kind": "turn", "turn": turn, "speaker": who, "start": turn,
         "end": turn + 1, "text": "x"}
        for turn, who in enumerate(("interviewer", "respondent"))
    )  # fmt: skip
    marks = pl.DataFrame({"segment_id": ["interviewer", "respondent"], "code": ["form.x", "aim.x"]})
    assert asked_codes(documents, segments, marks, book) == {"form.x"}

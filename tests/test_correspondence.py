from __future__ import annotations

from pipeline.correspondence import match_claims
from pipeline.tables import CLAIMS


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

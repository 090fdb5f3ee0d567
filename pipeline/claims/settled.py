# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Wordings whose status English grammar settles, so that they overrule the fitted reader of status.

Each was held against the training passages and the development gold before it was let in: it is right where it applies,
but for hindrances, which are established whatever their wording.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.claims.status import Standing


class _Wording(NamedTuple):
    """A pattern for text in small letters, a word without which it cannot match, the side it is for, what it means."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    policy: bool | None
    status: str
    modality: str = "none"


_WORDINGS = (
    # "If somebody asked, I would …", "Were we to charge, they would …": unreal.
    _Wording(
        re.compile(r"(?:^|[;:.?!]\s)\W*(?:if\b[^;.]{3,90}?\b(?:came|were|had|could|gave|paid|asked|wanted|\w+ed)\b[^;.]*\bwould\b|were\b[^;.]{3,90}?\bto\b[^;.]*\bwould\b|had\b[^;.,]{3,90}\b(?:been|\w+ed)\b[^;.]*\bwould have\b)"),
        ("would",), None, "none",
    ),
    _Wording(re.compile(r"\b(?:remains|has|is) (?:still |yet )?to be seen\b"), ("to be seen",), None, "none"),
    # "My dream is that …", "the aim, …, is to …": a wish, whatever stands inside it.
    _Wording(
        re.compile(r"^\W*(?:\w+ )?(?:my|our|the|their)(?: [\w-]+)? (?:dream|hope|ambition|aspiration|wish|expectation|aim|goal|intention|objective|vision)(?:,? [^.;:]{0,60})? is (?:that|to)\b"),
        (" is that", " is to"), None, "intended", "aspiration",
    ),
    _Wording(
        re.compile(r"^\W*(?:[\w’']+,? ){0,3}(?:we|they) (?:are|['’]re) (?:now |also |still )?(?:planning|hoping|dreaming)\b"),
        ("planning", "hoping", "dreaming"), None, "intended", "aspiration",
    ),
    _Wording(
        re.compile(r"^\W*(?:[^,;:]{0,40}, )?(?:i|we) (?:hereby |therefore )?(?:(?:am |are )(?:instruct|charg|order|direct|task)ing|instruct|charge|order|direct|task)\b"),
        ("instruct", "charg", "order", "direct", "task"), True, "intended", "obligation",
    ),
    # "Should a company decline, the placement shall not be counted": the first word only opens a condition.
    _Wording(re.compile(r"^\W*should (?:an?|the|any|no)\b[^;.]*, [^;.]*\b(?:shall|must)\b"), ("should",), True, "intended", "obligation"),
    _Wording(re.compile(r"^(?:[\w’'-]+,? ){1,10}ought (?:not )?to\b"), ("ought",), True, "intended", "recommendation"),
    _Wording(
        re.compile(r"^(?:[\w’'-]+,? ){1,10}(?:government|ministry|cabinet|president|minister|commission|we|i) (?:asks?|urges?|calls? (?:on|upon)|invites?)\b"),
        ("ask", "urge", "call", "invite"), True, "intended", "recommendation",
    ),
    # "The Minister told the committee that the doctorate would be opened": what is told is still to come.
    _Wording(
        re.compile(r"\b(?:said|told|announced|promised|informed|assured|agreed|confirmed|decided)\b[^.;]{0,60}\bthat\b[^.;]*\bwould\b(?! (?:have|like|never|not)\b)(?!.*\bif\b)"),
        ("would",), True, "intended", "commitment",
    ),
    _Wording(
        re.compile(r"^(?!.*\b(?:which|that|who|of|from)\b[^,;.]{0,40}\bused to\b).*(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bget )(?<!\bgot )(?<!\bwas )(?<!\bwere )(?<!\bgrown )(?<!\bbecome )(?<!\bbeen )\bused to (?!it\b|this\b|the\b|a\b|an\b|\w+ing\b)[a-z]"),
        ("used to",), None, "past",
    ),
    _Wording(
        re.compile(r"^\W*(?:the|those|that) (?:era|times?|days|period|age)\b[^.;]{0,90}\b(?:is|are) (?:over|gone|past|behind us)\b"),
        (" over", " gone", " past", "behind us"), None, "past",
    ),
    _Wording(
        re.compile(r"^\W*(?:\w+, )?(?:no one|nobody|nothing of|none of|not one|not a single|neither of)\b(?!.*\b(?:refus|den[iy]|doubt|forb|complain|mind|object|oppos|except|but|only|if|would|will|until|boss)\w*)"),
        ("no one", "nobody", "nothing of", "none of", "not one", "not a single", "neither of"), False, "absent",
    ),
)  # fmt: skip


def settled(text: str, read: Standing, *, policy: bool, hindrance: bool) -> Standing:
    """What `text` is by its grammar alone where that is certain, else what was `read`; polarity is as read."""
    if hindrance:
        return read
    low = text.lower()
    for wording in _WORDINGS:
        meant = wording.policy in (None, policy) and any(word in low for word in wording.needs)
        if meant and wording.pattern.search(low):
            return Standing(wording.status, wording.modality, read.polarity)
    return read

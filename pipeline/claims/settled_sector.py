"""Whose claim it is where the wording settles it, so that the fitted reader of sectors is overruled.

Who is named at the very opening of a sentence, and is of a known sector, acts in it whatever else it names. A row of
bodies of three sectors acts for none. Two bodies that act together keep the sector of the first, as the gold has it.
"""

from __future__ import annotations

import re

from pipeline.claims.gazetteer import Gazetteer

_OTHERS = frozenset("they it he she this that these those which who what you one some all others both".split())
_OPENS = re.compile(r"[^\w]*(?:[\w’'-]+,\s*)?(?:(?:so far|until now|only|even|now|today|also|still)\s)*", re.IGNORECASE)
# "The ministry says that we must …": the duty is ours, whoever speaks of it.
_TOLD_A_DUTY = re.compile(
    r"\b(?:says?|said|tells?|told|writes?|demands?)\b[^.;]*\b(?:must|have to|should|ought)\b", re.IGNORECASE
)
# Who does it in a passive, or is ordered to: grammar has told already.
_BY_OR_ORDERED = re.compile(
    r"\b(?:by|oblig(?:es?|ed|ing)|requir(?:es?|ed|ing)|instruct(?:s|ed|ing)?|order(?:s|ed|ing)?|direct(?:s|ed|ing)?"
    r"|call(?:s|ed|ing)? (?:up)?on|appeal(?:s|ed|ing)? to)\s$",
    re.IGNORECASE,
)
_SIDES = frozenset(("government", "university", "industry", "intermediary"))
_JOINT = re.compile(r"\b(?:and|as well as|together with)\b", re.IGNORECASE)
_MANY = 3


def settled_sector(text: str, actor: str | None, sector: str | None, words: Gazetteer, before: str = "") -> str | None:
    """Sector of `actor` where the wording of `text` settles it, `sector` being what the rules read; else None.

    `before` was said before it in the same turn: there the rules find who "they" are, and the reader cannot.
    """
    if actor is None:
        return None
    if _JOINT.search(actor) and len({mention.label for mention in words.sectors.find(actor)} & _SIDES) >= _MANY:
        return "other"
    if actor.lower() in ("we", "us") and _TOLD_A_DUTY.search(text) is not None:
        return sector
    if sector is None:
        return None
    if actor.lower() in _OTHERS:
        return sector if before else None
    ordered = _BY_OR_ORDERED.search(text[: max(text.find(actor), 0)]) is not None
    opening = _OPENS.match(text)
    opens = opening is not None and text.startswith(actor, opening.end())
    return sector if opens or ordered else None

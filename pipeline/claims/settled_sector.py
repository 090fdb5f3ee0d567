"""Whose claim it is where the wording settles it, so that the fitted reader of sectors is overruled.

Who is named at the very opening of a sentence, and is of a known sector, acts in it whatever else it names. A row of
bodies of three sectors acts for none of them. Two bodies that act together keep the sector of the first, as in the gold.
"""

from __future__ import annotations

import re

from pipeline.claims.gazetteer import Gazetteer

_OTHERS = frozenset("they it he she this that these those which who what you one some all others both".split())
_OPENS = re.compile(r"[^\w]*(?:[\w’'-]+,\s*)?(?:(?:so far|until now|only|even|now|today|also|still)\s)*", re.IGNORECASE)
# "The ministry says that we must …": the duty is ours, whoever speaks of it.
_TOLD_A_DUTY = re.compile(r"\b(?:says?|said|tells?|told|writes?|demands?)\b[^.;]*\b(?:must|have to|should|ought)\b", re.IGNORECASE)
_SIDES = frozenset(("government", "university", "industry", "intermediary"))
_JOINT = re.compile(r"\b(?:and|as well as|together with)\b", re.IGNORECASE)
_MANY = 3


def settled_sector(text: str, actor: str | None, sector: str | None, words: Gazetteer) -> str | None:
    """Sector of `actor` where the wording of `text` settles it, `sector` being what the rules read; else None."""
    if actor is None:
        return None
    if _JOINT.search(actor) and len({mention.label for mention in words.sectors.find(actor)} & _SIDES) >= _MANY:
        return "other"
    if actor.lower() in ("we", "us") and _TOLD_A_DUTY.search(text) is not None:
        return sector
    if sector is None or actor.lower() in _OTHERS:
        return None
    opening = _OPENS.match(text)
    return sector if opening is not None and text.startswith(actor, opening.end()) else None

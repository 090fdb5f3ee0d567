"""Whose claim it is: the actor of a clause and its sector, by gazetteer, role and lead-in; never guessed by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.claims.clauses import Clause
from pipeline.claims.gazetteer import Gazetteer

_FIRST = frozenset(("i", "we", "us", "me", "our", "my"))
_PRONOUNS = frozenset("he she it they this that these those who which one some many all everyone there what".split())


def resolve_actor(clause: Clause, row: Mapping[str, Any], lead: str, words: Gazetteer) -> tuple[str | None, str | None]:
    """Actor as written and sector. In interviews the first person is the university; elsewhere it names nobody."""
    actor = clause.actor
    if actor is None:
        return _from_lead_in(lead, words) if lead else (None, None)
    first = actor.root.lower_
    if first in _FIRST:
        return actor.text, "university" if row.get("side") != "policy" else "government"
    if first in _PRONOUNS and not words.sectors.find(actor.text):
        return actor.text, words.sector(clause.head.doc.text[: actor.start_char]) or None
    named = words.sector(actor.root.text) or words.sector(actor.text, last=True)
    return actor.text, named or _around(clause, row, words)


def _around(clause: Clause, row: Mapping[str, Any], words: Gazetteer) -> str | None:
    """An inanimate subject ("short courses bring the faculty income") leaves the sector to its clause, in interviews.

    Policy speaks of measures without a doer: there the sector stays empty.
    """
    return words.sector(clause.text) if row.get("side") != "policy" else words.sector(clause.text)


def _from_lead_in(lead: str, words: Gazetteer) -> tuple[str | None, str | None]:
    """The first body that the lead-in of a list names before its verb."""
    mentions = [mention for mention in words.sectors.find(lead) if not mention.weak]
    if not mentions or mentions[0].start > 40:
        return None, None
    return lead[mentions[0].start : mentions[0].end], mentions[0].label

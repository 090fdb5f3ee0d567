"""Whose claim it is: the actor of a clause and its sector, by gazetteer, role and lead-in; never guessed by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from spacy.tokens import Span, Token

from pipeline.claims.clauses import Clause
from pipeline.claims.gazetteer import Gazetteer

_FIRST = frozenset(("i", "we", "us", "me", "our", "my"))
_FIRST_WORD = re.compile(r"\b(?:I|[Ww]e|us|me|[Oo]ur|[Mm]y)\b")
_MEASURES = frozenset("bln mln trln billion million thousand trillion per cent percent % tenge kzt usd dollars".split())
_GROUPS = frozenset(
    "handful number majority group couple dozen dozens hundreds most some many few several none all both half one each "
    "plenty rest representatives members heads owners".split()
)
_PRONOUNS = frozenset("he she it they this that these those who which one some many all everyone there what".split())


def resolve_actor(
    clause: Clause, row: Mapping[str, Any], lead: str, words: Gazetteer, level: str | None = None
) -> tuple[str | None, str | None]:
    """Actor as written and sector. In interviews the first person is the university; in policy, the state.

    `level` is the sector that the segment's codes name as the seat of a hindrance; it overrules the wording.
    """
    actor = clause.actor if clause.actor is not None and not _is_figure(clause.actor) else None
    if actor is None and lead:
        return _from_lead_in(lead, words)
    if actor is None:
        # A policy measure in the passive names nobody; an interview's clause is still about somebody.
        return None, level or (None if row.get("side") == "policy" else _around(clause))
    first = actor.root.lower_
    if level is not None:
        return actor.text, level
    if first in _FIRST:
        return actor.text, "university" if row.get("side") != "policy" else "government"
    if first in _PRONOUNS and not words.sectors.find(actor.text):
        return actor.text, words.sector(clause.head.doc.text[: actor.start_char]) or _around(clause)
    return actor.text, _named(clause, row, words)


def _is_figure(actor: Span) -> bool:
    """A year or a sum is debris of a table, never somebody who acts."""
    return not any(token.is_alpha and not token.like_num for token in actor) or (
        actor[0].like_num
        and all(token.like_num or token.is_punct or token.is_currency or token.lower_ in _MEASURES for token in actor)
    )


def _named(clause: Clause, row: Mapping[str, Any], words: Gazetteer) -> str | None:
    """Sector of a subject that is a noun. In a policy its head must name a body: a share does not act."""
    actor = clause.actor
    if actor is None:
        return None
    head = _members(actor.root)
    if row.get("side") == "policy" and head.pos_ != "PROPN":
        return words.sector(head.text)
    return words.sector(head.text) or words.sector(actor.text) or _around(clause)


def _members(head: Token) -> Token:
    """Who acts in "a handful of enterprises" or "most of our lecturers": the members of the group, not its size."""
    if head.lower_ not in _GROUPS:
        return head
    of = next((child for child in head.children if child.dep_ == "prep" and child.lower_ == "of"), None)
    return next((child for child in of.children if child.dep_ == "pobj"), head) if of is not None else head


def _around(clause: Clause) -> str | None:
    """An inanimate subject ("short courses bring us income") leaves the sector to a speaker who is in the sentence."""
    return "university" if _FIRST_WORD.search(clause.head.sent.text) else None


def _from_lead_in(lead: str, words: Gazetteer) -> tuple[str | None, str | None]:
    """The first body that the lead-in of a list names before its verb."""
    mentions = [mention for mention in words.sectors.find(lead) if not mention.weak]
    if not mentions or mentions[0].start > 40:
        return None, None
    return lead[mentions[0].start : mentions[0].end], mentions[0].label

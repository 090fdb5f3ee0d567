"""Claims of Russian segments from their parse, with the fields that English claims have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.russian_clauses import clauses_of, without_side_clauses
from pipeline.claims.russian_roles import RussianClause, text_of
from pipeline.claims.russian_status import russian_standing
from pipeline.claims.status import Standing
from pipeline.claims.targets import find_targets
from pipeline.russian import Sentence, Word

_FIRST = frozenset(("я", "мы", "наш", "мой"))
_FIRST_WORD = re.compile(r"(?<!\w)(?:я|мы|нас|нам|нами|наш\w{0,3}|меня|мне|мой|моя|мои)(?!\w)", re.IGNORECASE)
_PRONOUNS = frozenset("он она оно они это тот этот который кто никто все некоторый один там".split())
# Inanimate nouns that act for whoever is named after them; other things and notions do not act.
_COLLECTIVE = frozenset(
    "руководство администрация коллектив команда группа отдел центр офис совет служба сторона управление комитет "
    "комиссия департамент подразделение орган организация учреждение сообщество клуб".split()
)
_MOST_CLAIMS = 12


@dataclass(frozen=True)
class RussianRow:
    """What a Russian segment is read with: its text and tree, its lead-in, its side, and what its codes say."""

    text: str
    sentences: Sequence[Sentence]
    lead: str = ""
    side: str | None = None
    hindrance: bool = False
    level: str | None = None

    @property
    def policy(self) -> bool:
        return self.side == "policy"

    @cached_property
    def claimed(self) -> str:
        """The text as statuses read it, of the same length."""
        return without_side_clauses(self.text, self.sentences)


def russian_claims(row: RussianRow, words: Gazetteer) -> list[dict[str, Any]]:
    """Fields of the claims that `row` makes, first the one of its main clause; one claim at least."""
    clauses = [clause for sentence in row.sentences for clause in clauses_of(sentence, words)]
    if not clauses:
        stand = russian_standing(row.text, None, policy=row.policy, hindrance=row.hindrance)
        return [{"standing": stand, "start": 0, "end": len(row.text)}]
    whole = _whole(row, clauses, words)
    return _with_targets(row.text, [whole, *_further(row, clauses, whole, words)])[:_MOST_CLAIMS]


def _whole(row: RussianRow, clauses: Sequence[RussianClause], words: Gazetteer) -> dict[str, Any]:
    """The segment's first claim: its main clause, read with the whole segment's wording and its lead-in."""
    main = clauses[0]
    text = f"{row.lead} {row.claimed}" if row.lead and not main.finite else row.claimed
    stand = russian_standing(text, main, policy=row.policy, hindrance=row.hindrance)
    if len(clauses) > 1 and not main.reported:
        own = russian_standing(row.claimed[main.start : main.end], main, policy=row.policy, hindrance=row.hindrance)
        # What a later clause denies does not undo what this one reports.
        denied = own.status == "established" and stand.status in ("absent", "none")
        if denied or any(clause.contrasted for clause in clauses[1:]):
            stand = own
    return _fields(row, main, stand, words, 0, len(row.text))


def _further(
    row: RussianRow, clauses: Sequence[RussianClause], whole: Mapping[str, Any], words: Gazetteer
) -> list[dict[str, Any]]:
    """Claims of later clauses that differ in status, or that intend another measure."""
    first: Standing = whole["standing"]
    found = []
    for clause in clauses[1:]:
        stand = _standing_after(row, clauses[0], clause, first)
        measure = stand.status == first.status == "intended" and bool(clause.object)
        named = clause.contrasted or words.sector(row.text[clause.start : clause.end]) is not None
        differs = stand.status not in (first.status, "none") and named
        if (measure or differs) and len(clause.words) > 1:
            found.append(_fields(row, clause, stand, words, clause.start, clause.end))
    return found


def _standing_after(row: RussianRow, main: RussianClause, clause: RussianClause, first: Standing) -> Standing:
    """What a later clause claims: its own wording, or what the first one's modal word, auxiliary or time lends it."""
    text = row.claimed[clause.start : clause.end]
    stand = russian_standing(text, clause, policy=row.policy, hindrance=row.hindrance)
    inherits = clause.shares or (not clause.actor and not clause.finite) or _same_passive(main, clause)
    if first.status == "intended" and inherits:
        return first
    told_before = clause.head.feats.get("Tense") == "Past" and not clause.contrasted
    return first if first.status == "past" and stand.status == "established" and told_before else stand


def _same_passive(main: RussianClause, clause: RussianClause) -> bool:
    """«Будут созданы …, открыты …»: one auxiliary for several participles."""
    return main.head.feats.get("Variant") == clause.head.feats.get("Variant") == "Short"


def _fields(
    row: RussianRow, clause: RussianClause, stand: Standing, words: Gazetteer, start: int, end: int
) -> dict[str, Any]:
    actor, sector = _actor(row, clause, words)
    partner = text_of(clause.partner, row.text)
    return {
        "standing": stand,
        "start": start,
        "end": end,
        "actor": actor,
        "sector": sector,
        "partner": partner,
        "partner_sector": words.sector(partner) if partner else None,
        "predicate": clause.head.lemma if clause.head.pos in ("VERB", "AUX", "NOUN", "ADJ", "ADV") else None,
        "object": text_of(clause.object, row.text),
    }


def _actor(row: RussianRow, clause: RussianClause, words: Gazetteer) -> tuple[str | None, str | None]:
    """Actor as written and sector. In interviews the first person is the university; in policy, the state."""
    named = text_of(clause.actor, row.text)
    if row.level is not None:
        return named, row.level
    # A policy measure without a doer names nobody; an interview's clause is still about somebody.
    around = None if row.policy else _around(row.text, words)
    if named is None:
        return _unnamed(row, clause, words, around)
    lemmas = {word.lemma for word in clause.actor}
    if lemmas <= _FIRST:
        return named, "government" if row.policy else "university"
    if lemmas <= _PRONOUNS:
        return named, words.sector(row.text[: clause.actor[0].start]) or around
    return named, _sector_of(clause.actor, named, words) or around


def _unnamed(
    row: RussianRow, clause: RussianClause, words: Gazetteer, around: str | None
) -> tuple[str | None, str | None]:
    if "1" in (clause.governor.feats.get("Person"), clause.head.feats.get("Person")):
        return None, "government" if row.policy else "university"
    if row.lead and not clause.finite:
        return _from_lead_in(row.lead, words)
    return None, around


def _sector_of(actor: Sequence[Word], named: str, words: Gazetteer) -> str | None:
    """By the head noun, else by the phrase where its head is a person, a name or a collective and no mere notion."""
    inside = {word.index for word in actor}
    head = next((word for word in actor if word.head not in inside or word.head == word.index), actor[0])
    notion = head.feats.get("Animacy") == "Inan" or head.lemma.endswith(("ство", "ние", "ция", "ость"))
    acting = not notion or head.pos == "PROPN" or head.lemma in _COLLECTIVE
    return words.sector(head.text) or (words.sector(named) if acting else None)


def _around(text: str, words: Gazetteer) -> str | None:
    return "university" if _FIRST_WORD.search(text) else words.sector(text)


def _from_lead_in(lead: str, words: Gazetteer) -> tuple[str | None, str | None]:
    """The first body that the lead-in of a list names before its verb."""
    mentions = [mention for mention in words.sectors.find(lead) if not mention.weak]
    if not mentions or mentions[0].start > 40:
        return None, None
    end = re.match(r"\w*", lead[mentions[0].end :])
    return lead[mentions[0].start : mentions[0].end + (end.end() if end else 0)], mentions[0].label


def _with_targets(text: str, claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each intended claim with its target; a claim with several targets becomes several."""
    made: list[dict[str, Any]] = []
    cut = min((claim["start"] for claim in claims[1:] if claim["start"] > 0), default=len(text))
    for number, claim in enumerate(claims):
        end = cut if number == 0 else claim["end"]
        intended = claim["standing"].status == "intended"
        targets = find_targets(text[claim["start"] : end]) if intended else []
        made += [{**claim, "target": target} for target in targets] or [claim]
    return made

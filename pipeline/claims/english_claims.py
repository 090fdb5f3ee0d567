"""Claims of an English segment from its parse: the main clause first, then clauses that claim something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from spacy.tokens import Doc

from pipeline.claims.clauses import Clause, clauses_of
from pipeline.claims.cues import Cue
from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.phrases import is_deverbal
from pipeline.claims.series import milestones
from pipeline.claims.settled import settled
from pipeline.claims.status import Standing, standing
from pipeline.claims.targets import Target, find_targets, shared_years
from pipeline.claims.whose import Context, resolve_actor, resolve_partner
from pipeline.claims.years import Year, find_years

MOST_CLAIMS = 12
# A deadline: what a policy's present tense sets by then is to be reached, whatever else its wording.
_DUE = re.compile(
    r"\b(?:by|until|before|not later than|no later than)\s+(?:the\s+)?(?:end\s+of\s+|year\s+|\w+\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
# What is in force for good is to be kept: "the quota of 10 % practitioners".
_IN_FORCE = Cue(r"\b(?:quota|norm|minimum|ceiling|threshold|floor) (?:of|is|stands at|remains)\b")
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A claim before it is a row: offsets are those of the segment's own text.

    `norm` is whether a policy that intends nothing says it with a deadline or as a norm in force, and of no past time,
    so that what it names is to be reached.
    """

    standing: Standing
    start: int
    end: int
    actor: str | None = None
    sector: str | None = None
    partner: str | None = None
    partner_sector: str | None = None
    predicate: str | None = None
    object: str | None = None
    target: Target | None = None
    money: bool = False
    norm: bool = False


class Passage(NamedTuple):
    """A segment to be read: its row and parse, and what stands around it.

    `lead` introduces the list that the segment is an item of; `before` was said before it in the same turn;
    `hindrance` and `level` are what its codes say of it; `judged` is what the fitted reader says of its main claim.
    """

    row: Mapping[str, Any]
    doc: Doc
    lead: Doc | None = None
    before: str = ""
    hindrance: bool = False
    level: str | None = None
    judged: Standing | None = None

    @property
    def text(self) -> str:
        return str(self.row["text"])

    @property
    def policy(self) -> bool:
        return self.row.get("side") == "policy"

    def context(self) -> Context:
        return Context(self.policy, self.lead, self.before, self.level, self.text)


def english_claims(passage: Passage, words: Gazetteer) -> list[Found]:
    """Claims of a passage, the main one first; one without a clause still has its status."""
    clauses = clauses_of(passage.doc)
    if not clauses:
        stand = standing(passage.text, policy=passage.policy, fragment=True, hindrance=passage.hindrance)
        return [Found(stand, 0, len(passage.text))]
    whole = _whole(passage, clauses, words)
    read = [whole, *_further(passage, clauses, whole, words)]
    return with_targets(passage.text, read)[:MOST_CLAIMS]


def _whole(passage: Passage, clauses: Sequence[Clause], words: Gazetteer) -> Found:
    """The segment's first claim: its main clause, read with the whole segment's wording and its lead-in."""
    main, fragment = clauses[0], not any(clause.finite for clause in clauses)
    led = passage.lead is not None and not main.finite
    wording = f"{passage.lead.text} {passage.text}" if passage.lead is not None and led else passage.text
    stand = standing(wording, policy=passage.policy, fragment=fragment, hindrance=passage.hindrance)
    # What depends on a lead-in, and measures without a verb, the reader has not learned.
    if passage.judged is not None and not led and not fragment:
        stand = settled(passage.text, passage.judged, policy=passage.policy, hindrance=passage.hindrance)
    elif fragment and passage.policy:
        stand = _measure(passage.text, main, stand)
    actor = resolve_actor(main, passage.context(), words)
    if passage.policy and stand.status == "none":
        actor = (None, None)  # in a policy's belief or definition nobody acts
    norm = passage.policy and stand.status != "intended" and _is_norm(passage.text) and not main.past
    return _found(main, stand, actor, words, 0, len(passage.text), norm=norm)


# "Partnerships with shipyards: eight established, two abandoned" counts what there is.
_COUNTED_UP = re.compile(
    r":.*\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:\w+\s)?"
    r"(?:established|concluded|signed|opened|completed|operating|abandoned|closed|in (?:force|place|operation))\b"
)


def _measure(text: str, main: Clause, stand: Standing) -> Standing:
    """Standing of a policy's words without a verb: one that opens with an act is to be done, however small."""
    if _COUNTED_UP.search(text.lower()) is not None and not find_years(text):
        return Standing("established", "none", stand.polarity)
    opens = main.head.i == main.head.sent.start and is_deverbal(main.head)
    pilot = opens and stand.status == "limited"
    return Standing("intended", "commitment", stand.polarity) if pilot else stand


def _further(passage: Passage, clauses: Sequence[Clause], whole: Found, words: Gazetteer) -> list[Found]:
    """Claims of later clauses that differ in status, or that intend another measure."""
    found = []
    planned = whole.standing.status == "intended"
    for clause in clauses[1:]:
        said = passage.text[clause.start : clause.end]
        if len(said.split()) < _FEWEST_WORDS:
            continue
        named = words.sector(said) is not None
        if not named and not planned:
            continue
        stand = _standing_of(clause, said, passage, whole)
        differs = stand.status not in (whole.standing.status, "none")
        intended = planned and stand.status == "intended" and not clause.relative
        measure = intended and (clause.object is not None or clause.head.pos_ == "NOUN")
        if measure or (differs and named):
            context = passage.context()._replace(lead=None if clause.finite else passage.lead, level=None)
            found.append(_found(clause, stand, resolve_actor(clause, context, words), words, clause.start, clause.end))
    return found


def _standing_of(clause: Clause, said: str, passage: Passage, whole: Found) -> Standing:
    """Standing of a later clause; one that shares the first one's subject and modal shares what they claim."""
    if clause.shares and whole.standing.status == "intended":
        return whole.standing
    return standing(said, policy=passage.policy, fragment=False, hindrance=passage.hindrance)


def _found(
    clause: Clause, stand: Standing, actor: tuple[str | None, str | None], words: Gazetteer, start: int, end: int,
    *, norm: bool = False,
) -> Found:  # fmt: skip
    who, sector = actor
    partner, partner_sector = resolve_partner(clause, who, sector, words)
    return Found(
        stand, start, end, who, sector, partner, partner_sector,
        clause.predicate, clause.object.text if clause.object is not None else None, norm=norm,
    )  # fmt: skip


def _is_norm(text: str) -> bool:
    due = ("20" in text or "19" in text) and _DUE.search(text) is not None
    return due or _IN_FORCE.search(text.lower()) is not None


def _deadlines(years: Sequence[Year], claim: Found) -> list[Target]:
    """The one deadline of a sentence as the target of an intended claim without a value."""
    if claim.standing.status != "intended":
        return []
    due = next(year for year in years if not (year.reference or year.beginning))
    return [Target(None, None, due.year, None, None, str(due.year))]


def _beyond(text: str, claims: Sequence[Found]) -> list[Target]:
    """The first claim's values after one that intends nothing ("…, business included, to 2 %")."""
    cut = min((claim.start for claim in claims[1:] if claim.standing.status == "intended"), default=len(text))
    found = find_targets(text[claims[0].start : cut]) if cut > claims[0].start and len(claims) > 1 else []
    return [target for target in found if target.value is not None]


def _in_order(text: str, targets: list[Target]) -> list[Target]:
    """Values of an indicator for each of several years in the order of milestones."""
    years = [target.year or 0 for target in targets]
    first = text.find(targets[0].text) if targets else -1
    if len(targets) < 2 or len(set(years)) < len(years) or min(years) == 0 or ":" not in text[: max(first, 0)]:
        return targets
    return milestones(targets)


def with_targets(text: str, claims: Sequence[Found]) -> list[Found]:
    """Each intended claim with its target; a claim with several targets becomes several."""
    made: list[Found] = []
    # The first claim spans the segment; what later claims hold is theirs.
    cut = min((claim.start for claim in claims[1:]), default=len(text)) if len(claims) > 1 else len(text)
    years = find_years(text) if any(claim.norm or claim.standing.status == "intended" for claim in claims) else []
    due = shared_years(text, years)
    for number, claim in enumerate(claims):
        intended = claim.standing.status == "intended" or claim.norm
        end = cut if number == 0 and cut > claim.start else claim.end
        targets = find_targets(text[claim.start : end]) if intended else []
        if number == 0 and intended and not any(target.value for target in targets):
            targets = _beyond(text, claims) or targets
        targets = _in_order(text, targets)
        # One year at the end of a sentence is the deadline of all that it coordinates.
        if len(due) == 1:
            targets = [target._replace(year=target.year or min(due)) for target in targets or _deadlines(years, claim)]
        made += [replace(claim, target=target) for target in targets] or [claim]
    return made

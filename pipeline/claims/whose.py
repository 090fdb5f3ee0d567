"""Whose claim it is: the actor of an English clause with its sector, by head noun, gazetteer and what a pronoun means.

Sides are known: an interview's "we" is the university, a policy's the state. A thing that happens to stand as subject
("the share", "our curriculum") acts for nobody, and what no word of the text names is left empty.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from pipeline.claims.actors import agent_of, told_of
from pipeline.claims.behind import behind, leads_now
from pipeline.claims.clauses import Clause, clauses_of
from pipeline.claims.gazetteer import Gazetteer, Mention
from pipeline.claims.phrases import children, complement, head_of, members, phrase, without_others
from pipeline.claims.unparsed import unparsed_actor

_FIRST = frozenset(("i", "we", "us", "me", "our", "my", "ours", "mine", "ourselves", "myself"))
_MEASURES = frozenset("bln mln trln billion million thousand trillion per cent percent % tenge kzt usd dollars".split())
_ROUGHLY = frozenset("at least most only no fewer less more than about some up to over under nearly almost".split())
_PRONOUNS = frozenset(
    "he she it they this that these those who which one some many all everyone there what you them him her others "
    "another both most few none several any each somebody someone everybody anybody whoever".split()
)
_THIRD = frozenset("he she it they them him her others those these you both".split())
_RESPONSIBLE = re.compile(
    r"\bresponsible(?: (?:body|bodies|executors?|agency|agencies))?\s?[:–—-]\s*(?P<who>[^.;|]+)", re.IGNORECASE
)
_NEAR = 40
_INSIDE = ("of", "from", "in", "at", "for", "within", "on")
# Sectors whose members can be party to a partnership; "they" that deal with these are the party over against them.
_OUR_SIDE = frozenset(("university", "student"))


class Context(NamedTuple):
    """What is known beside the clause.

    Its side, the lead-in of its list, words said before in the turn, the sector in which its codes seat a hindrance,
    and the text of its segment.
    """

    policy: bool
    lead: Doc | None = None
    before: str = ""
    level: str | None = None
    text: str = ""


def resolve_actor(clause: Clause, context: Context, words: Gazetteer) -> tuple[str | None, str | None]:
    """Actor as written and its sector; each None where the text gives none.

    A `level`, the sector in which the segment's codes seat a hindrance, overrules the wording.
    """
    actor = _acting(clause, words)
    if actor is None and context.lead is not None and not clause.finite:
        return _from_lead_in(context, words)
    if context.level is not None:
        return actor.text if actor is not None else None, context.level
    if actor is None:
        named = _answering(context.text, words) or _told_a_duty(clause, context) or _unparsed(clause, words)
        return named or _behind(clause, context, words) or (None, _concerned(clause, context))
    sector = _sector(actor, clause, context, words)
    if sector is None:
        named = _by_speaker(clause, context, words) or _answering(context.text, words)
        return named or _behind(clause, context, words) or (actor.text, None)
    return actor.text, sector


def _behind(clause: Clause, context: Context, words: Gazetteer) -> tuple[str, str] | None:
    """Who acts behind a thing that is the subject."""
    span = behind(clause.head)
    if span is None:
        return None
    sector = _speaker(context) if _is_first_person(span.root) else sector_of(span, words)
    return (span.text, sector) if sector is not None else None


def _unparsed(clause: Clause, words: Gazetteer) -> tuple[str, str] | None:
    """Who acts in a sentence whose subject the parser missed; a passive or an empty subject is none that it missed."""
    root = clause.root
    if clause.head.i != root.i or any(c.dep_ in ("nsubj", "csubj", "auxpass") for c in children(root)):
        ordered = any(c.lower_ == "it" for c in children(root))
        if not ordered:
            return None
    return unparsed_actor(root.doc[root.left_edge.i : root.right_edge.i + 1], words)


def _acting(clause: Clause, words: Gazetteer) -> Span | None:
    """The actor of the tree, unless it is a figure, or the means of a passive ("assessed by hours")."""
    actor, agent = clause.actor, agent_of(clause.head)
    if actor is not None and agent is not None and actor.start <= agent.i < actor.end:
        named = sector_of(actor, words) is not None or agent.pos_ == "PRON"
        return actor if named else told_of(clause.head)
    return None if actor is None or _is_figure(actor) else actor


def resolve_partner(
    clause: Clause, actor: str | None, sector: str | None, words: Gazetteer
) -> tuple[str | None, str | None]:
    """Partner as written and its sector: a body of another sector than the actor's that it is done with; else None."""
    joined = _joined(clause.actor, words) if clause.actor is not None else []
    partners = clause.partners
    for span in (*partners[:1], *joined, *partners[1:]):
        found = sector_of(span, words)
        if found is not None and found != sector and span.text != actor:
            together = all(sector_of(_own(token), words) for token in head_of(span).conjuncts)
            return (span if together else without_others(span)).text, found
    return None, None


def _joined(actor: Span, words: Gazetteer) -> list[Span]:
    """Those who act together with the first: "universities and companies"."""
    return [span for token in actor.root.conjuncts if (span := phrase(token)) is not None and sector_of(span, words)]


def _by_speaker(clause: Clause, context: Context, words: Gazetteer) -> tuple[str, str] | None:
    """Whose a reported claim about a thing is: theirs who are told a duty, else theirs who tell it."""
    if clause.reporter is None or (told := _told_a_duty(clause, context)) is not None:
        return None if clause.reporter is None else told
    sector = _sector(clause.reporter, clause, context, words)
    return (clause.reporter.text, sector) if sector is not None else None


def _told_a_duty(clause: Clause, context: Context) -> tuple[str, str] | None:
    """ "The ministry tells us that seventy per cent must be employed": "us"."""
    if clause.reporter is None or not any(child.tag_ == "MD" for child in children(clause.head)):
        return None
    told = [c for c in children(clause.head.head) if c.dep_ in ("dobj", "dative") and _is_first_person(c)]
    return (told[0].text, _speaker(context)) if told else None


def _answering(text: str, words: Gazetteer) -> tuple[str, str] | None:
    """The body that the segment names after "responsible:", as plans of measures do."""
    said = _RESPONSIBLE.search(text)
    if said is None or not (mentions := words.sectors.find(said["who"])):
        return None
    return said["who"].strip(), mentions[0].label


def sector_of(actor: Span, words: Gazetteer) -> str | None:
    """Sector of a noun phrase by its head noun, or by those it is made of ("representatives of companies").

    A noun that is in no list names nobody, nor does a thing such as a law.
    """
    text, offset = actor.text, actor.start_char
    mentions = _placed(words.sectors.find(text), offset)
    head = members(head_of(actor))
    own = _covering(mentions, head)
    if own is not None and words.is_thing(text[own.start - offset : own.end - offset]):
        return None
    if own is not None and not own.weak:
        return "industry" if own.label == "student" and leads_now(head, words) else own.label
    below = complement(head, _INSIDE)
    beneath = sector_of(phrase(below) or actor, words) if below is not None and _holds(actor, below) else None
    if own is not None or _is_personal(head):
        return beneath or _beside(mentions, head) or (own.label if own is not None else None)
    return _beside(mentions, head) if head.pos_ == "PROPN" else None


def _sector(actor: Span, clause: Clause, context: Context, words: Gazetteer) -> str | None:
    root = members(head_of(actor))
    if _is_first_person(root):
        return _speaker(context)
    if root.lower_ in _PRONOUNS and not words.sectors.find(actor.text):
        return _meant(root, clause, context, words)
    ours = _is_scholar(root) and any(_is_first_person(child) for child in children(root))
    if ours and not context.policy and sector_of(actor, words) is None:
        return _speaker(context)
    return sector_of(actor, words) or _owner_of_act(root, context, words) or _concerned(clause, context)


def _is_scholar(noun: Token) -> bool:
    """Whether a noun names a person by a field: "our microbiologists"."""
    return noun.pos_ == "NOUN" and noun.lemma_.lower().endswith(("ist", "ian"))


def _owner_of_act(noun: Token, context: Context, words: Gazetteer) -> str | None:
    """Whose act a noun names as a subject: "commercialisation of our research", "of university research"."""
    done = complement(noun, ("of",))
    if done is None or not noun.lemma_.lower().endswith(("isation", "ization", "ing")):
        return None
    run_together = [done] if sum(child.dep_ == "pobj" for child in children(done.head)) > 1 else []
    for child in (*children(done), *run_together):
        if child is done or child.dep_ in ("poss", "compound", "amod"):
            return _speaker(context) if _is_first_person(child) else words.sector(child.text)
    return None


def _is_first_person(token: Token) -> bool:
    return token.lower_ in _FIRST and token.text != "US"


def _speaker(context: Context) -> str:
    return "government" if context.policy else "university"


def _meant(pronoun: Token, clause: Clause, context: Context, words: Gazetteer) -> str | None:
    """Sector of what a pronoun stands for: a body named before it, in this segment or in the words before it."""
    if pronoun.lower_ not in _THIRD:
        return None
    named = [
        (token.dep_ in ("nsubj", "nsubjpass", "conj"), sector)
        for token in pronoun.doc[: pronoun.i]
        if token.pos_ in ("NOUN", "PROPN") and not _is_possessed(token) and (sector := sector_of(_own(token), words))
    ]
    if named:
        return ([sector for is_subject, sector in named if is_subject] or [sector for _, sector in named])[-1]
    if earlier := [mention for mention in words.sectors.find(context.before) if not mention.weak]:
        return earlier[0].label
    return "industry" if not context.policy and _deals_with_us(pronoun, clause, words) else None


def _deals_with_us(pronoun: Token, clause: Clause, words: Gazetteer) -> bool:
    """Whether "they" do something to or with the university's people: then they are the other party."""
    if pronoun.lower_ not in ("they", "them"):
        return False
    others = [token for token in clause.head.subtree if token.dep_ in ("dobj", "dative", "pobj", "iobj")]
    ours = any(_is_first_person(token) for token in clause.head.subtree)
    return ours or any(words.sector(token.text) in _OUR_SIDE for token in others)


def _concerned(clause: Clause, context: Context) -> str | None:
    """A thing as subject leaves an interview's claim to the speaker only where it is said to be done for "us"."""
    if context.policy:
        return None
    own = [
        child for child in children(clause.head) if child.dep_ in ("dobj", "dative", "prep", "acomp", "attr", "xcomp")
    ]
    near = [token for child in own for token in (child, *children(child))]
    for_us = [below for token in near if token.dep_ == "prep" for below in children(token)]
    return "university" if any(token.text in ("us", "me") for token in (*near, *for_us)) else None


def _placed(mentions: list[Mention], offset: int) -> list[Mention]:
    return [Mention(m.start + offset, m.end + offset, m.label, m.weak) for m in mentions]


def _covering(mentions: list[Mention], token: Token) -> Mention | None:
    return next((m for m in mentions if m.start <= token.idx < m.end), None)


def _holds(actor: Span, token: Token) -> bool:
    return actor.start_char <= token.idx < actor.end_char


def _beside(mentions: list[Mention], head: Token) -> str | None:
    """Sector of the nearest name before the head within its own phrase ("Kazakhmys group")."""
    before = [m for m in mentions if m.end <= head.idx]
    return before[-1].label if before else None


def _is_personal(head: Token) -> bool:
    return head.lemma_.lower() in _PEOPLE


_PEOPLE = frozenset(
    "representative member head owner people person side leader leadership specialist one boy girl guy man woman chief "
    "manager director management chairman chairwoman partner friend team body organisation organization group staff "
    "employee worker personnel structure circle party participant founder top founder counterpart expert consultant "
    "council board committee delegation somebody someone nobody anyone other half community".split()
)


def _own(noun: Token) -> Span:
    """The phrase of `noun`, in which it stands at least itself."""
    return phrase(noun) or noun.doc[noun.i : noun.i + 1]


def _is_possessed(token: Token) -> bool:
    return token.dep_ in ("compound", "amod", "poss", "nmod")


def _is_figure(actor: Span) -> bool:
    """A year or a sum is debris of a table, never somebody who acts."""
    return not any(token.is_alpha and not token.like_num and token.lower_ not in _ROUGHLY for token in actor) or (
        actor[0].like_num
        and all(token.like_num or token.is_punct or token.is_currency or token.lower_ in _MEASURES for token in actor)
    )


def _from_lead_in(context: Context, words: Gazetteer) -> tuple[str | None, str | None]:
    """Who acts in the lead-in of a list; where it has no verb, the first body that it names."""
    lead = context.lead
    clauses = clauses_of(lead) if lead is not None else []
    if lead is None or not clauses:
        return None, None
    if clauses[0].finite or clauses[0].actor is not None:
        return resolve_actor(clauses[0], context._replace(lead=None), words)
    mentions = [mention for mention in words.sectors.find(lead.text) if not mention.weak]
    if not mentions or mentions[0].start > _NEAR:
        return None, None
    return lead.text[mentions[0].start : mentions[0].end], mentions[0].label

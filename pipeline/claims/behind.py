"""Who acts behind a thing that stands as subject, or whom former students are now."""

from __future__ import annotations

from spacy.tokens import Span, Token

from pipeline.claims.actors import VERBAL
from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.phrases import children, phrase

# A thing that does this to somebody leaves them to act: "autonomy allowed universities to …".
_LETTING = frozenset(
    "allow enable permit oblige require force compel lead encourage help persuade induce motivate".split()
)

_FORMER = frozenset(("graduate", "alumnus", "alumni", "alumna"))
_LEADING = frozenset("lead run head manage own direct found work sit be".split())


def behind(head: Token) -> Span | None:
    """The noun phrase of whoever acts behind the thing that is the subject of `head`; None where nobody does."""
    return phrase(_let_to_act(head))


def _let_to_act(head: Token) -> Token | None:
    """ "The indicator has led universities to expand": whoever is the subject of the infinitive, or its object."""
    if head.lemma_.lower() not in _LETTING:
        return None
    inner = next((c for c in children(head) if c.dep_ in ("ccomp", "xcomp") and c.pos_ in VERBAL), None)
    subject = next((c for c in children(inner) if c.dep_ == "nsubj"), None) if inner is not None else None
    if subject is not None:
        return subject
    return next((c for c in children(head) if c.dep_ == "dobj"), None) if inner is not None else None


def leads_now(head: Token, words: Gazetteer) -> bool:
    """Whether former students are described as leaders of companies: "alumni who now run plants"."""
    if head.lemma_.lower() not in _FORMER:
        return False
    clauses = (child for child in children(head) if child.dep_ == "relcl" and child.lemma_.lower() in _LEADING)
    objects = (c for clause in clauses for c in children(clause) if c.dep_ in ("dobj", "prep", "attr"))
    return any(words.sector(" ".join(token.text for token in c.subtree)) == "industry" for c in objects)

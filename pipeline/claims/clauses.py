"""Clauses of an English sentence from its dependency parse: verb, subject, partner, object and the words that belong.

Labels are those of spaCy's English models (CLEAR style). Nothing is guessed: a passive without an agent has no actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipeline.claims.actors import VERBAL, actor_of, measure_of
from pipeline.claims.phrases import complement, is_deverbal, own_subject, phrase
from pipeline.claims.repair import missed_subject

_REPORTING = frozenset(
    "say tell report state write note add declare claim announce explain answer remark promise inform assure confirm "
    "repeat".split()
)
_TOGETHER = (("with", "alongside", "between"), ("from", "for", "to", "at", "by", "among", "into"))
_TAKING_PART = frozenset("participation involvement assistance support help agreement consent approval".split())
_CONTRAST = frozenset(("although", "though", "while", "whereas", "but"))


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its head, the span of its words, who acts, upon what, who reports it (spans or None).

    `partners` are all phrases by which it may be said with whom, best first.
    """

    head: Token
    start: int
    end: int
    actor: Span | None
    partners: tuple[Span, ...]
    object: Span | None
    finite: bool
    reporter: Span | None = None

    @property
    def predicate(self) -> str | None:
        """Lemma of what is done, lower case."""
        return measure_of(self.head).lemma_.lower() or None

    @property
    def shares(self) -> bool:
        """Whether it is coordinated with the clause before it and takes its subject and modal from there."""
        return self.head.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in self.head.children)

    @property
    def relative(self) -> bool:
        """Whether it describes a noun of another clause."""
        return self.head.dep_ == "relcl"

    @property
    def text(self) -> str:
        return self.head.doc.text[self.start : self.end]


def clauses_of(doc: Doc) -> list[Clause]:
    """Clauses of `doc`, main clause of each sentence first; at least one for a text with any word."""
    found: list[Clause] = []
    for sentence in doc.sents:
        heads = _first_said(_heads(_content_root(sentence.root)))
        found += [_clause(head, [other for other in heads if other.i != head.i], sentence) for head in heads]
    return found


def _first_said(heads: list[Token]) -> list[Token]:
    """The head that comes first as the main one, where the parser hung an independent clause on a later one."""
    main = heads[0]
    before = [head for head in heads[1:] if head.i < main.i and head.dep_ in ("ccomp", "parataxis")]
    first = min(before, key=lambda head: head.i, default=main)
    return [_content_root(first), *(head for head in heads if head.i != first.i)]


def _content_root(root: Token) -> Token:
    """What a verb of saying reports, when it does: the claim is in it."""
    if root.lemma_.lower() not in _REPORTING:
        return root
    inner = [child for child in root.children if child.dep_ == "ccomp" and child.pos_ in VERBAL]
    return inner[0] if inner else root


def _heads(root: Token) -> list[Token]:
    heads, queue = [root], [root]
    while queue:
        for child in queue.pop(0).children:
            if child.pos_ not in VERBAL:
                continue
            if child.dep_ in ("conj", "parataxis") or (child.dep_ == "advcl" and _contrasts(child)):
                heads.append(child)
                queue.append(child)
            elif child.dep_ == "ccomp" and child.i < root.i and own_subject(child) is not None:
                heads.append(child)
    return [*heads, *(token for token in root.subtree if _adds(token) or _is_further_measure(token, root))]


def _is_further_measure(noun: Token, first: Token) -> bool:
    """Whether `noun` names a second measure beside a first one: "introduction of … and creation of …"."""
    measures = noun.dep_ in ("conj", "appos") and noun.pos_ == first.pos_ == "NOUN"
    return measures and all(is_deverbal(t) and complement(t, ("of",)) is not None for t in (noun, first))


def _adds(token: Token) -> bool:
    """Whether `token` heads a relative clause set off by a comma, which says something of its own."""
    if token.dep_ != "relcl" or token.pos_ not in VERBAL or not _is_finite(token):
        return False
    first = token.left_edge
    return first.i > 0 and first.nbor(-1).text in (",", "–", "—")


def _contrasts(head: Token) -> bool:
    return any(child.dep_ in ("mark", "advmod") and child.lower_ in _CONTRAST for child in head.children)


def _clause(head: Token, others: list[Token], sentence: Span) -> Clause:
    # A clause owns the words under its head, less those under other heads below it.
    barred = {token.i for other in others if head.is_ancestor(other) for token in other.subtree}
    inside = [token for token in head.subtree if token.i not in barred] or [head]
    actor = actor_of(head)
    root = sentence.root
    near = head.i == root.i or (head.dep_ == "conj" and head.head.i == root.i and own_subject(head) is None)
    missed = missed_subject(root) if actor is None and near else None
    return Clause(
        head,
        inside[0].idx,
        inside[-1].idx + len(inside[-1]),
        actor or missed,
        tuple(_partners(head)),
        _object(head),
        _is_finite(head) or missed is not None,
        _reporter(head),
    )


def _reporter(head: Token) -> Span | None:
    """Who says what the clause of `head` says."""
    said = head.head
    reported = head.dep_ == "ccomp" and said.i != head.i and said.lemma_.lower() in _REPORTING
    return phrase(own_subject(said)) if reported else None


def _is_finite(head: Token) -> bool:
    verbs = [head, *(child for child in head.children if child.dep_ in ("aux", "auxpass"))]
    return any("Fin" in token.morph.get("VerbForm", []) or token.tag_ == "MD" for token in verbs)


def _partners(head: Token) -> list[Span]:
    """With, for, from or to whom it is done, nearest meaning of partnership first; not yet told from things."""
    found = []
    for prepositions in _TOGETHER:
        for token in head.subtree:
            if token.lower_ in prepositions and token.dep_ in ("prep", "pcomp", "dative", "agent"):
                found += [phrase(_who_takes_part(child)) for child in token.children if child.dep_ == "pobj"]
    return [span for span in found if span is not None]


def _who_takes_part(noun: Token) -> Token:
    """Business, in "with the participation of business"."""
    return (complement(noun, ("of",)) or noun) if noun.lemma_.lower() in _TAKING_PART else noun


def _object(head: Token) -> Span | None:
    wanted = ("dobj", "nsubjpass", "attr", "oprd")
    measure = measure_of(head)
    for token in (measure, head, *(child for child in measure.children if child.dep_ in ("xcomp", "ccomp"))):
        found = next((child for child in token.children if child.dep_ in wanted), None)
        if found is not None:
            return phrase(found)
    return None

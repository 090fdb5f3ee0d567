"""Clauses of an English sentence from its dependency parse: verb, subject, partner, object and the words that belong.

Labels are those of spaCy's English models (CLEAR style). Nothing is guessed: a passive without an agent has no actor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from pipeline.claims.actors import VERBAL, actor_of, measure_of
from pipeline.claims.phrases import children, complement, is_deverbal, labels_of, own_subject, phrase
from pipeline.claims.repair import missed_subject

_REPORTING = frozenset(
    "say tell report state write note add declare claim announce explain answer remark promise inform assure confirm "
    "repeat".split()
)
# A document says by these what is to be, a study what is.
_FORESEEING = frozenset("envisage foresee provide stipulate prescribe show reveal indicate suggest".split())
_HOLDING = frozenset("think believe suppose guess mean hear see know find feel hope".split())
# Prepositions that tell with whom, those of partnership before those of direction.
_TOGETHER = {"with": 0, "alongside": 0, "between": 0} | dict.fromkeys(
    ("from", "for", "to", "at", "by", "among", "into"), 1
)
_JOINING = frozenset(("prep", "pcomp", "dative", "agent"))
_ADDING = frozenset(("relcl", "conj", "appos"))
_TAKING_PART = frozenset("participation involvement assistance support help agreement consent approval".split())
_CONTRAST = frozenset(("although", "though", "while", "whereas", "but"))


@dataclass(frozen=True)
class Clause:
    """One clause: its head, the root of its sentence, the characters of its words, and prepositions of partnership.

    What stands in it is read from the tree when it is asked for, since most later clauses claim nothing.
    """

    head: Token
    root: Token
    start: int
    end: int
    joining: tuple[Token, ...] = ()

    @cached_property
    def actor(self) -> Span | None:
        """Who acts or is to act."""
        return actor_of(self.head) or self._missed

    @cached_property
    def _missed(self) -> Span | None:
        head, root = self.head, self.root
        near = head.i == root.i or (head.dep_ == "conj" and head.head.i == root.i and own_subject(head) is None)
        return missed_subject(root) if near else None

    @cached_property
    def finite(self) -> bool:
        """Whether it has a finite verb, be it one that the parser took for a noun."""
        return _is_finite(self.head) or (actor_of(self.head) is None and self._missed is not None)

    @property
    def past(self) -> bool:
        """Whether it is told of a time that is over: a past tense or a perfect."""
        verbs = [child for child in children(self.head) if child.dep_ in ("aux", "auxpass")]
        has = any(verb.lemma_.lower() == "have" for verb in verbs)
        modal = any(verb.tag_ == "MD" for verb in verbs)
        return not modal and (has or any(verb.tag_ == "VBD" for verb in (self.head, *verbs)))

    @property
    def partners(self) -> list[Span]:
        """Phrases by which it may be said with whom, best first."""
        return _partners(self.head, self.joining)

    @property
    def object(self) -> Span | None:
        """Upon what."""
        return _object(self.head)

    @property
    def reporter(self) -> Span | None:
        """Who says what the clause says."""
        return _reporter(self.head)

    @property
    def predicate(self) -> str | None:
        """Lemma of what is done, lower case."""
        return measure_of(self.head).lemma_.lower() or None

    @property
    def shares(self) -> bool:
        """Whether it is coordinated with the clause before it and takes its subject and modal from there."""
        return self.head.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in children(self.head))

    @property
    def relative(self) -> bool:
        """Whether it describes a noun of another clause."""
        return self.head.dep_ == "relcl"


def clauses_of(doc: Doc) -> list[Clause]:
    """Clauses of `doc`, main clause of each sentence first; at least one for a text with any word."""
    labels = labels_of(doc)
    joining = tuple(t for i, label in enumerate(labels) if label in _JOINING and (t := doc[i]).lower_ in _TOGETHER)
    adding = [doc[i] for i, label in enumerate(labels) if label in _ADDING]
    found: list[Clause] = []
    roots = [doc[i] for i, label in enumerate(labels) if label == "ROOT"]
    for root in [token for token in roots if not _is_number_of_item(token)] or roots:
        said = _first_said(_heads(_content_root(root)))
        first, last = said[0].left_edge.i, said[0].right_edge.i
        heads = [*said, *(token for token in adding if first <= token.i <= last and _adds_claim(token, said[0]))]
        heads = list({head.i: head for head in heads}.values())
        found += [_clause(head, [other for other in heads if other.i != head.i], root, joining) for head in heads]
    return found


def _is_number_of_item(root: Token) -> bool:
    """Whether a "sentence" is the number of an item, or a mark that the parser set apart: "6.", "(b)", "–"."""
    if root.is_alpha and len(root) > 1 and not root.like_num:
        return False
    words = root.doc[root.left_edge.i : root.right_edge.i + 1]
    return not any(token.is_alpha and len(token) > 1 and not token.like_num for token in words)


def _first_said(heads: list[Token]) -> list[Token]:
    """The head that comes first as the main one, where the parser hung an independent clause on a later one."""
    main = heads[0]
    before = [head for head in heads[1:] if head.i < main.i and head.dep_ in ("ccomp", "parataxis")]
    first = min(before, key=lambda head: head.i, default=main)
    return [_content_root(first), *(head for head in heads if head.i != first.i)]


def _content_root(root: Token) -> Token:
    """What a verb of saying reports, when it does: the claim is in it."""
    lemma = root.lemma_.lower()
    if lemma not in _REPORTING and lemma not in _FORESEEING and not _is_opinion(root):
        return root
    inner = [child for child in children(root) if child.dep_ == "ccomp" and child.pos_ in VERBAL]
    return inner[0] if inner else root


def _is_opinion(root: Token) -> bool:
    """ "I think that the plant …": the speaker only says whose view it is."""
    subject = own_subject(root)
    return subject is not None and subject.lower_ in ("i", "we") and root.lemma_.lower() in _HOLDING


def _heads(root: Token) -> list[Token]:
    heads, queue = [root], [root]
    while queue:
        for child in children(queue.pop(0)):
            if child.pos_ not in VERBAL:
                continue
            beside = child.dep_ in ("conj", "parataxis") or (child.dep_ == "advcl" and _contrasts(child))
            before = child.dep_ == "ccomp" and child.i < root.i
            if beside or (before and own_subject(child) is not None):
                heads.append(child)
                queue.append(child)
    return heads


def _adds_claim(token: Token, main: Token) -> bool:
    return _adds(token) if token.dep_ == "relcl" else _is_further_measure(token, main)


def _is_further_measure(noun: Token, first: Token) -> bool:
    """Whether `noun` names a second measure beside a first one: "introduction of … and creation of …"."""
    return noun.pos_ == first.pos_ == "NOUN" and all(is_deverbal(t) and _precedes_of(t) for t in (noun, first))


def _precedes_of(noun: Token) -> bool:
    # Told by place: the parser hangs the second "of" on the first measure.
    return noun.i + 1 < len(noun.doc) and noun.nbor(1).lower_ == "of"


def _adds(token: Token) -> bool:
    """Whether `token` heads a relative clause set off by a comma, which says something of its own."""
    if token.pos_ not in VERBAL or not _is_finite(token):
        return False
    first = token.left_edge
    return first.i > 0 and first.nbor(-1).text in (",", "–", "—")


def _contrasts(head: Token) -> bool:
    return any(child.dep_ in ("mark", "advmod") and child.lower_ in _CONTRAST for child in children(head))


def _clause(head: Token, others: list[Token], root: Token, joining: tuple[Token, ...]) -> Clause:
    first, last = head.left_edge, head.right_edge
    if head.i != root.i and head.pos_ == "NOUN":  # a further measure runs up to the next one
        later = [other.left_edge.i for other in others if other.i > head.i]
        return _spanned(head, root, _trimmed(head.doc[first.i : min(later, default=root.right_edge.i + 1)]), joining)
    below = [other for other in others if first.i <= other.i <= last.i and head.is_ancestor(other)]
    if below:  # a clause owns the words under its head, less those under other heads below it
        barred = {token.i for other in below for token in other.subtree}
        inside = [token for token in head.subtree if token.i not in barred] or [head]
        first, last = inside[0], inside[-1]
    return _spanned(head, root, head.doc[first.i : last.i + 1], joining)


def _trimmed(words: Span) -> Span:
    """Words without the conjunctions and marks at their end."""
    while len(words) > 1 and words[-1].pos_ in ("CCONJ", "PUNCT"):
        words = words[:-1]
    return words


def _spanned(head: Token, root: Token, words: Span, joining: tuple[Token, ...]) -> Clause:
    return Clause(head, root, words.start_char, words.end_char, joining)


def _reporter(head: Token) -> Span | None:
    """Who says what the clause of `head` says."""
    said = head.head
    reported = head.dep_ == "ccomp" and said.i != head.i and said.lemma_.lower() in _REPORTING
    return phrase(own_subject(said)) if reported else None


def _is_finite(head: Token) -> bool:
    verbs = [head, *(child for child in children(head) if child.dep_ in ("aux", "auxpass"))]
    return any("Fin" in token.morph.get("VerbForm", []) or token.tag_ == "MD" for token in verbs)


def _partners(head: Token, joining: Sequence[Token]) -> list[Span]:
    """With, for, from or to whom it is done, nearest meaning of partnership first; not yet told from things."""
    first, last = head.left_edge.i, head.right_edge.i
    inside = [token for token in joining if first <= token.i <= last]
    inside.sort(key=lambda token: (_TOGETHER[token.lower_], token.i))
    nouns = (child for token in inside for child in children(token) if child.dep_ == "pobj")
    return [span for noun in nouns if (span := phrase(_who_takes_part(noun))) is not None]


def _who_takes_part(noun: Token) -> Token:
    """Business, in "with the participation of business"."""
    return (complement(noun, ("of",)) or noun) if noun.lemma_.lower() in _TAKING_PART else noun


def _object(head: Token) -> Span | None:
    wanted = ("dobj", "nsubjpass", "attr", "oprd")
    measure = measure_of(head)
    if measure.pos_ == "NOUN":
        return phrase(complement(measure, ("of",)))
    for token in (measure, head, *(child for child in children(measure) if child.dep_ in ("xcomp", "ccomp"))):
        found = next((child for child in children(token) if child.dep_ in wanted), None)
        if found is not None:
            return phrase(found)
    return None

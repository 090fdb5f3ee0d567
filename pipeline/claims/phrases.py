"""Noun phrases of a dependency tree: where they end, and which noun of theirs names who is meant."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.tokens import Doc, Span, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_OUTSIDE = ("relcl", "acl", "appos", "advcl", "parataxis", "punct")
# Nouns that only say how many or in what part: who acts stands after "of" or "from".
_GROUPS = frozenset(
    "handful number majority minority group couple pair dozen dozens hundred hundreds thousand thousands most some "
    "many few several none all both half one two three four five six ten each either neither any plenty rest part "
    "third quarter percentage variety circle series team sort kind type category lot bulk tenth cent percent nobody "
    "noone somebody someone anybody anyone everybody everyone other others lots tens scores".split()
)


def own_subject(head: Token) -> Token | None:
    """The subject that hangs on `head` itself."""
    return next((child for child in children(head) if child.dep_ in SUBJECTS), None)


def phrase(token: Token | None) -> Span | None:
    """The noun phrase of `token` up to its first clause: relative clauses and appositions are left out."""
    if token is None:
        return None
    doc, left, right = token.doc, token.left_edge.i, token.right_edge.i
    labels = labels_of(doc)
    position = token.i + 1
    while position <= right:
        if labels[position] in _OUTSIDE and not _is_hyphen(doc[position]):
            right = min(right, doc[position].left_edge.i - 1)
        position += 1
    right = max(right, token.i)
    if right + 2 < len(doc) and _is_hyphen(doc[right + 1]):  # a word that the parser took for two
        right += 2
    return doc[left : right + 1]


def children(token: Token) -> list[Token]:
    """The words that hang on `token`, in order; those of a parse are listed once, since they are asked for often."""
    doc = token.doc
    kept, below = _below(doc)
    place = token.i
    if place not in kept:
        kept[place] = [doc[child] for child in below.get(place, ())]
    return kept[place]


@lru_cache(maxsize=4)
def _below(doc: Doc) -> tuple[dict[int, list[Token]], dict[int, list[int]]]:
    """Children by the place of their head: those asked for so far, and the places of all."""
    below: dict[int, list[int]] = {}
    for place, offset in enumerate(doc.to_array(HEAD).astype(np.int64).tolist()):
        if offset:
            below.setdefault(place + offset, []).append(place)
    return {}, below


@lru_cache(maxsize=4)
def labels_of(doc: Doc) -> list[str]:
    """The dependency of each word of `doc`, read at once, since asking words one by one is slow."""
    strings = doc.vocab.strings
    return [strings[label] for label in doc.to_array(DEP).tolist()]


def _is_hyphen(token: Token) -> bool:
    """Whether a mark joins two words into one: "vice-rectors"."""
    return token.text in ("-", "–") and token.i > 0 and not token.whitespace_ and not token.nbor(-1).whitespace_


def head_of(span: Span) -> Token:
    """The noun that heads a phrase; the last word where the parser hung all its words on one outside it."""
    root = span.root
    return span[-1] if root.pos_ in ("DET", "ADV", "PUNCT") and len(span) > 1 else root


def members(head: Token) -> Token:
    """Who acts in "a handful of enterprises" or "nobody from the factories": the members, not their number."""
    counted = head.lower_ == "number" and any(child.lower_ == "the" for child in children(head))
    if counted or (head.lower_ not in _GROUPS and not head.like_num):
        return head  # "the number of" is a measure, "a number of" is some
    below = complement(head, ("of", "from", "among", "in", "at"))
    return below if below is not None else head


def is_deverbal(noun: Token) -> bool:
    """Whether a noun names an act, by its ending."""
    return noun.lemma_.lower().endswith(("ing", "tion", "ment", "sion"))


def without_others(span: Span) -> Span:
    """A phrase without what is coordinated with its head ("employers" of "employers and revise curricula")."""
    head = head_of(span)
    joint = [child.i for child in children(head) if child.dep_ in ("cc", "punct") and child.i > head.i]
    return span.doc[span.start : min(joint)] if joint and min(joint) < span.end else span


def complement(head: Token, prepositions: tuple[str, ...]) -> Token | None:
    """The noun that hangs on `head` by one of `prepositions`."""
    for child in children(head):
        if child.dep_ == "prep" and child.lower_ in prepositions:
            found = next((c for c in children(child) if c.dep_ == "pobj"), None)
            if found is not None:
                return found
    return None

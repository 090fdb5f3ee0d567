"""Passages as bags of terms over a vocabulary that no single document, name or filler word can shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from gensim.corpora import Dictionary

from pipeline.topics.phrases import Terms, join_phrases
from pipeline.topics.words import Sentence

FEWEST_PASSAGES = 20
# Shorter passages say too little for a topic mixture: segments are joined to the one before in their document.
_PASSAGE_TERMS = 20
# A term must be used in this many documents; one that only interviews use, by as many participants as a published cut
# needs. What half of all passages hold tells nothing apart.
_FEWEST_DOCUMENTS, FEWEST_PARTICIPANTS = 3, 5
_MOST_HELD = 0.5
# Of a larger corpus every second, third … passage of each document is read, and the terms that most documents use.
MOST_PASSAGES, _MOST_TERMS = 4000, 4000
# Nouns, phrases and what describes them: topics of verbs are topics of how people talk (Martin & Johnson 2015).
_TOPICAL = ("NOUN", "ADJ")

Bag = list[tuple[int, float]]


class Passage(NamedTuple):
    """A run of neighbouring segments of one document, and the vocabulary terms of each of them."""

    document_id: str
    unit: str
    side: str
    segments: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def terms(self) -> list[str]:
        return [term for part in self.parts for term in part]


class Bags(NamedTuple):
    """Passages over a vocabulary in alphabetical order: `counts` and `weighted` are (passages, terms).

    `every` is 1 where all passages of the documents are here, 2 where every second is, and so on.
    """

    passages: list[Passage]
    dictionary: Dictionary
    counts: np.ndarray
    weighted: np.ndarray
    every: int

    @property
    def terms(self) -> list[str]:
        return [self.dictionary[at] for at in range(len(self.dictionary))]

    def corpus(self, rows: Iterable[int] | None = None) -> list[Bag]:
        """The weighted passages `rows` (default: all) as gensim takes them."""
        chosen = range(len(self.passages)) if rows is None else rows
        return [as_bag(self.weighted[row]) for row in chosen]


def as_bag(weights: np.ndarray) -> Bag:
    """Weights (terms,) as pairs of term and weight, without the zeros."""
    return [(int(term), float(weights[term])) for term in np.flatnonzero(weights)]


def make_bags(sentences: Sequence[Sentence]) -> Bags | None:
    """Passages of at least 20 vocabulary terms (the last of a document may be shorter).

    None when fewer than 20 passages, or no term at all, would be left.
    """
    joined = join_phrases(sentences)
    known = _vocabulary(sentences, joined)
    kept = [tuple(word.lemma for word in words if word.lemma in known) for words in joined]
    passages, every = _thin(_join(sentences, kept))
    common = {term for term, held in _held(passages).items() if held > _MOST_HELD * len(passages)}
    passages = [_without(passage, common) for passage in passages]
    passages = [passage for passage in passages if passage.terms]
    if len(passages) < FEWEST_PASSAGES:
        return None
    # Numbered by the alphabet: a vocabulary does not depend on which passage came first.
    dictionary = Dictionary([sorted({term for passage in passages for term in passage.terms})])
    counts = np.zeros((len(passages), len(dictionary)))
    for row, passage in zip(counts, passages, strict=True):
        for term, count in dictionary.doc2bow(passage.terms):
            row[term] = count
    return Bags(passages, dictionary, counts, _weigh(counts), every)


def deal_anew(bags: Bags, seed: int) -> Bags:
    """The same passages, as long as they are, with all their terms dealt anew by chance: text without any topic."""
    dealt = np.repeat(np.arange(len(bags.dictionary)), bags.counts.sum(axis=0).astype(int))
    np.random.default_rng(seed).shuffle(dealt)
    counts = np.zeros_like(bags.counts)
    rows = np.repeat(np.arange(len(counts)), bags.counts.sum(axis=1).astype(int))
    np.add.at(counts, (rows, dealt), 1)
    return bags._replace(counts=counts, weighted=_weigh(counts))


def _weigh(counts: np.ndarray) -> np.ndarray:
    """Counts times inverse document frequency, their sum unchanged, so that what everybody says does not fill every
    topic (term weights for topic models: Wilson & Chew 2010)."""
    weighted = counts * np.log(len(counts) / (counts > 0).sum(axis=0))
    return weighted * (counts.sum() / weighted.sum())


def _vocabulary(sentences: Sequence[Sentence], joined: Sequence[Terms]) -> set[str]:
    """Nouns, phrases and adjectives used widely enough; a word that is mostly a name is none of them."""
    users: dict[str, set[tuple[str, str]]] = {}
    tags: dict[str, Counter[str]] = {}
    for sentence, words in zip(sentences, joined, strict=True):
        for word in words:
            users.setdefault(word.lemma, set()).add((sentence.side, sentence.unit))
            tags.setdefault(word.lemma, Counter())[word.tag] += 1
    usual = {term: min(found, key=lambda tag: (-found[tag], tag)) for term, found in tags.items()}
    known = [term for term, used in users.items() if usual[term] in _TOPICAL and _is_widely_used(used)]
    return set(sorted(known, key=lambda term: (-len(users[term]), term))[:_MOST_TERMS])


def _is_widely_used(users: set[tuple[str, str]]) -> bool:
    in_policy = any(side == "policy" for side, _ in users)
    return len(users) >= (_FEWEST_DOCUMENTS if in_policy else FEWEST_PARTICIPANTS)


def _join(sentences: Sequence[Sentence], kept: Sequence[tuple[str, ...]]) -> list[Passage]:
    passages: list[Passage] = []
    for sentence, terms in zip(sentences, kept, strict=True):
        last = passages[-1] if passages else None
        if last and last.document_id == sentence.document_id and len(last.terms) < _PASSAGE_TERMS:
            segments = (*last.segments, sentence.segment_id)
            passages[-1] = last._replace(segments=segments, parts=(*last.parts, terms))
        else:
            passages.append(
                Passage(sentence.document_id, sentence.unit, sentence.side, (sentence.segment_id,), (terms,))
            )
    return passages


def _thin(passages: list[Passage], most: int = MOST_PASSAGES) -> tuple[list[Passage], int]:
    """At most about `most` passages, evenly from each document, and which of them were kept: every first, second …"""
    every = -(-len(passages) // most) or 1
    places: Counter[str] = Counter()
    kept = []
    for passage in passages:
        if places[passage.document_id] % every == 0:
            kept.append(passage)
        places[passage.document_id] += 1
    return kept, every


def _held(passages: Iterable[Passage]) -> Counter[str]:
    """In how many passages each term stands."""
    return Counter(term for passage in passages for term in set(passage.terms))


def _without(passage: Passage, terms: set[str]) -> Passage:
    parts = tuple(tuple(term for term in part if term not in terms) for part in passage.parts)
    return passage._replace(parts=parts)

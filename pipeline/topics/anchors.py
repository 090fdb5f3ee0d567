"""Seed words of codes: what the codebook's cues call a thing, where no other code calls it so.

Topics are drawn to seed words through the prior (Jagarlamudi, Daumé & Udupa 2012; Lu, Ott, Cardie & Tsou 2011). Only
the codebook file is asked: any study's codes can be anchors, and a codebook without cues gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.code.rules_cues import CONTEXTS, compile_words
from pipeline.codebook import Code, Codebook
from pipeline.topics.phrases import JOIN

# A word is a code's own when at least this share of its use in the cues of all codes is that code's.
_OWN = 0.5
_FEWEST_SEEDS, _MOST_SEEDS = 3, 8
# What only the company of many other words makes a sign is no seed.
_MOST_ELEMENTS = 2
_CONTEXT = re.compile(rf"^\[(?:{'|'.join(CONTEXTS)})\]\s*")


class Anchor(NamedTuple):
    """A code with its seeds: positions of terms in the vocabulary, the most distinctive first."""

    code: str
    seeds: tuple[int, ...]


def find_anchors(codebook: Codebook, terms: Sequence[str], present: np.ndarray, language: str = "en") -> list[Anchor]:
    """Codes with at least three seeds among `terms`; first those whose seeds meet in most passages.

    present: (passages, terms) whether a passage holds a term. Passages that hold two seeds or more are counted, less
    those that would if seeds were strewn at random; a code whose seeds meet no more often than that is left out.
    Ties keep the order of the codebook, so that the names of codes do not matter.
    """
    lines = _Lines(terms)
    classes = codebook.vocabulary.get(language, {})
    cues = [code.cues.get(language, ()) for code in codebook.codes]
    literal = np.array([lines.use(each, None) for each in cues]).reshape(-1, len(terms))
    every = np.array([lines.use(each, classes) for each in cues]).reshape(-1, len(terms)).sum(axis=0)
    own = np.divide(literal, every, out=np.zeros_like(literal), where=every > 0)
    found = [_anchor(*given) for given in zip(codebook.codes, literal, own, strict=True)]
    told = [(_meetings(anchor, present), anchor) for anchor in found if len(anchor.seeds) >= _FEWEST_SEEDS]
    return [anchor for more, anchor in sorted(told, key=lambda pair: -pair[0]) if more > 0]


def _anchor(code: Code, used: np.ndarray, own: np.ndarray) -> Anchor:
    order = np.argsort(-used * own, kind="stable")
    return Anchor(code.id, tuple(int(term) for term in order if used[term] > 0 and own[term] >= _OWN)[:_MOST_SEEDS])


def _meetings(anchor: Anchor, present: np.ndarray) -> float:
    seeds = present[:, list(anchor.seeds)]
    rate = seeds.mean(axis=0)
    nobody = np.prod(1 - rate)
    one = nobody * (rate / (1 - rate)).sum()
    return float((seeds.sum(axis=1) >= 2).sum() - len(seeds) * (1 - nobody - one))


class _Lines:
    """Terms as lines of one text, so that a cue's word is looked for in all of them at once."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.text = "\n" + "\n".join(f" {term.replace(JOIN, ' ')} " for term in terms) + "\n"
        starts = np.cumsum([1, *(len(term) + 3 for term in terms)])
        self.at = {int(start): position for position, start in enumerate(starts)}
        self.terms = len(terms)
        self._found: dict[tuple[str, bool], list[int]] = {}

    def use(self, cues: Sequence[str], classes: Mapping[str, str] | None) -> np.ndarray:
        """How much `cues` name each term (terms,): each cue counts one, shared among the words that it needs.

        Words of a vocabulary class ("@firm") say who takes part: they are counted only when `classes` are given.
        """
        use = np.zeros(self.terms)
        for cue in cues:
            elements = list(_elements(cue))
            if len(elements) <= _MOST_ELEMENTS:
                named = {term for element in elements for term in self._named(element, classes)}
                use[sorted(named)] += 1 / len(elements)
        return use

    def _named(self, element: str, classes: Mapping[str, str] | None) -> list[int]:
        key = (element, classes is None)
        if key not in self._found:
            words = [word for word in element.split("|") if word and (classes is not None or not word.startswith("@"))]
            self._found[key] = list(self._matches("|".join(words), classes or {})) if words else []
        return self._found[key]

    def _matches(self, words: str, classes: Mapping[str, str]) -> Iterator[int]:
        pattern = compile_words(words, classes).pattern
        for match in re.finditer(f"(?<=\n){pattern} (?=\n)", self.text):
            yield self.at[match.start()]


def _elements(cue: str) -> Iterator[str]:
    """Words of a cue that must be there: what it excludes, gaps and the names of roles are left out."""
    for condition in re.split("&+", _CONTEXT.sub("", cue)):
        words = condition.strip()
        if not words.startswith("!"):
            elements = (element for element in words.removeprefix("dep:").split() if element != "~")
            yield from (element.partition("=")[2] or element for element in elements)

"""What a topic is called, and which passages show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from pipeline.topics.bags import Bags
from pipeline.topics.phrases import JOIN

_LABEL_TERMS = 3
CANDIDATES = 20
_EXEMPLARS = 2  # of either side
_FEWEST_TERMS = 2


def frex(topics: np.ndarray, words: int = CANDIDATES) -> np.ndarray:
    """Frequency and exclusivity (topics, terms): harmonic mean of a term's ranks by either, both weighing the same.

    topics: (topics, terms) probabilities. Bischof & Airoldi 2012. Ranks are among the `words` most probable terms of a
    topic and NaN for others: among all terms, frequent ones would rank alike and rare exclusive ones would win.
    """
    exclusive = topics / topics.sum(axis=0)
    scores = np.full(topics.shape, np.nan)
    for row, topic, own in zip(scores, topics, exclusive, strict=True):
        best = np.argsort(-topic, kind="stable")[:words]
        row[best] = 2 / sum(len(best) / rankdata(each[best]) for each in (topic, own))
    return scores


def label(scores: np.ndarray, terms: Sequence[str]) -> str:
    """The three terms with the best FREX; scores: (terms,), NaN for terms that are not considered."""
    best = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable")[:_LABEL_TERMS]
    return ", ".join(terms[at].replace(JOIN, " ") for at in best)


def exemplars(topic: int, shares: np.ndarray, exclusive: np.ndarray, bags: Bags, side: str) -> list[str]:
    """Segments that show a topic best, one to a document of `side`, from passages that speak mainly of it.

    shares: (passages, topics). exclusive: (terms,) how much of a term's use is the topic's. The best segment holds most
    terms that are the topic's more than other topics'. A side that never speaks mainly of the topic has none.
    """
    number = {term: at for at, term in enumerate(bags.terms)}
    own = exclusive - 1 / shares.shape[1]
    told = [
        (sum(float(own[number[term]]) for term in set(part)), passage.document_id, segment)
        for passage, leading in zip(bags.passages, shares.argmax(axis=1) == topic, strict=True)
        for segment, part in zip(passage.segments, passage.parts, strict=True)
        if leading and passage.side == side and len(set(part)) >= _FEWEST_TERMS
    ]
    chosen: dict[str, str] = {}
    for _, document, segment in sorted(told, key=lambda row: (-row[0], row[2])):
        if len(chosen) < _EXEMPLARS:
            chosen.setdefault(document, segment)
    return list(chosen.values())

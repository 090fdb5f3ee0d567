"""Word intrusion: which of six words does not belong? Readers who find it understand the topic (Chang et al. 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.topics.coherence import TOP, top_terms

_WORDS = 5  # of the topic, beside the intruder
_ITEMS = 2  # of each topic


class Item(NamedTuple):
    """Six words in the order in which a reader sees them, and what the reader does not: topic (from 0) and answer."""

    words: tuple[str, ...]
    topic: int
    intruder: str


def make_items(topics: np.ndarray, terms: Sequence[str], seed: int) -> list[Item]:
    """Items for a reader, in an order that does not tell their topics; topics: (topics, terms) probabilities.

    The intruder is among the top words of another topic and among the less probable half of this one's. A topic that
    no such word exists for has no item.
    """
    rng = np.random.default_rng(seed)
    top = top_terms(topics, TOP)
    items = [item for topic in range(len(topics)) for item in _items(topic, topics, top, terms, rng)]
    return [items[at] for at in rng.permutation(len(items))]


def _items(
    topic: int, topics: np.ndarray, top: Sequence[list[int]], terms: Sequence[str], rng: np.random.Generator
) -> list[Item]:
    unlikely = topics[topic] <= np.median(topics[topic])
    foreign = sorted({word for other in top for word in other if unlikely[word]} - set(top[topic]))
    own = rng.permutation(top[topic])
    sets = [own[start : start + _WORDS] for start in range(0, _ITEMS * _WORDS, _WORDS)]
    whole = [words for words in sets if len(words) == _WORDS]
    intruders = rng.permutation(foreign)[: len(whole)]
    items = []
    for words, intruder in zip(whole, intruders, strict=False):
        shown = rng.permutation([*words, intruder])
        items.append(Item(tuple(terms[int(word)] for word in shown), topic, terms[int(intruder)]))
    return items

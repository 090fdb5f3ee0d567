"""How well the top words of topics go together, and how alike two models' topics are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

TOP = 10
_EPSILON = 1e-12  # keeps words that never meet apart from undefined; gensim's value

Words = list[int]


def top_terms(topics: np.ndarray, words: int = TOP) -> list[Words]:
    """The `words` most probable terms of each topic; topics: (topics, terms)."""
    return [np.argsort(-row, kind="stable")[:words].tolist() for row in topics]


class Coherence:
    """c_v of sets of terms (Röder, Both & Hinneburg 2015), over passages taken as the windows.

    The same numbers as gensim's `CoherenceModel` with "c_v" gives, whose window of 110 words no passage fills; terms
    are counted together once here for hundreds of models, where gensim counts anew for each topic.
    """

    def __init__(self, counts: np.ndarray) -> None:
        """counts: (passages, terms)."""
        present = (counts > 0).astype(float)
        self._both = present.T @ present / len(present)

    def of(self, words: Sequence[int]) -> float:
        """Mean over the words of the cosine between a word's associations with all words and those of them together.

        NaN where an association is not defined for any word.
        """
        both = self._both[np.ix_(words, words)]
        single = np.diag(both)
        # Normalised pointwise mutual information; a word has all of it with itself.
        association = np.log((both + _EPSILON) / np.outer(single, single)) / -np.log(both + _EPSILON)
        together = association.sum(axis=0)
        lengths = np.linalg.norm(association, axis=1) * np.linalg.norm(together)
        with np.errstate(invalid="ignore", divide="ignore"):
            return float((association @ together / lengths).mean())


def matched_overlap(reference: Sequence[Words], other: Sequence[Words]) -> np.ndarray:
    """Jaccard overlap of each topic of `reference` with its match in `other` (topics,).

    Topics are matched one to one so that the sum of overlaps is greatest (Kuhn 1955).
    """
    size = 1 + max(term for words in (*reference, *other) for term in words)
    first, second = _held(reference, size), _held(other, size)
    shared = first @ second.T
    union = first.sum(axis=1)[:, None] + second.sum(axis=1)[None, :] - shared
    overlap = shared / union
    rows, columns = linear_sum_assignment(-overlap)
    matched = np.zeros(len(first))
    matched[rows] = overlap[rows, columns]
    return matched


def _held(topics: Sequence[Words], size: int) -> np.ndarray:
    held = np.zeros((len(topics), size))
    for row, words in zip(held, topics, strict=True):
        row[words] = 1
    return held

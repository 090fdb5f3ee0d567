"""Held-out perplexity: a side note, for it prefers topics that readers find worse (Chang et al. 2009)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.topics.anchors import Anchor
from pipeline.topics.bags import Bags, as_bag
from pipeline.topics.model import at_most, fit_model, mixtures

_HELD_OUT = 5  # every fifth document


def held_out_perplexity(bags: Bags, topics: int, anchors: Sequence[Anchor], seed: int) -> float | None:
    """exp of minus the mean log-likelihood of words of documents that the model did not see, by document completion.

    Of each passage of every fifth document, every other term tells the mixture and the rest is scored (Wallach,
    Murray, Salakhutdinov & Mimno 2009). None where nothing is left to score.
    """
    documents = sorted({passage.document_id for passage in bags.passages})
    held = set(documents[_HELD_OUT - 1 :: _HELD_OUT])
    unseen = np.array([passage.document_id in held for passage in bags.passages])
    shown, scored = _halves(bags.counts[unseen])
    told = (shown.sum(axis=1) > 0) & (scored.sum(axis=1) > 0)
    if not told.any():
        return None
    model = fit_model(bags, topics, anchors, seed, at_most(np.flatnonzero(~unseen), seed))
    expected = mixtures(model, [as_bag(row) for row in shown[told]]) @ model.get_topics()
    return float(np.exp(-(scored[told] * np.log(expected)).sum() / scored[told].sum()))


def _halves(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counts (passages, terms) in two: every other term that a passage holds, and the others."""
    place = np.cumsum(counts > 0, axis=1) % 2
    return counts * (place == 1), counts * (place == 0)

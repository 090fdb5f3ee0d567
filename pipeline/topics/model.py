"""One topic model: latent Dirichlet allocation by gensim, drawn to the codebook's words by its prior.

Blei, Ng & Jordan 2003, fitted by online variational inference (Hoffman, Blei & Bach 2010). Free topics start from a
non-negative factorisation of what the anchors leave, as spectral starts do elsewhere (Roberts, Stewart & Tingley
2016): from random starts, models of a few hundred passages agree with each other hardly more than by chance.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from gensim.matutils import dirichlet_expectation
from gensim.models import LdaModel
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from pipeline.topics.anchors import Anchor
from pipeline.topics.bags import Bag, Bags

_ALPHA = 0.05  # passages are short: few topics each
_ETA = 0.05
# A seed word weighs in the prior of its topic as much as three in ten of its occurrences in the text.
_SEED_WEIGHT = 0.3
_PASSES, _ITERATIONS, _GAMMA_THRESHOLD = 2, 8, 0.01  # more passes make topics less coherent and less stable
_START_ITERATIONS = 100
# Each seed leaves out a tenth of the documents; of a large corpus it takes this many passages.
_LEFT_OUT = 0.1
_MOST_PASSAGES = 400


def fit_model(bags: Bags, topics: int, anchors: Sequence[Anchor], seed: int, rows: np.ndarray) -> LdaModel:
    """A model of the passages `rows` with `topics` topics, the first of them the `anchors` in their order."""
    eta = _prior(bags, topics, anchors)
    model = LdaModel(
        id2word=bags.dictionary,
        num_topics=topics,
        random_state=seed,
        passes=_PASSES,
        chunksize=_MOST_PASSAGES,
        alpha=_ALPHA,
        eta=eta,
        eval_every=None,
        iterations=_ITERATIONS,
        gamma_threshold=_GAMMA_THRESHOLD,
        dtype=np.float64,
    )
    model.state.sstats[...] = _start(bags.weighted[rows], topics, anchors, seed)
    model.expElogbeta[...] = np.exp(dirichlet_expectation(model.state.get_lambda()))
    with _without_advice():
        model.update(bags.corpus(rows))
    return model


@contextmanager
def _without_advice() -> Iterator[None]:
    """Gensim warns of fewer than ten updates; here the number of passes was measured."""
    logger = logging.getLogger("gensim.models.ldamodel")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def sample_rows(bags: Bags, seed: int) -> np.ndarray:
    """Passages of nine tenths of the documents of either side, drawn by `seed`; at most 400 of them."""
    rng = np.random.default_rng(seed)
    left_out: set[str] = set()
    for side in ("policy", "practice"):
        documents = sorted({passage.document_id for passage in bags.passages if passage.side == side})
        drawn = rng.permutation(len(documents))[: round(_LEFT_OUT * len(documents))]
        left_out |= {documents[at] for at in drawn}
    return at_most(np.flatnonzero([passage.document_id not in left_out for passage in bags.passages]), seed)


def at_most(rows: np.ndarray, seed: int) -> np.ndarray:
    """The rows, or 400 of them drawn by `seed`, in their order."""
    if len(rows) <= _MOST_PASSAGES:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, _MOST_PASSAGES, replace=False))


def mixtures(model: LdaModel, corpus: Sequence[Bag]) -> np.ndarray:
    """Topic shares of each passage (passages, topics)."""
    # Inference starts at random numbers of the model's own generator: set back, so that order does not matter.
    model.random_state = np.random.RandomState(0)
    gamma, _ = model.inference(corpus)
    return gamma / gamma.sum(axis=1, keepdims=True)


def _prior(bags: Bags, topics: int, anchors: Sequence[Anchor]) -> np.ndarray:
    """Pseudo-counts of each term in each topic (topics, terms)."""
    eta = np.full((topics, len(bags.dictionary)), _ETA)
    used = bags.weighted.sum(axis=0)
    for row, anchor in zip(eta, anchors, strict=False):
        row[list(anchor.seeds)] += _SEED_WEIGHT * used[list(anchor.seeds)]
    return eta


def _start(weighted: np.ndarray, topics: int, anchors: Sequence[Anchor], seed: int) -> np.ndarray:
    """Counts with which fitting begins (topics, terms).

    An anchored topic begins as the passages that hold its seeds, a free one as a factor of what no anchor names.
    """
    start = np.zeros((topics, weighted.shape[1]))
    rest = weighted.copy()
    for topic, anchor in enumerate(anchors):
        start[topic] = weighted[:, list(anchor.seeds)].sum(axis=1) @ weighted
        rest[:, list(anchor.seeds)] = 0
    if topics > len(anchors):
        start[len(anchors) :] = _factors(normalize(rest), topics - len(anchors), seed)
    start += 1e-6  # a sample may hold no seed of an anchor
    return start * (weighted.sum() / topics / start.sum(axis=1, keepdims=True))


def _factors(rest: np.ndarray, free: int, seed: int) -> np.ndarray:
    # A factorisation by singular vectors needs as many of them as it has factors.
    how = "nndsvdar" if free <= min(rest.shape) else "random"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a start need not be the optimum
        factors = NMF(free, init=how, random_state=seed, max_iter=_START_ITERATIONS).fit(rest).components_
    return factors

"""Topic models: how many topics, how stable they are, where each is spoken of.

Latent Dirichlet allocation (Blei, Ng & Jordan 2003) by gensim; coherence c_v (Röder, Both & Hinneburg 2015); labels
by frequent and exclusive words (Bischof & Airoldi 2012). One process and explicit seeds: the same bytes each time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from gensim.corpora import Dictionary
from gensim.models import CoherenceModel, LdaModel
from scipy.optimize import linear_sum_assignment
from scipy.stats import ttest_ind

from pipeline.settings import StudySettings
from pipeline.tables import TOPICS
from pipeline.topics.words import Passage, read_passages

_TERMS = 10
_PASSES = 8
_CANDIDATES = 2  # numbers of topics, best by coherence, whose stability is measured
_FEWEST_PASSAGES = 20


class Bags(NamedTuple):
    """Passages as gensim sees them."""

    passages: list[Passage]
    dictionary: Dictionary
    corpus: list[list[tuple[int, int]]]


def fit_topics(
    segments: pl.DataFrame,
    documents: pl.DataFrame,
    codings: pl.DataFrame,
    codebook: object,
    settings: StudySettings,
) -> pl.DataFrame:
    """Topics with coherence, stability over `settings.topic_seeds` seeds and prevalence per side (table TOPICS).

    The number of topics is the one with the best sum of coherence and stability among the most coherent numbers.
    An empty table comes back when there are fewer than 20 passages: no topic can be told from so little.
    """
    bags = _bags(read_passages(segments, documents, settings.english_model))
    if bags is None:
        return TOPICS.empty()
    model, stability = _choose(bags, settings)
    mixtures = _mixtures(model, bags)
    coherence = _coherence(model, bags)
    rows = [_row(topic, model, bags, mixtures, coherence[topic], stability[topic]) for topic in range(model.num_topics)]
    return TOPICS.frame(rows)


def _bags(passages: list[Passage]) -> Bags | None:
    if len(passages) < _FEWEST_PASSAGES:
        return None
    dictionary = Dictionary([passage.words for passage in passages])
    dictionary.filter_extremes(no_below=3, no_above=0.6)
    if not len(dictionary):
        return None
    dictionary.compactify()
    return Bags(passages, dictionary, [dictionary.doc2bow(passage.words) for passage in passages])


def _fit(bags: Bags, topics: int, seed: int) -> LdaModel:
    return LdaModel(
        bags.corpus,
        id2word=bags.dictionary,
        num_topics=topics,
        random_state=seed,
        passes=_PASSES,
        chunksize=256,
        alpha="asymmetric",
        eta="symmetric",
        eval_every=None,
        dtype=np.float64,
    )


def _choose(bags: Bags, settings: StudySettings) -> tuple[LdaModel, np.ndarray]:
    numbers = range(settings.topics_from, max(settings.topics_from, settings.topics_to) + 1, 2)
    models = {number: _fit(bags, number, settings.seed) for number in numbers}
    coherent = sorted(numbers, key=lambda number: (-float(np.mean(_coherence(models[number], bags))), number))
    best: tuple[float, LdaModel, np.ndarray] | None = None
    for number in sorted(coherent[:_CANDIDATES]):
        stability = _stability(models[number], bags, settings)
        score = float(np.mean(_coherence(models[number], bags)) + np.mean(stability))
        if best is None or score > best[0]:
            best = (score, models[number], stability)
    assert best is not None
    return best[1], best[2]


def _coherence(model: LdaModel, bags: Bags) -> list[float]:
    texts = [list(passage.words) for passage in bags.passages]
    measured = CoherenceModel(model=model, texts=texts, dictionary=bags.dictionary, coherence="c_v", processes=1)
    return [float(value) for value in measured.get_coherence_per_topic()]


def _top(model: LdaModel) -> list[set[int]]:
    return [set(np.argsort(-row, kind="stable")[:_TERMS].tolist()) for row in model.get_topics()]


def _stability(model: LdaModel, bags: Bags, settings: StudySettings) -> np.ndarray:
    """Mean Jaccard overlap of each topic's top terms with its match in models of other seeds (topics,)."""
    own = _top(model)
    overlaps = []
    for step in range(1, settings.topic_seeds):
        other = _top(_fit(bags, model.num_topics, settings.seed + step))
        jaccard = np.array([[len(a & b) / len(a | b) for b in other] for a in own])
        rows, columns = linear_sum_assignment(-jaccard)
        overlaps.append(jaccard[rows, columns])
    return np.mean(overlaps, axis=0)


def _mixtures(model: LdaModel, bags: Bags) -> np.ndarray:
    """Topic shares of each passage (passages, topics)."""
    gamma, _ = model.inference(bags.corpus)
    return gamma / gamma.sum(axis=1, keepdims=True)


def _document_means(mixture: np.ndarray, bags: Bags) -> dict[str, np.ndarray]:
    """Share of a topic in each document, passages weighted by length; one array per side."""
    shares: dict[str, dict[str, tuple[float, float]]] = {"policy": {}, "practice": {}}
    for share, passage in zip(mixture, bags.passages, strict=True):
        total, words = shares[passage.side].get(passage.document_id, (0.0, 0.0))
        size = len(passage.words)
        shares[passage.side][passage.document_id] = (total + share * size, words + size)
    return {
        side: np.array([total / words for _, (total, words) in sorted(found.items())]) for side, found in shares.items()
    }


def _row(
    topic: int, model: LdaModel, bags: Bags, mixtures: np.ndarray, coherence: float, stability: float
) -> dict[str, object]:
    means = _document_means(mixtures[:, topic], bags)
    policy, practice = means["policy"], means["practice"]
    low = high = difference = None
    if len(policy) and len(practice):
        difference = float(policy.mean() - practice.mean())
    if len(policy) > 1 and len(practice) > 1:
        interval = ttest_ind(policy, practice, equal_var=False).confidence_interval(0.95)
        low, high = float(interval.low), float(interval.high)
    terms = [word for word, _ in model.show_topic(topic, _TERMS)]
    return {
        "topic_id": topic + 1,
        "label": ", ".join(_frequent_exclusive(model, topic)),
        "terms": " ".join(terms),
        "coherence": coherence,
        "stability": float(stability),
        "prevalence_policy": float(policy.mean()) if len(policy) else None,
        "prevalence_practice": float(practice.mean()) if len(practice) else None,
        "difference": difference,
        "low": low,
        "high": high,
        "exemplars": ";".join(_exemplars(mixtures[:, topic], bags)),
    }


def _frequent_exclusive(model: LdaModel, topic: int, words: int = 3) -> list[str]:
    terms = model.get_topics()
    frequency = terms[topic].argsort(kind="stable").argsort(kind="stable") / terms.shape[1]
    exclusive = (terms[topic] / terms.sum(axis=0)).argsort(kind="stable").argsort(kind="stable") / terms.shape[1]
    with np.errstate(divide="ignore"):
        score = 2 / (1 / np.maximum(frequency, 1e-12) + 1 / np.maximum(exclusive, 1e-12))
    return [model.id2word[int(index)] for index in np.argsort(-score, kind="stable")[:words]]


def _exemplars(mixture: np.ndarray, bags: Bags, passages: int = 2) -> list[str]:
    order = np.argsort(-mixture, kind="stable")[:passages]
    return [bags.passages[int(index)].segments[0] for index in order]

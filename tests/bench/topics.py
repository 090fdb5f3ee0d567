"""Topics beside scikit-learn's NMF on the same passages: coherence, stability over seeds, and seconds as a ratio.

python -m tests.bench.topics [TOPICS]    default: as many topics as the demonstration study takes

Every model has the same documents left out for the same seed; models take turns, so that a busy machine slows all of
them alike. Coherence is c_v of the ten best terms; stability the Jaccard overlap with the matched topics of a model of
all passages. "By chance" is the same on the same passages with their terms dealt anew.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from gensim.models import LdaModel
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from pipeline.settings import StudySettings
from pipeline.stages import STAGES, Study, run_stage
from pipeline.topics.anchors import Anchor, find_anchors
from pipeline.topics.bags import Bags, as_bag, deal_anew, make_bags
from pipeline.topics.coherence import Coherence, matched_overlap, top_terms
from pipeline.topics.model import fit_model, sample_rows
from pipeline.topics.words import read_sentences

SEEDS, CHANCE_SEEDS, TOPICS = 20, 4, 12
OURS = "LDA, anchored (this project)"
Fit = Callable[[Bags, int, int, np.ndarray], np.ndarray]


def read(study: Study) -> tuple[Bags, list[Anchor]]:
    """Bags and anchors of the demonstration corpus."""
    tables: dict = {}
    for stage in STAGES[:2]:
        tables |= run_stage(stage, study, tables)
    bags = make_bags(read_sentences(tables["segments"], tables["documents"], None))
    assert bags is not None
    return bags, find_anchors(study.codebook, bags.terms, bags.counts > 0)


def models(anchors: list[Anchor]) -> dict[str, Fit]:
    """Fitting functions by name; each returns weights (topics, terms)."""

    def lda(anchored: float) -> Fit:
        def fit(bags: Bags, topics: int, seed: int, rows: np.ndarray) -> np.ndarray:
            return fit_model(bags, topics, anchors[: int(topics * anchored)], seed, rows).get_topics()

        return fit

    def plain(bags: Bags, topics: int, seed: int, rows: np.ndarray) -> np.ndarray:
        corpus = [as_bag(bags.counts[row]) for row in rows]
        return LdaModel(
            corpus, id2word=bags.dictionary, num_topics=topics, random_state=seed, passes=4, eval_every=None
        ).get_topics()

    def nmf(start: str) -> Fit:
        def fit(bags: Bags, topics: int, seed: int, rows: np.ndarray) -> np.ndarray:
            return NMF(topics, init=start, random_state=seed).fit(normalize(bags.weighted[rows])).components_

        return fit

    return {
        OURS: lda(0.5),
        "LDA, all free, same start": lda(0.0),
        "gensim LdaModel, plain counts": plain,
        "scikit-learn NMF, nndsvda": nmf("nndsvda"),
        "scikit-learn NMF, random": nmf("random"),
    }


def compare(bags: Bags, fits: dict[str, Fit], topics: int, seeds: int) -> dict[str, tuple[float, float, float]]:
    """Mean c_v, mean stability, and seconds for one model, by name."""
    coherence = Coherence(bags.counts)
    every = np.arange(len(bags.passages))
    reference = {name: top_terms(fit(bags, topics, 0, every)) for name, fit in fits.items()}
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in fits}
    for seed in range(1, seeds + 1):
        rows = sample_rows(bags, seed)
        for name, fit in fits.items():
            start = time.perf_counter()
            weights = fit(bags, topics, seed, rows)
            seconds = time.perf_counter() - start
            top = top_terms(weights)
            coherent = float(np.nanmean([coherence.of(words) for words in top]))
            found[name].append((coherent, float(matched_overlap(reference[name], top).mean()), seconds))
    return {name: tuple(np.mean(rows, axis=0).tolist()) for name, rows in found.items()}


def main() -> None:
    """Print one line per model; the last column is its seconds as a share of this project's model's."""
    topics = int(sys.argv[1]) if len(sys.argv) > 1 else TOPICS
    warnings.simplefilter("ignore", ConvergenceWarning)
    with threadpool_limits(limits=1):
        bags, anchors = read(Study(StudySettings()))
        fits = models(anchors)
        told = compare(bags, fits, topics, SEEDS)
        chance = compare(deal_anew(bags, 1), fits, topics, CHANCE_SEEDS)
    print(f"{len(bags.passages)} passages, {len(bags.terms)} terms, {topics} topics, {SEEDS} seeds")
    print(f"{'model':32} {'c_v':>6} {'chance':>7} {'stable':>7} {'chance':>7} {'s/model':>8} {'ratio':>6}")
    for name, (coherent, stable, seconds) in told.items():
        by_chance = chance[name]
        print(
            f"{name:32} {coherent:6.3f} {by_chance[0]:7.3f} {stable:7.3f} {by_chance[1]:7.3f} {seconds:8.3f} "
            f"{seconds / told[OURS][2]:6.2f}"
        )


if __name__ == "__main__":
    main()

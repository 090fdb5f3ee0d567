"""How many topics: by how coherent the topics of a number are, and how surely they come back, beyond chance.

Stability after Greene, O'Callaghan & Cunningham (2014): a reference model of all passages against models that each
have a seed of their own, for their random start and for the tenth of the documents that they do not see. Few topics,
and topics held in place by anchors, agree in any text; so both measures are taken again on the same passages with their
terms dealt anew, and what is beyond that counts, as in kappa.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from gensim.models import LdaModel

from pipeline.topics.anchors import Anchor
from pipeline.topics.bags import Bags, deal_anew
from pipeline.topics.coherence import Coherence, Words, matched_overlap, top_terms
from pipeline.topics.model import at_most, fit_model, sample_rows
from pipeline.topics.perplexity import held_out_perplexity

# More topics than this ask for more than so few passages or terms can tell apart.
_PASSAGES_PER_TOPIC, _TERMS_PER_TOPIC = 5, 5
_STEP = 2
# Half of the topics, at most, are told what to be about.
_ANCHORED = 0.5
_CHANCE_SEEDS = 4


class Measured(NamedTuple):
    """A reference model with c_v of its topics (topics,), each topic's overlap with its match in the model of each
    seed (seeds, topics), and the mean c_v of each seed's model (seeds,)."""

    model: LdaModel
    coherence: np.ndarray
    overlaps: np.ndarray
    coherences: np.ndarray

    @property
    def diversity(self) -> float:
        """Different terms among the top terms of the reference model's topics, as a share (Dieng, Ruiz & Blei 2020): a
        topic that is found twice is coherent and stable, and tells nothing new."""
        top = top_terms(self.model.get_topics())
        return len({term for words in top for term in words}) / sum(len(words) for words in top)

    @property
    def stability(self) -> np.ndarray:
        """Mean overlap of each topic over seeds (topics,)."""
        return self.overlaps.mean(axis=0)


class Candidate(NamedTuple):
    """One number of topics: what was measured on the text, by chance, and on documents held out."""

    measured: Measured
    chance: Measured
    anchors: list[Anchor]
    perplexity: float | None

    @property
    def topics(self) -> int:
        return int(self.measured.model.num_topics)

    @property
    def free_stability(self) -> float | None:
        """Stability of the topics that no anchor holds in place; None when there are none."""
        free = self.measured.stability[len(self.anchors) :]
        return float(free.mean()) if len(free) else None

    @property
    def scores(self) -> np.ndarray:
        """Geometric mean, for each seed (seeds,), of coherence and stability beyond chance, times diversity: neither
        makes up for a lack of the other, nor for topics that repeat each other."""
        stable = _beyond(self.measured.overlaps.mean(axis=1), self.chance.overlaps.mean())
        coherent = _beyond(self.measured.coherences, np.nanmean(self.chance.coherences))
        return np.nan_to_num(np.sqrt(stable * coherent)) * self.measured.diversity

    @property
    def score(self) -> float:
        return float(self.scores.mean())


def numbers_to_try(bags: Bags, least: int, most: int) -> list[int]:
    """Numbers of topics from `least` to `most`, in steps of two, that passages and terms are enough for."""
    bound = min(len(bags.passages) // _PASSAGES_PER_TOPIC, len(bags.dictionary) // _TERMS_PER_TOPIC)
    return [number for number in range(least, max(least, most) + 1, _STEP) if number <= bound]


def measure_number(bags: Bags, topics: int, anchors: Sequence[Anchor], seed: int, seeds: int) -> Candidate:
    """`topics` topics measured over `seeds` seeds; the first anchors, for at most half of the topics, are used."""
    kept = list(anchors[: int(topics * _ANCHORED)])
    return Candidate(
        _measure(bags, topics, kept, seed, seeds),
        _measure(deal_anew(bags, seed), topics, kept, seed, min(seeds, _CHANCE_SEEDS)),
        kept,
        held_out_perplexity(bags, topics, kept, seed),
    )


def choose(candidates: Sequence[Candidate]) -> Candidate:
    """The most topics whose score is within one standard error, over seeds, of the best: as much detail as the text
    bears (the one-standard-error rule of Breiman, Friedman, Olshen & Stone 1984, where detail is what is wanted)."""
    best = max(candidates, key=lambda candidate: (candidate.score, -candidate.topics))
    error = float(best.scores.std(ddof=1) / np.sqrt(len(best.scores)))
    near = [candidate for candidate in candidates if candidate.score >= best.score - error]
    return max(near, key=lambda candidate: candidate.topics)


def _measure(bags: Bags, topics: int, anchors: Sequence[Anchor], seed: int, seeds: int) -> Measured:
    model = fit_model(bags, topics, anchors, seed, at_most(np.arange(len(bags.passages)), seed))
    reference = top_terms(model.get_topics())
    others = [
        top_terms(fit_model(bags, topics, anchors, other, sample_rows(bags, other)).get_topics())
        for other in range(seed + 1, seed + 1 + seeds)
    ]
    coherence = Coherence(bags.counts)
    return Measured(
        model,
        _coherences(coherence, reference),
        np.array([matched_overlap(reference, other) for other in others]),
        np.array([np.nanmean(_coherences(coherence, other)) for other in others]),
    )


def _coherences(coherence: Coherence, topics: Sequence[Words]) -> np.ndarray:
    return np.array([coherence.of(words) for words in topics])


def _beyond(value: np.ndarray, chance: float) -> np.ndarray:
    return np.clip((value - chance) / (1 - chance), 0, None) if chance < 1 else np.zeros_like(value)

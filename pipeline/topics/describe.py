"""Rows of the tables: what is said of each topic of the chosen model, and of each number of topics tried."""

from __future__ import annotations

import numpy as np

from pipeline.topics.bags import FEWEST_PARTICIPANTS, Bags
from pipeline.topics.choice import Candidate
from pipeline.topics.coherence import TOP
from pipeline.topics.labels import CANDIDATES, exemplars, frex, label
from pipeline.topics.model import mixtures
from pipeline.topics.prevalence import difference, is_withheld, measure_side, unit_shares

_WITHHELD = f"practice withheld: fewer than {FEWEST_PARTICIPANTS} participants"
_ALIKE_BY_CHANCE = "no more stable than topics of the same words dealt anew"
# With fewer documents than this, intervals over them must be read with care (Cameron, Gelbach & Miller 2008).
_FEW = 11


def topic_rows(chosen: Candidate, bags: Bags) -> list[dict[str, object]]:
    """Rows of TOPICS, anchored topics first."""
    topics = chosen.measured.model.get_topics()
    shares = mixtures(chosen.measured.model, bags.corpus())
    scores = frex(topics)
    exclusive = topics / topics.sum(axis=0)
    return [
        {
            "topic_id": topic + 1,
            "label": label(scores[topic], bags.terms),
            "terms": " ".join(bags.terms[at] for at in np.argsort(-topics[topic], kind="stable")[:TOP]),
            "coherence": float(chosen.measured.coherence[topic]),
            "stability": float(chosen.measured.stability[topic]),
            "anchor": chosen.anchors[topic].code if topic < len(chosen.anchors) else None,
            **_prevalence(topic, shares, exclusive[topic], bags, _stability_note(chosen, topic)),
        }
        for topic in range(len(topics))
    ]


def _prevalence(
    topic: int, shares: np.ndarray, exclusive: np.ndarray, bags: Bags, note: str | None
) -> dict[str, object]:
    """shares: (passages, topics). exclusive: (terms,) how much of a term's use is the topic's."""
    found = {side: unit_shares(shares[:, topic], bags, side) for side in ("policy", "practice")}
    hidden = is_withheld("practice", len(found["practice"]))
    policy, practice = measure_side(found["policy"]), measure_side(found["practice"], withheld=hidden)
    apart, (low, high) = difference(policy, practice)
    few = [side for side, units in found.items() if 0 < len(units) < _FEW and not (hidden and side == "practice")]
    notes = [_WITHHELD if hidden else None, note, *(f"few documents: {side}" for side in few)]
    sides = ("policy",) if hidden else ("policy", "practice")
    return {
        "prevalence_policy": policy.mean,
        "prevalence_practice": practice.mean,
        "difference": apart,
        "low": low,
        "high": high,
        "low_policy": policy.interval[0],
        "high_policy": policy.interval[1],
        "low_practice": practice.interval[0],
        "high_practice": practice.interval[1],
        "policy_documents": len(policy.shares),
        "participants": len(practice.shares),
        "exemplars": ";".join(name for side in sides for name in exemplars(topic, shares, exclusive, bags, side))
        or None,
        "note": "; ".join(part for part in notes if part) or None,
    }


def _stability_note(chosen: Candidate, topic: int) -> str | None:
    """Anchored topics are held against anchored topics of dealt words, free ones against free ones."""
    free = slice(len(chosen.anchors), None)
    among = free if topic >= len(chosen.anchors) else slice(None, len(chosen.anchors))
    chance = float(chosen.chance.stability[among].mean())
    return _ALIKE_BY_CHANCE if chosen.measured.stability[topic] <= chance else None


def word_rows(chosen: Candidate, bags: Bags) -> list[dict[str, object]]:
    """Rows of TOPIC_WORDS: the 20 most probable terms of each topic."""
    topics = chosen.measured.model.get_topics()
    scores = frex(topics)
    seeds = [set(anchor.seeds) for anchor in chosen.anchors] + [set()] * (len(topics) - len(chosen.anchors))
    return [
        {
            "topic_id": topic + 1,
            "rank": rank,
            "term": bags.terms[at],
            "probability": float(topics[topic, at]),
            "frex": float(scores[topic, at]),
            "seed": int(at) in seeds[topic],
        }
        for topic in range(len(topics))
        for rank, at in enumerate(np.argsort(-topics[topic], kind="stable")[:CANDIDATES], start=1)
    ]


def choice_row(candidate: Candidate, chosen: bool) -> dict[str, object]:
    """Row of TOPIC_CHOICE."""
    measured, chance = candidate.measured, candidate.chance
    stabilities = measured.overlaps.mean(axis=1)
    return {
        "topics": candidate.topics,
        "anchored": len(candidate.anchors),
        "seeds": len(stabilities),
        "coherence": float(measured.coherences.mean()),
        "coherence_low": float(measured.coherences.min()),
        "coherence_high": float(measured.coherences.max()),
        "coherence_chance": float(chance.coherences.mean()),
        "stability": float(stabilities.mean()),
        "stability_low": float(stabilities.min()),
        "stability_high": float(stabilities.max()),
        "stability_free": candidate.free_stability,
        "stability_chance": float(chance.overlaps.mean()),
        "diversity": measured.diversity,
        "score": candidate.score,
        "perplexity": candidate.perplexity,
        "chosen": chosen,
    }

"""Coverage of the index's other measures: governance gap, unmet emphasis, specificity; false alarms of divergence.

Codes exclude each other here (Dirichlet documents), which is another kind of world than `pipeline.simulate.worlds`
draws for single codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from pipeline.gap.delivery import unmet_index
from pipeline.gap.divergence import divergence
from pipeline.gap.intervals import LEVEL, Interval, difference_interval, mean_interval
from pipeline.gap.moments import moments
from pipeline.simulate.worlds import World, draw, draw_exclusive, draw_sizes, strata

OURS = "moderated score"
# Median and log-spread of coded segments: policy documents are longer than interviews.
POLICY_SEGMENTS, PRACTICE_SEGMENTS = (60.0, 0.6), (35.0, 0.4)
SPREAD = 0.05
# Three configurations in policy and in practice; the measure is the gap of the first.
GOVERNANCE = (((0.40, 0.25, 0.35), (0.75, 0.10, 0.15)), ((0.10, 0.30, 0.60), (0.10, 0.60, 0.30)))
# Codes of a dimension and median claims of a participant: as in the study, and thinly spoken of.
UNMET = ((2, 5.0), (3, 3.0), (10, 12.0), (15, 6.0))
ESTABLISHED_SPREAD = 0.1
# Shares of intended claims with a target, a deadline, a named body, a budget; about forty such claims a document.
PARTS, CLAIMS = (0.13, 0.15, 0.45, 0.02), (40.0, 0.6)
PERMUTATIONS, ALPHA, CODES = 199, 0.05, 10


def governance_coverage(
    policies: int, participants: int, count: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Rows of the gap of one of three codes that exclude each other."""
    for policy, practice in GOVERNANCE:
        sizes = [
            draw_sizes(POLICY_SEGMENTS, policies, count, rng),
            draw_sizes(PRACTICE_SEGMENTS, participants, count, rng),
        ]
        counts = [draw_exclusive(mean, SPREAD, of, rng) for mean, of in zip((policy, practice), sizes, strict=True)]
        shares = [of / size[..., None] for of, size in zip(counts, sizes, strict=True)]
        two = moments(shares[1], sizes[1], strata(participants))
        interval = difference_interval(moments(shares[0], sizes[0]), two)
        kept = held(interval, np.array(policy) - np.array(practice))[:, 0]
        name = f"governance gap {policy[0]:.2f} - {practice[0]:.2f}"
        yield row("three codes that exclude each other", name, OURS, (policies, participants), kept)


def specificity_coverage(
    policies: int, participants: int, count: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Rows of the mean over policy documents of the share of intended claims with each part."""
    drawn = draw(World(PARTS, SPREAD, segments=CLAIMS), policies, count, rng)
    interval = mean_interval(moments(drawn.shares, drawn.sizes))
    for at, part in enumerate(PARTS):
        kept = held(interval, np.array(PARTS))[:, at]
        yield row("parts of intended claims", f"specificity {part:.2f}", OURS, (policies, participants), kept)


def unmet_coverage(policies: int, participants: int, count: int, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Rows of unmet emphasis, for dimensions of few and of many codes."""
    for codes, claims in UNMET:
        falling = 1 / np.arange(1, codes + 1)
        policy, practice = falling / falling.sum(), np.roll(falling, codes // 2) / falling.sum()
        delivered = np.linspace(0.2, 0.8, codes)
        ours, theirs = draw_sizes(CLAIMS, policies, count, rng), draw_sizes((claims, 0.5), participants, count, rng, 1)
        intended = draw_exclusive(policy, SPREAD, ours, rng) / ours[..., None]
        spoken = draw_exclusive(practice, SPREAD, theirs, rng)
        precision = 1 / ESTABLISHED_SPREAD - 1
        established = rng.binomial(spoken, rng.beta(delivered * precision, (1 - delivered) * precision, spoken.shape))
        ends = [unmet_index(*study) for study in zip(intended, established, spoken, strict=True)]
        interval = Interval(*(np.array(part) for part in zip(*ends, strict=True)))
        kept = held(interval, np.array((policy * (1 - delivered)).sum()))
        name = f"unmet emphasis, {codes} codes, {claims:.0f} claims a participant"
        yield row("claims", name, "jackknife", (policies, participants), kept)


def divergence_alarm(
    policies: int, participants: int, count: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """The row of studies without any difference in which divergence beats its permutation null."""
    first = np.arange(policies + participants) < policies
    mean = np.full(CODES, 1 / CODES)
    sizes = np.concatenate(
        [draw_sizes(POLICY_SEGMENTS, policies, count, rng), draw_sizes(PRACTICE_SEGMENTS, participants, count, rng)],
        axis=1,
    )
    alarms = np.zeros(count, bool)
    for at, study in enumerate(draw_exclusive(mean, SPREAD, sizes, rng)):
        found = divergence(study.astype(float), first, PERMUTATIONS, rng)
        alarms[at] = found is not None and found.p <= ALPHA
    told = row("no difference", f"divergence of {CODES} codes", "permutation", (policies, participants), alarms)
    yield told | {"nominal": ALPHA, "coverage": None, "false_alarm": float(alarms.mean())}


def held(interval: Interval, truth: np.ndarray) -> np.ndarray:
    """Whether each interval holds the truth."""
    return (interval.low <= truth) & (truth <= interval.high)


def row(scenario: str, measure: str, method: str, sizes: tuple[int, int], kept: np.ndarray) -> dict[str, Any]:
    """A row of the table: coverage over simulated studies, given in which of them (S,) the interval held."""
    return {
        "scenario": scenario,
        "measure": measure,
        "method": method,
        "policies": sizes[0],
        "participants": sizes[1],
        "simulations": len(kept),
        "nominal": LEVEL,
        "coverage": float(kept.mean()),
    }

"""Policy against practice code by code: difference of prevalence, log-odds, permutation p, floor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.gap.counts import Counts
from pipeline.gap.intervals import (
    Interval,
    detectable_difference,
    difference_interval,
    fixed_difference_interval,
    mean_interval,
)
from pipeline.gap.moments import Moments, moments
from pipeline.gap.permutation import difference_test, split_half_floor

# Codings that the prior is worth, per code of the dimension.
PRIOR_CODINGS = 1.0
# Share of studies of this size in which a detectable gap is found.
POWER = 0.8


class Emphasis(NamedTuple):
    """Per code (K,): both sides' intervals, difference under both designs, log-odds, p, p_adjusted, floor, power."""

    policy: Interval
    practice: Interval
    sampled: Interval
    fixed: Interval
    log_odds: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    floor: np.ndarray
    policy_documents: np.ndarray
    participants: np.ndarray
    detectable: np.ndarray


def side_moments(counts: Counts, rows: np.ndarray, stratify: bool = True) -> Moments:
    """Moments of the selected units' shares (K,), dimension by dimension; cases are strata of the design."""
    parts = []
    strata = counts.units["university"].fill_null("").to_numpy()[rows]
    for at in range(len(counts.dimensions)):
        kept = rows.copy()
        kept[rows] = counts.coded[rows, at] > 0
        columns = counts.dimension_of == at
        inside = strata[kept[rows]] if stratify else None
        parts.append(moments(counts.shares[np.ix_(kept, columns)], counts.coded[kept, at], inside))
    return _in_code_order(parts, counts)


def _in_code_order(parts: list[Moments], counts: Counts) -> Moments:
    joined = [np.empty(len(counts.codes)) for _ in Moments._fields]
    for at, part in enumerate(parts):
        columns = counts.dimension_of == at
        for whole, values in zip(joined, part, strict=True):
            whole[columns] = values
    return Moments(*joined)


def emphasis_gap(counts: Counts, resamples: int, seed: int) -> Emphasis:
    """Everything that compares the two sides' prevalence, per code (K,)."""
    policy, practice = side_moments(counts, counts.side("policy")), side_moments(counts, counts.side("practice"))
    p, p_adjusted, floor = _tests(counts, resamples, seed)
    return Emphasis(
        mean_interval(policy),
        mean_interval(practice),
        difference_interval(policy, practice),
        fixed_difference_interval(policy.mean, practice),
        log_odds(counts),
        p,
        p_adjusted,
        floor,
        policy.units.astype(int),
        practice.units.astype(int),
        detectable_difference(policy, practice, POWER),
    )


def _tests(counts: Counts, resamples: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    p, adjusted, floor = (np.full(len(counts.codes), np.nan) for _ in range(3))
    is_policy = counts.side("policy")
    for at in range(len(counts.dimensions)):
        columns = np.flatnonzero(counts.dimension_of == at)
        kept = counts.coded[:, at] > 0
        shares = counts.shares[np.ix_(kept, columns)]
        # A stream of its own for every dimension: adding one leaves the others' numbers as they were.
        rng = np.random.default_rng([seed, at])
        p[columns], adjusted[columns] = difference_test(shares, is_policy[kept], resamples, rng)
        halves = [split_half_floor(shares[side], resamples, rng) for side in (is_policy[kept], ~is_policy[kept])]
        floor[columns] = np.fmax(*halves)
    return p, adjusted, floor


def log_odds(counts: Counts) -> np.ndarray:
    """(K,) log-odds ratio policy to practice under an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    The prior of a dimension is its codes' frequencies over both sides, worth PRIOR_CODINGS codings per code. NaN
    for a dimension that a side never codes and for a code that nobody uses.
    """
    result = np.full(len(counts.codes), np.nan)
    is_policy = counts.side("policy")
    for at in range(len(counts.dimensions)):
        columns = counts.dimension_of == at
        one = counts.carrying[np.ix_(is_policy, columns)].sum(axis=0).astype(float)
        two = counts.carrying[np.ix_(~is_policy, columns)].sum(axis=0).astype(float)
        both = one + two
        if one.sum() > 0 and two.sum() > 0 and columns.sum() > 1:
            prior = PRIOR_CODINGS * columns.sum() * both / both.sum()
            ratio = _odds(one, prior) - _odds(two, prior)
            result[columns] = np.where(both > 0, ratio, np.nan)
    return result


def _odds(counted: np.ndarray, prior: np.ndarray) -> np.ndarray:
    inside = counted + prior
    outside = counted.sum() + prior.sum() - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(inside) - np.log(outside)
    return np.where(np.isfinite(odds), odds, np.nan)

"""Intervals for means of document shares, and their differences, that cover with few documents.

An interval holds every share, or difference, that a score test would not reject (Wilson 1927; for clustered shares
Korn & Graubard 1998): the variance of the mean is factor * p(1 - p) at the p asked about, the quantile Student's with
the variance's degrees of freedom (`pipeline.gap.moments`). A difference is tested at the likeliest pair of shares
that differ by it (Miettinen & Nurminen 1985), each side's variance with its own quantile. Where the variance is a
code's own it grows with the mean, and the test is corrected for that skew (Edgeworth expansion, after Hall 1992).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from pipeline.gap.moments import Moments

LEVEL = 0.95
# Part of the correction for skew that differences get, in which all of it left the rarest codes too little: chosen
# on simulated studies as the constants of `pipeline.gap.moments` are.
SKEW_OF_DIFFERENCES = 0.6
# Halvings of the room between the estimate and the farthest difference there is.
HALVINGS = 40


class Interval(NamedTuple):
    """Estimate with the ends of its interval; NaN where undefined."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def mean_interval(of: Moments, level: float = LEVEL) -> Interval:
    """Interval of the mean share m of one side (sampled documents).

    Its ends are the p at which (m - p + skew (1 - 2p))^2 = t^2 factor p(1 - p).
    """
    weight, skew = _weight(of, level), _skew(of, level)
    shifted, slope = of.mean + skew, 1 + 2 * skew
    square = slope**2 + weight
    centre = (shifted * slope + weight / 2) / square
    half = np.sqrt(np.maximum(centre**2 - shifted**2 / square, 0))
    return Interval(of.mean, np.minimum(centre - half, of.mean), np.maximum(centre + half, of.mean))


def difference_interval(first: Moments, second: Moments, level: float = LEVEL) -> Interval:
    """Interval of first minus second, both sampled.

    Its ends are the d at which (m1 - m2 - d + skew1 (1 - 2 p1) - skew2 (1 - 2 p2))^2 is the sum over both sides of
    t^2 factor p(1 - p), with p1 - p2 = d. They are found by halving.
    """
    estimate = first.mean - second.mean
    weights = [_weight(of, level) for of in (first, second)]
    skews = [SKEW_OF_DIFFERENCES * _skew(of, level) for of in (first, second)]
    ends = []
    for side in (-1.0, 1.0):
        inside, outside = estimate, np.full(estimate.shape, side)
        for _ in range(HALVINGS):
            asked = (inside + outside) / 2
            one = _likeliest(first.mean, second.mean, weights[0], weights[1], asked)
            two = one - asked
            off = side * (asked - estimate - skews[0] * (1 - 2 * one) + skews[1] * (1 - 2 * two))
            kept = (off <= 0) | (off**2 <= weights[0] * one * (1 - one) + weights[1] * two * (1 - two))
            inside, outside = np.where(kept, asked, inside), np.where(kept, outside, asked)
        ends.append(inside)
    return Interval(estimate, ends[0], ends[1])


def fixed_difference_interval(fixed: np.ndarray, sampled: Moments, level: float = LEVEL) -> Interval:
    """Interval of `fixed` (known shares of documents that are all there are) minus the sampled side."""
    mean, low, high = mean_interval(sampled, level)
    return Interval(fixed - mean, fixed - high, fixed - low)


def detectable_difference(first: Moments, second: Moments, power: float, level: float = LEVEL) -> np.ndarray:
    """Smallest true difference (K,) from the second side's share that an interval off zero finds with `power`.

    The difference is taken toward one half, where shares spread most, with the variance that both sides would have
    then: d = half the interval's width + z(power) standard errors. 1 where even the widest is not found so often.
    """
    base = np.minimum(second.mean, 1 - second.mean)
    reach_1, reach_2 = _quantile(first.df, level), _quantile(second.df, level)
    error_2 = np.sqrt(second.factor * base * (1 - base))
    found = np.zeros(base.shape)
    for _ in range(50):
        there = np.clip(base + found, 0, 1)
        error_1 = np.sqrt(first.factor * np.where(there < 0.5, there * (1 - there), 0.25))
        found = np.hypot(reach_1 * error_1, reach_2 * error_2) + stats.norm.ppf(power) * np.hypot(error_1, error_2)
    return np.where(base + found < 1, found, 1.0)


def _weight(of: Moments, level: float) -> np.ndarray:
    return np.asarray(_quantile(of.df, level) ** 2 * of.factor)


def _skew(of: Moments, level: float) -> np.ndarray:
    """Per (1 - 2p), how far the test's middle lies off the mean for the part of the variance that is the code's own.

    With documents as skewed as a beta variable the mean's skewness g is 2 (1 - 2p) sqrt(factor / p(1 - p)). The mean's
    quantiles move by g (z^2 - 1) / 6; a variance per p(1 - p) that grows with the mean takes g z^2 / 4 off.
    The shift the other way for the borrowed part is left out: it made intervals of rare codes cover too often.
    """
    z = stats.norm.ppf(0.5 + level / 2)
    return np.asarray(of.factor * of.own * (z**2 + 2) / 6)


def _likeliest(
    one: np.ndarray, two: np.ndarray, weight_1: np.ndarray, weight_2: np.ndarray, gap: np.ndarray
) -> np.ndarray:
    """First of the likeliest two shares that differ by `gap`, given means worth 1 / weight observations.

    The root of a cubic in closed form (Farrington & Manning 1990).
    """
    worth = weight_1 / weight_2
    a = 1 + worth
    b = -(1 + worth + one + worth * two + gap * (worth + 2)) / (3 * a)
    c = (gap**2 + gap * (2 * one + worth + 1) + one + worth * two) / a
    d = -one * gap * (1 + gap) / a
    radius = np.sqrt(np.maximum(b**2 - c / 3, 1e-30))
    turn = b**3 - b * c / 2 + d / 2
    radius = np.where(turn < 0, -radius, radius)
    root = 2 * radius * np.cos((np.pi + np.arccos(np.clip(turn / radius**3, -1, 1))) / 3) - b
    return np.clip(root, np.maximum(gap, 0), np.minimum(1 + gap, 1))


def _quantile(df: np.ndarray, level: float) -> np.ndarray:
    return np.asarray(stats.t.ppf(0.5 + level / 2, df))

"""Intervals for means of document shares, and their differences, that cover with few documents.

A document's share is one observation, whatever its length. A code's own spread between documents counts in full;
only where it is worth few degrees of freedom, because documents are few or the code is rare, is it made up by the
spread that the dimension's codes have in common (moderation: Smyth 2004). The variance becomes an effective number
of independent observations in the score interval of Wilson (1927) with a Student quantile (for clustered shares Korn
& Graubard 1998). Differences combine the two sides' intervals, each with its own quantile (Newcombe 1998; Zou &
Donner 2008).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95
# This and the next were chosen on simulated studies of one kind, not derived; pipeline.simulate asks them on others.
# Degrees of freedom up to which the codes' common variance makes up for a code's own.
PRIOR_DF = 8.0
# Observations added to a mean before its variance is asked, so that 0 of 7 is not taken for certainty.
PSEUDO_UNITS = 0.6


class Moments(NamedTuple):
    """Per code: number of units, mean, variance of the mean per p(1 - p), and its degrees of freedom."""

    units: np.ndarray
    mean: np.ndarray
    factor: np.ndarray
    df: np.ndarray


class Interval(NamedTuple):
    """Estimate with the ends of its interval; NaN where undefined."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def moments(shares: np.ndarray, sizes: np.ndarray, strata: np.ndarray | None = None) -> Moments:
    """Moments of document shares.

    shares: (..., U, K), NaN where a unit has no coded segment. sizes: (..., U) its coded segments.
    strata: (U,) stratum of each unit (cases of a design), whose differences are no sampling error.
    """
    present = ~np.isnan(shares)
    filled = np.where(present, shares, 0.0)
    units = present.sum(axis=-2)
    mean = _over(filled.sum(axis=-2), units)
    square, df = _residuals(filled, present, mean, strata)
    soft = (filled.sum(axis=-2) + PSEUDO_UNITS) / (units + 2 * PSEUDO_UNITS)
    # No spread is taken to be less than that of sentences drawn one by one.
    least = _over(_over(1.0, sizes).sum(axis=-1, where=sizes > 0), (sizes > 0).sum(axis=-1))[..., None]
    spread = soft * (1 - soft)
    # mean(1 - mean) falls short of p(1 - p) by the variance of the mean, which is put back.
    whole = df * mean * (1 - mean) + _over(square, units)
    common = np.fmax(_over(np.nansum(square, -1), np.nansum(whole, -1))[..., None], least)
    common = np.where(np.isnan(common), 1.0, common)
    # A rare code's sample variance is worth few degrees of freedom: half its excess kurtosis, as of a beta variable.
    own_df = df / (1 + 3 * common * (_over(1.0, spread) - 4))
    own = np.nan_to_num(_over(square, df * spread))
    borrowed = np.maximum(PRIOR_DF - own_df, 0)
    ratio = np.fmax((borrowed * common + own_df * own) / (borrowed + own_df), least)
    # Codes of a dimension are not independent: two that exclude each other tell of one spread, not of two.
    most = np.maximum(df, 1) * max(shares.shape[-1] - 1, 1)
    return Moments(units, mean, np.clip(_over(ratio, units), 1e-12, None), np.minimum(own_df + borrowed, most))


def _residuals(
    filled: np.ndarray, present: np.ndarray, mean: np.ndarray, strata: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    # Strata with a single unit tell nothing about spread within; then the units are taken as one stratum.
    groups = [np.ones(filled.shape[-2], bool)] if strata is None else [strata == name for name in np.unique(strata)]
    if any(group.sum() < 2 for group in groups):
        groups = [np.ones(filled.shape[-2], bool)]
    square = np.zeros(mean.shape)
    df = np.zeros(mean.shape)
    for group in groups:
        inside = present[..., group, :]
        count = inside.sum(axis=-2)
        centre = _over(filled[..., group, :].sum(axis=-2), count)
        square += (np.where(inside, filled[..., group, :] - centre[..., None, :], 0.0) ** 2).sum(axis=-2)
        df += np.maximum(count - 1, 0)
    return square, df


def mean_interval(of: Moments, level: float = LEVEL) -> Interval:
    """Interval of the mean share of one side (sampled documents)."""
    low, high = _score(of.mean, of.factor, _quantile(of.df, level))
    return Interval(of.mean, low, high)


def difference_interval(first: Moments, second: Moments, level: float = LEVEL) -> Interval:
    """Interval of first minus second, both sampled."""
    one, two = mean_interval(first, level), mean_interval(second, level)
    estimate = first.mean - second.mean
    low = estimate - np.hypot(first.mean - one.low, two.high - second.mean)
    high = estimate + np.hypot(one.high - first.mean, second.mean - two.low)
    return Interval(estimate, low, high)


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


def _score(mean: np.ndarray, factor: np.ndarray, quantile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    weight = quantile**2 * factor
    centre = (mean + weight / 2) / (1 + weight)
    half = np.sqrt(np.maximum(weight * mean * (1 - mean) + weight**2 / 4, 0)) / (1 + weight)
    return centre - half, centre + half


def _quantile(df: np.ndarray, level: float) -> np.ndarray:
    return stats.t.ppf(0.5 + level / 2, df)


def _over(above: np.ndarray | float, below: np.ndarray) -> np.ndarray:
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)

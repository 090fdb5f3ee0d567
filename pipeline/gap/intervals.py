"""Intervals for means of document shares, and their differences, that cover with few documents.

A document's share is one observation, whatever its length. With few documents the plain sample variance is too
noisy, and zero when a code never occurs; so each code's variance is moderated toward the one that the dimension's
codes have in common (Smyth 2004), turned into an effective number of independent observations, and put into the
score interval of Wilson (1927) with a Student quantile (Satterthwaite 1946; for clustered shares Korn & Graubard
1998). Differences combine the two sides' intervals (Newcombe 1998; Zou & Donner 2008).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95
# This and the next were chosen on simulated studies (pipeline.simulate), not derived; codes whose spreads differ
# severalfold are covered less evenly, which the simulation's stress scenario shows.
# Weight of the variance that the codes of a dimension have in common, in degrees of freedom.
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
    ratio = (PRIOR_DF * common + own_df * own) / (PRIOR_DF + own_df)
    # Codes of a dimension are not independent: two that exclude each other tell of one spread, not of two.
    most = np.maximum(df, 1) * max(shares.shape[-1] - 1, 1)
    return Moments(units, mean, np.clip(_over(ratio, units), 1e-12, None), np.minimum(own_df + PRIOR_DF, most))


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
    quantile = _quantile(_satterthwaite(first, second), level)
    low_1, high_1 = _score(first.mean, first.factor, quantile)
    low_2, high_2 = _score(second.mean, second.factor, quantile)
    estimate = first.mean - second.mean
    low = estimate - np.hypot(first.mean - low_1, high_2 - second.mean)
    high = estimate + np.hypot(high_1 - first.mean, second.mean - low_2)
    return Interval(estimate, low, high)


def fixed_difference_interval(fixed: np.ndarray, sampled: Moments, level: float = LEVEL) -> Interval:
    """Interval of `fixed` (known shares of documents that are all there are) minus the sampled side."""
    mean, low, high = mean_interval(sampled, level)
    return Interval(fixed - mean, fixed - high, fixed - low)


def _satterthwaite(first: Moments, second: Moments) -> np.ndarray:
    one = first.factor * _spread(first)
    two = second.factor * _spread(second)
    return _over((one + two) ** 2, one**2 / first.df + two**2 / second.df)


def _spread(of: Moments) -> np.ndarray:
    soft = (of.mean * of.units + PSEUDO_UNITS) / (of.units + 2 * PSEUDO_UNITS)
    return soft * (1 - soft)


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

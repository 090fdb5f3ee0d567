"""Means of document shares with what their variance is worth, code by code.

A document's share is one observation, whatever its length. A code's own spread between documents counts as far as it
is known; what is missing, because documents are few or the code is rare, is made up by the spread that codes of like
prevalence have in the dimension (moderation with a trend, as Smyth 2004 and Law et al. 2014 do for many genes).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# The constants were chosen on simulated studies, not derived; pipeline.simulate asks them on draws of another seed.
# Degrees of freedom up to which the codes' common variance makes up for a code's own.
PRIOR_DF = 10.0
# Observations added to a mean before its variance is asked, so that 0 of 7 is not taken for certainty.
PSEUDO_UNITS = 0.5
# How steeply spread per p(1 - p) may change with p(1 - p), beside its mean: prior standard deviation, and the ends.
STEEPNESS = 12.0
TREND = (0.4, 2.5)


class Moments(NamedTuple):
    """Per code: number of units, mean, variance of the mean per p(1 - p), its degrees of freedom, and the part of
    that variance that is the code's own."""

    units: np.ndarray
    mean: np.ndarray
    factor: np.ndarray
    df: np.ndarray
    own: np.ndarray


def moments(shares: np.ndarray, sizes: np.ndarray, strata: np.ndarray | None = None) -> Moments:
    """Moments of document shares.

    shares: (..., U, K), NaN where a unit has no coded segment. sizes: (..., U) its coded segments.
    strata: (U,) stratum of each unit (cases of a design), whose differences are no sampling error.
    """
    present = ~np.isnan(shares)
    filled = np.where(present, shares, 0.0)
    units = present.sum(axis=-2)
    mean = over(filled.sum(axis=-2), units)
    square, df = _residuals(filled, present, mean, strata)
    # mean(1 - mean) falls short of p(1 - p) by the variance of the mean, which is put back.
    whole = df * mean * (1 - mean) + over(square, units)
    soft = (filled.sum(axis=-2) + PSEUDO_UNITS) / (units + 2 * PSEUDO_UNITS)
    spread = soft * (1 - soft)
    # No spread is taken to be less than that of sentences drawn one by one.
    least = over(over(1.0, sizes).sum(axis=-1, where=sizes > 0), (sizes > 0).sum(axis=-1))[..., None]
    own_df = _worth(square, whole, df, spread, least)
    common = _common(square, whole, df, spread, own_df, least)
    # A code that is nowhere, or everywhere, has no spread of its own.
    own_df = np.where(whole > 1e-12, own_df, 0.0)
    borrowed = np.maximum(PRIOR_DF - own_df, 0)
    own = own_df / (borrowed + own_df)
    ratio = np.fmax((1 - own) * common + own * np.nan_to_num(over(square, whole)), least)
    # Codes of a dimension are not independent: two that exclude each other tell of one spread, not of two.
    most = np.maximum(df, 1) * max(shares.shape[-1] - 1, 1)
    return Moments(units, mean, np.clip(over(ratio, units), 1e-12, None), np.minimum(own_df + borrowed, most), own)


def over(above: np.ndarray | float, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is not above zero."""
    above, below = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)


def _worth(square: np.ndarray, whole: np.ndarray, df: np.ndarray, spread: np.ndarray, least: np.ndarray) -> np.ndarray:
    """(..., K) degrees of freedom of a code's own variance per p(1 - p).

    Shares of a rare code are as skewed as a gamma variable with squared coefficient of variation c. The sampling
    variance of the logarithm of variance over mean is then (2 + 3c) / n, so n observations are worth n / (1 + 1.5c).
    """
    common = np.fmax(over(np.nansum(square, -1), np.nansum(whole, -1))[..., None], least)
    common = np.where(np.isnan(common), 1.0, common)
    return np.asarray(df / (1 + 1.5 * common * (over(1.0, spread) - 4)))


def _common(
    square: np.ndarray, whole: np.ndarray, df: np.ndarray, spread: np.ndarray, own_df: np.ndarray, least: np.ndarray
) -> np.ndarray:
    """(..., K) variance per p(1 - p) that the dimension's codes have in common, as a line in p(1 - p).

    Regression of square on whole, and on whole times p(1 - p), weighted by what each code's variance is worth. The
    slope is drawn to nothing where the codes do not tell of it; the line stays within TREND times its mean.
    """
    weight = np.nan_to_num(own_df)
    size = np.nan_to_num(over(whole, df * spread))
    found = np.nan_to_num(over(square, df * spread))
    total = (weight * size).sum(axis=-1, keepdims=True)
    at = np.nan_to_num(spread) - over((weight * size * spread).sum(axis=-1, keepdims=True, where=size > 0), total)
    level = np.fmax(over((weight * found).sum(axis=-1, keepdims=True), total), least)
    level = np.where(np.isnan(level), 1.0, level)
    at = np.nan_to_num(at)
    known = (weight * (size * at) ** 2).sum(axis=-1, keepdims=True)
    slope = (weight * size * at * (found - size * level)).sum(axis=-1, keepdims=True) / (known + 2 / STEEPNESS**2)
    line = np.clip(level + slope * at, level * TREND[0], level * TREND[1])
    return np.fmax(line, least)


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
        centre = over(filled[..., group, :].sum(axis=-2), count)
        square += (np.where(inside, filled[..., group, :] - centre[..., None, :], 0.0) ** 2).sum(axis=-2)
        df += np.maximum(count - 1, 0)
    return square, df

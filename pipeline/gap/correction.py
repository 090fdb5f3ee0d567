"""Shares corrected for coding error by a random hand-coded sample with known sampling probabilities.

Each segment's machine code is set right by the error seen in the sample, weighted by one over the probability of
having been drawn: the design-adjusted outcome of Egami et al. (2023), which for a plain mean is prediction-powered
inference (Angelopoulos et al. 2023). Intervals are over documents, so both the choice of documents and the choice
of hand-coded segments count, whatever errors of one document have in common. `ppi-python` and statsmodels take
independent sentences, which these are not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from pipeline.errors import StudyError
from pipeline.gap.intervals import LEVEL, Interval

# Below these a corrected share says more about the sample drawn than about the side: 30 is the least for which
# Cochran (1977, ch. 6) trusts a ratio's large-sample variance; five units, since fewer are never published.
FEWEST_SEGMENTS = 30
FEWEST_UNITS = 5


def adjusted(machine: np.ndarray, hand: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """(n,) design-adjusted codes: the machine's plus the error seen by hand over the probability of having been drawn.

    machine: (n,) 0 to 1. hand: (n,) codes by hand, NaN where the segment was not drawn. probability: (n,) in (0, 1].
    """
    drawn = ~np.isnan(hand)
    if (~(probability[drawn] > 0) | (probability[drawn] > 1)).any():
        wrong = "a sampling probability is not in (0, 1]"
        raise StudyError("hand-coded sample", wrong, "give the probability it was drawn with")
    error = np.where(drawn, np.nan_to_num(hand) - machine, 0.0)
    return np.asarray(machine + error / np.where(drawn, probability, 1.0))


def too_little(hand_coded: int, units_drawn: int, units: int) -> str | None:
    """Why a side's hand-coded sample corrects nothing; None when it may."""
    if units < FEWEST_UNITS:
        return f"withheld: {units} documents give no spread to speak of, at least {FEWEST_UNITS} are needed"
    if hand_coded < FEWEST_SEGMENTS:
        return f"withheld: {hand_coded} hand-coded segments, at least {FEWEST_SEGMENTS} are needed"
    if units_drawn < FEWEST_UNITS:
        return f"withheld: hand-coded segments come from {units_drawn} documents, at least {FEWEST_UNITS} are needed"
    return None


class Ratio(NamedTuple):
    """Above and below the line of a ratio of means, per unit (..., U)."""

    above: np.ndarray
    below: np.ndarray


def ratio(of: Ratio, df: np.ndarray | float | None = None, level: float = LEVEL) -> Interval:
    """Mean above over mean below the line, with Fieller's (1954) interval over units, cut to [0, 1] as of a share.

    df: degrees of freedom of the Student quantile, one less than units by default. Ends are NaN when the denominator
    cannot be told from zero at `level`: then no finite interval holds the ratio.
    """
    units = of.above.shape[-1]
    squared = stats.t.ppf(0.5 + level / 2, units - 1 if df is None else df) ** 2 / (units * (units - 1))
    top, bottom = of.above.mean(axis=-1), of.below.mean(axis=-1)
    off_top, off_bottom = of.above - top[..., None], of.below - bottom[..., None]
    a = bottom**2 - squared * (off_bottom**2).sum(axis=-1)
    b = top * bottom - squared * (off_top * off_bottom).sum(axis=-1)
    c = top**2 - squared * (off_top**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.sqrt(np.maximum(b**2 - a * c, 0)) / a
        defined = (a > 0) & (bottom > 0)
        low, high = (np.where(defined, np.clip(end, 0, 1), np.nan) for end in (b / a - half, b / a + half))
        share = np.where(defined, top / bottom, np.nan)
    return Interval(share, low, high)


def ratio_difference(first: Ratio, second: Ratio) -> Interval:
    """First minus second ratio: both Fieller intervals at Satterthwaite's (1946) degrees of freedom, combined.

    Combined as Zou & Donner (2008) do; NaN when either denominator cannot be told from zero.
    """
    (one, df_1), (two, df_2) = _variance(first), _variance(second)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (one + two) ** 2 / (one**2 / df_1 + two**2 / df_2)
    df = np.where(np.isfinite(df), df, min(df_1, df_2))
    policy, practice = ratio(first, df), ratio(second, df)
    gap = policy.estimate - practice.estimate
    low = gap - np.hypot(policy.estimate - policy.low, practice.high - practice.estimate)
    high = gap + np.hypot(policy.high - policy.estimate, practice.estimate - practice.low)
    return Interval(gap, low, high)


def _variance(of: Ratio) -> tuple[np.ndarray, float]:
    units = of.above.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom = of.below.mean(axis=-1)
        residual = (of.above - (of.above.mean(axis=-1) / bottom)[..., None] * of.below) / bottom[..., None]
    return (residual**2).sum(axis=-1) / (units * (units - 1)), units - 1.0

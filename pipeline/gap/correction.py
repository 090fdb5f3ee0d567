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

# Below these a corrected share says more about the sample drawn than about the side.
FEWEST_SEGMENTS = 30
FEWEST_UNITS = 3


class Corrected(NamedTuple):
    """Corrected share of a side with its variance and degrees of freedom; `reason` says why it is withheld."""

    share: float
    variance: float
    df: float
    hand_coded: int
    reason: str | None = None


def corrected_share(machine: np.ndarray, hand: np.ndarray, probability: np.ndarray, unit: np.ndarray) -> Corrected:
    """Mean over units of the share of segments that carry a code, corrected.

    machine: (n,) machine codes, 0 to 1. hand: (n,) codes by hand, NaN where the segment was not drawn.
    probability: (n,) probability in (0, 1] of being drawn. unit: (n,) document or participant.
    """
    drawn = ~np.isnan(hand)
    if (~(probability[drawn] > 0) | (probability[drawn] > 1)).any():
        wrong = "a sampling probability is not in (0, 1]"
        raise StudyError("hand-coded sample", wrong, "give the probability it was drawn with")
    error = np.where(drawn, np.nan_to_num(hand) - machine, 0.0) / np.where(drawn, probability, 1.0)
    names, at = np.unique(unit, return_inverse=True)
    sizes = np.bincount(at, minlength=len(names))
    of_units = np.bincount(at, machine + error, minlength=len(names)) / sizes
    reason = _too_little(int(drawn.sum()), len(np.unique(at[drawn])), len(names))
    if reason:
        return Corrected(np.nan, np.nan, np.nan, int(drawn.sum()), reason)
    return Corrected(
        float(of_units.mean()), float(of_units.var(ddof=1) / len(names)), len(names) - 1.0, int(drawn.sum())
    )


def _too_little(segments: int, units_drawn: int, units: int) -> str | None:
    if units < 2:
        return "withheld: one document gives no spread"
    if segments < FEWEST_SEGMENTS:
        return f"withheld: {segments} hand-coded segments, at least {FEWEST_SEGMENTS} are needed"
    if units_drawn < FEWEST_UNITS:
        return f"withheld: hand-coded segments come from {units_drawn} documents, at least {FEWEST_UNITS} are needed"
    return None


def corrected_difference(policy: Corrected, practice: Corrected, level: float = LEVEL) -> Interval:
    """Policy minus practice, each corrected, with a Welch interval; NaN when one is withheld."""
    return welch(policy.share, policy.variance, policy.df, practice.share, practice.variance, practice.df, level)


def welch(
    mean_1: np.ndarray | float,
    variance_1: np.ndarray | float,
    df_1: np.ndarray | float,
    mean_2: np.ndarray | float,
    variance_2: np.ndarray | float,
    df_2: np.ndarray | float,
    level: float = LEVEL,
) -> Interval:
    """Interval of a difference of means with Satterthwaite (1946) degrees of freedom; arrays broadcast."""
    variance = np.asarray(variance_1) + np.asarray(variance_2)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = variance**2 / (np.asarray(variance_1) ** 2 / df_1 + np.asarray(variance_2) ** 2 / df_2)
    half = stats.t.ppf(0.5 + level / 2, df) * np.sqrt(variance)
    estimate = np.asarray(mean_1) - np.asarray(mean_2)
    return Interval(estimate, estimate - half, estimate + half)

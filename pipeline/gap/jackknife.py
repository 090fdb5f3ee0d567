"""Jackknife intervals for measures that are no plain means, over policy documents and participants."""

from __future__ import annotations

import numpy as np
from scipy import stats

from pipeline.gap.intervals import Interval


def jackknife_interval(
    estimate: float, without_policy: np.ndarray, without_practice: np.ndarray, level: float, bounds: tuple[float, float]
) -> Interval:
    """Interval of a measure from its values without each policy document (P,) and without each participant (N,).

    The two sides' jackknife variances add up (Efron & Stein 1981); degrees of freedom after Satterthwaite (1946).
    Cut to `bounds`; ends are NaN when a side has fewer than two units or nothing varies.
    """
    variance_1, df_1 = _variance(without_policy)
    variance_2, df_2 = _variance(without_practice)
    variance = variance_1 + variance_2
    if not variance > 0:
        return Interval(np.array(estimate), np.array(np.nan), np.array(np.nan))
    df = variance**2 / (variance_1**2 / df_1 + variance_2**2 / df_2)
    half = stats.t.ppf(0.5 + level / 2, df) * np.sqrt(variance)
    low, high = np.clip([estimate - half, estimate + half], *bounds)
    return Interval(np.array(estimate), low, high)


def _variance(left_out: np.ndarray) -> tuple[float, float]:
    values = left_out[~np.isnan(left_out)]
    if len(values) < 2:
        return float("nan"), float("nan")
    return float((len(values) - 1) / len(values) * ((values - values.mean()) ** 2).sum()), len(values) - 1.0

"""Jackknife intervals for shares that are no plain means, over policy documents and participants."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import expit, logit

from pipeline.gap.intervals import Interval


def jackknife_interval(
    estimate: float, without_policy: np.ndarray, without_practice: np.ndarray, level: float
) -> Interval:
    """Interval of a share from its values without each policy document (P,) and without each participant (N,).

    The two sides' jackknife variances add up (Efron & Stein 1981), with Satterthwaite's (1946) degrees of freedom.
    Taken on the scale of log-odds, where a share's error is more even, unless some value is 0 or 1; then on the
    plain scale, cut to [0, 1]. Ends are NaN when a side has fewer than two units or nothing varies.
    """
    values = np.concatenate([[estimate], without_policy, without_practice])
    values = values[~np.isnan(values)]
    inside = bool(((values > 0) & (values < 1)).all())
    scale = logit if inside else np.asarray
    variance_1, df_1 = _variance(scale(without_policy))
    variance_2, df_2 = _variance(scale(without_practice))
    variance = variance_1 + variance_2
    if not variance > 0:
        return Interval(np.array(estimate), np.array(np.nan), np.array(np.nan))
    df = variance**2 / (variance_1**2 / df_1 + variance_2**2 / df_2)
    reach = stats.t.ppf(0.5 + level / 2, df) * np.sqrt(variance)
    ends = np.array([scale(estimate) - reach, scale(estimate) + reach])
    low, high = expit(ends) if inside else np.clip(ends, 0, 1)
    return Interval(np.array(estimate), low, high)


def _variance(left_out: np.ndarray) -> tuple[float, float]:
    """Jackknife variance and its degrees of freedom.

    A variance that one unit makes is worth little: 2n / (kurtosis - 1) degrees, which is n for normal values, and at
    most n - 1.
    """
    values = left_out[~np.isnan(left_out)]
    count = len(values)
    if count < 2:
        return float("nan"), float("nan")
    squares = (values - values.mean()) ** 2
    total = squares.sum()
    if not total > 0:
        return 0.0, count - 1.0
    kurtosis = count * (squares**2).sum() / total**2
    df = min(count - 1.0, 2 * count / (kurtosis - 1)) if kurtosis > 1 else count - 1.0
    return float((count - 1) / count * total), float(df)

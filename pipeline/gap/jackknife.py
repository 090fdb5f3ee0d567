"""Jackknife intervals for measures that are no plain means, over policy documents and participants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from pipeline.gap.intervals import Interval

Arrays = tuple[np.ndarray, ...]


def jackknife_interval(
    measure: Callable[..., float], policy: Arrays, practice: Arrays, level: float, bounds: tuple[float, float]
) -> Interval:
    """Interval of `measure(*policy, *practice)` by leaving out one document or one participant at a time.

    policy and practice hold arrays whose first axis is the unit. The two sides' jackknife variances add up (Efron
    & Stein 1981); degrees of freedom after Satterthwaite (1946). Bounded by `bounds`; ends are NaN when a side has
    fewer than two units.
    """
    estimate = measure(*policy, *practice)
    variance_1, df_1 = _variance([measure(*_without(policy, at), *practice) for at in range(len(policy[0]))])
    variance_2, df_2 = _variance([measure(*policy, *_without(practice, at)) for at in range(len(practice[0]))])
    variance = variance_1 + variance_2
    if not variance > 0:
        return Interval(np.array(estimate), np.array(np.nan), np.array(np.nan))
    df = variance**2 / (variance_1**2 / df_1 + variance_2**2 / df_2)
    half = stats.t.ppf(0.5 + level / 2, df) * np.sqrt(variance)
    low, high = np.clip([estimate - half, estimate + half], *bounds)
    return Interval(np.array(estimate), low, high)


def _without(arrays: Arrays, at: int) -> Arrays:
    return tuple(np.delete(array, at, axis=0) for array in arrays)


def _variance(left_out: list[float]) -> tuple[float, float]:
    values = np.array(left_out)
    values = values[~np.isnan(values)]
    if len(values) < 2:
        return float("nan"), float("nan")
    return float((len(values) - 1) / len(values) * ((values - values.mean()) ** 2).sum()), len(values) - 1.0

"""Where a topic is spoken of: its mean share over the documents of either side, with intervals over documents."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from pipeline.topics.bags import FEWEST_PARTICIPANTS, Bags

_LEVEL = 0.95
_ALIKE = 1e-6  # a spread of rounding, not of documents
Interval = tuple[float | None, float | None]


class Side(NamedTuple):
    """Mean share of a topic over the units of one side, and their number; None where nothing may be said."""

    mean: float | None
    interval: Interval
    shares: np.ndarray


def unit_shares(share: np.ndarray, bags: Bags, side: str) -> np.ndarray:
    """Share of a topic in each document, or participant's interviews, of `side`, passages weighing by their terms.

    share: (passages,). Returns (units,), units in the order of their names.
    """
    totals: dict[str, list[float]] = {}
    for value, passage in zip(share, bags.passages, strict=True):
        if passage.side == side:
            total = totals.setdefault(passage.unit, [0.0, 0.0])
            total[0] += float(value) * len(passage.terms)
            total[1] += len(passage.terms)
    return np.array([total / size for _, (total, size) in sorted(totals.items())])


def measure_side(shares: np.ndarray, *, withheld: bool = False) -> Side:
    """Mean of document shares (units,) with a Student interval over them, kept within 0 and 1.

    A side without documents, or `withheld`, has no mean; one document, or documents all alike, no interval.
    """
    if withheld or not len(shares):
        return Side(None, (None, None), shares)
    mean = float(shares.mean())
    if len(shares) < 2 or shares.std() < _ALIKE:
        return Side(mean, (None, None), shares)
    half = float(stats.t.ppf(0.5 + _LEVEL / 2, len(shares) - 1) * shares.std(ddof=1) / np.sqrt(len(shares)))
    return Side(mean, (max(mean - half, 0.0), min(mean + half, 1.0)), shares)


def difference(policy: Side, practice: Side) -> tuple[float | None, Interval]:
    """Policy minus practice with Welch's interval (Satterthwaite's degrees of freedom)."""
    if policy.mean is None or practice.mean is None:
        return None, (None, None)
    apart = policy.mean - practice.mean
    if policy.interval[0] is None or practice.interval[0] is None:
        return apart, (None, None)
    found = stats.ttest_ind(policy.shares, practice.shares, equal_var=False).confidence_interval(_LEVEL)
    return apart, (float(found.low), float(found.high))


def is_withheld(side: str, units: int) -> bool:
    """Whether a mean over so few participants must not be published; policies are public."""
    return side == "practice" and 0 < units < FEWEST_PARTICIPANTS

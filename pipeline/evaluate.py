"""Coders against gold codings on passages no training saw: precision, recall and F1 per code, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipeline.codebook import Codebook
from pipeline.tables import EVALUATION

RESAMPLES = 500
SEED = 2018
# Macro-F1 is over codes with at least this many positives: below, one passage moves a code's F1 by a tenth and more.
FEWEST_POSITIVES = 10


def score(coder: str, found: Any, gold: Any, clusters: Any, codebook: Codebook, note: str) -> pl.DataFrame:
    """Table EVALUATION of one coder: cells `found` against `gold` (n, K); intervals resample `clusters` (n).

    Rows: each code, each dimension (pooled over its codes), micro, macro (codes with ten or more positives), gate.
    """
    found, gold = np.asarray(found, dtype=bool), np.asarray(gold, dtype=bool)
    names, weights = _resampled(clusters)
    counts = _counts(found, gold, names)
    often = gold.sum(axis=0) >= FEWEST_POSITIVES
    rows = []
    for name, columns in _groups(codebook):
        rows.append(_row(coder, name, counts[:, columns].sum(axis=1), weights, note))
    rows.append(_row(coder, "gate", _counts(found.any(1)[:, None], gold.any(1)[:, None], names)[:, 0], weights, note))
    rows.append(_macro(coder, counts[:, often], weights, note))
    return EVALUATION.frame(rows)


def ratio(hit: Any, over: Any, clusters: Any) -> dict[str, float | None]:
    """Share of the rows `over` (n,) that are `hit` (n,), with its interval over `clusters` (n,); empty of no rows."""
    names, weights = _resampled(clusters)
    counts = np.zeros((weights.shape[1], 2))
    np.add.at(counts, names, np.stack([hit & over, over], axis=1))
    total = counts.sum(axis=0)
    if not total[1]:
        return {"estimate": None, "low": None, "high": None}
    drawn = weights @ counts
    shares = np.divide(drawn[:, 0], drawn[:, 1], out=np.full(len(drawn), np.nan), where=drawn[:, 1] > 0)
    return {"estimate": float(total[0] / total[1]), **_interval(shares)}


def difference(before: Any, after: Any, gold: Any, clusters: Any) -> dict[str, float | None]:
    """Micro-F1 of the cells `after` less that of `before` (n, K), with the interval of the paired difference."""
    names, weights = _resampled(clusters)
    counts = [_counts(cells > 0, gold > 0, names).sum(axis=1) for cells in (before, after)]
    old, new = (_f1(one.sum(axis=0)[None, :])[0] for one in counts)
    if np.isnan(old) or np.isnan(new):
        return {"estimate": None, "low": None, "high": None}
    return {"estimate": float(new - old), **_interval(_f1(weights @ counts[1]) - _f1(weights @ counts[0]))}


def _resampled(clusters: Any) -> tuple[Any, Any]:
    """Each row's cluster as a number, and how often each resample (RESAMPLES, clusters) draws a cluster."""
    names = np.unique(clusters, return_inverse=True)[1]
    count = int(names.max()) + 1 if len(names) else 0
    if not count:
        return names, np.zeros((RESAMPLES, 0))
    return names, np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), RESAMPLES)


def _groups(codebook: Codebook) -> list[tuple[str, list[int]]]:
    codes = [(code.id, [k]) for k, code in enumerate(codebook.codes)]
    dimensions = [
        (name, [k for k, code in enumerate(codebook.codes) if code.dimension == name]) for name in codebook.dimensions
    ]
    return [*codes, *dimensions, ("micro", list(range(len(codes))))]


def _counts(found: Any, gold: Any, clusters: Any) -> Any:
    """True positives, applied and gold per cluster and code: (clusters, K, 3)."""
    counts = np.zeros((clusters.max() + 1, gold.shape[1], 3))
    np.add.at(counts, clusters, np.stack([found & gold, found, gold], axis=2))
    return counts


def _row(coder: str, name: str, counts: Any, weights: Any, note: str) -> dict[str, Any]:
    both, applied, given = counts.sum(axis=0)
    return {
        "coder": coder,
        "code": name,
        "precision": both / applied if applied else None,
        "recall": both / given if given else None,
        "f1": 2 * both / (applied + given) if applied + given else None,
        "support": int(given),
        "note": note,
        **_interval(_f1(weights @ counts)),
    }


def _macro(coder: str, counts: Any, weights: Any, note: str) -> dict[str, Any]:
    if not counts.shape[1]:
        return {"coder": coder, "code": "macro", "note": f"{note}; no code has {FEWEST_POSITIVES} positives"}
    drawn = np.nanmean(_f1(np.tensordot(weights, counts, axes=1)), axis=1)
    return {
        "coder": coder,
        "code": "macro",
        "f1": float(np.mean(_f1(counts.sum(axis=0)))),
        "support": int(counts[..., 2].sum()),
        "note": f"{note}; mean over {counts.shape[1]} codes with {FEWEST_POSITIVES} or more positives",
        **_interval(drawn),
    }


def _f1(counts: Any) -> Any:
    total = counts[..., 1] + counts[..., 2]
    return np.divide(2 * counts[..., 0], total, out=np.full(total.shape, np.nan), where=total > 0)


def _interval(drawn: Any) -> dict[str, float | None]:
    known = drawn[~np.isnan(drawn)]
    if len(known) < len(drawn) / 2:
        return {"low": None, "high": None}
    low, high = np.percentile(known, [2.5, 97.5])
    return {"low": float(low), "high": float(high)}

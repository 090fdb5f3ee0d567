"""Kernel ridge regression over sentence vectors and n-grams: nearness in meaning and in wording, added up.

Kernel of two passages: MEANING times the mean over the encoder's parts of exp(-WIDTH |u - v|^2), u and v being what
that part makes of them, plus the product of their n-grams. The n-gram part is kept as weights of n-grams, which is the
same and takes less room (Saunders, Gammerman & Vovk 1998).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

# Weight and width of the kernel of meaning and strength of the ridge, chosen by leaving out files of training passages.
MEANING, WIDTH, RIDGE = 1.4, 1.25, 0.2
# Rows of the kernel that are made at once.
_BATCH = 1_000
Matrix = npt.NDArray[Any]


class Machine(NamedTuple):
    """What is fitted for T targets: duals (N, T) of N passages, weights (T, V) of n-grams, mean (T,)."""

    duals: Matrix
    weights: Matrix
    mean: Matrix


def fit_machine(known: Matrix, parts: Matrix, ngrams: Any, targets: Matrix) -> Machine:
    """The machine over N passages: vectors (N, d) of parts (d,), sparse n-grams (N, V), targets (N, T) of 0 and 1.

    Takes room for one N by N array of four-byte numbers, and time that grows with the cube of N.
    """
    mean = targets.mean(axis=0)
    kernel = _kernel(known, parts, ngrams.astype(np.float32))
    kernel[np.diag_indices(len(kernel))] += RIDGE
    # The array is symmetric: turned over, it is in the order in which it can be factored in place.
    factor = cho_factor(kernel.T, lower=True, overwrite_a=True, check_finite=False)
    duals = cho_solve(factor, (targets - mean).astype(np.float32), check_finite=False)
    return Machine(duals, np.asarray((ngrams.T @ duals).T), mean)


def _kernel(known: Matrix, parts: Matrix, ngrams: Any) -> Matrix:
    made = np.empty((len(known), len(known)), dtype=np.float32)
    for first in range(0, len(known), _BATCH):
        rows = slice(first, first + _BATCH)
        made[rows] = closeness(known[rows], known, parts)
        made[rows] += (ngrams[rows] @ ngrams.T).toarray()
    return made


def closeness(vectors: Matrix, others: Matrix, parts: Matrix) -> Matrix:
    """Kernel of meaning (n, N) between vectors (n, d) and (N, d) of parts (d,): MEANING for the same vector."""
    found = np.zeros((len(vectors), len(others)), dtype=np.float32)
    for part in np.unique(parts):
        own, their = vectors[:, parts == part], others[:, parts == part]
        apart = (own**2).sum(axis=1)[:, None] + (their**2).sum(axis=1)[None, :] - 2 * own @ their.T
        found += np.exp(-WIDTH * apart)
    return found * np.float32(MEANING / max(len(np.unique(parts)), 1))


def by_meaning(vectors: Matrix, known: Matrix, parts: Matrix, duals: Matrix) -> Matrix:
    """The meaning part (n, T) of the scores of texts with vectors (n, d), by the `known` passages' (N, d)."""
    found = np.zeros((len(vectors), duals.shape[1]))
    for first in range(0, len(vectors), _BATCH):
        rows = slice(first, first + _BATCH)
        found[rows] = closeness(vectors[rows], known, parts) @ duals
    return found

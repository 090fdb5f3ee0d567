"""Vectors of an encoder turned to the directions in which passages differ most, and kept in one byte a number.

A joint encoder's parts are turned apart, so that what each of them sees can be weighed (see `kernel.closeness`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

# Directions kept of each part: on passages by writers left out of the fit, codes were told as well as from all of them.
DIRECTIONS = 256
_LARGEST = 127
Matrix = npt.NDArray[Any]


class Projection(NamedTuple):
    """widths (P,): dimensions of the encoder's P parts; turn (D, d): to d directions; parts (d,): whose each one is."""

    widths: Matrix
    turn: Matrix
    parts: Matrix


def fit_projection(vectors: Matrix, widths: Sequence[int]) -> Projection:
    """Directions of the largest spread of vectors (n, D) about nought, by part, largest first (uncentred PCA)."""
    blocks = [_directions_of_spread(part) for part in _unit_parts(vectors, widths)]
    turn = np.zeros((sum(widths), sum(block.shape[1] for block in blocks)), dtype=np.float32)
    row = column = 0
    for block in blocks:
        turn[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    parts = np.repeat(np.arange(len(blocks)), [block.shape[1] for block in blocks])
    return Projection(np.asarray(widths, dtype=np.int64), turn, parts)


def turned(vectors: Matrix, projection: Projection) -> Matrix:
    """Vectors (n, D), each part at length one, in the directions (n, d) of the projection."""
    found: Matrix = np.concatenate(list(_unit_parts(vectors, projection.widths)), axis=1) @ projection.turn
    return found


def in_bytes(given: Matrix) -> tuple[Matrix, Matrix]:
    """Numbers (n, d) as whole numbers of one byte, and the size (d,) of one of each direction."""
    step = np.maximum(np.abs(given).max(axis=0, initial=0), 1e-9) / _LARGEST
    return np.round(given / step).astype(np.int8), step.astype(np.float32)


def directions(vectors: Any) -> Matrix:
    """Vectors (n, D) at length one; none where there is none."""
    given = np.asarray(vectors, dtype=np.float32)
    length = np.linalg.norm(given, axis=1, keepdims=True)
    found: Matrix = given / np.where(length > 0, length, 1)
    return found


def _unit_parts(vectors: Matrix, widths: Sequence[int] | Matrix) -> Iterator[Matrix]:
    for part in np.split(np.asarray(vectors, dtype=np.float32), np.cumsum(widths)[:-1], axis=1):
        yield directions(part)


def _directions_of_spread(part: Matrix) -> Matrix:
    _, found = np.linalg.eigh((part.T @ part).astype(float))
    kept: Matrix = found[:, ::-1][:, : min(DIRECTIONS, len(part))].astype(np.float32)
    return kept

"""What stands around a segment in its document: a turn of three words is understood from the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.code.lemmas import guess_language

# The neighbours looked at: the segment before, the one before that, the one after.
OFFSETS = (-1, -2, 1)
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Surroundings:
    """For n texts: rows of their neighbours (n, 3; -1 where there is none), whether each asks, whether in English."""

    neighbours: Array
    asks: Array
    english: Array

    def take(self, rows: Any) -> Surroundings:
        """The chosen rows, each with the neighbours that are chosen too."""
        place = np.full(len(self.asks) + 1, -1)
        place[rows] = np.arange(len(rows))
        return Surroundings(place[self.neighbours[rows]], self.asks[rows], self.english[rows])


def surroundings_of(segments: pl.DataFrame) -> Surroundings:
    """Surroundings of `segments` (text; document_id and start where known): without a document a text stands alone."""
    texts = [text or "" for text in segments["text"]]
    if not {"document_id", "start"} <= set(segments.columns):
        return surroundings(texts, [None] * len(texts))
    order = segments.with_row_index("row").sort("document_id", "start", "row")
    return surroundings(texts, segments["document_id"].to_list(), order["row"].to_numpy())


def surroundings(texts: Sequence[str], documents: Sequence[str | None], order: Any = None) -> Surroundings:
    """Surroundings of `texts` (n) read in `order` (rows, default as given) within `documents` (n, None: alone)."""
    read = np.arange(len(texts)) if order is None else np.asarray(order, dtype=int)
    neighbours = np.full((len(texts), len(OFFSETS)), -1)
    for at, row in enumerate(read):
        for column, offset in enumerate(OFFSETS):
            if 0 <= at + offset < len(read) and documents[row] is not None:
                other = read[at + offset]
                neighbours[row, column] = other if documents[other] == documents[row] else -1
    asks = np.array([text.rstrip().endswith("?") for text in texts], dtype=bool)
    english = np.array([guess_language(text) == "en" for text in texts], dtype=bool)
    return Surroundings(neighbours, asks, english)

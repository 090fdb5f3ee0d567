"""The English parser, loaded in one place so that a run can say which model read its text."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.language import Language

from pipeline.english_model import english_model_name
from pipeline.errors import StudyError


class EnglishModel(NamedTuple):
    """Which model reads English: package, version, SHA-256 over the names and bytes of its files."""

    name: str
    version: str
    sha256: str


def load_english(preferred: str | None = None, exclude: Iterable[str] = ()) -> Language:
    """The English spaCy pipeline without the components in `exclude`; the same object for the same request."""
    return _load(english_model_name(preferred), tuple(sorted(exclude)))


@cache
def _load(name: str, exclude: tuple[str, ...]) -> Language:
    return spacy.load(_folder(name), exclude=list(exclude))


def describe_english(preferred: str | None = None) -> EnglishModel:
    """Name, version and hash of the model that `load_english` would load, for a run's record."""
    name = english_model_name(preferred)
    try:
        released = version(name.replace("_", "-"))
    except PackageNotFoundError:
        released = "unknown"
    return EnglishModel(name, released, _hash_folder(_folder(name)))


def _folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise StudyError("English model", f"{name} has no files", "run `make setup`")
    package = Path(spec.origin).parent
    # A spaCy model package holds its data in a folder named after the package and its version.
    inside = sorted(path.parent for path in package.glob("*/config.cfg"))
    if not inside:
        raise StudyError(f"English model {name}", "config.cfg is missing", "install the model again")
    return inside[0]


@cache
def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d:%s%d:" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()

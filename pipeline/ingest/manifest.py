"""The manifest of a corpus: read, and every file it names found, inside the corpus and unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.errors import StudyError
from pipeline.store import read_text_columns, restore
from pipeline.tables import MANIFEST

DOCUMENTS_FOLDER = "documents"
_CHUNK = 1 << 20


def read_manifest(corpus: Path, *, files: bool = True) -> pl.DataFrame:
    """`corpus/manifest.csv` as table MANIFEST, checked row by row against the folder.

    Raises StudyError for the first row that names no file, a file outside the corpus, one whose hash has changed, a
    repeated id or path, an unknown side or a year that is none; and for a file in `documents/` that no row names.
    With `files` false only the rows are checked: the files are still to be fetched.
    """
    path = corpus / "manifest.csv"
    if not path.is_file():
        raise StudyError(path, "is missing", "make a manifest with one row per document (columns in the README)")
    frame = restore(read_text_columns(path))
    for column in MANIFEST.columns:
        if column.required and column.name not in frame.columns:
            raise StudyError(
                path, f"column {column.name!r} is missing", f"give the columns {', '.join(MANIFEST.names)}"
            )
    unknown = sorted(set(frame.columns) - set(MANIFEST.names))
    if unknown:
        raise StudyError(path, f"column {unknown[0]!r} is unknown", f"keep to {', '.join(MANIFEST.names)}")
    rows = [
        _checked(row, f"{path} row {number}", corpus, files) for number, row in enumerate(frame.to_dicts(), start=2)
    ]
    _all_different(rows, path)
    if files:
        _all_named(rows, corpus)
    return MANIFEST.frame(rows)


def inside(corpus: Path, name: str, where: str) -> Path:
    """The file that `name` means; StudyError when it lies outside the corpus: by `..`, as absolute path, by link."""
    path = corpus / name
    if Path(name).is_absolute() or not path.resolve().is_relative_to(corpus.resolve()):
        raise StudyError(where, f"path {name!r} leads out of the corpus folder", "put the file into the corpus folder")
    return path


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _checked(row: dict[str, Any], where: str, corpus: Path, files: bool) -> dict[str, Any]:
    for column in MANIFEST.columns:
        value = row.get(column.name)
        if column.required and not value:
            raise StudyError(where, f"{column.name} is empty", "give it a value")
        if value and column.allowed and value not in column.allowed:
            raise StudyError(where, f"{column.name} is {value!r}", f"use one of {', '.join(column.allowed)}")
    if files:
        _check_file(row, where, corpus)
    else:
        inside(corpus, row["path"], where)
    years = {name: _year(row.get(name), name, where) for name in ("year_from", "year_to")}
    return {**row, **years, "bytes": _bytes(row.get("bytes"), where)}


def _check_file(row: dict[str, Any], where: str, corpus: Path) -> None:
    path = inside(corpus, row["path"], where)
    if not path.exists():
        raise StudyError(where, f"file {row['path']!r} is missing", "bring the file back or remove the row")
    if not path.is_file():
        raise StudyError(where, f"{row['path']!r} is not a file", "name a file")
    try:
        found = sha256(path)
    except OSError as error:
        raise StudyError(where, f"file {row['path']!r} may not be read", "change its permissions") from error
    if row.get("sha256") and found != row["sha256"].lower():
        reason = f"file {row['path']!r} is not the one of the manifest: its hash is {found}"
        raise StudyError(where, reason, "bring the right file back, or put the new hash if the change is meant")


def _year(value: str | None, name: str, where: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 4):
        raise StudyError(where, f"{name} is {value!r}", "give a year of four digits or leave it empty")
    return int(value)


def _bytes(value: str | None, where: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise StudyError(where, f"bytes is {value!r}", "give the size as a whole number or leave it empty")
    return int(value)


def _all_different(rows: list[dict[str, Any]], path: Path) -> None:
    for name in ("document_id", "path"):
        seen: dict[str, int] = {}
        for number, row in enumerate(rows, start=2):
            if row[name] in seen:
                reason = f"{name} {row[name]!r} stands in row {seen[row[name]]} already"
                raise StudyError(f"{path} row {number}", reason, "give each document one row and one id")
            seen[row[name]] = number


def _all_named(rows: list[dict[str, Any]], corpus: Path) -> None:
    named = {(corpus / row["path"]).resolve() for row in rows}
    for path in sorted((corpus / DOCUMENTS_FOLDER).rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.resolve() not in named:
            name = path.relative_to(corpus)
            raise StudyError(corpus / "manifest.csv", f"no row names {name}", "add a row for it or take it out")

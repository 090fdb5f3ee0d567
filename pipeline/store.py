"""Tables on disk: CSV that spreadsheets and scripts can both trust, written whole or not at all.

A text cell that a spreadsheet would run as a formula (it starts with = + - @, tab or return) gets one apostrophe in
front; so does a cell that already starts with apostrophes before such a sign, which makes the change reversible:
`read_csv` takes exactly one apostrophe off.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import polars as pl
from polars.exceptions import PolarsError

from pipeline.errors import StudyError
from pipeline.schema import Table

_FORMULA = r"^'*[=+\-@\t\r]"
_NEUTRALISED = r"^'('*[=+\-@\t\r])"
# Decimals kept in exports: beyond these, digits differ between machines and mean nothing.
DECIMALS = 6


def write_csv(table: Table, frame: pl.DataFrame, path: Path, mode: int = 0o644) -> None:
    """Write `frame` as `table` to `path`: UTF-8, header, RFC 4180, sorted by key; whole or not at all."""
    checked = neutralise(table.frame(frame))
    text = checked.with_columns(pl.col(pl.Float64).round(DECIMALS)).write_csv(line_terminator="\r\n")
    with replacing(path, mode) as handle:
        handle.write(text.encode())


def read_csv(table: Table, path: Path, *, partial: bool = False) -> pl.DataFrame:
    """Read `path` as `table`; with `partial`, columns may be missing (they come out empty) or extra (dropped).

    Raises StudyError naming the file and what is wrong: not UTF-8, not CSV, a column missing or unknown, a value of
    the wrong type, a repeated key.
    """
    frame = read_text_columns(path)
    missing = [column.name for column in table.columns if column.name not in frame.columns]
    required = [name for name in missing if not partial or _required(table, name)]
    if required:
        raise StudyError(path, f"column {required[0]!r} is missing", f"give the columns {', '.join(table.names)}")
    unknown = [name for name in frame.columns if name not in table.names]
    if unknown and not partial:
        raise StudyError(path, f"column {unknown[0]!r} is unknown", f"keep to {', '.join(table.names)}")
    try:
        return table.frame(_typed(table, restore(frame.drop(unknown))))
    except PolarsError as error:
        raise StudyError(path, f"a value has the wrong type ({_first_line(error)})", "correct the value") from error
    except StudyError as error:
        raise StudyError(path, f"{error.where}: {error.reason}", error.cure) from error


def read_text_columns(path: Path) -> pl.DataFrame:
    """Any CSV with a header as text columns, empty cells as null; StudyError names the file and the reason."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StudyError(path, f"cannot be read ({error.strerror})", "check the path and its permissions") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StudyError(f"{path} line {line}", "is not UTF-8", "save the file as CSV in UTF-8") from error
    if not text.strip():
        raise StudyError(path, "is empty", "give a header line and rows")
    try:
        return pl.read_csv(io.StringIO(text), infer_schema=False)
    except PolarsError as error:
        raise StudyError(path, f"is not CSV ({_first_line(error)})", "separate columns by commas") from error


def neutralise(frame: pl.DataFrame) -> pl.DataFrame:
    """Text cells that a spreadsheet would run as formulas, made plain text."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"({_FORMULA})", "'${1}"))


def restore(frame: pl.DataFrame) -> pl.DataFrame:
    """What `neutralise` changed, changed back."""
    return frame.with_columns(pl.col(pl.String).str.replace(_NEUTRALISED, "${1}"))


def restore_text(text: str) -> str:
    """As `restore`, for the text of one cell."""
    return text[1:] if re.match(_NEUTRALISED, text) else text


@contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """A file handle whose content becomes `path` at the end; on an error the old file stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    casts = []
    for column in table.columns:
        if column.name in frame.columns and column.type == "boolean":
            casts.append(pl.col(column.name).str.to_lowercase().replace_strict({"true": True, "false": False}))
    return frame.with_columns(casts)


def _required(table: Table, name: str) -> bool:
    return any(column.name == name and column.required for column in table.columns)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:160]

"""Reading a filled review sheet, workbook or CSV, with its columns in any order; every slip is named with its row."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.review.choose import fingerprint
from pipeline.review.columns import FILLED, MODALITY, NEEDED, NO_CODE, ORDER, STATUS, is_code_column
from pipeline.review.sheet import SHEET
from pipeline.store import read_text_columns, restore_text
from pipeline.tables import MODALITIES, STATUSES

Row = dict[str, str]


def read_rows(path: Path) -> list[tuple[int, Row]]:
    """Rows of the sheet at `path` with their number in the file; cells are text, empty cells the empty string.

    Raises StudyError for a file that is neither workbook nor CSV, and for a column that is missing, renamed or
    given twice.
    """
    if not path.is_file():
        raise StudyError(path, "there is no such sheet", "give the filled review.xlsx or review.csv")
    names, rows = _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    _check_columns(names, path)
    found = []
    for number, values in enumerate(rows, start=2):
        row = {name: restore_text(value) for name, value in zip(names, values, strict=True) if name}
        if any(row.values()):
            found.append((number, row))
    if not found:
        raise StudyError(path, "has no rows", "give the sheet that `uip review export` wrote, filled in")
    return found


def _csv(path: Path) -> tuple[list[str], list[list[str]]]:
    frame = read_text_columns(path)
    return [name.strip() for name in frame.columns], [[(v or "").strip() for v in row] for row in frame.iter_rows()]


def _workbook(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what other programs add to a workbook; none of it bears on the cells.
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise StudyError(path, "is not a workbook that can be read", "save it as .xlsx, or give the CSV") from error
    if SHEET not in book.sheetnames:
        raise StudyError(path, f"has no sheet {SHEET!r}", "give the sheet its name back")
    lines = [[_cell(value) for value in line] for line in book[SHEET].iter_rows(values_only=True)]
    if not lines:
        raise StudyError(path, "is empty", "give the sheet that `uip review export` wrote, filled in")
    return lines[0], lines[1:]


def _cell(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _check_columns(names: list[str], path: Path) -> None:
    given = [name for name in names if name]
    unknown = [name for name in given if name not in ORDER and not is_code_column(name)]
    missing = [name for name in NEEDED if name not in given]
    if len(given) == 1 and missing:
        raise StudyError(f"{path} row 1", "has one column only", "separate columns by commas, not by ; or tabs")
    if missing:
        alike = get_close_matches(missing[0], unknown, n=1, cutoff=0) if unknown else []
        renamed = f" (is it {alike[0]!r}?)" if alike else ""
        raise StudyError(f"{path} row 1", f"column {missing[0]!r} is missing{renamed}", "give it its name back")
    if unknown:
        raise StudyError(f"{path} row 1", f"column {unknown[0]!r} is unknown", "remove it; remarks go into 'note'")
    twice = [name for name in given if given.count(name) > 1]
    if twice:
        raise StudyError(f"{path} row 1", f"column {twice[0]!r} is there twice", "keep one of the two")


def check_rows(rows: list[tuple[int, Row]], segments: Mapping[str, str], codebook: Codebook, path: Path) -> None:
    """Raise StudyError, naming row and cure, for the first row that cannot be kept.

    `segments` are the corpus' segments, id to text. Rows that are not filled in are not looked at here.
    """
    first: dict[str, int] = {}
    for number, row in rows:
        where, name = f"{path} row {number}", row["segment_id"]
        _check_identity(row, where, segments)
        if name in first:
            raise StudyError(where, f"repeats segment {name} of row {first[name]}", "keep one row per segment")
        first[name] = number
        _check_codes(row, where, codebook)
        _check_word(row, STATUS, STATUSES, where)
        _check_word(row, MODALITY, MODALITIES, where)
        if row[MODALITY] not in ("", "none") and row[STATUS] != "intended":
            reason = f"modality {row[MODALITY]!r} goes with status 'intended' only"
            raise StudyError(where, reason, "correct the status, or leave modality empty")


def _check_identity(row: Row, where: str, segments: Mapping[str, str]) -> None:
    name = row["segment_id"]
    if not name:
        raise StudyError(where, "segment_id is empty", "restore it from the sheet that was exported")
    if name not in segments:
        reason = f"segment {name} is not in the corpus"
        raise StudyError(where, reason, "restore the id, or export a new sheet if the documents have changed")
    probability = sampling_probability(row, where)
    number, count = _whole(row, "number", where), _whole(row, "rows", where)
    if row["check"] != fingerprint(name, row["text"], probability, number, count):
        reason = "text, segment_id, number, rows or sampling_probability was changed"
        raise StudyError(where, reason, "restore the row from the sheet that was exported")
    if fingerprint(name, segments[name], probability, number, count) != row["check"]:
        raise StudyError(where, f"segment {name} has another text in the corpus now", "export a new sheet")


def sampling_probability(row: Row, where: str) -> float | None:
    """The probability with which the row's passage was drawn; None when it was chosen otherwise."""
    if not row["sampling_probability"]:
        return None
    try:
        return float(row["sampling_probability"])
    except ValueError:
        raise StudyError(where, "sampling_probability is not a number", "restore it, with a decimal point") from None


def _whole(row: Row, column: str, where: str) -> int:
    try:
        return int(float(row[column]))
    except (ValueError, OverflowError):
        raise StudyError(where, f"{column} is not a number", "restore it from the sheet that was exported") from None


def codes_of(row: Row) -> list[str]:
    """Codes given in the row's code columns, in their order, the mark for none included."""
    columns = sorted((name for name in row if is_code_column(name)), key=lambda name: int(name.partition("_")[2]))
    return [row[name] for name in columns if row[name]]


def is_filled(row: Row) -> bool:
    """Whether the row has a code or the mark for none; a status alone does not say what the passage is coded."""
    return bool(codes_of(row))


def is_touched(row: Row) -> bool:
    """Whether anything was written into the row at all."""
    return any(value for name, value in row.items() if name in FILLED or is_code_column(name))


def _check_codes(row: Row, where: str, codebook: Codebook) -> None:
    codes = codes_of(row)
    for code in codes:
        if code not in codebook.ids and code != NO_CODE:
            alike = get_close_matches(code, codebook.ids, n=1)
            cure = f"did you mean {alike[0]!r}?" if alike else "choose one of the sheet 'codes'"
            raise StudyError(where, f"code {code!r} is not in the codebook", cure)
        if codes.count(code) > 1:
            raise StudyError(where, f"code {code!r} is given twice", "keep it once")
    if NO_CODE in codes and len(codes) > 1:
        raise StudyError(where, f"has both {NO_CODE!r} and a code", "keep the mark or the code")


def _check_word(row: Row, column: str, allowed: tuple[str, ...], where: str) -> None:
    if row[column] and row[column] not in allowed:
        raise StudyError(where, f"{column} {row[column]!r} is unknown", f"use one of {', '.join(allowed)}")

"""Writing a review sheet: a workbook with drop-downs and the codebook beside it, and the same rows as CSV."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.review.columns import CODE_COLUMNS, FILLED, MODALITY, NO_CODE, ORDER, STATUS
from pipeline.store import neutralise, replacing
from pipeline.tables import MODALITIES, STATUSES

SHEET, CODES = "passages", "codes"
# Interview text is for the owner's eyes.
_PRIVATE = 0o600
_WIDTHS = {"before": 45, "text": 70, "place": 22, "note": 30, "segment_id": 22, "number": 8}
_DATE = datetime(1980, 1, 1)
_FILL = PatternFill("solid", fgColor="FFF8E1")
_HEAD = PatternFill("solid", fgColor="E6ECF1")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HOW = (
    "Fill in the cream columns of the sheet 'passages'; the sheet 'codes' says what each code is.",
    f"Give every passage the codes it carries (code_1, code_2 and so on), or '{NO_CODE}' in code_1 if it carries none.",
    "Code the passage in 'text' only; 'before' is there so that you know who speaks of what.",
    "status: what the passage claims of its main point. modality: only where status is intended.",
    "Leave the other columns as they are: they say which passage a row is and with what probability it was drawn.",
)


def write_sheet(chosen: pl.DataFrame, codebook: Codebook, out: Path) -> tuple[Path, Path]:
    """Write `chosen` (table REVIEW) as review.xlsx and review.csv to the folder `out`, readable by their owner only.

    Returns both paths. Raises StudyError when `out` cannot be written.
    """
    rows = neutralise(chosen.sort("number").with_columns(pl.lit("").alias(name) for name in FILLED).select(ORDER))
    workbook, table = out / "review.xlsx", out / "review.csv"
    try:
        with replacing(workbook, _PRIVATE) as handle:
            handle.write(_workbook(rows, codebook))
        with replacing(table, _PRIVATE) as handle:
            handle.write(rows.write_csv(line_terminator="\r\n", float_precision=6).encode())
    except OSError as error:
        raise StudyError(out, f"cannot be written ({error.strerror})", "choose another folder with --out") from error
    return workbook, table


def _workbook(rows: pl.DataFrame, codebook: Codebook) -> bytes:
    book = Workbook()
    passages = book.active
    passages.title = SHEET
    _put(passages, rows.columns, rows.rows())
    _legend(book.create_sheet(CODES), codebook)
    _put(book.create_sheet("how to"), ["how to fill in"], [(line,) for line in _HOW])
    book["how to"].column_dimensions["A"].width = 110
    _lay_out(passages, rows)
    _drop_downs(passages, rows, len(codebook.codes) + 2)
    stream = io.BytesIO()
    book.save(stream)
    return _settled(stream.getvalue())


def _put(sheet: Any, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    for at, values in enumerate([tuple(names), *rows], start=1):
        for column, value in enumerate(values, start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(at, column, value)
            cell.alignment = _WRAPPED
            if isinstance(value, str):
                # Text stays text: a spreadsheet is never to calculate it.
                cell.data_type = "s"
            if at == 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
    sheet.freeze_panes = "A2"


def _legend(sheet: Any, codebook: Codebook) -> None:
    names = ["dimension", "code", "what it is", "includes", "excludes", "examples"]
    rows: list[tuple[str, ...]] = [("", NO_CODE, "the passage was read and carries no code")]
    for code in codebook.codes:
        boundaries = (" | ".join(part) for part in (code.include, code.exclude, code.examples))
        rows.append((code.dimension, code.id, code.definition, *boundaries))
    _put(sheet, names, rows)
    for column, width in zip("ABCDEF", (12, 32, 60, 40, 40, 60), strict=True):
        sheet.column_dimensions[column].width = width


def _lay_out(sheet: Any, rows: pl.DataFrame) -> None:
    for at, name in enumerate(rows.columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 24 if name in FILLED else 14)
        for row in range(2, rows.height + 2):
            cell = sheet.cell(row, at)
            cell.alignment = _WRAPPED
            if name in FILLED:
                cell.protection, cell.fill = Protection(locked=False), _FILL
    sheet.auto_filter.ref = sheet.dimensions
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False


def _drop_downs(sheet: Any, rows: pl.DataFrame, last_code: int) -> None:
    lists = dict.fromkeys(CODE_COLUMNS, f"{CODES}!$B$2:$B${last_code}")
    lists |= {STATUS: f'"{",".join(STATUSES)}"', MODALITY: f'"{",".join(MODALITIES)}"'}
    for name, formula in lists.items():
        letter = get_column_letter(rows.columns.index(name) + 1)
        choice = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        choice.errorTitle, choice.error = "Not in the list", "Choose one of the list, or leave the cell empty."
        sheet.add_data_validation(choice)
        if rows.height:
            choice.add(f"{letter}2:{letter}{rows.height + 1}")


def _settled(content: bytes) -> bytes:
    """The same workbook without the time of writing, so that the same passages give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in given.infolist():
            part = given.read(entry)
            if entry.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), part)
            again = zipfile.ZipInfo(entry.filename, date_time=_DATE.timetuple()[:6])
            again.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(again, part)
    return stream.getvalue()

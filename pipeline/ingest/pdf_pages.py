"""Opens PDF files and reads their pages, each by itself, so that a long file can be read in parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipeline.errors import StudyError
from pipeline.ingest.initials import with_initials
from pipeline.ingest.legible import is_nonsense
from pipeline.ingest.ocr import LANGUAGES, RecognitionError, installed_languages, recognise
from pipeline.ingest.pdf_lines import Line, page_lines, view_of
from pipeline.ingest.pdf_tables import RuledTable, page_tables

UNREAD = "scan it again more sharply, or give the text itself"
CUT = "is a PDF that breaks off before its end (cut short or damaged)"
AGAIN = "fetch or export it again"
MOST_PAGES = 20_000
"""No document of a study is longer; a small file can claim a million pages."""


class Lack(NamedTuple):
    """Why a page that is not blank gave no text, and what cures it."""

    reason: str
    cure: str


class Page(NamedTuple):
    """One page as read: lines outside tables, tables, height in points, and why it has no text where it should."""

    lines: list[Line]
    tables: list[RuledTable]
    height: float
    lack: Lack | None = None


DAMAGED = Lack("is damaged and cannot be opened", AGAIN)


def count_pages(path: Path) -> int:
    """How many pages the file has. Raises StudyError as `read_pages` does."""
    document = _open(path)
    try:
        return len(document)
    finally:
        document.close()


def read_pages(path: Path, numbers: Sequence[int] | None = None) -> list[Page]:
    """Pages by their position from 0, all of them by default.

    Pages without a text layer that means something are recognised where Tesseract is installed; `lack` says why a page
    gave nothing. Raises StudyError for an empty, encrypted, damaged or endless file.
    """
    document = _open(path)
    try:
        return [_page(document, number) for number in (range(len(document)) if numbers is None else numbers)]
    finally:
        document.close()


def _open(path: Path) -> pdfium.PdfDocument:
    if path.stat().st_size == 0:
        raise StudyError(path.name, "is empty (0 bytes)", AGAIN)
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _unopened(path, error) from error
    if not _ended(path):  # pdfium repairs such a file as far as it goes: pages would be missing without a word
        document.close()
        raise StudyError(path.name, CUT, AGAIN)
    pages = len(document)
    if not 0 < pages <= MOST_PAGES:
        document.close()
        reason = f"claims to have {pages:,} pages; more than {MOST_PAGES:,} are not read" if pages else "has no pages"
        raise StudyError(path.name, f"is a PDF that {reason}", "split it" if pages else AGAIN)
    return document


def _unopened(path: Path, error: pdfium.PdfiumError) -> StudyError:
    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return StudyError(path.name, "is encrypted with a password", "save a copy without password and give that")
    if code == raw.FPDF_ERR_SECURITY:
        return StudyError(path.name, "is encrypted in a way that cannot be undone", "print it to a new PDF")
    return StudyError(path.name, "is a damaged PDF" if _ended(path) else CUT, AGAIN)


def _ended(path: Path) -> bool:
    """Does the mark with which a PDF ends stand near the end of the file?"""
    size = path.stat().st_size
    with path.open("rb") as handle:
        handle.seek(max(size - min(max(size // 4, 2048), 65536), 0))
        return b"%%EOF" in handle.read()


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Page([], [], 842.0, DAMAGED)
    view = view_of(page)
    textpage = page.get_textpage()
    try:
        lines = with_initials(page_lines(textpage, view))
        lack = _lack(page, lines)
        if lack:
            return _recognised(page, view.height, lack)
        tables, rest = page_tables(page, textpage, view, lines) if lines else ([], [])
        return Page(rest, tables, view.height)
    finally:
        textpage.close()
        page.close()


def _lack(page: pdfium.PdfPage, lines: list[Line]) -> Lack | None:
    """What keeps a page from being read as text: nothing where it reads well or is blank."""
    if is_nonsense(line.text for line in lines):
        return Lack("has a text layer of nonsense: a broken font map has exchanged its letters", ocr_cure())
    if lines or not _shows(page):
        return None
    return Lack("has no text layer: images or drawings only", ocr_cure())


def _recognised(page: pdfium.PdfPage, height: float, lack: Lack) -> Page:
    try:
        lines = recognise(page)
    except RecognitionError as error:
        return Page([], [], height, Lack(f"{lack.reason}, and Tesseract failed on it: {error}", UNREAD))
    return Page(lines, [], height, None if lines else lack)


def _shows(page: pdfium.PdfPage) -> bool:
    """Does a page without text show an image or drawing?"""
    kinds = {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING}
    return any(item.type in kinds for item in page.get_objects())


def ocr_cure() -> str:
    """What to do about pages that are pictures: the Debian packages that are missing, or a better copy."""
    missing = [language for language in LANGUAGES if language not in installed_languages()]
    if not missing:
        return UNREAD
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{language}" for language in missing)])
    return f"install the Debian packages {packages} so that its text can be recognised, and run again"

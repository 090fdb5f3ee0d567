"""Reads PDF files: text lines from pdfium, layout by our own light step, errors with their true reason."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipeline.errors import StudyError
from pipeline.ingest.furniture import furniture
from pipeline.ingest.hyphens import words_of
from pipeline.ingest.layout import gutters, reading_order, rows_of
from pipeline.ingest.layout_blocks import Placed, blocks_of
from pipeline.ingest.ocr import LANGUAGES, installed_languages, recognise
from pipeline.ingest.pdf_lines import Line, page_lines, view_of
from pipeline.ingest.pdf_tables import RuledTable, page_tables
from pipeline.ingest.reading import Furniture, Gap, Reading

UNREAD = "scan it again more sharply, or give the text itself"
CUT = "is a PDF that breaks off before its end (cut short or damaged)"
AGAIN = "fetch or export it again"


class Page(NamedTuple):
    """One page as read: lines outside tables, tables, height in points, and what it shows where it has no text."""

    lines: list[Line]
    tables: list[RuledTable]
    height: float
    lacking: str | None = None


def read(path: Path, side: str | None = None) -> Reading:
    """A PDF as blocks with pages, boxes, sections, tables and furniture.

    Pages without text are recognised where Tesseract is installed; `gaps` name those that gave nothing or are damaged.
    Raises StudyError for an empty, encrypted or damaged file and for one that gives no text at all.
    """
    document = _open(path)
    try:
        pages = [_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    if not any(page.lines or page.tables for page in pages):
        raise _textless(path, pages)
    kept, aside = _parted(pages)
    lexicon = words_of([line.text for page in pages for line in page.lines])
    blocks, tables = blocks_of(kept, lexicon)
    aside += [Furniture(page, 10_000 + n, text) for n, (page, text) in enumerate(tables.repeated)]
    return Reading("pdf", tuple(blocks), len(pages), tuple(aside), tuple(tables.found), gaps=_gaps(pages))


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
    if len(document) == 0:
        raise StudyError(path.name, "is a PDF without pages", AGAIN)
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
        return Page([], [], 842.0, "not readable")
    view = view_of(page)
    textpage = page.get_textpage()
    try:
        lines = page_lines(textpage, view)
        tables, rest = page_tables(page, textpage, view, lines) if lines else ([], [])
        lacking = None if lines else _shown(page)
        if lacking:
            rest = recognise(page)
            lacking = None if rest else lacking
    finally:
        textpage.close()
        page.close()
    return Page(rest, tables, view.height, lacking)


def _shown(page: pdfium.PdfPage) -> str | None:
    """What a page without text holds: "without text" where it shows an image or drawing, None where it is blank."""
    kinds = {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING}
    return "without text" if any(item.type in kinds for item in page.get_objects()) else None


def _textless(path: Path, pages: list[Page]) -> StudyError:
    count = f"its {len(pages)} pages" if len(pages) > 1 else "its one page"
    if all(page.lacking == "not readable" for page in pages):
        return StudyError(path.name, f"is damaged: {count} cannot be opened", AGAIN)
    if any(page.lacking == "without text" for page in pages):
        reason = f"has no text layer: {count} hold{'s' * (len(pages) == 1)} images or drawings only"
        return StudyError(path.name, reason, ocr_cure())
    return StudyError(path.name, f"holds nothing: {count} {'is' if len(pages) == 1 else 'are'} blank", AGAIN)


def ocr_cure() -> str:
    """What to do about pages that are pictures: the Debian packages that are missing, or a better copy."""
    missing = [language for language in LANGUAGES if language not in installed_languages()]
    if not missing:
        return UNREAD
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{language}" for language in missing)])
    return f"install the Debian packages {packages} so that its text can be recognised, and run again"


def _gaps(pages: list[Page]) -> tuple[Gap, ...]:
    """Pages that hold something but gave no text."""
    told = {
        "without text": ("has no text layer: images or drawings only", ocr_cure()),
        "not readable": ("is damaged and cannot be opened", AGAIN),
    }
    found = [
        Gap(tuple(number for number, page in enumerate(pages, start=1) if page.lacking == lacking), reason, cure)
        for lacking, (reason, cure) in told.items()
    ]
    return tuple(gap for gap in found if gap.pages)


def _parted(pages: list[Page]) -> tuple[list[Placed], list[Furniture]]:
    """Body lines in reading order with their pages, and the furniture kept out of them."""
    out = furniture([page.lines for page in pages], [page.height for page in pages])
    bodies: list[list[Line]] = [
        [*(line for place, line in enumerate(page.lines) if place not in aside), *page.tables]
        for page, aside in zip(pages, out, strict=True)
    ]
    looks = [rows_of(body) for body in bodies]
    known = sorted({x for look in looks for x in gutters(look)})
    kept = [(number, line) for number, look in enumerate(looks, start=1) for line in reading_order(look, known)]
    aside = [
        Furniture(number, place, page.lines[place].text)
        for number, (page, places) in enumerate(zip(pages, out, strict=True), start=1)
        for place in sorted(places)
    ]
    return kept, aside

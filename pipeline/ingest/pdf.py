"""Reads PDF files: text lines from pdfium, layout by our own light step, errors with their true reason."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from pipeline.errors import StudyError
from pipeline.ingest.furniture import furniture
from pipeline.ingest.hyphens import words_of
from pipeline.ingest.layout import reading_order
from pipeline.ingest.layout_blocks import Placed, blocks_of
from pipeline.ingest.pdf_lines import Line, page_lines
from pipeline.ingest.reading import Furniture, Reading

OCR_PACKAGES = "tesseract-ocr tesseract-ocr-eng tesseract-ocr-rus tesseract-ocr-kaz"
LEAST_LETTERS = 20
"""Letters below which a whole document counts as one without a text layer."""


def read(path: Path, side: str | None = None) -> Reading:
    """A PDF as blocks with pages, boxes, sections and furniture.

    Raises StudyError for an empty, encrypted or damaged file and for one without a text layer.
    """
    document = _open(path)
    try:
        pages, heights = _lines(document)
    finally:
        document.close()
    if sum(line.text.count("") - 1 for lines in pages for line in lines) < LEAST_LETTERS:
        raise StudyError(path, _no_text(len(pages)), f"apply OCR to it, with the Debian packages {OCR_PACKAGES}")
    kept, aside = _parted(pages, heights)
    return Reading("pdf", tuple(blocks_of(kept, words_of([line.text for _, line in kept]))), len(pages), aside)


def _no_text(pages: int) -> str:
    return f"none of its {pages} pages has a text layer (scanned images or drawings)"


def _open(path: Path) -> pdfium.PdfDocument:
    if path.stat().st_size == 0:
        raise StudyError(path, "the file is empty (0 bytes)", "get the file again from its source")
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise StudyError(path, "the PDF is encrypted with a password", "save a copy without password") from error
        raise StudyError(path, f"not a readable PDF ({error})", "get the file again or print it to PDF") from error
    if len(document) == 0:
        raise StudyError(path, "the PDF has no pages", "get the file again from its source")
    return document


def _lines(document: pdfium.PdfDocument) -> tuple[list[list[Line]], list[float]]:
    pages: list[list[Line]] = []
    heights: list[float] = []
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            pages.append([])
            heights.append(842.0)
            continue
        pages.append(page_lines(page))
        heights.append(page.get_height())
        page.close()
    return pages, heights


def _parted(pages: list[list[Line]], heights: list[float]) -> tuple[list[Placed], tuple[Furniture, ...]]:
    """Body lines in reading order with their pages, and the furniture kept out of them."""
    kept: list[Placed] = []
    aside: list[Furniture] = []
    for number, (lines, out) in enumerate(zip(pages, furniture(pages, heights), strict=True), start=1):
        aside += [Furniture(number, place, lines[place].text) for place in sorted(out)]
        body = [line for place, line in enumerate(lines) if place not in out]
        kept += [(number, line) for line in reading_order(body)]
    return kept, tuple(aside)

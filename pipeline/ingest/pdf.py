"""Reads PDF files: text lines from pdfium, layout by our own light step, errors with their true reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import StudyError
from pipeline.ingest.furniture import furniture
from pipeline.ingest.hyphens import words_of
from pipeline.ingest.layout import gutters, reading_order, rows_of
from pipeline.ingest.layout_blocks import Placed, blocks_of
from pipeline.ingest.layout_tables import same_columns
from pipeline.ingest.pdf_lines import Line
from pipeline.ingest.pdf_pages import AGAIN, DAMAGED, Page, read_pages
from pipeline.ingest.pdf_tables import RuledTable
from pipeline.ingest.reading import Furniture, Gap, Reading


def read(path: Path, side: str | None = None) -> Reading:
    """A PDF as blocks with pages, boxes, sections, tables and furniture.

    Pages without text are recognised where Tesseract is installed; `gaps` name those that gave nothing or are damaged.
    Raises StudyError for an empty, encrypted or damaged file and for one that gives no text at all.
    """
    return reading_of(path, read_pages(path))


def reading_of(path: Path, pages: list[Page]) -> Reading:
    """The pages of a file, read together or in parts, as one document; the path is only named in errors."""
    if not any(page.lines or page.tables for page in pages):
        raise _textless(path, pages)
    pages = _settled(pages)
    kept, aside = parted(pages)
    lexicon = words_of([line.text for page in pages for line in page.lines])
    blocks, tables = blocks_of(kept, lexicon)
    aside += [Furniture(page, 10_000 + n, text) for n, (page, text) in enumerate(tables.repeated)]
    return Reading("pdf", tuple(blocks), len(pages), tuple(aside), tuple(tables.found), gaps=_gaps(pages))


def _settled(pages: list[Page]) -> list[Page]:
    """Pages on which a single ruled row is a table where the page before or after has the rest, and text elsewhere."""
    if not any(table.loose for page in pages for table in page.tables):
        return pages
    settled = []
    for number, page in enumerate(pages):
        before = _outer(pages[number - 1 : number], max)
        after = _outer(pages[number + 1 : number + 2], min)
        first, last = _outer([page], min), _outer([page], max)
        tables = [
            table
            for table in page.tables
            if not table.loose
            or (table is first and before is not None and same_columns(before, table))
            or (table is last and after is not None and same_columns(table, after))
        ]
        inside = [line for table in tables for line in table.loose]
        settled.append(page._replace(tables=tables, lines=[line for line in page.lines if line not in inside]))
    return settled


def _outer(pages: list[Page], which: Callable[..., RuledTable]) -> RuledTable | None:
    tables = [table for page in pages for table in page.tables]
    return which(tables, key=lambda table: table.top) if tables else None


def _textless(path: Path, pages: list[Page]) -> StudyError:
    lacks = [page.lack for page in pages if page.lack]
    if not lacks:
        count = f"its {len(pages)} pages are" if len(pages) > 1 else "its one page is"
        return StudyError(path.name, f"holds nothing: {count} blank", AGAIN)
    # Damaged pages are told only where there is nothing else to say: other pages can be recognised.
    lack = next((lack for lack in lacks if lack != DAMAGED), DAMAGED)
    return StudyError(path.name, f"{lack.reason} ({lacks.count(lack)} of {len(pages)} pages)", lack.cure)


def _gaps(pages: list[Page]) -> tuple[Gap, ...]:
    """Pages that hold something but gave no text, with their reasons in the order of their first page."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, page in enumerate(pages, start=1):
        if page.lack:
            found.setdefault(page.lack, []).append(number)
    return tuple(Gap(tuple(numbers), reason, cure) for (reason, cure), numbers in found.items())


def parted(pages: list[Page]) -> tuple[list[Placed], list[Furniture]]:
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

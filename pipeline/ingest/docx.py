"""DOCX: headings, lists, tables and footnotes in the order of the text, tracked changes accepted.

The package's XML is read directly: entities are never resolved, and no part is unpacked beyond a fixed size.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipeline.errors import StudyError
from pipeline.ingest.reading import Reading
from pipeline.ingest.structure import Outline, is_item, one_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a tracked change took away, and what Word draws itself, is not text of the document.
_DROPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback"}
_BREAKS = {f"{_W}tab", f"{_W}br", f"{_W}cr"}
_TITLE = re.compile(r"(?:title|название|тақырып)$", re.IGNORECASE)
_HEADING = re.compile(r"(?:heading|заголовок)\s*(\d)", re.IGNORECASE)
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200


def read(path: Path, side: str | None) -> Reading:
    """A DOCX file as blocks; on the practice side a bold name at the start of a paragraph is its `speaker`."""
    document, styles, notes = _parts(path)
    levels = _heading_levels(styles)
    outline = Outline()
    body = document.find(f"{_W}body")
    for element in _content(body if body is not None else document):
        if element.tag == f"{_W}tbl":
            _table(outline, element)
        else:
            _paragraph(outline, element, levels, side)
    for note in _footnotes(notes):
        outline.other("footnote", note)
    if not outline.blocks:
        raise StudyError(path.name, "holds no text", "give a document with text, or recognise its images (OCR)")
    return Reading("docx", tuple(outline.blocks), tables=tuple(outline.tables))


def _parts(path: Path) -> tuple[etree._Element, etree._Element | None, etree._Element | None]:
    try:
        with zipfile.ZipFile(path) as package:
            document = _part(package, "word/document.xml", path)
            if document is None:
                raise StudyError(path.name, "is a DOCX without its main part", "export it again")
            return document, _part(package, "word/styles.xml", path), _part(package, "word/footnotes.xml", path)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise StudyError(path.name, "is a DOCX that is damaged or encrypted", "export it again, unprotected") from error


def _part(package: zipfile.ZipFile, name: str, path: Path) -> etree._Element | None:
    if name not in package.namelist():
        return None
    info = package.getinfo(name)
    if info.file_size > MOST_UNPACKED or info.file_size > MOST_RATIO * max(info.compress_size, 1024):
        raise StudyError(path.name, f"unpacks to {info.file_size // 2**20} MB (a bomb)", "give the genuine document")
    with package.open(info) as handle:
        raw = handle.read(MOST_UNPACKED + 1)
    if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:65536]:
        raise StudyError(path.name, "declares XML entities, which no office program does", "export it again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise StudyError(path.name, "is a DOCX whose XML is damaged", "export it again") from error


def _content(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, out of content controls and accepted insertions too."""
    for element in parent:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _content(element)


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """Style id → heading level, from the style's name or its outline level; title is level 0."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name_element = style.find(f"{_W}name")
        name = name_element.get(f"{_W}val", "") if name_element is not None else ""
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if match := _HEADING.match(name):
            levels[style.get(f"{_W}styleId", "")] = int(match[1])
        elif _TITLE.match(name):
            levels[style.get(f"{_W}styleId", "")] = 0
        elif outline is not None and outline.get(f"{_W}val", "9").isdigit() and int(outline.get(f"{_W}val", "9")) < 9:
            levels[style.get(f"{_W}styleId", "")] = int(outline.get(f"{_W}val", "9")) + 1
    return levels


def _paragraph(outline: Outline, element: etree._Element, levels: dict[str, int], side: str | None) -> None:
    text = _text(element)
    if not text:
        return
    style = _value(element, "pStyle")
    numbered = element.find(f"{_W}pPr/{_W}numPr") is not None
    if style in levels and len(text) < 400:
        outline.heading(text, levels[style])
    elif style.lower().startswith("caption"):
        outline.other("caption", text)
    elif side != "practice" and (numbered or is_item(text) or style.lower().startswith("listbullet")):
        outline.item(text)
    else:
        name, rest = _bold_name(element) if side == "practice" else (None, text)
        outline.paragraph(rest if name and rest else text, name if rest else None)


def _bold_name(element: etree._Element) -> tuple[str | None, str]:
    """The bold words that open a paragraph and the rest of it, when they can be a speaker's name."""
    name, rest, bold = "", "", True
    for run in element.iter(f"{_W}r"):
        text = _text(run, strip=False)
        mark = run.find(f"{_W}rPr/{_W}b")
        stamp = not name and re.fullmatch(r"\s*[\[(]?\d[\d:.]*[\])]?\s*", text)
        bold = bold and (
            bool(stamp) or not text.strip() or (mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false"))
        )
        name, rest = (name + text, rest) if bold else (name, rest + text)
    short = 0 < len(name.split()) <= 4 and any(character.isalpha() for character in name)
    return (one_line(name), one_line(rest)) if short else (None, one_line(name + rest))


def _text(element: etree._Element, strip: bool = True) -> str:
    pieces = "".join(_pieces(element))
    return one_line(pieces) if strip else pieces


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _DROPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child)


def _table(outline: Outline, element: etree._Element) -> None:
    rows = []
    head = 0
    for row in element.iterchildren(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        head += row.find(f"{_W}trPr/{_W}tblHeader") is not None
        cells = (" ".join(filter(None, map(_text, cell.iter(f"{_W}p")))) for cell in row.iterchildren(f"{_W}tc"))
        rows.append([one_line(cell) for cell in cells])
    last = outline.blocks[-1] if outline.blocks else None
    outline.table(rows, last.text if last is not None and last.kind == "caption" else None, head)


def _footnotes(notes: etree._Element | None) -> Iterator[str]:
    for note in notes.iterchildren(f"{_W}footnote") if notes is not None else ():
        if note.get(f"{_W}type") is None and (text := _text(note)):
            yield text


def _value(element: etree._Element, name: str) -> str:
    found = element.find(f"{_W}pPr/{_W}{name}")
    return found.get(f"{_W}val", "") if found is not None else ""

"""DOCX with headings, lists, tables and real footnotes; the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from renderers.notation import NOTATIONS, metadata, spoken
from renderers.source import LABEL, NOTE_MARK, Interview, Part, Policy

_FIXED = datetime(2018, 12, 1, 9, 0, 0)


def policy_document(policy: Policy) -> bytes:
    """A policy as DOCX."""
    document = _new(policy.title)
    document.add_heading(policy.title, level=0)
    _label(document)
    notes = {part.mark: part.text for part in policy.parts if part.kind == "note"}
    for part in policy.parts:
        _add(document, part)
    if notes:
        _attach_footnotes(document, notes)
    return _saved(document)


def interview_document(interview: Interview) -> bytes:
    """An interview as DOCX in its own notation."""
    notation = NOTATIONS[interview.document_id]
    document = _new(f"Interview {interview.document_id}")
    document.add_heading(f"Interview {interview.document_id}", level=1)
    _label(document)
    _header(document, interview, notation.header_table)
    for time, name, text in spoken(interview):
        paragraph = document.add_paragraph(f"{time} " if time else "")
        paragraph.add_run(name).bold = notation.bold
        if notation.own_line:
            paragraph = document.add_paragraph()
        paragraph.add_run(text if notation.own_line else f" {text}")
    return _saved(document)


def _new(title: str) -> Document:
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    core = document.core_properties
    core.title, core.author, core.comments = title, "", LABEL
    core.created = core.modified = _FIXED
    document.sections[0].footer.paragraphs[0].text = LABEL
    return document


def _label(document: Document) -> None:
    document.add_paragraph().add_run(LABEL).italic = True


def _header(document: Document, interview: Interview, as_table: bool) -> None:
    if not as_table:
        for key, value in metadata(interview):
            document.add_paragraph(f"{key}: {value}")
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for pair in metadata(interview):
        for cell, text in zip(table.add_row().cells, pair, strict=True):
            cell.text = text


def _add(document: Document, part: Part) -> None:
    if part.kind == "heading":
        _write(document.add_heading(level=part.level), part.text)
    elif part.kind == "table":
        _write(document.add_paragraph(style="Caption"), part.text)
        _table(document, part)
    elif part.kind == "bullet":
        _write(document.add_paragraph(style="List Bullet"), part.text)
    elif part.kind == "item":
        _write(document.add_paragraph(style="List Paragraph"), f"{part.mark} {part.text}")
    elif part.kind != "note":
        _write(document.add_paragraph(), f"{part.mark} {part.text}".strip())


def _table(document: Document, part: Part) -> None:
    table = document.add_table(rows=len(part.rows), cols=len(part.rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, part.rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            _write(cell.paragraphs[0], text)


def _write(paragraph: Paragraph, text: str) -> None:
    """Text with its note marks as footnote references."""
    for index, piece in enumerate(NOTE_MARK.split(text)):
        if index % 2 == 0:
            paragraph.add_run(piece)
        else:
            run = paragraph.add_run()
            run.font.superscript = True
            # Word keeps ids 0 and 1 for its separators, so note n has id n + 1.
            run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{int(piece) + 1}"/>'))


def _attach_footnotes(document: Document, notes: dict[str, str]) -> None:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{tag}/></w:r></w:p></w:footnote>'
        for number, kind, tag in (
            (0, "separator", "separator"),
            (1, "continuationSeparator", "continuationSeparator"),
        )
    )
    body = "".join(
        f'<w:footnote w:id="{int(mark) + 1}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        for mark, text in notes.items()
    )
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    xml = f"{declaration}<w:footnotes {nsdecls('w')}>{separators}{body}</w:footnotes>"
    part = PackagePart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _saved(document: Document) -> bytes:
    """The package with fixed dates in its archive, so that the same text gives the same bytes."""
    raw = io.BytesIO()
    document.save(raw)
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=(2018, 12, 1, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return packed.getvalue()

"""PDF: single column with ruled tables, two columns with running heads and hyphenation, interviews on paper."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import BalancedColumns, HRFlowable

from renderers.hyphens import with_soft_hyphens
from renderers.notation import metadata, spoken
from renderers.source import LABEL, NOTE_MARK, Interview, Part, Policy

_MARGIN = 22 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10.5, leading=13.5, spaceAfter=5, alignment=TA_JUSTIFY)
_TURN = ParagraphStyle("turn", parent=_BODY, fontName="Helvetica", fontSize=10, alignment=0, spaceAfter=7)
_ITEM = ParagraphStyle("item", parent=_BODY, leftIndent=14, firstLineIndent=-10)
_NOTE = ParagraphStyle("note", parent=_BODY, fontSize=8, leading=9.6, spaceAfter=2)
_CAPTION = ParagraphStyle(
    "caption", parent=_BODY, fontName="Times-Bold", fontSize=9.5, spaceBefore=6, alignment=0, keepWithNext=1
)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=8.5, leading=10, spaceAfter=0, alignment=0)
_HEAD_CELL = ParagraphStyle("head", parent=_CELL, fontName="Times-Bold")
_TITLE = ParagraphStyle("title", parent=_BODY, fontName="Helvetica-Bold", fontSize=17, leading=21, alignment=0)
_LABEL = ParagraphStyle("label", parent=_BODY, fontName="Helvetica-Oblique", fontSize=9, textColor=colors.darkred)
_HEADINGS = {
    1: ParagraphStyle("h1", parent=_TITLE, fontSize=13.5, leading=17, spaceBefore=9, spaceAfter=5, keepWithNext=1),
    2: ParagraphStyle("h2", parent=_TITLE, fontSize=11.5, leading=14, spaceBefore=7, spaceAfter=4, keepWithNext=1),
}


@dataclass(frozen=True)
class Look:
    """How a policy is set: columns, running head and whether words are broken at line ends."""

    columns: int
    running_head: str
    hyphenated: bool


def policy_pages(policy: Policy, look: Look) -> bytes:
    """A policy as PDF."""
    story: list[Flowable] = [Paragraph(escape(policy.title), _TITLE), Spacer(1, 4), Paragraph(escape(LABEL), _LABEL)]
    column: list[Flowable] = []
    previous = ""
    for part in policy.parts:
        if part.kind == "table" or (part.kind == "heading" and part.level == 1):
            story += _set(column, look.columns)
            column = []
        target = story if part.kind == "table" else column
        if part.kind == "note" and previous != "note":
            target.append(HRFlowable(width="30%", thickness=0.5, hAlign="LEFT", spaceBefore=4, spaceAfter=3))
        target += _flowables(part, look)
        previous = part.kind
    return _built([*story, *_set(column, look.columns)], look.running_head, policy.title)


def interview_pages(interview: Interview) -> bytes:
    """An interview as PDF: header block, then turns with their speakers' names."""
    name = f"Interview {interview.document_id}"
    story: list[Flowable] = [Paragraph(name, _TITLE), Spacer(1, 4), Paragraph(escape(LABEL), _LABEL)]
    story += [Paragraph(escape(f"{key}: {value}"), _TURN) for key, value in metadata(interview)]
    story.append(Spacer(1, 8))
    for time, speaker, text in spoken(interview):
        story.append(Paragraph(f"{time} <b>{escape(speaker)}</b> {escape(text)}".strip(), _TURN))
    return _built(story, "", name)


def _set(column: list[Flowable], columns: int) -> list[Flowable]:
    if columns == 1 or not column:
        return column
    return [BalancedColumns(column, nCols=columns, innerPadding=14, needed=60, name=f"columns-{id(column)}")]


def _flowables(part: Part, look: Look) -> list[Flowable]:
    if part.kind == "table":
        return [Paragraph(_marked(part.text), _CAPTION), _table(part), Spacer(1, 8)]
    text = _marked(with_soft_hyphens(part.text) if look.hyphenated and part.kind != "heading" else part.text)
    if part.kind == "heading":
        return [Paragraph(text, _HEADINGS[part.level])]
    if part.kind == "note":
        return [Paragraph(f"<super>{part.mark}</super> {text}", _NOTE)]
    if part.kind in ("item", "bullet"):
        return [Paragraph(f"{part.mark or chr(0x2022)} {text}", _ITEM)]
    return [Paragraph(f"{part.mark} {text}".strip(), _BODY)]


def _marked(text: str) -> str:
    return NOTE_MARK.sub(r"<super>\1</super>", escape(text))


def _table(part: Part) -> Table:
    head, *rows = part.rows
    cells = [[Paragraph(_marked(cell), _HEAD_CELL) for cell in head]]
    cells += [[Paragraph(_marked(cell), _CELL) for cell in row] for row in rows]
    style = [("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)]
    style.append(("VALIGN", (0, 0), (-1, -1), "TOP"))
    return Table(cells, colWidths=_widths(part.rows), repeatRows=1, style=style)


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Widths that follow the longest cell of each column, but never less than its longest word."""
    plain = [[NOTE_MARK.sub("", cell) for cell in column] for column in zip(*rows, strict=True)]
    least = [6 + 5.2 * max(len(word) for cell in column for word in re.split(r"\s", cell)) for column in plain]
    wish = [max(len(cell) for cell in column) for column in plain]
    left = _WIDTH - sum(least)
    return [minimum + left * share / sum(wish) for minimum, share in zip(least, wish, strict=True)]


def _built(story: list[Flowable], running_head: str, title: str) -> bytes:
    raw = io.BytesIO()
    template = BaseDocTemplate(raw, pagesize=A4, title=title, author="", subject=LABEL, invariant=1)
    frame = Frame(_MARGIN, _MARGIN, _WIDTH, A4[1] - 2 * _MARGIN, 0, 0, 0, 0, id="page")
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=partial(_furnish, running_head)))
    template.build(story)
    return raw.getvalue()


def _furnish(running_head: str, canvas: Canvas, template: BaseDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    if running_head and template.page > 1:
        canvas.drawString(_MARGIN, A4[1] - 14 * mm, running_head)
        canvas.line(_MARGIN, A4[1] - 15.5 * mm, A4[0] - _MARGIN, A4[1] - 15.5 * mm)
    canvas.drawString(_MARGIN, 12 * mm, LABEL)
    canvas.drawRightString(A4[0] - _MARGIN, 12 * mm, str(template.page))
    canvas.restoreState()

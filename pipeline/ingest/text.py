"""Plain text: paragraphs by blank lines or by line, capitals and underlines as headings, tabs as tables."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.errors import StudyError
from pipeline.ingest.encoding import read_text
from pipeline.ingest.reading import Reading
from pipeline.ingest.structure import Outline, is_item, one_line
from pipeline.ingest.transcript import opens_turn

LONGEST_LINE = 2_000_000
_RULE = re.compile(r"^\s*([-=_*~])\1{3,}\s*$")
_PROVISION = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]|[§•–—-])\s+\S")
_CAPTION = re.compile(r"^(?:table|таблица|кесте)\s+\d+", re.IGNORECASE)
_NOTE = re.compile(r"^\[\d{1,3}\]\s+\S")


def read(path: Path, side: str | None) -> Reading:
    """A text file as blocks; lines that were wrapped at a fixed width are joined again."""
    text = read_text(path)
    if not text.strip():
        raise StudyError(path.name, "holds no text", "give a document with text")
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_LINE:
        reason = f"has a line of more than {LONGEST_LINE // 1_000_000} million characters"
        raise StudyError(path.name, reason, "break the text into paragraphs")
    outline = Outline()
    for paragraph in unwrapped(lines):
        _add(outline, paragraph)
    return Reading("txt", tuple(outline.blocks), tables=tuple(outline.tables))


def unwrapped(lines: list[str]) -> list[list[str]]:
    """Paragraphs as lists of lines: lines between blank ones, with hard-wrapped lines made one again."""
    wrapped = _is_wrapped(lines)
    paragraphs: list[list[str]] = []
    fresh = True
    for line in lines:
        if not line.strip():
            fresh = True
            continue
        if fresh or not paragraphs:
            paragraphs.append([line])
        elif wrapped and not _starts(line):
            paragraphs[-1][-1] = f"{paragraphs[-1][-1].rstrip()} {line.strip()}"
        else:
            paragraphs[-1].append(line)
        fresh = False
    return paragraphs


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the file was broken at a fixed width: many lines end near the longest, which is short."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    longest = lengths[int(0.98 * (len(lengths) - 1))]
    near = sum(length > 0.75 * longest for length in lengths)
    return 40 <= longest <= 120 and near > 0.4 * len(lengths)


def _starts(line: str) -> bool:
    return bool(_PROVISION.match(line) or _RULE.match(line) or is_item(line.strip()) or opens_turn(line))


def _add(outline: Outline, paragraph: list[str]) -> None:
    if len(paragraph) == 2 and _RULE.match(paragraph[1]):
        outline.heading(one_line(paragraph[0]), 1 if "=" in paragraph[1] else 2)
        return
    rows = [[one_line(cell) for cell in line.split("\t")] for line in paragraph if line.count("\t") >= 1]
    if len(rows) >= 2 and len(rows) >= len(paragraph) - 1:
        caption = one_line(paragraph[0]) if len(rows) < len(paragraph) else None
        if caption:
            outline.other("caption", caption)
        outline.table(rows, caption)
        return
    for line in paragraph:
        if not _RULE.match(line):
            _line(outline, one_line(line))


def _line(outline: Outline, text: str) -> None:
    if _is_heading(text):
        outline.heading(text, 1)
    elif _NOTE.match(text):
        outline.other("footnote", text)
    elif _CAPTION.match(text) and len(text) < 200:
        outline.other("caption", text)
    elif is_item(text):
        outline.item(text)
    elif text:
        outline.paragraph(text)


def _is_heading(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and text.upper() == text and len(text) < 150 and not opens_turn(text)

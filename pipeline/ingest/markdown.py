"""Markdown: headings, lists, pipe tables, notes; front matter is a note; inline marks are taken off."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.errors import StudyError
from pipeline.ingest.encoding import read_text
from pipeline.ingest.reading import Reading
from pipeline.ingest.structure import Outline, one_line

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FENCE = re.compile(r"^(?:```|~~~)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}\))\s+(.*)$")
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:\s*(.*)$")
_RULER = re.compile(r"^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_INLINE = re.compile(r"(\*\*|__|`|~~)(?=\S)(.+?)(?<=\S)\1|(?<!\w)[*_](?=\S)(.+?)(?<=\S)[*_](?!\w)")


def read(path: Path, side: str | None) -> Reading:
    """A Markdown file as blocks."""
    text = read_text(path)
    outline = Outline()
    if front := _FRONT.match(text):
        for line in front[1].splitlines():
            _add(outline, "note", line)
        text = text[front.end() :]
    for chunk in _chunks(text):
        _chunk(outline, chunk)
    if not outline.blocks:
        raise StudyError(path.name, "holds no text", "give a document with text")
    return Reading("markdown", tuple(outline.blocks), tables=tuple(outline.tables))


def plain(text: str) -> str:
    """Text without Markdown's inline marks: emphasis, code, links."""
    text = re.sub(r"<[/a-zA-Z!][^<>]*>|\[\^[^\]]+\](?!:)", "", _LINK.sub(r"\1", text))
    return one_line(_INLINE.sub(lambda match: match[2] or match[3], text))


def _chunks(text: str) -> list[list[str]]:
    """Lines between blank lines; a heading or list item starts a chunk of its own, code fences are left out."""
    chunks: list[list[str]] = [[]]
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line.strip()):
            fenced = not fenced
        elif fenced:
            continue
        elif not line.strip():
            chunks.append([])
        elif _HEADING.match(line) or _ITEM.match(line):
            chunks += [[line], []] if _HEADING.match(line) else [[line]]
        else:
            chunks[-1].append(line)
    return [chunk for chunk in chunks if chunk]


def _chunk(outline: Outline, lines: list[str]) -> None:
    first, whole = lines[0], " ".join(line.strip() for line in lines)
    if match := _HEADING.match(first):
        outline.heading(plain(match[2]) or "-", len(match[1]))
    elif len(lines) > 1 and re.fullmatch(r"\s*(=+|-+)\s*", lines[1]) and len(lines) == 2:
        outline.heading(plain(first), 1 if "=" in lines[1] else 2)
    elif len(lines) > 1 and "|" in first and _RULER.match(lines[1]):
        outline.table([_cells(line) for line in (first, *lines[2:])])
    elif match := _FOOTNOTE.match(first):
        _add(outline, "footnote", " ".join([match[1], *lines[1:]]))
    elif match := _ITEM.match(whole):
        if item := plain(match[1]):
            outline.item(item)
    elif not re.fullmatch(r"[-*_ ]{3,}", whole.strip()) and (paragraph := plain(whole.removeprefix("> "))):
        outline.paragraph(paragraph)


def _cells(line: str) -> list[str]:
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _add(outline: Outline, kind: str, text: str) -> None:
    if text := plain(text):
        outline.other(kind, text)

"""The sources of the demonstration corpus: a small Markdown subset for policies, marked turns for interviews."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LABEL = "Composed for demonstration; not the study's data; do not cite"
_HEADING = re.compile(r"(#{1,4}) +(.+)")
_ITEM = re.compile(r"(?:(\d+[.)])|(-)) +(.+)")
_NOTE = re.compile(r"\[\^(\d+)\]: *(.+)")
_CAPTION = re.compile(r"(?:Table|Таблица) \d+\. .+")
NOTE_MARK = re.compile(r"\[\^(\d+)\]")


@dataclass(frozen=True)
class Part:
    """One piece of a policy text.

    `kind` is heading, paragraph, provision (`1.`), item (`1)`), bullet, table or note; `mark` is the number as
    written; `rows` are a table's rows, header first.
    """

    kind: str
    text: str = ""
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Policy:
    """A policy source: its header and its parts in order."""

    header: dict[str, str]
    parts: tuple[Part, ...]

    @property
    def document_id(self) -> str:
        return self.header["id"]

    @property
    def title(self) -> str:
        return self.header["title"]

    @property
    def language(self) -> str:
        return self.header["language"]


@dataclass(frozen=True)
class Interview:
    """An interview source: its header and its turns as (is_interviewer, text)."""

    header: dict[str, str]
    turns: tuple[tuple[bool, str], ...]

    @property
    def document_id(self) -> str:
        return self.header["id"]

    @property
    def language(self) -> str:
        return self.header.get("language", "en")

    @property
    def participant(self) -> str:
        return f"P-{self.document_id}"


def read_policy(path: Path) -> Policy:
    """The policy source at `path`."""
    header, body = _split_header(path)
    parts: list[Part] = []
    caption = ""
    for line in body:
        if line.startswith("|"):
            _add_row(parts, line, caption)
            caption = ""
        elif _CAPTION.fullmatch(line):
            caption = line
        elif line:
            parts.append(_part(line))
        elif parts and parts[-1].kind == "table":
            parts.append(Part("gap"))  # a blank line ends a table
    return Policy(header, tuple(part for part in parts if part.kind != "gap"))


def read_interview(path: Path) -> Interview:
    """The interview source at `path`; every paragraph begins with `I: ` or `R: `."""
    header, body = _split_header(path)
    turns = [(line.startswith("I: "), line[3:].strip()) for line in body if line]
    return Interview(header, tuple(turns))


def _split_header(path: Path) -> tuple[dict[str, str], list[str]]:
    _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(":", 1) for line in header.strip().splitlines())
    return {key.strip(): value.strip() for key, value in pairs}, [line.strip() for line in body.splitlines()]


def _part(line: str) -> Part:
    if match := _HEADING.fullmatch(line):
        return Part("heading", match[2], level=len(match[1]))
    if match := _NOTE.fullmatch(line):
        return Part("note", match[2], mark=match[1])
    if match := _ITEM.fullmatch(line):
        kind = "bullet" if match[2] else ("provision" if match[1].endswith(".") else "item")
        return Part(kind, match[3], mark=match[1] or "")
    return Part("paragraph", line)


def _add_row(parts: list[Part], line: str, caption: str) -> None:
    cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
    if all(set(cell) <= set("-: ") and "-" in cell for cell in cells) and parts and len(parts[-1].rows) == 1:
        return
    if caption or not parts or parts[-1].kind != "table":
        parts.append(Part("table", caption, rows=(cells,)))
    else:
        parts[-1] = Part("table", parts[-1].text, rows=(*parts[-1].rows, cells))

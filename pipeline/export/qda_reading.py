"""REFI-QDA in: what people coded in their own program, as codings of this study's segments."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from lxml import etree

from pipeline.codebook import Code, Codebook
from pipeline.errors import StudyError
from pipeline.export.qda_package import Package, open_package
from pipeline.tables import CODINGS

# A selection drawn by hand counts for a segment when at least this part of the shorter of the two is shared.
LEAST_OVERLAP = 0.5
NOBODY = "unknown"
_PROBABILITY = re.compile(r"^(?P<code>.+) by (?P<coder>.+): (?P<value>[01]\.\d{6})$", re.MULTILINE)
_SELECTIONS = ("PlainTextSelection", "TranscriptSelection")


@dataclass(frozen=True)
class Selection:
    """One code that one coder gave to characters `start` to `end` (exclusive) of a source's plain text.

    Line breaks count as one character, however the program wrote them. `text` is None when the package does not
    hold the source.
    """

    source: str
    start: int
    end: int
    code: str
    coder: str
    probability: float | None = None
    text: str | None = None


@dataclass(frozen=True)
class Project:
    """A project as read: codings of text, and how many codings of pictures, sound, page areas or whole sources
    were left out because they stand at no place of a text."""

    selections: tuple[Selection, ...]
    left_out: int


def import_qda(path: Path, segments: pl.DataFrame | None = None, codebook: Codebook | None = None) -> pl.DataFrame:
    """The codings of a .qdpx (or bare .qde) as table CODINGS.

    Without `segments` each selection is a segment of its own, named `source:start-end` as this project names them.
    With `segments` (segment_id, document_id, start, end, text) selections are laid on the segments that share at
    least half of the shorter of the two; a source is a document of the same name, with or without `.txt`. Raises
    StudyError for a file that is no project, a source that is no document or has another text, and, with
    `codebook`, a code that it does not know.
    """
    selections = read_project(path).selections
    if codebook is not None:
        _check_codes(path, selections, codebook)
    places = None if segments is None else _Places(path, segments)
    rows: dict[tuple[str, str, str], float | None] = {}
    for selection in selections:
        for segment in [_own_name(selection)] if places is None else places.under(selection):
            rows.setdefault((segment, selection.code, selection.coder), selection.probability)
    return CODINGS.frame(
        {"segment_id": segment, "code": code, "coder": coder, "probability": probability}
        for (segment, code, coder), probability in rows.items()
    )


def read_project(path: Path) -> Project:
    """Every coding of text in the project at `path`, in the order of the file; see `import_qda` for errors."""
    package = open_package(path, "Project")
    selections = tuple(_selections(package))
    inside = sum(1 for coding in package.root.iter("{*}Coding") if _tag(coding.getparent()) in _SELECTIONS)
    return Project(selections, sum(1 for _ in package.root.iter("{*}Coding")) - inside)


def read_codes(path: Path) -> tuple[Code, ...]:
    """The codes of a .qdc, .qdpx or .qde: folders become dimensions, nested codes have parents, no cues."""
    package = open_package(path, "CodeBook", "Project")
    names = _code_names(package.root)
    return tuple(_code(element, names) for element in package.root.iter("{*}Code") if _codable(element))


def _code(element: Any, names: Mapping[str, str]) -> Code:
    above = [parent for parent in element.iterancestors() if _tag(parent) == "Code"]
    parent = names[_key(above[0].get("guid"))] if above and _codable(above[0]) else None
    top = above[-1] if above else element
    meaning = next(element.iterchildren("{*}Description"), None)
    definition = "" if meaning is None else (meaning.text or "").strip()
    return Code(names[_key(element.get("guid"))], top.get("name"), parent, definition)


def _codable(element: Any) -> bool:
    return element.get("isCodable", "true").strip() in ("true", "1")


def _selections(package: Package) -> Iterator[Selection]:
    root = package.root
    names = _code_names(root)
    users = {_key(user.get("guid")): user.get("name") or user.get("id") or NOBODY for user in root.iter("{*}User")}
    points = {_key(point.get("guid")): point for point in root.iter("{*}SyncPoint")}
    texts: dict[Any, _Text] = {}
    for element in root.iter(*(f"{{*}}{tag}" for tag in _SELECTIONS)):
        source = element.getparent()
        if source not in texts:
            texts[source] = _Text(package.text_of(source))
        start, end, words = texts[source].place(*_ends(package.path, element, points))
        known = _probabilities(element)
        for code, coder in _codings(package, element, names, users):
            yield Selection(_source_name(source), start, end, code, coder, known.get((code, coder)), words)


def _codings(
    package: Package, element: Any, names: Mapping[str, str], users: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    owner = package.root.get("creatingUserGUID")
    for coding in element.iterchildren("{*}Coding"):
        user = coding.get("creatingUser") or element.get("creatingUser") or owner
        for reference in coding.iterchildren("{*}CodeRef"):
            name = names.get(_key(reference.get("targetGUID")))
            if name is None:
                where = f"{package.path} line {reference.sourceline}"
                raise StudyError(where, "a coding names a code that is not there", "export the project again")
            yield name, users.get(_key(user), NOBODY)


def _ends(path: Path, element: Any, points: Mapping[str, Any]) -> tuple[int, int]:
    if _tag(element) == "PlainTextSelection":
        ends = [element.get("startPosition"), element.get("endPosition")]
    else:
        ends = [_point(points, element.get(name)) for name in ("fromSyncPoint", "toSyncPoint")]
    numbers = [int(end) for end in ends if end and end.strip().isdecimal()]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        raise StudyError(f"{path} line {element.sourceline}", "a selection has no place", "export the project again")
    return numbers[0], numbers[1]


def _point(points: Mapping[str, Any], guid: str | None) -> str | None:
    point = points.get(_key(guid))
    return None if point is None else point.get("position")


class _Text:
    """A source's text in which every line break counts once: programs on Windows write two characters."""

    def __init__(self, text: str | None) -> None:
        self.text = text
        self.breaks = [] if text is None else [found.start() for found in re.finditer("\r\n", text)]

    def place(self, start: int, end: int) -> tuple[int, int, str | None]:
        """Positions in the text so counted, and the words between them where the text is at hand."""
        low, high = (position - bisect_left(self.breaks, position) for position in (start, end))
        return low, high, None if self.text is None else self.text[start:end].replace("\r\n", "\n")


def _probabilities(element: Any) -> dict[tuple[str, str], float]:
    text = "\n".join(description.text or "" for description in element.iterchildren("{*}Description"))
    return {(found["code"], found["coder"]): float(found["value"]) for found in _PROBABILITY.finditer(text)}


def _source_name(source: Any) -> str:
    """The name of the source; of a PDF's text or a recording's transcript, the name of the PDF or recording."""
    parent = source.getparent()
    holder = parent if _tag(source) in ("Representation", "Transcript", "TextDescription") else source
    return holder.get("name") or holder.get("guid") or ""


def _code_names(root: Any) -> dict[str, str]:
    """Names by id; where two codes share a name, the path of names above tells them apart."""
    codes = list(root.iter("{*}Code"))
    count = Counter(code.get("name") for code in codes)
    return {
        _key(code.get("guid")): code.get("name") if count[code.get("name")] == 1 else _path_of(code) for code in codes
    }


def _path_of(code: Any) -> str:
    above = [parent.get("name") for parent in code.iterancestors() if _tag(parent) == "Code"]
    return " > ".join([*reversed(above), code.get("name")])


def _check_codes(path: Path, selections: tuple[Selection, ...], codebook: Codebook) -> None:
    unknown = sorted({selection.code for selection in selections} - set(codebook.ids))
    if unknown:
        raise StudyError(path, f"code {unknown[0]!r} is not in the codebook", "rename it there or add it here")


def _own_name(selection: Selection) -> str:
    return f"{selection.source}:{selection.start}-{selection.end}"


class _Segment(NamedTuple):
    start: int
    end: int
    segment_id: str
    text: str


class _Places:
    """Segments by document, in the order of the text, to find those that lie under a selection."""

    def __init__(self, path: Path, segments: pl.DataFrame) -> None:
        self.path = path
        self.by_document: dict[str, list[_Segment]] = {}
        ordered = segments.sort("document_id", "start", "end").select("document_id", *_Segment._fields)
        for document, *place in ordered.iter_rows():
            self.by_document.setdefault(document, []).append(_Segment(*place))

    def under(self, selection: Selection) -> list[str]:
        found = []
        for segment in self._overlapping(selection):
            low, high = max(segment.start, selection.start), min(segment.end, selection.end)
            shorter = min(segment.end - segment.start, selection.end - selection.start)
            if high - low >= LEAST_OVERLAP * shorter:
                self._check_text(selection, segment, low, high)
                found.append(segment.segment_id)
        return found

    def _overlapping(self, selection: Selection) -> Iterator[_Segment]:
        segments = self._of(selection.source)
        # Segments of a document do not overlap, so their ends are in order as their starts are.
        position = bisect_right(segments, selection.start, key=lambda segment: segment.end)
        while position < len(segments) and segments[position].start < selection.end:
            yield segments[position]
            position += 1

    def _of(self, source: str) -> list[_Segment]:
        for name in (source, source.removesuffix(".txt")):
            if name in self.by_document:
                return self.by_document[name]
        reason = f"its source {source!r} is no document with segments in this study"
        raise StudyError(self.path, reason, "give the source the document's id, or take its codings out")

    def _check_text(self, selection: Selection, segment: _Segment, low: int, high: int) -> None:
        if selection.text is None:
            return
        there = selection.text[low - selection.start : high - selection.start]
        if there.split() != segment.text[low - segment.start : high - segment.start].split():
            reason = f"the text of {selection.source!r} at {low} is not the study's"
            raise StudyError(self.path, reason, "export the study again and code that version")


def _tag(element: Any) -> str:
    return etree.QName(element).localname


def _key(guid: str | None) -> str:
    return (guid or "").strip("{}").upper()

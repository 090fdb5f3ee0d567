"""REFI-QDA in: what people coded in their own program, as codings of this study's segments."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.tables import CODINGS

# A project file beyond this is no study of documents; it guards against archives made to exhaust memory.
LARGEST_PROJECT = 512 * 1024 * 1024
# A selection drawn by hand counts for a segment when at least half of the shorter of the two lies in the other.
LEAST_OVERLAP = 0.5
NOBODY = "unknown"
_PROBABILITY = re.compile(r"^(?P<code>.+) by (?P<coder>.+): (?P<value>[01]\.\d{6})$", re.MULTILINE)


@dataclass(frozen=True)
class Selection:
    """One code that one coder gave to characters `start` to `end` (exclusive) of a source's plain text."""

    source: str
    start: int
    end: int
    code: str
    coder: str
    probability: float | None = None


@dataclass(frozen=True)
class Project:
    """A project as read: codings of text, and how many codings of pictures, sound or page areas were left."""

    selections: tuple[Selection, ...]
    not_text: int


def import_qda(path: Path, segments: pl.DataFrame | None = None, codebook: Codebook | None = None) -> pl.DataFrame:
    """The codings of a .qdpx (or bare .qde) as table CODINGS.

    A segment is `source:start-end`, as this project names it. With `segments` (segment_id, document_id, start, end)
    each selection is laid on the segments it shares at least half of the shorter with. With `codebook` a code it
    does not know is an error. Raises StudyError for a file that is no REFI-QDA project.
    """
    selections = read_project(path).selections
    if codebook is not None:
        _check_codes(path, selections, codebook)
    rows: dict[tuple[str, str, str], float | None] = {}
    places = _places(segments) if segments is not None else None
    for selection in selections:
        for segment in _segments_of(selection, places):
            rows.setdefault((segment, selection.code, selection.coder), selection.probability)
    return CODINGS.frame(
        {"segment_id": segment, "code": code, "coder": coder, "probability": probability}
        for (segment, code, coder), probability in rows.items()
    )


def read_project(path: Path) -> Project:
    """Every coding of text in the project at `path`, in the order of the file; see `import_qda` for errors."""
    root = _parse(path, _project_bytes(path))
    if _tag(root) != "Project":
        raise StudyError(path, "is not a REFI-QDA project", "give a .qdpx or .qde file")
    names = _code_names(root)
    users = {_key(user.get("guid")): user.get("name") or user.get("id") or NOBODY for user in _all(root, "User")}
    selections = tuple(_text_selections(path, root, names, users))
    return Project(selections, sum(1 for coding in _all(root, "Coding") if not _is_of_text(coding)))


def _project_bytes(path: Path) -> bytes:
    try:
        if not zipfile.is_zipfile(path):
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            inside = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".qde")]
            if len(inside) != 1:
                raise StudyError(path, f"holds {len(inside)} project files", "export the project again")
            if inside[0].file_size > LARGEST_PROJECT:
                raise StudyError(path, "its project file is too large", "split the project")
            return archive.read(inside[0])
    except FileNotFoundError:
        raise StudyError(path, "there is no such file", "check the path") from None
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise StudyError(path, f"cannot be read ({error})", "export the project again, without a password") from None


def _parse(path: Path, content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StudyError(f"{path} line {error.lineno}", "is not a REFI-QDA project", "give a .qdpx file") from None
    if root.getroottree().docinfo.doctype:
        raise StudyError(path, "declares a document type, which the standard does not", "export the project again")
    return root


def _text_selections(path: Path, root: Any, names: Mapping[str, str], users: Mapping[str, str]) -> Iterator[Selection]:
    owner = root.get("creatingUserGUID")
    for element in _all(root, "PlainTextSelection"):
        start, end = _position(path, element, "startPosition"), _position(path, element, "endPosition")
        known = _probabilities(element)
        for coding in _children(element, "Coding"):
            user = coding.get("creatingUser") or element.get("creatingUser") or owner
            coder = users.get(_key(user), NOBODY)
            for code in _codes_of(path, coding, names):
                yield Selection(_source(element), start, end, code, coder, known.get((code, coder)))


def _codes_of(path: Path, coding: Any, names: Mapping[str, str]) -> Iterator[str]:
    for reference in _children(coding, "CodeRef"):
        name = names.get(_key(reference.get("targetGUID")))
        if name is None:
            raise StudyError(f"{path} line {reference.sourceline}", "a coding names no code", "export again")
        yield name


def _position(path: Path, element: Any, name: str) -> int:
    value = element.get(name) or ""
    if not value.isdigit():
        raise StudyError(f"{path} line {element.sourceline}", f"{name} is not a position", "export the project again")
    return int(value)


def _probabilities(element: Any) -> dict[tuple[str, str], float]:
    text = "\n".join(description.text or "" for description in _children(element, "Description"))
    return {(found["code"], found["coder"]): float(found["value"]) for found in _PROBABILITY.finditer(text)}


def _source(element: Any) -> str:
    """The name of the source that the selection stands in; of a PDF's text, the name of the PDF."""
    source = next((parent for parent in element.iterancestors() if _tag(parent) == "PDFSource"), element.getparent())
    return source.get("name") or source.get("guid") or ""


def _code_names(root: Any) -> dict[str, str]:
    """Names by id; where two codes share a name, the path of names above tells them apart."""
    codes = list(_all(root, "Code"))
    count = Counter(code.get("name") for code in codes)
    return {
        _key(code.get("guid")): code.get("name") if count[code.get("name")] == 1 else _path_of(code) for code in codes
    }


def _path_of(code: Any) -> str:
    above = [parent.get("name") for parent in code.iterancestors() if _tag(parent) == "Code"]
    return " > ".join([*reversed(above), code.get("name")])


def _is_of_text(coding: Any) -> bool:
    return _tag(coding.getparent()) == "PlainTextSelection"


def _check_codes(path: Path, selections: tuple[Selection, ...], codebook: Codebook) -> None:
    unknown = sorted({selection.code for selection in selections} - set(codebook.ids))
    if unknown:
        raise StudyError(
            path, f"code {unknown[0]!r} is not in the codebook", "rename it there or add it to the codebook"
        )


Places = dict[str, list[tuple[int, int, str]]]


def _places(segments: pl.DataFrame) -> Places:
    places: Places = {}
    for document, start, end, segment in segments.select("document_id", "start", "end", "segment_id").iter_rows():
        places.setdefault(document, []).append((start, end, segment))
    return places


def _segments_of(selection: Selection, places: Places | None) -> list[str]:
    if places is None:
        return [f"{selection.source}:{selection.start}-{selection.end}"]
    found = []
    for start, end, segment in places.get(selection.source, []):
        shared = min(end, selection.end) - max(start, selection.start)
        shorter = min(end - start, selection.end - selection.start)
        if shared > 0 and shared >= LEAST_OVERLAP * shorter:
            found.append(segment)
    return found


def _all(root: Any, tag: str) -> Iterator[Any]:
    return root.iter(f"{{*}}{tag}")


def _children(element: Any, tag: str) -> Iterator[Any]:
    return element.iterchildren(f"{{*}}{tag}")


def _tag(element: Any) -> str:
    return etree.QName(element).localname


def _key(guid: str | None) -> str:
    return (guid or "").strip("{}").upper()

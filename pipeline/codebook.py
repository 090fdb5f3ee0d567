"""The codebook of a study: codes with their cues, the gate's vocabulary and what is measured, read from one file.

Everything that names a code of a study lives in that file, so the library works with any other study's ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.codebook_checks import check_controls, check_entries, check_parts, line_of
from pipeline.errors import StudyError

Cues = Mapping[str, tuple[str, ...]]
Vocabulary = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Code:
    """One code: its meaning, its boundaries and, per language, the cues by which the rules coder knows it."""

    id: str
    dimension: str
    parent: str | None = None
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    cues: Cues = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """A headline measure: the share of `code` within `dimension`, policy minus practice."""

    dimension: str
    code: str


@dataclass(frozen=True)
class Codebook:
    """Codes in file order, with titles of dimensions, gate vocabulary by language and named measures."""

    codes: tuple[Code, ...]
    dimensions: Mapping[str, str]
    gate: Mapping[str, Mapping[str, tuple[str, ...]]]
    vocabulary: Vocabulary
    measures: Mapping[str, Measure]
    neutral_controls: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(code.id for code in self.codes)

    def code(self, code_id: str) -> Code:
        """The code with this id; KeyError when there is none."""
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def of_dimension(self, dimension: str) -> tuple[Code, ...]:
        return tuple(code for code in self.codes if code.dimension == dimension)


class _Marked(dict[str, Any]):
    """A mapping that remembers the line it started on, and those of its keys."""

    line = 0
    key_lines: Mapping[str, int] = {}


class _Listed(list[Any]):
    """A list that remembers the line it started on, and those of its items."""

    line = 0
    lines: tuple[int, ...] = ()


class _Loader(yaml.SafeLoader):
    pass


def _marked_mapping(loader: _Loader, node: yaml.MappingNode) -> _Marked:
    marked = _Marked()
    marked.key_lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in marked:
            line = key_node.start_mark.line + 1
            raise StudyError(f"{loader.name} line {line}", f"{key!r} is given twice", "keep one of the two")
        marked[key] = loader.construct_object(value_node, deep=True)
    marked.line = node.start_mark.line + 1
    return marked


def _marked_list(loader: _Loader, node: yaml.SequenceNode) -> _Listed:
    listed = _Listed(loader.construct_object(item, deep=True) for item in node.value)
    listed.line = node.start_mark.line + 1
    listed.lines = tuple(item.start_mark.line + 1 for item in node.value)
    return listed


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _marked_mapping)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _marked_list)


def load_codebook(path: Path | str) -> Codebook:
    """The codebook in the YAML file `path`, checked.

    Raises StudyError naming the file and the line for a file that cannot be read, a part that nobody knows, a
    repeated or unusable id, an unknown dimension or parent, a circle of parents, an empty cue, a cue that cannot be
    read, or a measure or neutral control of a code that does not exist.
    """
    raw = _read(Path(path))
    check_parts(raw, path)
    dimensions = {str(key): _title(value) for key, value in (raw.get("dimensions") or {}).items()}
    codes = tuple(_code(entry, path) for entry in _entries(raw, path))
    _check_codes(codes, raw["codes"], dimensions, path)
    check_entries(raw["codes"], [code.dimension for code in codes], path)
    controls = _words(raw.get("neutral_controls"))
    check_controls(controls, [code.id for code in codes], raw.get("neutral_controls"), path)
    book = Codebook(
        codes=codes,
        dimensions=dimensions or {code.dimension: code.dimension for code in codes},
        gate=_gate(raw.get("gate") or {}),
        vocabulary=raw.get("vocabulary") or {},
        measures=_measures(raw.get("measures") or {}, codes, path),
        neutral_controls=controls,
    )
    _check_cues(book, raw["codes"], path)
    return book


def _read(path: Path) -> _Marked:
    try:
        with path.open(encoding="utf-8") as stream:
            raw = yaml.load(stream, Loader=_Loader)
    except FileNotFoundError:
        raise StudyError(path, "there is no codebook", "put a codebook.yaml there") from None
    except UnicodeDecodeError:
        raise StudyError(path, "the codebook is not UTF-8", "save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path} line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise StudyError(where, f"not valid YAML: {problem}", "correct the line") from None
    if not isinstance(raw, _Marked):
        raise StudyError(f"{path} line 1", "the codebook is empty", "list codes under 'codes:'")
    return raw


def _entries(raw: _Marked, path: Path | str) -> list[_Marked]:
    entries = raw.get("codes")
    if not isinstance(entries, list) or not entries:
        raise StudyError(f"{path} line {raw.line}", "no codes are given", "list codes under 'codes:'")
    for entry in entries:
        if not isinstance(entry, _Marked) or not entry.get("id") or not entry.get("dimension"):
            line = getattr(entry, "line", raw.line)
            raise StudyError(f"{path} line {line}", "a code needs an id and a dimension", "give it both")
    return entries


def _code(entry: _Marked, path: Path | str) -> Code:
    parent = entry.get("parent")
    return Code(
        id=str(entry["id"]),
        dimension=str(entry["dimension"]),
        parent=None if parent is None else str(parent),
        definition=str(entry.get("definition") or ""),
        include=_words(entry.get("include")),
        exclude=_words(entry.get("exclude")),
        examples=_words(entry.get("examples")),
        cues=_cues(entry, path),
    )


def _cues(entry: _Marked, path: Path | str) -> dict[str, tuple[str, ...]]:
    given = entry.get("cues") or {}
    where = f"{path} line {getattr(given, 'line', entry.line)}"
    if not isinstance(given, dict):
        raise StudyError(where, f"cues of {entry['id']} have no language", "group them as en:, ru:, kk:")
    for language, cues in given.items():
        if not isinstance(cues, list) or not cues or not all(isinstance(cue, str) and cue.strip() for cue in cues):
            where = f"{path} line {_first_empty(cues, given)}"
            reason = f"{entry['id']} has empty cues for {language}"
            raise StudyError(where, reason, "give at least one cue, or drop the language")
    return {language: tuple(cue.strip() for cue in cues) for language, cues in given.items()}


def _first_empty(cues: Any, given: Mapping[str, Any]) -> int:
    if not isinstance(cues, list) or not cues:
        return line_of(cues) if isinstance(cues, _Listed) else line_of(given)
    return line_of(cues, next(at for at, cue in enumerate(cues) if not isinstance(cue, str) or not cue.strip()))


def _check_codes(codes: Sequence[Code], entries: Sequence[_Marked], dimensions: Mapping[str, str], path: Any) -> None:
    seen: dict[str, Code] = {}
    known = {code.id: code for code in codes}
    for code, entry in zip(codes, entries, strict=True):
        where = f"{path} line {entry.line}"
        if code.id in seen:
            raise StudyError(where, f"code {code.id} is given twice", "keep one, or give the other its own id")
        if dimensions and code.dimension not in dimensions:
            raise StudyError(where, f"{code.id} has the unknown dimension {code.dimension}", "name it in dimensions")
        if code.parent is not None and code.parent not in known:
            raise StudyError(where, f"{code.id} has the unknown parent {code.parent}", "add that code or drop it")
        if code.parent == code.id:
            raise StudyError(where, f"{code.id} is its own parent", "name another parent or drop it")
        seen[code.id] = code


def _check_cues(book: Codebook, entries: Sequence[_Marked], path: Path | str) -> None:
    from pipeline.code.rules_cues import CueSyntaxError, parse_cue

    for code, entry in zip(book.codes, entries, strict=True):
        for language, cues in code.cues.items():
            for at, cue in enumerate(cues):
                try:
                    parse_cue(cue, book.vocabulary.get(language, {}))
                except CueSyntaxError as error:
                    where = f"{path} line {line_of(entry['cues'][language], at)}"
                    raise StudyError(where, f"cue {cue!r} of {code.id}: {error}", "correct the cue") from None


def _measures(raw: Mapping[str, Any], codes: Sequence[Code], path: Path | str) -> dict[str, Measure]:
    known = {code.id: code.dimension for code in codes}
    measures = {}
    for name, entry in raw.items():
        where = f"{path} line {getattr(entry, 'line', getattr(raw, 'line', 1))}"
        if not isinstance(entry, dict) or known.get(str(entry.get("code"))) != entry.get("dimension"):
            raise StudyError(where, f"measure {name} names no code of its dimension", "name a code and its dimension")
        measures[name] = Measure(str(entry["dimension"]), str(entry["code"]))
    return measures


def _gate(raw: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {language: {name: _words(words) for name, words in lists.items()} for language, lists in raw.items()}


def _title(value: Any) -> str:
    return str(value["title"]) if isinstance(value, dict) else str(value)


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list) else str(value).split("|")
    return tuple(part.strip() for item in items for part in str(item).split("|") if part.strip())

"""What a codebook must not contain, each slip named with its line: it would otherwise be passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.errors import StudyError

PARTS = ("dimensions", "measures", "neutral_controls", "gate", "vocabulary", "codes")
CODE_PARTS = ("id", "dimension", "parent", "definition", "include", "exclude", "examples", "cues")
GATE_LISTS = ("university", "industry", "partnership", "passes", "exclusions")
# Rows of exports that are no codes bear these names, and a review sheet marks an uncoded passage with the last.
_RESERVED = ("micro", "macro", "gate", "overall", "no code")
_ID = re.compile(r"[^\s;,]+(?: [^\s;,]+)*")


def check_parts(raw: Mapping[str, Any], path: Path | str) -> None:
    """Raise StudyError for a part of the codebook, or of a list of gate words, that nobody reads."""
    _check_known(raw, PARTS, path)
    for lists in (raw.get("gate") or {}).values():
        if isinstance(lists, Mapping):
            _check_known(lists, GATE_LISTS, path)


def check_entries(entries: Sequence[Mapping[str, Any]], dimensions: Iterable[str], path: Path | str) -> None:
    """Raise StudyError for a code with an unknown part, an id that exports cannot hold, or a circle of parents."""
    taken = {*_RESERVED, *dimensions}
    parents = {str(entry["id"]): entry.get("parent") for entry in entries}
    for entry in entries:
        _check_known(entry, CODE_PARTS, path)
        where, name = f"{path} line {line_of(entry)}", str(entry["id"])
        if name in taken:
            raise StudyError(where, f"code {name!r} has the name of a dimension or of a score", "give it another id")
        if not _ID.fullmatch(name):
            raise StudyError(where, f"the id {name!r} has ; , or spaces that lists cannot hold", "give it another id")
        circle = _circle(name, parents)
        if circle:
            raise StudyError(where, f"{' is under '.join(circle)}", "take one of these parents away")


def check_controls(controls: Sequence[str], known: Iterable[str], raw: Any, path: Path | str) -> None:
    """Raise StudyError for a neutral control that is no code."""
    unknown = [code for code in controls if code not in set(known)]
    if unknown:
        where = f"{path} line {line_of(raw)}"
        raise StudyError(where, f"neutral control {unknown[0]} is no code", "correct it or drop it")


def line_of(marked: Any, item: int | None = None) -> int:
    """Line at which a mapping or list of the file, or item number `item` of a list, stands; 1 where unknown."""
    lines = getattr(marked, "lines", ())
    return int(lines[item]) if item is not None and item < len(lines) else int(getattr(marked, "line", 1) or 1)


def _check_known(given: Mapping[str, Any], known: Sequence[str], path: Path | str) -> None:
    for name in given:
        if name not in known:
            alike = get_close_matches(name, known, n=1)
            cure = f"did you mean {alike[0]!r}?" if alike else f"use {', '.join(known)}"
            line = getattr(given, "key_lines", {}).get(name, line_of(given))
            raise StudyError(f"{path} line {line}", f"{name!r} is unknown here", cure)


def _circle(name: str, parents: Mapping[str, Any]) -> list[str]:
    """The codes from `name` over its parents back to it; none where the parents end."""
    walked = [name]
    while parents.get(walked[-1]) is not None:
        above = str(parents[walked[-1]])
        if above == name:
            return [*walked, name]
        if above in walked:
            return []
        walked.append(above)
    return []

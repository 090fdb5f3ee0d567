"""Echoes: a respondent quoting policy. Near-duplicates by word shingles (Broder 1997), and words of reporting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_NEAR = 0.5
_QUOTED = re.compile(
    r"\b(?:the )?(?:ministry|minister|president|programme|program|strategy|law|decree|government|state programme|policy"
    r"|document|order|akimat)s? (?:\w+ )?(?:says?|said|tells?|told us|writes?|demands?|requires?|wants?|states?)\b"
    r"|\baccording to (?:the )?(?:strategy|state programme|programme|program|law|decree|ministry|policy)\b"
    r"|\b(?:министерств|министр|программ|стратеги|закон|правительств|акимат|президент|ведомств)\w* (?:\w+ )?"
    r"(?:говор|требу|пиш|сказал|обязыва|веле|указыва)\w*"
    r"|\b(?:министрлік|министр|үкімет|бағдарлама|президент|әкімдік)\w* .{0,120}\b(?:дейді|деді|деп айт\w+|талап етеді)",
    re.IGNORECASE,
)


def echoes_of(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Ids of practice segments that repeat a policy segment of `rows` or report what policy says."""
    listed = list(rows)
    policy = [shingles(row["text"] or "") for row in listed if row.get("side") == "policy"]
    index: dict[tuple[str, ...], list[int]] = {}
    for number, found in enumerate(policy):
        for shingle in found:
            index.setdefault(shingle, []).append(number)
    practice = [row for row in listed if row.get("side") == "practice" and row.get("text")]
    return frozenset(row["segment_id"] for row in practice if _QUOTED.search(row["text"]) or _repeats(row, index))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Runs of four words of `text`, lower case."""
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _repeats(row: Mapping[str, Any], index: Mapping[tuple[str, ...], list[int]]) -> bool:
    own = shingles(row["text"])
    shared: dict[int, int] = {}
    for shingle in own:
        for number in index.get(shingle, ()):
            shared[number] = shared.get(number, 0) + 1
    return bool(shared) and max(shared.values()) >= _NEAR * len(own)

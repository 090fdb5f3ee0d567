"""Cues as patterns that are cheap where they do not apply: a literal that every match holds is looked for first."""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 2
# Wordings that one stretch of a pattern is spelled out to.
_MOST = 16


class Cue:
    """A pattern for text in small letters; `search` tries it only where one of the literals of its matches stands."""

    def __init__(self, pattern: str) -> None:
        self._search = re.compile(pattern).search
        self.literals = _fewest(literals_of(pattern))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in `text`, if there is one."""
        if self.literals is None:
            return self._search(text)
        for literal in self.literals:
            if literal in text:
                return self._search(text)
        return None


def literals_of(pattern: str) -> tuple[str, ...] | None:
    """Literals of which each match of `pattern` holds at least one; None where the pattern promises none."""
    found = _of_sequence(_parser.parse(pattern))
    return tuple(sorted(found)) if found else None


def _fewest(literals: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Literals without those that hold another: where "recommends" stands, "recommend" does."""
    if literals is None:
        return None
    return tuple(word for word in literals if not any(other != word and other in word for other in literals))


def _of_sequence(items: Any) -> set[str]:
    """The best literals of parts that follow one another: those whose shortest is the longest; empty for none."""
    choices, run = [], {""}
    for kind, value in items:
        exact = _exact(kind, value)
        if exact and len(run) * len(exact) <= _MOST:
            run = {before + after for before in run for after in exact}
            continue
        choices += [run, _of_part(kind, value)]
        run = exact if exact and len(exact) <= _MOST else {""}
    best = max([*choices, run], key=_weight)
    return best if _weight(best)[0] >= _SHORTEST else set()


def _exact(kind: Any, value: Any) -> set[str]:
    """All that a part matches, where it is a letter, one of a few letters or a choice of wordings; else empty."""
    if kind is _constants.LITERAL:
        return {chr(value)}
    if kind is _constants.IN and all(inner is _constants.LITERAL for inner, _ in value):
        return {chr(letter) for _, letter in value}
    if kind is _constants.SUBPATTERN:
        return _product(value[-1])
    if kind is _constants.BRANCH:
        parts = [_product(branch) for branch in value[1]]
        return set().union(*parts) if all(parts) else set()
    return set()


def _product(items: Any) -> set[str]:
    found = {""}
    for kind, value in items:
        exact = _exact(kind, value)
        if not exact or len(found) * len(exact) > _MOST:
            return set()
        found = {before + after for before in found for after in exact}
    return found


def _of_part(kind: Any, value: Any) -> set[str]:
    if kind is _constants.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is _constants.BRANCH:
        parts = [_of_sequence(branch) for branch in value[1]]
        return set().union(*parts) if all(parts) else set()
    if kind is _constants.MAX_REPEAT and value[0] > 0:
        return _of_sequence(value[2])
    return set()


def _weight(literals: set[str]) -> tuple[int, int]:
    """How telling literals are: by their shortest, then by how few they are; nothing tells nothing."""
    return min(map(len, literals), default=0), -len(literals)

"""Sectors of actors: which words and names of bodies belong to government, university, industry and so on.

The list is data (corpus/gazetteer.yaml): bodies with earlier and later names, and common nouns, in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipeline.errors import StudyError
from pipeline.tables import SECTORS

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|&")


class Mention(NamedTuple):
    """A name or noun in a text: character offsets (end exclusive), label, and whether it is a name of low weight."""

    start: int
    end: int
    label: str
    weak: bool


@dataclass(frozen=True)
class Lexicon:
    """Labelled names and stems; `find` gives the longest match at each word, left to right, never overlapping."""

    entries: Mapping[tuple[str, ...], str]
    stems: Mapping[tuple[str, ...], str]
    weak: frozenset[str] = frozenset()
    _cache: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _first_words(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.entries, key=lambda words: (-len(words), words)):
            found.setdefault(words[0], []).append(words)
        return found

    @cached_property
    def _first_stems(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.stems, key=lambda words: (-len(words), -len(words[0]), words)):
            found.setdefault(words[0][:3], []).append(words)
        return found

    def find(self, text: str) -> list[Mention]:
        """Mentions in `text`, in order."""
        tokens = [(match.start(), match.end(), match.group().lower()) for match in _WORD.finditer(text)]
        words = [_singular(token[2]) for token in tokens]
        raw = [token[2] for token in tokens]
        mentions: list[Mention] = []
        position = 0
        while position < len(tokens):
            length, label = self._at(words, raw, position)
            if length:
                name = " ".join(words[position : position + length])
                mentions.append(
                    Mention(tokens[position][0], tokens[position + length - 1][1], label, name in self.weak)
                )
            position += max(length, 1)
        return mentions

    def _at(self, words: list[str], raw: list[str], position: int) -> tuple[int, str]:
        for name in self._first_words.get(words[position], ()):
            if tuple(words[position : position + len(name)]) == name:
                return len(name), self.entries[name]
        for stems in self._first_stems.get(raw[position][:3], ()):
            window = raw[position : position + len(stems)]
            if len(window) == len(stems) and all(map(str.startswith, window, stems)):
                return len(stems), self.stems[stems]
        return 0, ""


@dataclass(frozen=True)
class Gazetteer:
    """Sectors of names (`sectors`), the partnership gate (`gate`), and which dimensions hold hindrances, practices.

    `hindrance_seats` gives codes the sector in which they seat a hindrance; codes below them inherit it.
    """

    sectors: Lexicon
    gate: Lexicon
    hindrance_dimensions: tuple[str, ...] = ()
    practice_dimensions: tuple[str, ...] = ()
    hindrance_seats: Mapping[str, str] = field(default_factory=dict)

    def sector(self, text: str, *, last: bool = False) -> str | None:
        """Sector of the first (or last) strong mention in `text`; a weak one only when no other stands there."""
        mentions = self.sectors.find(text)
        strong = [mention for mention in mentions if not mention.weak] or mentions
        return strong[-1 if last else 0].label if strong else None

    def passes_gate(self, text: str, *, one_side: bool = False) -> bool:
        """Whether `text` names both sides of a partnership, or a thing that implies both; with `one_side`, industry."""
        found = {mention.label for mention in self.gate.find(text)}
        return "both" in found or {"university", "industry"} <= found or (one_side and "industry" in found)


def load_gazetteer(path: Path) -> Gazetteer:
    """The gazetteer in the YAML file at `path`. StudyError when it is missing, not YAML, or names an unknown sector."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise StudyError(path, f"cannot be read ({type(error).__name__})", "restore the gazetteer file") from error
    try:
        return gazetteer_from(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StudyError(path, f"is not a gazetteer ({error})", "give it bodies, sectors and gate") from error


def gazetteer_from(data: Mapping[str, Any]) -> Gazetteer:
    """The gazetteer that `data` (bodies, sectors, gate, weak, hindrance_dimensions) describes."""
    labels = {body["sector"] for body in data["bodies"]} | set(data["sectors"])
    labels |= set(data.get("hindrance_seats", {}).values())
    if unknown := labels - set(SECTORS):
        raise ValueError(f"sector {min(unknown)!r} is not one of {', '.join(SECTORS)}")
    groups = [(sector, group) for sector, group in data["sectors"].items()]
    groups += [(body["sector"], body) for body in data["bodies"]]
    weak = frozenset(" ".join(_words(name)) for name in data.get("weak", ()))
    return Gazetteer(
        _lexicon(groups, weak),
        _lexicon(data["gate"].items()),
        tuple(data.get("hindrance_dimensions", ())),
        tuple(data.get("practice_dimensions", ())),
        dict(data.get("hindrance_seats", {})),
    )


def _lexicon(groups: Iterable[tuple[str, Mapping[str, Any]]], weak: frozenset[str] = frozenset()) -> Lexicon:
    entries: dict[tuple[str, ...], str] = {}
    stems: dict[tuple[str, ...], str] = {}
    for label, group in groups:
        for name in (*group.get("names", ()), *group.get("was", ())):
            entries[_words(name)] = label
        for stem in group.get("stems", ()):
            stems[tuple(stem.lower().split())] = label
    return Lexicon(entries, stems, weak)


def _words(name: str) -> tuple[str, ...]:
    return tuple(_singular(match.group().lower()) for match in _WORD.finditer(name))


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]
    return word

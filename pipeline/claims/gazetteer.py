"""Sectors of actors: which words and names of bodies belong to government, university, industry and so on.

The list is data (corpus/gazetteer.yaml): bodies with earlier and later names, and common nouns, in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipeline.errors import StudyError
from pipeline.tables import SECTORS

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|&")


_THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_LONGEST_ACRONYM = 6
_MOST_KEPT = 2_000
# On which side of the gate a body stands: whoever is not a university is a partner of one.
_GATE_SIDES = {"university": "university", "student": "university", "industry": "industry", "intermediary": "industry"}


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
    acronyms: frozenset[tuple[str, ...]] = frozenset()

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
        kept = self._kept.get(text)
        if kept is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[text] = tuple(self._find(text))
        return list(kept)

    @cached_property
    def _kept(self) -> dict[str, tuple[Mention, ...]]:
        """What was found in texts of late: an actor is asked for several times."""
        return {}

    def _find(self, text: str) -> Iterator[Mention]:
        tokens = [match.span() for match in _WORD.finditer(text)]
        written = [text[start:end] for start, end in tokens]
        raw = [word.lower() for word in written]
        words = [_singular(word) for word in raw]
        firsts, stems = self._first_words, self._first_stems
        until = 0
        for position, word in enumerate(words):
            if position < until or (word not in firsts and raw[position][:3] not in stems):
                continue
            length, label = self._at(words, raw, written, position)
            if length:
                until = position + length
                weak = " ".join(words[position:until]) in self.weak
                yield Mention(tokens[position][0], tokens[until - 1][1], label, weak)

    def _at(self, words: list[str], raw: list[str], written: list[str], position: int) -> tuple[int, str]:
        for name in self._first_words.get(words[position], ()):
            if tuple(words[position : position + len(name)]) == name:
                if name in self.acronyms and not _is_capitals(written[position]):
                    continue
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
    `dimension_roles` says what else a dimension holds (purpose, help, order), for the reader of status.
    """

    sectors: Lexicon
    gate: Lexicon
    hindrance_dimensions: tuple[str, ...] = ()
    practice_dimensions: tuple[str, ...] = ()
    hindrance_seats: Mapping[str, str] = field(default_factory=dict)
    things: frozenset[str] = frozenset()
    dimension_roles: Mapping[str, str] = field(default_factory=dict)

    def is_thing(self, name: str) -> bool:
        """Whether `name` only names a thing that stands for a sector and acts for nobody."""
        return " ".join(_words(name)) in self.things

    def sector(self, text: str, *, last: bool = False) -> str | None:
        """Sector of the first (or last) strong mention in `text`; a weak one only when no other stands there."""
        mentions = self.sectors.find(text)
        strong = [mention for mention in mentions if not mention.weak] or mentions
        return strong[-1 if last else 0].label if strong else None

    def passes_gate(self, text: str, *, interview: bool = False) -> bool:
        """Whether `text` names both sides of a partnership, or a thing that implies both.

        In an `interview` about partnership the university is understood, and "they" who deal with it are the others.
        """
        found = {mention.label for mention in self.gate.find(text)}
        if "both" in found or {"university", "industry"} <= found:
            return True
        return interview and bool(found & {"industry", "practice"} or ("university" in found and _THEY.search(text)))


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
        _lexicon([*_gate_nouns(data), *_gate_bodies(data["bodies"]), *data["gate"].items()]),
        tuple(data.get("hindrance_dimensions", ())),
        tuple(data.get("practice_dimensions", ())),
        dict(data.get("hindrance_seats", {})),
        frozenset(" ".join(_words(name)) for name in data.get("things", ())),
        dict(data.get("dimension_roles", {})),
    )


def _gate_nouns(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Nouns of the sectors for the gate, without those that say little (`weak`) or name nobody (`things`)."""
    left_out = {*data.get("weak", ()), *data.get("things", ())}
    return [
        (
            _GATE_SIDES[sector],
            {"names": [n for key in ("names", "more") for n in group.get(key, ()) if n not in left_out]},
        )
        for sector, group in data["sectors"].items()
        if sector in _GATE_SIDES
    ]


def _gate_bodies(bodies: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(_GATE_SIDES[body["sector"]], body) for body in bodies if body["sector"] in _GATE_SIDES]


def _lexicon(groups: Iterable[tuple[str, Mapping[str, Any]]], weak: frozenset[str] = frozenset()) -> Lexicon:
    entries: dict[tuple[str, ...], str] = {}
    stems: dict[tuple[str, ...], str] = {}
    acronyms = set()
    for label, group in groups:
        for name in (*group.get("names", ()), *group.get("was", ()), *group.get("more", ())):
            entries[_words(name)] = label
            if name.isupper() and len(name) <= _LONGEST_ACRONYM:
                acronyms.add(_words(name))
        for stem in group.get("stems", ()):
            stems[tuple(stem.lower().split())] = label
    return Lexicon(entries, stems, weak, frozenset(acronyms))


def _is_capitals(word: str) -> bool:
    return len(word) == 1 or sum(letter.isupper() for letter in word) > 1


def _words(name: str) -> tuple[str, ...]:
    return tuple(_singular(match.group().lower()) for match in _WORD.finditer(name))


@lru_cache(maxsize=20_000)
def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word[:-1]
    return word

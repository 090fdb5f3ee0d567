"""The cue language of the codebook, compiled to patterns over a clause's words.

A cue is conditions joined by `&` (same clause) or `&&` (anywhere in the segment); `!` before a condition excludes.
A condition is words in order: `a|b` alternatives, `stem*`, `two_words`, `@class` of the vocabulary, `~` up to four
words between. `[university]` or `[any]` in front relaxes the gate. `dep:` conditions name who does what to whom:
`dep: @teach subject=@practitioner object=@student`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

CONTEXTS = ("gate", "university", "any")
# Words of a clause stand between spaces: lemmas, then the mark, then surface forms; a gap never crosses the mark.
MARK = "\x00"
_GAP = rf"(?: [^ {MARK}]+){{0,4}}?"
_PREFIX = re.compile(r"^\[(\w+)\]\s*")
_ROLES = ("subject", "object")


class CueSyntaxError(ValueError):
    """A cue that cannot be read; says why."""


@dataclass(frozen=True)
class Condition:
    """A pattern that must (or, when `excluded`, must not) be found in a clause."""

    pattern: re.Pattern[str]
    excluded: bool = False


@dataclass(frozen=True)
class Dependency:
    """A verb with patterns its subject and object must match; passive voice is resolved by the reader."""

    verb: re.Pattern[str]
    subject: re.Pattern[str] | None = None
    object: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Cue:
    """A compiled cue. Each group of conditions must hold within one clause; all groups within the segment."""

    text: str
    context: str
    groups: tuple[tuple[Condition, ...], ...]
    dependencies: tuple[Dependency, ...] = ()


def parse_cue(text: str, vocabulary: Mapping[str, str]) -> Cue:
    """The cue written as `text`, with classes taken from `vocabulary`; CueSyntaxError when it cannot be read."""
    context, body = "gate", text.strip()
    if prefix := _PREFIX.match(body):
        context, body = prefix.group(1), body[prefix.end() :]
    if context not in CONTEXTS:
        raise CueSyntaxError(f"unknown context [{context}]")
    groups, dependencies = [], []
    for part in body.split("&&"):
        words = [condition.strip() for condition in part.split("&")]
        dependencies += [_dependency(word[4:], vocabulary) for word in words if word.startswith("dep:")]
        conditions = tuple(_condition(word, vocabulary) for word in words if not word.startswith("dep:"))
        if conditions:
            groups.append(tuple(sorted(conditions, key=lambda condition: condition.excluded)))
    if not dependencies and not any(not c.excluded for group in groups for c in group):
        raise CueSyntaxError("nothing to find")
    return Cue(text, context, tuple(groups), tuple(dependencies))


def _condition(text: str, vocabulary: Mapping[str, str]) -> Condition:
    excluded = text.startswith("!")
    return Condition(compile_words(text.lstrip("! "), vocabulary), excluded)


def _dependency(text: str, vocabulary: Mapping[str, str]) -> Dependency:
    verb, *roles = text.split()
    patterns = {}
    for role in roles:
        name, _, words = role.partition("=")
        if name not in _ROLES or not words:
            raise CueSyntaxError(f"unknown role {role!r}")
        patterns[name] = compile_words(words, vocabulary)
    return Dependency(compile_words(verb, vocabulary), patterns.get("subject"), patterns.get("object"))


def compile_words(text: str, vocabulary: Mapping[str, str]) -> re.Pattern[str]:
    """Words in order as a pattern over a string of words that each follow a space and end at one."""
    if not text.split():
        raise CueSyntaxError("an empty condition")
    return _compiled("".join(_element(element, vocabulary) for element in text.split()) + "(?= )")


@lru_cache(maxsize=20_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _element(element: str, vocabulary: Mapping[str, str]) -> str:
    if element == "~":
        return _GAP
    return f" (?:{'|'.join(_alternatives(element, vocabulary, ()))})"


def _alternatives(element: str, vocabulary: Mapping[str, str], inside: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for word in element.split("|"):
        if word.startswith("@"):
            name = word[1:]
            if name not in vocabulary or name in inside:
                raise CueSyntaxError(f"unknown class {word}")
            found += _alternatives("|".join(vocabulary[name].split()), vocabulary, (*inside, name))
        elif word:
            found.append(_word(word))
    if not found:
        raise CueSyntaxError("an empty alternative")
    return found


def _word(word: str) -> str:
    stem = re.escape(word.lower().replace("_", " ").replace("-", " ")).replace(r"\ ", " ")
    return stem.replace(r"\*", rf"[^ {MARK}]*")

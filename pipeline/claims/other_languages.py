"""Claims of segments that are not English: Russian by its parser, Kazakh by its word forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.kazakh import kazakh_claim
from pipeline.claims.russian import RussianRow, russian_claims
from pipeline.code.lemmas import guess_language
from pipeline.russian import parse_russian

_NUMBERING = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3})*|[а-я])(?:[.)]|\s*\|)\s+", re.IGNORECASE)


class OtherRow(NamedTuple):
    """A segment to be read: its row, its lead-in, whether its codes are hindrances only, and their one level."""

    row: Mapping[str, Any]
    lead: str
    hindrance: bool
    level: str | None


def read_other_languages(rows: Sequence[OtherRow], words: Gazetteer) -> Iterator[list[dict[str, Any]]]:
    """Fields of the claims of each of `rows`, in order. Text that is neither Russian nor Kazakh is read as Russian."""
    kazakh = [is_kazakh(other.row) for other in rows]
    readable = (_readable(o.row["text"]) for o, other in zip(rows, kazakh, strict=True) if not other)
    parsed = parse_russian(readable)
    for (row, lead, hindrance, level), other in zip(rows, kazakh, strict=True):
        text, side = row["text"], row.get("side")
        if other:
            yield [kazakh_claim(text, lead, words, side, hindrance=hindrance, level=level)]
        else:
            yield russian_claims(RussianRow(text, next(parsed), lead, side, hindrance, level), words)


def is_kazakh(row: Mapping[str, Any]) -> bool:
    """Whether the segment is Kazakh, by its declared language or, where it names none of ours, by its letters."""
    declared = str(row.get("language") or "")
    return declared.startswith("kk") or (declared != "ru" and guess_language(row["text"]) == "kk")


def _readable(text: str) -> str:
    """Text of the same length for the parser, which takes words in capitals for names and numbering for sentences."""
    if numbered := _NUMBERING.match(text):
        text = " " * numbered.end() + text[numbered.end() :]
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > 20 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
    return text.lower() if shouted and len(text.lower()) == len(text) else text

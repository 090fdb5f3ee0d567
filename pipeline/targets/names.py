"""Names of indicators as sets of words, so that "Spending on innovation" and "innovation spending" are one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Footnote marks cling to a last word ("world's best5"); joined letters such as R&D are one word.
_WORD = re.compile(r"[^\W\d_]+(?:&[^\W\d_]+)?")
_EMPTY = frozenset("a an and as at by for from in into its of on or per than that the their to with within".split())
_ENDINGS = (("ies", "y"), ("ches", "ch"), ("sses", "ss"), ("s", ""))


# How something is measured makes two names alike that measure different things ("share of …", "number of …").
_FRAME = re.compile(
    r"^(?:the )?(?:share|number|proportion|percentage|volume|level|amount|total)(?: number)? of "
    r"|,? ?(?:%|per cent|percent) ?(?:of (?:all|the total|GDP))?|in the total number of \w+"
    r"|^(?:доля|число|количество|объ[её]м|уровень|удельный вес) |,? ?процент\w*",
    re.IGNORECASE,
)


def measured(name: str) -> str:
    """What an indicator measures, without how: "graduates employed" of "Share of graduates employed, %"."""
    return _FRAME.sub("", name).strip(" ,;") or name


def words_of(name: str | None) -> frozenset[str]:
    """The content words of a name, lower-cased, plurals cut; empty for an empty name."""
    found = (word.lower() for word in _WORD.findall((name or "").replace("'s", "").replace("’s", "")))
    return frozenset(_singular(word) for word in found if word not in _EMPTY)


def longest_keyword(outcome: Mapping[str, Any], wording: str) -> int:
    """Words of the longest keyword of a published indicator (joined by ';') all of whose words stand in `wording`."""
    there = words_of(wording)
    keywords = (words_of(keyword) for keyword in (outcome.get("keywords") or "").split(";"))
    return max((len(keyword) for keyword in keywords if keyword and keyword <= there), default=0)


def overlap(first: str | None, second: str | None) -> float:
    """Jaccard overlap of the content words of two names; 0 when either has none."""
    one, other = words_of(first), words_of(second)
    return len(one & other) / len(one | other) if one and other else 0.0


def _singular(word: str) -> str:
    for ending, instead in _ENDINGS:
        if len(word) > 3 and word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            return word.removesuffix(ending) + instead
    return word

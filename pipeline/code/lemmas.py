"""Words of a segment as lemmas, for languages that are read without a parser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[;:.!?…—]|,\s+(?:что|чтобы|который|которая|которые|которое|поэтому|однако|но|а)\b")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)


def guess_language(text: str) -> str:
    """`ru` or `kk` for Cyrillic text, by the letters only Kazakh has; else `en`."""
    if not _CYRILLIC.search(text):
        return "en"
    return "kk" if _KAZAKH.search(text) else "ru"


def read_words(text: str, language: str) -> list[tuple[list[str], list[str]]]:
    """Clauses of `text` as (lemmas, surface forms); Kazakh has stems in its cues, so its lemmas are its words."""
    clauses = []
    for part in _CLAUSE.split(text):
        words = [word.lower().replace("ё", "е") for word in _WORD.findall(part)]
        if words:
            clauses.append(([_russian(word) for word in words] if language == "ru" else words, words))
    return clauses


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=100_000)
def _russian(word: str) -> str:
    return str(_analyzer().parse(word)[0].normal_form).replace("ё", "е")

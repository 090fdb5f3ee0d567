"""Words of a segment as lemmas, for languages that are read without a parser."""

from __future__ import annotations

import re

from pipeline.russian import lemma_of

_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[;:.!?…—]|,\s+(?:что|чтобы|который|которая|которые|которое|поэтому|однако|но|а)\b")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
# Half the words of Kazakh print have one of its letters; a Russian sentence may hold a Kazakh name or two.
_SHARE_OF_KAZAKH_WORDS = 0.25


def guess_language(text: str) -> str:
    """The main language of `text`: `en` where most letters are Latin, else `kk` or `ru` by the letters of Kazakh."""
    if len(_CYRILLIC.findall(text)) <= len(_LATIN.findall(text)):
        return "en"
    words = [word for word in _WORD.findall(text) if _CYRILLIC.search(word)]
    kazakh = sum(bool(_KAZAKH.search(word)) for word in words)
    return "kk" if kazakh >= _SHARE_OF_KAZAKH_WORDS * len(words) else "ru"


def read_words(text: str, language: str) -> list[tuple[list[str], list[str]]]:
    """Clauses of `text` as (lemmas, surface forms); Kazakh has stems in its cues, so its lemmas are its words."""
    clauses = []
    for part in _CLAUSE.split(text):
        words = [word.lower().replace("ё", "е") for word in _WORD.findall(part)]
        if words:
            clauses.append(([lemma_of(word) for word in words] if language == "ru" else words, words))
    return clauses

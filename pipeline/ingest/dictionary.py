"""Is this a word? Dictionaries of English and Russian that the project has anyway, opened only when they are asked."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.english_model import LOCKED

_BRITISH = re.compile(r"is(?=(?:e[drs]?|ing|ations?)$)")
_RUSSIAN = re.compile(r"[а-яё]+")


def is_word(word: str) -> bool:
    """Does the lower-case word stand in the English or Russian dictionary? Of Kazakh there is none: never."""
    if word.isascii():
        # The dictionary spells as Americans do; ministries do not.
        return word in _english() or _BRITISH.sub("iz", word) in _english()
    return bool(_RUSSIAN.fullmatch(word)) and bool(_russian().word_is_known(word))


@cache
def _english() -> Set[str]:
    # The list of words that the parser of the lock file has seen; the parser itself would take a second to import.
    spec = importlib.util.find_spec(LOCKED)
    folders = (spec.submodule_search_locations if spec else None) or []
    (listed,) = sorted(path for folder in folders for path in Path(folder).rglob("vocab/strings.json"))[:1]
    # Words written small only: as abbreviations many strings occur.
    return {word for word in json.loads(listed.read_text(encoding="utf-8")) if word.isalpha() and word.islower()}


@cache
def _russian() -> Any:
    from pymorphy3 import MorphAnalyzer  # half a second, and only Cyrillic text needs it

    return MorphAnalyzer()

"""The language of a segment: English, Russian, Kazakh in either script, mixed, or other."""

from __future__ import annotations

import re
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_KAZAKH_CYRILLIC = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
# Letters of the 2017 to 2021 drafts of the Latin alphabet, and word ends that English does not have.
_KAZAKH_LATIN = re.compile(r"[äğñöşūūüıŋ]|(?:lar|ler|dyñ|diñ|men|ğan|gen|ynda|inde|atyn|etin)\b")
_KAZAKH_LETTERS = re.compile(r"[äğñöşūüıŋáóúǵńý]")
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
# Words that no other of the languages told apart here has: three of them leave no doubt, and save the slow identifier.
_ENGLISH = frozenset({"the", "of", "and", "with", "that", "this", "which", "should", "their", "from", "have", "been"})
_CERTAIN = 3
_FEWEST_LETTERS = 3
_SHARE_OF_SECOND_SCRIPT = 0.25
_CODES = {Language.ENGLISH: "en", Language.RUSSIAN: "ru", Language.KAZAKH: "kk"}


def identify(text: str) -> str | None:
    """en, ru, kk (Cyrillic), kk-Latn, mixed or other; None when the text holds too few letters to tell."""
    latin = len(_LATIN.findall(text))
    cyrillic, total = (0, latin) if text.isascii() else (len(_CYRILLIC.findall(text)), len(_LETTER.findall(text)))
    if total < _FEWEST_LETTERS:
        return None
    if cyrillic + latin < 0.5 * total:
        return "other"
    if min(cyrillic, latin) > _SHARE_OF_SECOND_SCRIPT * total:
        return "mixed"
    return _cyrillic_language(text) if cyrillic > latin else _latin_language(text)


def _cyrillic_language(text: str) -> str:
    words = _WORD.findall(text)
    kazakh = sum(bool(_KAZAKH_CYRILLIC.search(word)) for word in words)
    if kazakh >= 0.15 * len(words):
        return "kk"
    found = _cyrillic_detector().detect_language_of(text)
    return _CODES.get(found, "other") if found else "ru"


def _latin_language(text: str) -> str:
    # Lower case by hand: a pattern that ignores case takes the dotless i for every i.
    lowered = text.lower()
    words = _WORD.findall(lowered)
    special = bool(_KAZAKH_LETTERS.search(lowered))
    if not special and len(_ENGLISH.intersection(words)) >= _CERTAIN:
        return "en"
    letters = sum(bool(_KAZAKH_LETTERS.search(word)) for word in words) if special else 0
    endings = sum(bool(_KAZAKH_LATIN.search(word)) for word in words) if special else 0
    found = _latin_detector().detect_language_of(text)
    # No identifier knows Kazakh in Latin script: it comes out as Turkish, Azerbaijani or English.
    if special and letters >= 0.25 * len(words) and endings >= 0.3 * len(words) and found != Language.GERMAN:
        return "kk-Latn"
    if found == Language.ENGLISH or (len(words) < 4 and text.isascii()):
        return "en"
    return "other"


@cache
def _cyrillic_detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(Language.RUSSIAN, Language.KAZAKH, Language.UKRAINIAN).build()


@cache
def _latin_detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(
        Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH, Language.TURKISH
    ).build()

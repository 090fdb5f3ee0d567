"""Numbers as they are written, in figures or words: "2,000", "12 000", "1.5", "two hundred and fifty", "half a"."""

from __future__ import annotations

import re

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_OTHER = {
    "один": 1, "одна": 1, "одно": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трёх": 3, "трех": 3, "четыре": 4,
    "четырёх": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "десяти": 10, "двенадцать": 12, "пятнадцать": 15, "двадцать": 20, "тридцать": 30, "сорок": 40,
    "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200,
    "триста": 300, "пятьсот": 500,
    "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6, "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10, "жиырма": 20,
    "отыз": 30, "қырық": 40, "елу": 50, "алпыс": 60, "жетпіс": 70, "сексен": 80, "тоқсан": 90, "жүз": 100,
}  # fmt: skip
_VALUES = {**_ONES, **_TEENS, **_TENS, **_OTHER, "a": 1, "an": 1, "dozen": 12, "dozens": 24, "half": 0.5}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_BELOW_HUNDRED = rf"(?:(?:{_any(_TENS)})(?:[-\s](?:{_any(_ONES)})\b)?|{_any(_TEENS)}|{_any(_ONES)})"
_IN_WORDS = (
    rf"(?:{_any(_ONES)}|a)\s+hundred(?:\s+and\s+{_BELOW_HUNDRED}|\s+{_BELOW_HUNDRED})?"
    rf"|(?:{_any(_ONES)}\s+)?dozen|half\s+an?(?=\s+(?:hundred|thousand|million|billion|trillion|dozen))"
    rf"|(?:{_any(_ONES)})\s+and\s+a\s+half|an?(?=\s+(?:thousand|million|billion|trillion)\b)"
    rf"|{_BELOW_HUNDRED}|{_any(_OTHER)}"
)
IN_FIGURES = r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
NUMBER = rf"(?:{IN_FIGURES}|(?:{_IN_WORDS})\b)"
"""A pattern (ignoring case) for one number."""


_NUMBER_WORDS = frozenset(_VALUES) - {"a", "an"} | {"hundred", "thousand", "million", "billion", "trillion"}
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")


def has_number(text: str) -> bool:
    """Whether `text` may hold a number in figures or words: a cheap look before NUMBER is searched for."""
    return _DIGIT.search(text) is not None or not _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text.lower()))


def read_number(wording: str) -> float:
    """The value of a number that NUMBER matches."""
    low = wording.lower()
    if low[0].isdigit():
        plain = re.sub(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))", "", low)
        return float(plain.replace(",", "."))
    if low.endswith("and a half"):
        return _VALUES[low.split()[0]] + 0.5
    total = 0.0
    for word in re.split(r"[\s-]+", low):
        if word in ("hundred", "dozen"):
            total = (total or 1) * (100 if word == "hundred" else 12)
        elif word not in ("and", "a", "an") or total == 0:
            total += _VALUES[word]
    return total

"""A fast rule splitter of sentences for English, Russian and Kazakh; offsets are exact."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?:(?<=[^\W\d_][.!?…])\d{1,2})?(?:\s+|$)")
"""Marks that may end a sentence, with the quotes, brackets and note numbers that close up to them."""
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nos vs etc e.g i.e cf fig figs p pp vol ed eds art sec para approx dept univ inc ltd co "
    "corp jan feb mar apr jun jul aug sep sept oct nov dec al "
    "т.е т.д т.п т.к т.н г гг в вв им ст п пп стр рис табл см ср др пр проф доц акад руб коп тыс млн млрд ул д кв обл "
    "тел доб м.б б.б т.б т.с.с ж жж қ мың".split()
)
_CLOSED = frozenset("etc т.д т.п др пр г гг т.б т.с.с ж жж al inc ltd co corp".split())
"""Abbreviations that may also end a sentence, when what follows starts like one."""
_YEARS = frozenset("г гг ж жж".split())
"""Abbreviations of a year; without a number before them they are those of a town."""
_STATES = frozenset("u.s u.k e.u u.n u.s.a d.c a.m p.m ph.d".split())
"""Single letters that are no one's initials."""
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_SPACED = re.compile(r"\bт\.\s+[дпбс]$", re.I)
_FILLER = re.compile(r"\W*\w+(?:\s\w+)?\W*")
_WORD = re.compile(r"[\w.]+$")
_OPENS = re.compile(r"[\"'«“‘(\[—–-]*\s*([^\W_])")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zа-я])[.)]$", re.I)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end (exclusive) of each sentence, outer blanks left out."""
    start = _skip(text, 0)
    for mark in _END.finditer(text):
        if mark.start() >= start and mark.end() < len(text) and _parts(text, start, mark):
            yield start, mark.start() + len(mark.group().rstrip())
            start = mark.end()
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _skip(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _parts(text: str, start: int, mark: re.Match[str]) -> bool:
    """Does this mark end a sentence that starts at `start`?"""
    opening = _OPENS.match(text, mark.end())
    if opening is None or opening.group(1).islower():
        return False
    ending = mark.group().strip().rstrip("0123456789")
    before = text[start : mark.start()]
    if ending[:1] in ".…" and ending.startswith(("...", "…")):
        return not (opening.group(1) == "I" and _FILLER.fullmatch(before))
    if ending != ".":
        return True
    if _NUMBERING.match(before + "."):
        return False
    word = _WORD.search(before)
    return word is None or _ends(before, word.group().strip("."), opening.group(1))


def _ends(before: str, word: str, following: str) -> bool:
    """Does a sentence end at the full stop after `word`, the last of `before`?"""
    lower = word.lower()
    if _SPACED.search(before):
        return following.isupper()
    if lower in _YEARS:
        return bool(re.search(r"\d(?:-х)?\s*\w+$", before))
    if lower in _ABBREVIATIONS:
        return lower in _CLOSED and following.isupper()
    return lower in _STATES or not (_INITIALS.fullmatch(word) and word.isupper())

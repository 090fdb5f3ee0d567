# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Years that a text names, and whether something is due by them: "by the end of 2021", "2016–2019", "2020/21"."""

from __future__ import annotations

import re
from typing import NamedTuple


class Year(NamedTuple):
    """A year with the stretch of text that names it; `reference` when it only dates a law, a base or a beginning."""

    year: int
    start: int
    end: int
    reference: bool = False
    beginning: bool = False


_YEAR = r"(?:19[5-9]\d|20\d\d)"
_ANY = re.compile(_YEAR)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    "|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"
)
_SPAN = re.compile(rf"\b({_YEAR})(?:(?:\s?[–—-]\s?|\s(?:to|до|и|and)\s|\s?/\s?)({_YEAR})|[/–-](\d\d))(?![\w%])")
_ACADEMIC = re.compile(r"\b(?:academic|school|study|teaching) year|учебн\w+ год|оқу жыл", re.IGNORECASE)
_BY_YEAR = re.compile(
    rf"\b(?:by|in|until|till|to|before|from|since|through|during|for|of|end-|mid-|starting|начиная с|к|до|в|с|от)?\s?"
    rf"(?:the\s+)?(?:(?:first|second|third|fourth)\s+(?:half|quarter)\s+)?"
    rf"(?:end|beginning|start|middle|close|концу|конца|началу)?\s?(?:of\s+)?(?:the\s+)?(?:year\s+)?"
    rf"(?:(?:\d{{1,2}}\s+)?(?:{_MONTHS})\s+)?\b({_YEAR})(?!\d|s\b|%|\s%|\.\d|,\d)(?:\s?(?:г\.|год\w*|жыл\w*))?",
    re.IGNORECASE,
)
_DATED_BY = re.compile(
    r"(?:compared (?:with|to)|against|over|relative to|dated|decree|law|resolution|address|order|strategy|since"
    r"|as of|level of|as at)(?:\s+(?:[\w.,%]+\s+){0,2})?\W*$",
    re.IGNORECASE,
)
# What had happened in a year is no deadline: "missed in 2021", "which began in 2017", "was launched in 2016".
_HAPPENED = re.compile(
    r"(?:^|[,(]|\b(?:law|act|decree|code|programme|program|strategy|rules|that|which|who|was|were|had|already|first|last|and))\s+(?:[a-z]+ly\s)?(?:[a-z]+ed|begun|began|set|held|built|met)(?:\s\w+){0,3}\s*$"
)
_AGAIN = re.compile(r"\s*(?:and|or)\s+(?:again\s+|once more\s+)?(?:in\s+)?", re.IGNORECASE)
# A time of a year by which it is due: "in the summer of 2026", "before the rains of 2027", "as of the 2026 budget year".
_TIME_OF = re.compile(
    r"\b(?:by|before|until|till|in|during|for|not later than|no later than)\s+(?:the\s+)?(?:\w+\s+){0,2}?"
    r"(?!law|decree|act|order|reform|strategy|resolution|program|programme|plan|code|amendment|crisis|report|address|agreement|constitution|concept)\w+\s*$",
    re.IGNORECASE,
)
_REFERRING = re.compile(r"\s*(?:since|against|compared|of|от)\b", re.IGNORECASE)
_PART_OF_YEAR = re.compile(
    r"\b(?:quarter|half|end|middle|beginning|start|year|квартале?|полугоди\w)\s*$", re.IGNORECASE
)
_DUE = re.compile(r"\s*(?:by|before|until|till|к|до|not later than|no later than)\b|.*\bend of\b", re.IGNORECASE)
_OF = re.compile(r"\s*of\b", re.IGNORECASE)
_AS_FROM = re.compile(r"\s*(?:of|from)\b", re.IGNORECASE)
_IN = re.compile(r"\s*in\b", re.IGNORECASE)
_AS = re.compile(r"\bas\s*$", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:from|starting|с|начиная)\b", re.IGNORECASE)


def find_years(text: str) -> list[Year]:
    """Years in order of the text; of a period such as 2016-2019 the last one, of an academic year 2020/21 the first."""
    if _ANY.search(text) is None:
        return []
    spans = [Year(_chosen(match), *match.span()) for match in _SPAN.finditer(text)]
    single = [
        _marked(text, Year(int(match.group(1)), match.start(), match.end()))
        for match in _BY_YEAR.finditer(text)
        if not any(span.start < match.end() and match.start() < span.end for span in spans)
    ]
    return _coordinated(text, sorted(spans + single, key=lambda year: year.start))


def _coordinated(text: str, years: list[Year]) -> list[Year]:
    """Years, those that only add another to a mere reference marked as it is: "missed in 2021 and again in 2023"."""
    for place in range(1, len(years)):
        before, year = years[place - 1], years[place]
        if before.reference and _AGAIN.fullmatch(text, before.end, year.start):
            years[place] = year._replace(reference=True)
    return years


def _chosen(match: re.Match[str]) -> int:
    """The last year of a period; the first of an academic year, in which it begins."""
    first, last, short = match.groups()
    text, academic = match.string, int(last or first[:2] + (short or "")) - int(first) == 1
    if academic and ("/" in match.group() or _ACADEMIC.search(text[max(0, match.start() - 30) : match.end() + 30])):
        return int(first)
    return int(last) if last else int(first[:2] + short)


def _marked(text: str, year: Year) -> Year:
    wording = text[year.start : year.end]
    if _DUE.match(wording):
        return year
    if _PART_OF_YEAR.search(text[: year.start]):
        return year
    before = text[: year.start]
    if _OF.match(wording) and _TIME_OF.search(before):
        return year
    if _AS_FROM.match(wording) and (opening := _AS.search(before)):
        return year._replace(start=opening.start(), beginning=True)
    happened = _IN.match(wording) and _HAPPENED.search(before)
    dated = bool(_DATED_BY.search(before) or _REFERRING.match(wording) or happened)
    return year._replace(reference=dated, beginning=bool(_FROM.match(wording)))

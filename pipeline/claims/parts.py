# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Fractions, multiples and ratios in words: "two fifths of", "one in four", "every second", "doubled", "1:2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.claims.numerals import NUMBER, read_number


class Part(NamedTuple):
    """A value in percent, times or a ratio, at `start`:`end` of the text."""

    value: float
    unit: str
    start: int
    end: int


_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_SIZES = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twentieth": 20, "hundredth": 100, "other": 2, "second": 2,
}  # fmt: skip
_SIZE = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth"
_WHOLES = "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|fifty|hundred"
_RUSSIAN = {"трет": 100 / 3, "полов": 50.0, "четв": 25.0, "втор": 50.0}
# What follows a fraction: the whole that it is a part of, or the end of what is said.
_OF_SOMETHING = r"(?=\s+(?:of|their|its|our|all|the|these|those|his|her)\b)"
_AT_END = r"(?=\s*(?:[.,;:)]|$|by\b|in (?:19|20)|until\b|within\b|before\b|over the\b))"
_FRACTION = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!last )(?<!third )(?<![-–])\b(?:"
    rf"(?P<num>{_SMALL}|a|an)[- ](?P<size>{_SIZE})(?P<many>s)?\b(?=\s+[^\W\d_]|{_AT_END[3:-1]})"
    r"|(?P<half>(?:one |a )?half)(?=\s+[^\W\d_])"
    rf"|every (?P<every>second|other|{_SIZE})(?=\s+[^\W\d_])"
    rf"|(?P<some>{_SMALL}|\d{{1,2}}) (?:out of(?: every)?|of every|in(?: every)?(?= (?:{_WHOLES}|\d{{1,2}})\b)) (?P<all>{_WHOLES}|\d{{1,3}})\b"
    r"(?!\s?(?:-|–|%|per\s?cent|million|billion|hundred|thousand|months?|weeks?|years?|days?))(?=\s+[^\W\d_]|\s*[.,;)]|$)"
    r"|(?:кажд\w+ (?P<each>втор\w+|трет\w+|четв[её]рт\w+)|(?P<russian>треть|половин\w+|четверть))(?=\s+[^\W\d_])"
    r")(?!\s+(?:an? |a\b|year|day|hour|week|month|time|semester|century|million|billion|stage|phase|of (?:the )?(?:year|century|decade|(?:19|20)\d\d|January|July)|quarter))",
    re.IGNORECASE,
)
_FRACTION_CUES = (
    "half", "third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "tieth", "dredth",
    "every ", " in ", "out of", "кажд", "трет", "полов", "четв",
)  # fmt: skip
_MULTIPLES = re.compile(
    r"\b(?:(?P<double>doubl\w+|(?:increas\w+|grow\w*|rais\w+|ris\w+)(?: \w+){0,4} twice|twice (?:as \w+|the (?:present|current|number)\b)|twofold|two-fold|удво\w+|вдвое|екі есе)|(?P<triple>tripl\w+|trebl\w+|threefold|three-fold|three times as \w+|утро\w+|втрое|үш есе)"
    r"|(?P<quadruple>quadrupl\w+|fourfold|four-fold)|(?P<more>(?:increas\w+|grow\w*|ris\w+|rais\w+|expand\w*|go(?:es)? up)(?: \w+){0,4} by (?:a |one )?half|half as (?:many|much) again)"
    r"|(?P<half>halv(?:e[sd]?|ing)\b|cut in half|(?:by|in) half|сократ\w+ вдвое))\b",
    re.IGNORECASE,
)
_MULTIPLE_CUES = (
    "doubl", "twice", "twofold", "two-fold", "trip", "treb", "three", "quadrup", "four", "half", "halv", "удво", "вдвое", "утро", "втрое", " есе",
)  # fmt: skip
_MULTIPLE = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "half": 0.5, "more": 1.5}
_RATIO = re.compile(
    rf"(?<![\w.,:])(?P<one>\d{{1,3}}(?:\.\d+)?)\s?:\s?(?P<other>\d{{1,3}}(?:\.\d+)?)(?![\w:])|\b(?P<words>{NUMBER}) to (?P<to>{NUMBER})(?=\s*[.,;)]|\s*$)",
    re.IGNORECASE,
)
_FOR_EVERY = re.compile(
    rf"\b(?P<some>{NUMBER}) (?:for|to|per) (?:every |each )(?:group of )?(?P<all>{NUMBER})\b(?! (?:euros?|dollars?|tenge|per cent|percent|million|billion))",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"\s+of (?:it|them|which|whom|whose|these|those)\b(?!\s+(?:will|shall|must|should|is to|are to)\b)", re.IGNORECASE
)


def find_parts(text: str) -> list[Part]:
    """Fractions (in percent), multiples (times) and ratios of `text`, without those that stand in passing."""
    low = text.lower()
    found = [*_fractions(text, low), *_multiples(text, low)]
    if "ratio" in low or "соотношен" in low:
        found += [
            _ratio(match["one"] or match["words"], match["other"] or match["to"], match)
            for match in _RATIO.finditer(text)
        ]
    if " every " in low or " each " in low:
        rates = [_ratio(match["some"], match["all"], match) for match in _FOR_EVERY.finditer(text)]
        found = [part for part in found if not any(_overlap(part, rate) for rate in rates)] + rates
    return [part for part in found if not _is_aside(text, part)]


def _fractions(text: str, low: str) -> Iterator[Part]:
    """Fractions in words; the long pattern is only tried where one of their words stands."""
    if not any(cue in low for cue in _FRACTION_CUES):
        return
    for match in _FRACTION.finditer(text):
        value = _share(match)
        if value is not None:
            yield Part(round(value, 4), "percent", *match.span())


def _share(match: re.Match[str]) -> float | None:
    """The fraction in percent; None where an ordinal only counts off: "a third university", "two thirds" is one."""
    if match["size"]:
        one = match["num"].lower() in ("a", "an", "one")
        if one == bool(match["many"]) or (one and not _stands_alone(match)):
            return None
        return 100 * (1 if one else read_number(match["num"])) / _SIZES[match["size"].lower()]
    if match["every"]:
        return 100 / _SIZES[match["every"].lower()]
    if match["some"]:
        some, whole = read_number(match["some"]), _whole(match["all"])
        return 100 * some / whole if some <= whole and whole > 1 else None
    wording = (match["each"] or match["russian"] or "").lower()
    return next((value for stem, value in _RUSSIAN.items() if wording.startswith(stem)), 50.0)


def _stands_alone(match: re.Match[str]) -> bool:
    """Whether a fraction of one has its whole after it, or nothing: "a third of", "one third more", "to a tenth."."""
    after = match.string[match.end() :]
    hyphenated = "-" in match.group()
    return hyphenated or re.match(rf"{_OF_SOMETHING}|{_AT_END}|\s+(?:more|less|fewer|by)\b", after, re.I) is not None


def _whole(wording: str) -> float:
    return 100.0 if wording.lower() == "hundred" else read_number(wording)


def _multiples(text: str, low: str) -> Iterator[Part]:
    if any(cue in low for cue in _MULTIPLE_CUES):
        for match in _MULTIPLES.finditer(text):
            yield Part(_MULTIPLE[match.lastgroup or "double"], "times", *match.span())


def _ratio(one: str, other: str, match: re.Match[str]) -> Part:
    divisor = read_number(other)
    return Part(round(read_number(one) / divisor, 4) if divisor else 0.0, "ratio", *match.span())


def _overlap(one: Part, other: Part) -> bool:
    return one.start < other.end and other.start < one.end


def _is_aside(text: str, part: Part) -> bool:
    """Whether a fraction only says in passing what part of it is meant: "spending, half of it borne by business, …"."""
    return text[: part.start].rstrip()[-1:] in (",", "(", "–", "—") and bool(_OF_IT.match(text, part.end))

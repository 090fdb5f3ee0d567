"""Indicators written as a line of text: "Share of staff with degrees, %: 2016 – 49; 2019 – 52", "… units: 3 (2021)"."""

from __future__ import annotations

import re

from pipeline.claims.numerals import IN_FIGURES, read_number
from pipeline.claims.targets import Target

_YEAR = r"(?:19[5-9]\d|20\d\d)"
_VALUE = rf"(?P<value>{IN_FIGURES})\s?(?P<percent>%|per cent|percent)?(?P<whole> of (?:the )?GDP)?"
_PAIRS = (
    re.compile(
        rf"(?P<year>{_YEAR})(?:\s(?:г\.|год\w*|year|ж\.))?\s?[–—=:-]\s?{_VALUE}(?=\s*(?:[;,.)]|$))", re.IGNORECASE
    ),
    re.compile(rf"(?<![\d.,]){_VALUE}\s?\((?:in |by )?(?P<year>{_YEAR})\)", re.IGNORECASE),
    re.compile(rf"(?<![\d.,]){_VALUE} (?:in|by) (?P<year>{_YEAR})(?=\s*(?:[;,.]|and\b|$))", re.IGNORECASE),
)
_HEAD = re.compile(
    r"^\W*(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?P<name>[^:]{8,200}?)(?:(?:,\s*|\s\()(?P<unit>[^,:()]{1,40})\)?)?\s*:(?=\s)\s*"
    r"(?:in\s+)?(?:base(?:line)?|actual(?:ly)?|fact|target|goal|plan|level|value|year)?\s*(?:of|in|value|year)?\s*[:–-]?\s*$",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?:%|per\s?cent|percent|процент\w*|пайыз)(?:\s+(?:of|от|к)\s+.*)?", re.IGNORECASE)


def find_series(text: str) -> tuple[str, list[Target]] | None:
    """Name of the indicator and its values by year, in order; None where `text` is not of that kind."""
    for pattern in _PAIRS:
        pairs = list(pattern.finditer(text))
        head = _HEAD.match(text[: pairs[0].start()]) if pairs else None
        if head is not None:
            return head["name"].strip(), [_target(match, head["unit"], head["name"]) for match in pairs]
    return None


def _target(match: re.Match[str], unit: str | None, name: str) -> Target:
    wording = (unit or "").strip()
    if match["percent"] or _PERCENT.fullmatch(wording):
        wording = "percent of GDP" if match["whole"] or re.search(r"GDP|ВВП", f"{wording} {name}") else "percent"
    return Target(read_number(match["value"]), wording or None, int(match["year"]), None, None, match.group())

# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Indicators written as a line of text: "Share of staff with degrees, %: 2016 – 49; 2019 – 52", "… units: 3 (2021)"."""

from __future__ import annotations

import re
from typing import NamedTuple

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
    rf"(?P<before>(?:[^:;.]{{0,50}}?(?P<now>{IN_FIGURES})?\s?(?:%|per cent|percent)?\s?(?:at present|now|today|currently|[^:;.\d]{{0,40}}\b{_YEAR})\s*[;,–—]\s*)?)"
    r"(?:in\s+)?(?P<kind>base(?:line)?|actual(?:ly)?|fact|target|goal|plan(?:ned)?|level|value|year)?\s*(?:of|in|for|value|year)?\s*(?:for|in)?\s*[:–-]?\s*$",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\bscale\b", re.IGNORECASE)
_LOOSE = re.compile(r"level|value|year", re.IGNORECASE)
_BASE = re.compile(r"base|actual|fact", re.IGNORECASE)
_SHARE = re.compile(r"(?:share|proportion|percentage|per cent|rate) of\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:(?:the )?(?:total )?number of )?(?P<noun>(?:[^\W\d_][\w-]*\s){0,3}?[^\W\d_][\w-]*s)(?=\s(?:of|in|at|with|by|for|between|who|that|which)\b|$)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?:%|per\s?cent|percent|процент\w*|пайыз)(?:\s+(?:of|от|к)\s+.*)?", re.IGNORECASE)


class Series(NamedTuple):
    """Name of an indicator, its values in order of the text, and whether the first is what it starts from."""

    name: str
    targets: list[Target]
    opens_with_base: bool = True


def find_series(text: str) -> Series | None:
    """The indicator that `text` is the line of; None where it is not of that kind.

    A value that is marked as the base, or as that of today, is no value of its own but the base of the others.
    """
    for pattern in _PAIRS:
        pairs = list(pattern.finditer(text))
        head = _HEAD.match(text[: pairs[0].start()]) if pairs else None
        if head is not None:
            targets = [_target(match, head["unit"], head["name"]) for match in pairs]
            known = bool(head["before"] or (head["kind"] and not _LOOSE.match(head["kind"])))
            return Series(head["name"].strip(), _on_base(head, targets), not known)
    return None


def milestones(targets: list[Target], *, opens_with_base: bool = True) -> list[Target]:
    """Values of a series, the first one to be reached first: that after the value it starts from.

    A series opens with what it starts from, unless its base is known; "18 % (2022), 35 % (2025), 60 % (2028)" sets 35
    per cent for 2025 and then 60 for 2028.
    """
    dated = sorted(targets, key=lambda target: target.year or 0)
    return [*dated[1:], *dated[:1]] if opens_with_base else dated


def _on_base(head: re.Match[str], targets: list[Target]) -> list[Target]:
    if head["now"]:
        return [target._replace(base_value=read_number(head["now"])) for target in targets]
    if head["kind"] and _BASE.match(head["kind"]) and len(targets) > 1:
        base = targets[0]
        return [target._replace(base_value=base.value, base_year=base.year) for target in targets[1:]]
    return targets


def _target(match: re.Match[str], unit: str | None, name: str) -> Target:
    wording = "" if unit and _SCALE.search(unit) else (unit or "").strip()
    share = not wording and _SHARE.match(name) is not None
    if match["percent"] or share or _PERCENT.fullmatch(wording):
        wording = "percent of GDP" if match["whole"] or re.search(r"GDP|ВВП", f"{wording} {name}") else "percent"
    elif not wording and (counted := _COUNTED.match(name)) is not None and "'" not in counted["noun"]:
        wording = counted["noun"]
    return Target(read_number(match["value"]), wording or None, int(match["year"]), None, None, match.group())

"""What a text sets to be reached: value, unit, year, and its base ("from 0.2 to 1 per cent of GDP by 2025")."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.claims.numerals import IN_FIGURES, read_number
from pipeline.claims.quantities import Quantity, find_quantities
from pipeline.claims.years import Year, find_years


class Target(NamedTuple):
    """What is to be reached (value in unit) by when, from what; any part may be None. `text` is the wording.

    `high` is the upper end of a range, `per` is "year" for a yearly rate.
    """

    value: float | None
    unit: str | None
    year: int | None
    base_value: float | None
    base_year: int | None
    text: str
    high: float | None = None
    per: str | None = None


_LEVEL = re.compile(
    r"\b(?:to|up to|до|reach\w*|at)\s+(?:the\s+)?(?:level|average|mean|уровня|standard|indicator)s?\s+"
    r"(?:of\s+|in\s+)?(?:the\s+)?([A-ZА-Я][\w&-]+(?:\s+[a-zа-я]+)?)"
    r"|\b(?:to|reach\w*)\s+(?:the\s+)?[A-Z][\w&-]+\s+(?:level|average|mean|standard)s?\b",
)
_STARTS_AT = re.compile(r"\b(?:from|с|со|от)\s+\S*\s?$", re.IGNORECASE)
_LEADS_TO = re.compile(r"\b(?:to|до|into)\b", re.IGNORECASE)
_WAS_BEFORE = re.compile(
    r"(?:\b(?:up|down)?\s?from|compared (?:with|to)|against|as against|versus|\bwas|instead of|rather than|now"
    r"|currently|at present|по сравнению с|против|вместо)\s+(?:the (?:current|present)\s+)?(?:about\s+)?\W*$",
    re.IGNORECASE,
)
_BARE_GOAL = re.compile(
    r"(?:\b(?:to|reach|be|total|exceed|equal)\s+|[–—:]\s*)(?:at least\s+|about\s+|up to\s+|(?:no|not) less than\s+)?"
    rf"(?P<value>{IN_FIGURES})(?!\s?\d)"
    r"(?=\s*(?:[.,;)]|(?:by|in|over|within|until|at|per|annually|and|a year|before|during|or more)\b|$))"
)
_AIMED_AT = re.compile(r"\b(?:target|goal|plan) (?:of|is|being)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bnumber of (?P<noun>(?:[^\W\d_][\w-]*\s){0,3}?[^\W\d_][\w-]*s)\b", re.IGNORECASE)
_FARTHEST_BASE = 60


def find_targets(text: str) -> list[Target]:
    """What `text` sets to be reached, in order: one per value, with base and year; a year alone is one target."""
    quantities, years = find_quantities(text), find_years(text)
    quantities += _bare_goal(text, quantities)
    bases = {index for index in range(len(quantities)) if _is_base(text, quantities, index)}
    goals = [index for index in range(len(quantities)) if index not in bases]
    if not goals:
        return _without_value(text, years)
    return [_target(text, quantities, years, index, bases, last=index == goals[-1]) for index in goals]


def _bare_goal(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """ "From 12 laboratories in 2018 to 40 in 2022": a goal without a unit takes its base's, or that of a number."""
    counted = _COUNTED.search(text)
    if len(quantities) == 1 and _STARTS_AT.search(text[: quantities[0].start]):
        unit, after = quantities[0].unit, quantities[0].end
    elif not quantities and counted is not None:
        unit, after = counted["noun"], counted.end()
    else:
        return []
    match = _BARE_GOAL.search(text, after)
    if match is None or re.fullmatch(r"(?:19|20)\d\d", match["value"]):
        return []
    return [Quantity(read_number(match["value"]), unit, match.start("value"), match.end("value"))]


def _without_value(text: str, years: list[Year]) -> list[Target]:
    level = _LEVEL.search(text)
    ahead = [year for year in years if not year.reference]
    if level is not None:
        return [Target(None, None, ahead[-1].year if ahead else None, None, None, level.group())]
    if not ahead:
        return []
    chosen = next((year for year in reversed(ahead) if not year.beginning), ahead[-1])
    return [Target(None, None, chosen.year, None, None, text[chosen.start : chosen.end].strip())]


def _target(
    text: str, quantities: list[Quantity], years: list[Year], index: int, bases: set[int], *, last: bool
) -> Target:
    goal = quantities[index]
    base = next((quantities[other] for other in (index - 1, index + 1) if other in bases), None)
    base_year = _year_of_base(years, goal, base)
    usable = [year for year in years if year != base_year and not year.reference and not year.beginning]
    following = quantities[index + 1].start if not last and index + 1 < len(quantities) else len(text)
    chosen = (
        next((year for year in usable if goal.end <= year.start < following), None)
        or next((year for year in reversed(usable) if year.end <= goal.start), None)
        or next((year for year in usable if year.start >= goal.end), None)
    )
    parts = [(goal.start, goal.end), *((part.start, part.end) for part in (base, chosen) if part is not None)]
    return Target(
        goal.value,
        goal.unit,
        chosen.year if chosen else None,
        goal.base if base is None else base.value,
        base_year.year if base_year else None,
        text[min(start for start, _ in parts) : max(end for _, end in parts)].strip(),
        goal.high,
        goal.per,
    )


def _year_of_base(years: list[Year], goal: Quantity, base: Quantity | None) -> Year | None:
    if base is None:
        return None
    until = goal.start if base.start < goal.start else None
    return next((y for y in years if y.start >= base.end and (until is None or y.start < until)), None)


def _is_base(text: str, quantities: list[Quantity], index: int) -> bool:
    """Whether the value is where something starts from: "from 2 % to …", "… up from 2 %", "compared with 2 %"."""
    quantity = quantities[index]
    if index > 0 and _WAS_BEFORE.search(text[quantities[index - 1].end : quantity.start]):
        return quantities[index - 1].unit == quantity.unit or quantity.unit == "percent"
    if index + 1 == len(quantities) or quantity.base is not None:
        return False
    between = text[quantity.end : quantities[index + 1].start]
    if len(between) > _FARTHEST_BASE:
        return False
    moves = _LEADS_TO.search(between) is not None and _STARTS_AT.search(text[: quantity.start]) is not None
    return moves or _AIMED_AT.search(between) is not None

"""What a text sets to be reached: value, unit, year, and its base ("from 0.2 to 1 per cent of GDP by 2025")."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.claims.bases import bare_goals, is_base, is_passing
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
_DUE = re.compile(r"\s*(?:by|before|until|till|not later than|no later than)\b", re.IGNORECASE)
# A purpose has a year of its own: "a fifth is to be shifted, so that by 2028 …".
_SO_THAT = re.compile(r"\b(?:so|in order) that\b")


def find_targets(text: str) -> list[Target]:
    """What `text` sets to be reached, in order: one per value, with base and year; a year alone is one target."""
    quantities, years = find_quantities(text), find_years(text)
    quantities = sorted([*quantities, *bare_goals(text, quantities)], key=lambda quantity: quantity.start)
    bases = {index for index in range(len(quantities)) if is_base(text, quantities, index)}
    goals = [index for index in range(len(quantities)) if index not in bases]
    goals = [index for index in goals if not is_passing(text, quantities[index])] or goals[:1]
    if not goals:
        return _without_value(text, years)
    return [_target(text, quantities, years, index, bases, last=index == goals[-1]) for index in goals]


def shared_years(text: str, years: list[Year]) -> set[int]:
    """Deadlines of a sentence that every clause of it may share; none where a purpose has one of its own."""
    due = {year.year for year in years if not (year.reference or year.beginning)}
    return set() if due and _SO_THAT.search(text) is not None else due


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
    base_year = _year_of_base(text, years, goal, base)
    following = quantities[index + 1].start if not last and index + 1 < len(quantities) else len(text)
    chosen = _year_of_goal(text, [year for year in years if year != base_year], goal, following)
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


def _year_of_goal(text: str, years: list[Year], goal: Quantity, following: int) -> Year | None:
    """The year after the goal, else the nearest before it, else a later one; a beginning where there is no deadline."""
    ahead = [year for year in years if not year.reference]
    purpose = _SO_THAT.search(text, goal.end) if ahead else None
    if purpose is not None:
        ahead = [year for year in ahead if year.start < purpose.start()]
    usable = [year for year in ahead if not year.beginning] or ahead
    return (
        next((year for year in usable if goal.end <= year.start < following), None)
        or next((year for year in reversed(usable) if year.end <= goal.start), None)
        or next((year for year in usable if year.start >= goal.end), None)
    )


def _year_of_base(text: str, years: list[Year], goal: Quantity, base: Quantity | None) -> Year | None:
    if base is None:
        return None
    until = goal.start if base.start < goal.start else None
    dates = [y for y in years if until is None or not _DUE.match(text, y.start)]
    return next((y for y in dates if y.start >= base.end and (until is None or y.start < until)), None)

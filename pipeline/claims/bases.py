# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Which values are where something starts from or describe in passing, and goals that take their unit from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.claims.numerals import NUMBER, read_number
from pipeline.claims.quantities import Quantity

_ABOUT = (
    r"(?:(?:at (?:least|most)|(?:no|not) (?:less|fewer|more) than|an? (?:maximum|minimum|total|mere) of|up to|more than|as (?:many|much|few) as"
    r"|about|around|some|nearly|almost|over|roughly|approximately|only|just|under|below)\s+)?"
)
_NOW = r"(?:at present|at the moment|presently|currently|nowadays|now|today|so far|until now|as yet|last year)"
_STARTS_AT = re.compile(
    r"\b(?:from|с|со|от)\s+(?:(?:the|an?|some|about|around|only|just|mere|present|current|today['’]s|last year['’]s|under|over|nearly|roughly)\s+)*\S*\s?$",
    re.IGNORECASE,
)
_LEADS_TO = re.compile(r"\b(?:to|до|into)\b", re.IGNORECASE)
_WAS_BEFORE = re.compile(
    r"(?:\b(?:up|down)?\s?from|compared (?:with|to)|against|as against|versus|\bwas|instead of|rather than|now"
    r"|currently|at present|по сравнению с|против|вместо)\s+(?:the (?:current|present)\s+)?(?:about\s+)?\W*$",
    re.IGNORECASE,
)
_NOW_BEFORE = re.compile(
    rf"(?:^|[,;(–—])\s*(?:(?:which|that|it|we|they|who)\s)?(?:[\w’'-]+\s){{0,2}}{_NOW}\s(?:[\w’'-]+\s){{0,4}}$",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(rf"(?:\s[\w’'-]+){{0,2}}\s{_NOW}\b\s*(?:[,;)–—]|but\b|and\b|to\b)", re.IGNORECASE)
# What has been done is no goal beside what will be: "has supported 240 interns; by 2026 it will support 500".
_DONE = re.compile(
    rf"\b(?:has|have|had)\s(?:already\s|so far\s|been\s)*\w+(?:ed|en|wn|ught|t)\s(?:to\s)?{_ABOUT}$", re.IGNORECASE
)
_AIMED_AT = re.compile(r"\b(?:target|goal|plan) (?:of|is|being)\b", re.IGNORECASE)
_FOLLOWED = r"(?=\s*(?:[.,;)]|(?:by|in|over|within|until|at|per|annually|and|a year|before|during|or more|as of|from|with|next|when|after|for|so that)\b|$))"
_BARE_GOAL = re.compile(
    rf"(?:\b(?:to|reach|be|total|exceed|equal)\s+|[–—:]\s*){_ABOUT}(?!one\b|an?\b)(?P<value>{NUMBER})(?!\s?\d){_FOLLOWED}",
    re.IGNORECASE,
)
_NEXT_GOAL = re.compile(
    rf"\b(?:will|shall|should|must|is to|are to)\s\w+\s{_ABOUT}(?!one\b|an?\b)(?P<value>{NUMBER})(?!\s?\d){_FOLLOWED}",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"\bfrom {_ABOUT}(?P<base>{NUMBER})(?: (?:in|by) (?:19|20)\d\d| {_NOW})? to {_ABOUT}(?P<value>{NUMBER})(?!\s?\d){_FOLLOWED}",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bnumber of (?P<noun>(?:[^\W\d_][\w-]*\s){0,3}?(?:[^\W\d_][\w-]*s|people|staff|alumni|women|men))\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    rf"\b(?:of|out of|among) (?:the|our|these|those|their|its|all) (?:\w+ )?{NUMBER} (?P<noun>(?:[^\W\d_][\w-]*\s){{0,2}}?[^\W\d_][\w-]*s)\b.{{0,120}}?,\s"
    rf"{_ABOUT}(?P<value>{NUMBER})(?=\s(?:shall|should|must|will|would|are to|is to|have to|ought to|need to)\b)",
    re.IGNORECASE,
)
_DESCRIBING = re.compile(
    r"(?:\b(?:which|that|who)\s(?:already\s|now\s|currently\s|today\s)?|,\s)(?:unit(?:es?|ing)|employ(?:s|ing)?|represent(?:s|ing)?|count(?:s|ing)|number(?:s|ing)|compris(?:es?|ing)|consist(?:s|ing) of|has|have|had)"
    rf"\s{_ABOUT}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FARTHEST_BASE = 60


def is_base(text: str, quantities: Sequence[Quantity], index: int) -> bool:
    """Whether the value is where something starts from: "from 2 % to …", "… up from 2 %", "currently 2 %, …"."""
    quantity = quantities[index]
    alike = any(other.unit == quantity.unit for place, other in enumerate(quantities) if place != index)
    if alike and (_is_present(text, quantity) or _DONE.search(text[: quantity.start])):
        return True
    if index > 0 and _WAS_BEFORE.search(text[quantities[index - 1].end : quantity.start]):
        return quantities[index - 1].unit == quantity.unit or quantity.unit == "percent"
    if index + 1 == len(quantities) or quantity.base is not None:
        return False
    between = text[quantity.end : quantities[index + 1].start]
    if len(between) > _FARTHEST_BASE:
        return False
    moves = _LEADS_TO.search(between) is not None and _STARTS_AT.search(text[: quantity.start]) is not None
    return moves or _AIMED_AT.search(between) is not None


def _is_present(text: str, quantity: Quantity) -> bool:
    """Whether the value is said of now, beside one of the same unit that is aimed at."""
    return bool(_NOW_BEFORE.search(text[: quantity.start]) or _NOW_AFTER.match(text, quantity.end))


def is_passing(text: str, quantity: Quantity) -> bool:
    """Whether a count only describes a body: "the union (28,000 members)", "…, which employs 500 people, …"."""
    inside = text[: quantity.start].endswith("(") and text[quantity.end :].startswith(")")
    return inside or _DESCRIBING.search(text[: quantity.start]) is not None


def bare_goals(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Goals without a unit of their own, as quantities with the unit of a base, of "the number of …" or of a whole.

    "From 12 laboratories in 2018 to 40", "the number of firms is to rise from 41 to 120", "of the 50 places 20 must …".
    """
    found: list[Quantity] = []
    for goal in (*_after_bases(text, quantities), *_numbered(text, quantities), *_of_them(text)):
        taken = (*quantities, *found)
        if not any(other.start < goal.end and goal.start < other.end for other in taken):
            found.append(goal)
    return found


def _after_bases(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    for place, base in enumerate(quantities):
        following = quantities[place + 1].start if place + 1 < len(quantities) else len(text)
        before = text[: base.start]
        if base.base is None and _STARTS_AT.search(before):
            yield from _goal(_BARE_GOAL, text, base.unit, base.end, following)
        elif _DONE.search(before):
            yield from _goal(_NEXT_GOAL, text, base.unit, base.end, following)


def _numbered(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    counted = _COUNTED.search(text)
    if counted is None:
        return
    moved = _FROM_TO.search(text, counted.end())
    if moved is not None and not _YEAR.fullmatch(moved["value"]):
        base = None if _YEAR.fullmatch(moved["base"]) else read_number(moved["base"])
        yield Quantity(read_number(moved["value"]), counted["noun"], moved.start(), moved.end(), base=base)
    elif not quantities:
        yield from _goal(_BARE_GOAL, text, counted["noun"], counted.end(), len(text))


def _goal(pattern: re.Pattern[str], text: str, unit: str, start: int, end: int) -> Iterator[Quantity]:
    match = pattern.search(text, start, end)
    if match is not None and not _YEAR.fullmatch(match["value"]):
        yield Quantity(read_number(match["value"]), unit, match.start("value"), match.end("value"))


def _of_them(text: str) -> Iterator[Quantity]:
    match = _OF_THEM.search(text)
    if match is not None:
        yield Quantity(read_number(match["value"]), match["noun"], match.start("value"), match.end("value"))

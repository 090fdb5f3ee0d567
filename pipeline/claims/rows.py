"""Rows of tables as claims, their cells told apart by the header.

An indicator row has name, unit, base, value by year and responsible body; a row of a plan has a measure, its deadline,
who answers for it and what it costs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.series import find_series, milestones
from pipeline.claims.status import Standing
from pipeline.claims.targets import Target, find_targets
from pipeline.claims.years import find_years

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_VALUE = re.compile(r"^[^\d-]*(-?\d{1,3}(?:[ ,\u00a0]\d{3})+|-?\d+(?:[.,]\d+)?)\s*(%|per cent|percent)?", re.IGNORECASE)
# "2014 (1)": the value of a year, in a column headed by both; the year or the value may be a dash.
_YEAR_AND_VALUE = re.compile(r"^(?P<when>[^()]*)\((?P<value>[^()]*)\)$")
_DATED_HEAD = re.compile(r"\byears?\b|год|жыл|(?<!\d)(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_UNIT = re.compile(r"\bunits?\b|measure(?:ment)?\b|единиц|өлшем", re.IGNORECASE)
_BASE = re.compile(r"\bbase|actual|fact|current|базов|факт", re.IGNORECASE)
_RESPONSIBLE = re.compile(r"responsib|executor|owner|body|agency|ответствен|исполнител|жауапты", re.IGNORECASE)
_INDICATOR = re.compile(r"indicator|\btarget|показател|көрсеткіш", re.IGNORECASE)
_MEASURE = re.compile(r"\b(?:measures?|activit|event|action|task|step)|мероприят|іс-шара", re.IGNORECASE)
_DEADLINE = re.compile(r"\b(?:deadline|term|date|period|due|by when|timing|years?)\b|срок|мерзім", re.IGNORECASE)
_COST = re.compile(r"\b(?:cost|budget|fund|financ|expenditure|amount)|финанс|расход|стоимост|қаржы", re.IGNORECASE)
_NAME = re.compile(r"indicator|name|target|measure|activity|показател|наименован|көрсеткіш", re.IGNORECASE)


def row_claims(text: str, row: Mapping[str, Any], words: Gazetteer) -> list[dict[str, Any]]:
    """Fields of the claims of a table row: an indicator's values, else the one measure of a plan, else none."""
    return indicator_claims(text, row, words) or plan_claims(text, row, words)


def line_claims(text: str) -> list[dict[str, Any]]:
    """Fields of one claim per value of an indicator written as a line, in the order of milestones; else none."""
    series = find_series(text)
    if series is None:
        return []
    standing = Standing("intended", "commitment", "positive")
    fields = {"standing": standing, "start": 0, "end": len(text), "object": series.name}
    return [
        {**fields, "target": target} for target in milestones(series.targets, opens_with_base=series.opens_with_base)
    ]


def plan_claims(text: str, row: Mapping[str, Any], words: Gazetteer) -> list[dict[str, Any]]:
    """Fields of one claim per target of the measure in a row of a plan; none when no column says by whom or when."""
    columns = [
        (head, cell.strip())
        for head, cell in zip(json.loads(row["header"] or "[]"), json.loads(row["cells"] or "[]"), strict=False)
    ]
    measure = next((cell for head, cell in columns if _MEASURE.search(head) and re.search(r"[^\W\d]{4}", cell)), None)
    who = next((cell for head, cell in columns if _RESPONSIBLE.search(head) and cell), None)
    when = next((cell for head, cell in columns if _DEADLINE.search(head) and cell), None)
    if measure is None or (who is None and when is None):
        return []
    due = find_years(when or "")
    claim = {
        "standing": Standing("intended", "commitment", "positive"),
        "start": 0,
        "end": len(text),
        "actor": who,
        "sector": words.sector(who) if who else None,
        "object": measure,
        "money": any(_COST.search(head) and re.search(r"\d", cell) for head, cell in columns),
    }
    year = due[-1].year if due else None
    targets: list[Target | None] = [target._replace(year=target.year or year) for target in find_targets(measure)]
    targets = targets or ([Target(None, None, year, None, None, when or "")] if year else [])
    return [{**claim, "target": target} for target in targets or [None]]


def indicator_claims(text: str, row: Mapping[str, Any], words: Gazetteer) -> list[dict[str, Any]]:
    """Fields of one claim per value by a year in the table row; none when the table has no year for its values."""
    header, cells = json.loads(row["header"] or "[]"), json.loads(row["cells"] or "[]")
    if not any(_UNIT.search(head) or _BASE.search(head) or _INDICATOR.search(head) for head in header):
        return []  # a passport or a plan: its numbers are dates and decrees, not targets
    columns = list(zip(header, cells, strict=False))
    name = next((cell for head, cell in columns if _NAME.search(head) and not _VALUE.match(cell)), None)
    name = name or next((cell for cell in cells if re.search(r"[^\W\d]{4}", cell)), None)
    responsible = next((cell for head, cell in columns if _RESPONSIBLE.search(head) and cell.strip()), None)
    unit = next((cell for head, cell in columns if _UNIT.search(head) and cell.strip()), None)
    base = next((found for head, cell in columns if _BASE.search(head) and (found := _valued(head, cell))), None)
    goals = [found for head, cell in columns if not _BASE.search(head) and (found := _valued(head, cell))]
    return [_fields(text, name, responsible, unit, base, goal, words) for goal in goals]


def _valued(head: str, cell: str) -> tuple[int | None, float, str, bool] | None:
    """Year, value, wording and whether in per cent, of a cell that holds a value under a year, or names its year."""
    both = _YEAR_AND_VALUE.match(cell.strip())
    if both is not None and _DATED_HEAD.search(head):
        head, cell = f"{'base' if _BASE.search(head) else ''} {both['when']}", both["value"]
    years = _YEAR.findall(head) or _YEAR.findall(re.sub(r"^\S+", "", cell))
    match = _VALUE.match(cell.strip())
    if match is None or (not years and not _BASE.search(head)) or _NAME.search(head):
        return None
    number = re.sub(r"(?<=\d)[ ,\u00a0](?=\d{3}(?!\d))", "", match.group(1)).replace(",", ".")
    if years and number == years[-1]:
        return None  # a date, not a value
    return (int(years[-1]) if years else None), float(number), cell.strip(), bool(match.group(2))


def _fields(
    text: str, name: str | None, responsible: str | None, unit: str | None,
    base: tuple[int | None, float, str, bool] | None, goal: tuple[int | None, float, str, bool], words: Gazetteer,
) -> dict[str, Any]:  # fmt: skip
    year, value, wording, percent = goal
    target = Target(
        value, _unit(unit, name, percent), year, base[1] if base else None, base[0] if base else None, wording
    )
    return {
        "standing": Standing("intended", "commitment", "positive"),
        "start": 0,
        "end": len(text),
        "actor": responsible,
        "sector": words.sector(responsible) if responsible else None,
        "object": name,
        "target": target,
    }


def _unit(unit: str | None, name: str | None, percent: bool) -> str | None:
    wording = unit or ""
    if percent or re.fullmatch(
        r"\s*(?:%|per\s?cent|percent|процент\w*|пайыз)(?: (?:of|to|к) .*)?", wording, re.IGNORECASE
    ):
        of_gdp = re.search(r"GDP|ВВП", f"{wording} {name or ''}")
        return "percent of GDP" if of_gdp else "percent"
    return wording.strip() or None

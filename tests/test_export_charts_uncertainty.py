"""Charts of what was asked, of doubt and of the simulation: every state in its own shape, nobody named."""

from __future__ import annotations

import re

import polars as pl

from pipeline.codebook import Code, Codebook
from pipeline.export.charts_asked import coverage_chart
from pipeline.export.charts_ranges import doubt_chart, simulation_chart
from pipeline.export.practice import presences, triangulations
from pipeline.tables import DOUBT, GUIDE, PRESENCE, QUESTION_COVERAGE, TRIANGULATION

STATES = ["not_asked", "answered", "nothing_said", "answered", "answered", "answered"]
ASKED = QUESTION_COVERAGE.frame(
    [{"participant": f"P-{at:02}", "question_id": "Q1", "state": state} for at, state in enumerate(STATES)]
)
QUESTION = GUIDE.frame(
    [{"question_id": "Q1", "question": "How do internships go?", "wordings": 5, "asked": 5, "participants": 6}]
)


def drawn(svg: str) -> list[str]:
    return re.findall(r"<title>How do internships go\?: ([^<]*)</title>", svg)


def test_every_participant_is_one_mark_and_rows_are_sorted_by_state_so_that_no_column_is_a_person() -> None:
    marks = drawn(coverage_chart(QUESTION, ASKED))
    assert marks == [
        *["asked, and something of the codebook said"] * 4,
        "asked, nothing of it said",
        "not asked: missing, not zero",
    ]


def test_the_matrix_names_nobody_and_is_the_same_whoever_was_asked() -> None:
    svg = coverage_chart(QUESTION, ASKED)
    assert "P-0" not in svg
    turned = ASKED.with_columns(participant=pl.Series(ASKED["participant"].to_list()[::-1]))
    assert coverage_chart(QUESTION, turned) == svg
    assert coverage_chart(GUIDE.empty(), QUESTION_COVERAGE.empty()) == ""


def doubt(code: str, hard: float, soft: float, disagree: bool) -> dict:
    ends = {"hard_low": hard - 0.1, "hard_high": hard + 0.1, "soft_low": soft - 0.1, "soft_high": soft + 0.1}
    return {
        "side": "difference",
        "dimension": "d",
        "code": code,
        "hard": hard,
        "soft": soft,
        "disagree": disagree,
        **ends,
    }


def test_doubt_shows_where_the_forms_disagree_and_the_headline_s_code_always() -> None:
    frame = DOUBT.frame([doubt("d.x", 0.3, -0.1, True), doubt("d.y", 0.1, 0.1, False), doubt("d.z", 0.2, 0.2, False)])
    svg = doubt_chart(frame, ["d.z"])
    assert ">d.x *<" in svg
    assert ">d.z<" in svg
    assert "d.y" not in svg
    assert "In 1 of 3 differences" in svg
    assert doubt_chart(frame.with_columns(soft=pl.lit(None, pl.Float64))) == ""


def test_the_simulation_puts_sizes_that_differ_in_policies_alone_into_one_row() -> None:
    row = {"scenario": "alike", "participants": 21, "measures": 3, "least": 0.94, "most": 0.96}
    rows = [
        {**row, "policies": 6, "method": "moderated score"},
        {**row, "policies": 8, "method": "moderated score", "least": 0.92},
        {**row, "policies": 6, "method": "percentile bootstrap", "least": 0.8},
        {**row, "policies": 6, "method": "moderated score, policies fixed", "least": 0.1},
    ]
    svg = simulation_chart(rows)
    assert "alike: 6–8 and 21, ours: 92.0 to 96.0 %" in svg
    assert "plain bootstrap: 80.0" in svg
    assert "10.0" not in svg
    assert simulation_chart([]) == ""


def test_presence_is_told_for_the_interviews_as_a_whole_and_for_codes_that_somebody_has() -> None:
    book = Codebook((Code("d.x", "d"), Code("d.y", "d")), {"d": "d", "e": "e"}, {}, {}, {})
    rows = [
        {"group_kind": "all", "group": "all", "dimension": "d", "code": "d.x", "present": 7, "presence": 0.7},
        {"group_kind": "all", "group": "all", "dimension": "d", "code": "d.y", "present": 0, "presence": 0.0},
        {"group_kind": "role", "group": "head", "dimension": "d", "code": "d.x", "present": 5, "presence": 0.5},
    ]
    found = presences({"presence": PRESENCE.frame(rows)}, book)
    assert [(part["name"], [row["code"] for row in part["rows"]]) for part in found] == [("d", ["d.x"])]
    assert presences({}, book) == []


def test_a_finding_tested_in_no_group_is_not_told_by_role() -> None:
    rows = [
        {"finding": "F1", "group": name, "verdict": "shown", "estimate": 0.2, "agreement": "same"} for name in "ab"
    ] + [{"finding": "F2", "group": name, "verdict": "not_testable"} for name in "ab"]
    found = triangulations({"triangulation": TRIANGULATION.frame(rows)})
    assert {name: of["agreement"] for name, of in found.items()} == {"F1": "same verdict"}
    assert triangulations({}) == {}

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from pipeline.store import read_csv
from pipeline.tables import CLAIMS, DOCUMENTS, OUTCOMES, TARGETS
from pipeline.targets import convert, same_unit, set_beside_outcomes, trace_targets
from pipeline.targets.names import longest_keyword, words_of

RESEARCH = {"indicator": "R&D", "year": 2013, "value": 0.18, "unit": "per cent of GDP", "source": "x",
            "keywords": "spending on research;R&D", "direction": "up"}  # fmt: skip


def beside(
    value: float, year: int | None, unit: str = "percent of GDP", outcomes: Sequence[dict] = (RESEARCH,)
) -> dict:
    claim = {"claim_id": "c", "segment_id": "s", "document_id": "d", "side": "policy", "status": "intended",
             "modality": "commitment", "polarity": "positive", "target_value": value, "target_unit": unit,
             "target_year": year, "start": 0, "end": 1, "text": "Spending on research will reach it."}  # fmt: skip
    documents = DOCUMENTS.frame([{"document_id": "d", "side": "policy", "title": "t", "program": "P", "year_to": 2014}])
    return set_beside_outcomes(CLAIMS.frame([claim]), documents, OUTCOMES.frame(outcomes)).to_dicts()[0]


def target(
    claim: str, program: str, indicator: str, value: float, year: int | None, unit: str = "percent", **more: Any
) -> dict:
    return {"claim_id": claim, "program": program, "indicator": indicator, "target_value": value, "target_year": year,
            "due_year": year, "unit": unit, "verdict": "not_measured", **more}  # fmt: skip


def by_words(first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Stands in for the encoder: share of the shorter name's words that the other has."""
    pairs = [[len(words_of(a) & words_of(b)) / min(len(words_of(a)), len(words_of(b))) for b in second] for a in first]
    return np.array(pairs)


def changes(*rows: dict) -> dict[str, dict]:
    documents = DOCUMENTS.frame(
        {"document_id": name, "side": "policy", "title": f"State Programme of {what} for {year}", "program": name,
         "year_from": year}
        for name, what, year in (("I1", "Industry", 2010), ("I2", "Industry", 2015), ("E2", "Schools", 2020))
    )  # fmt: skip
    return {row["change_id"]: row for row in trace_targets(TARGETS.frame(rows), documents, by_words).to_dicts()}


def test_a_target_above_the_statistic_of_its_year_is_missed_by_difference_and_ratio() -> None:
    row = beside(1.0, 2013)
    assert (row["verdict"], row["shortfall"], row["ratio"], row["program"]) == ("missed", 0.82, 0.18, "P")


def test_a_target_at_or_below_the_statistic_is_met() -> None:
    assert beside(0.18, 2013)["verdict"] == "met"


def test_where_less_is_better_a_higher_statistic_misses() -> None:
    assert beside(0.1, 2013, outcomes=[{**RESEARCH, "direction": "down"}])["verdict"] == "missed"


def test_a_neighbouring_year_is_used_and_said() -> None:
    row = beside(1.0, 2014)
    assert (row["verdict"], row["target_year"], row["outcome_year"]) == ("missed", 2014, 2013)


def test_a_target_without_a_year_is_due_when_its_document_ends() -> None:
    row = beside(1.0, None)
    assert (row["target_year"], row["due_year"], row["verdict"]) == (None, 2014, "missed")


def test_another_year_or_unit_is_not_measured_and_the_nearest_values_are_told() -> None:
    row = beside(1.0, 2020)
    assert (row["verdict"], row["shortfall"], row["outcome_indicator"]) == ("not_measured", None, "R&D")
    assert "0.18 per cent of GDP in 2013" in row["note"]
    assert beside(1.0, 2013, "KZT")["outcome_indicator"] is None


def test_an_outcome_is_converted_to_the_unit_of_its_target() -> None:
    money = {**RESEARCH, "unit": "billion tenge", "value": 252.5}
    row = beside(431_000.0, 2013, "million tenge", [money])
    assert (row["outcome_value"], row["shortfall"], row["verdict"]) == (252_500.0, 178_500.0, "missed")


@pytest.mark.parametrize(
    ("value", "given", "wanted", "expected"),
    [
        (43, "billion tenge", "KZT", 43e9), (21, "thousand persons", "number", 21_000), (1, "%", "% of GDP", 1),
        (1, "percent of GDP", "per cent of gross domestic product", 1), (5, "млрд тенге", "million tenge", 5000),
        (1, "% of GDP", "% of enterprises", None), (1, "billion tenge a year", "billion tenge", None),
        (63, "rank", "number", None), (2, "times", "percent", None), (1, "percentage points", "percent", None),
        (1, None, "percent", None), (1, "USD", "KZT", None),
    ],
)  # fmt: skip
def test_only_units_of_one_kind_convert(
    value: float, given: str | None, wanted: str | None, expected: float | None
) -> None:
    assert convert(value, given, wanted) == expected


def test_an_undefined_unit_equals_nothing() -> None:
    assert not same_unit(None, None)


def test_all_words_of_a_keyword_must_stand_in_the_name_in_any_order_and_number() -> None:
    outcome = {"keywords": "innovation spending;universities QS ranking"}
    assert longest_keyword(outcome, "Spending on innovations3") == 2
    assert longest_keyword(outcome, "Ranking of programmes") == 0


def test_the_same_value_by_a_later_year_has_moved_even_under_another_name() -> None:
    first = target("a", "I1", "Spending on innovation", 1, 2014, outcome_indicator="R&D")
    later = target("b", "E2", "Expenditure on science", 1, 2025, outcome_indicator="R&D")
    row = changes(first, later)["a>b"]
    assert (row["change"], row["from_year"], row["to_year"], row["indicator"]) == ("moved", 2014, 2025, "R&D")


def test_a_target_is_raised_or_lowered_in_the_unit_of_the_earlier_one() -> None:
    first = target("a", "I1", "Budget of science", 400, 2014, "billion tenge")
    later = target("b", "I2", "Budget for science", 500_000, 2019, "million tenge")
    row = changes(first, later)["a>b"]
    assert (row["change"], row["to_value"], row["unit"]) == ("raised", 500.0, "billion tenge")
    assert changes(first, {**later, "target_value": 300_000.0})["a>b"]["change"] == "lowered"


def test_what_a_program_of_the_same_line_no_longer_names_has_vanished_and_what_it_adds_is_new() -> None:
    found = changes(
        target("a", "I1", "Exports of machines", 40, 2014),
        target("b", "I2", "Active firms", 20, 2019),
        target("c", "E2", "Employed graduates", 75, 2025),
    )
    assert {name: row["change"] for name, row in found.items()} == {"a>I2": "vanished", "I1>b": "new"}


def test_names_alike_in_units_that_do_not_convert_are_never_paired() -> None:
    found = changes(target("a", "I1", "Science", 1, 2014), target("b", "I2", "Science", 9, 2019, "billion tenge"))
    assert {row["change"] for row in found.values()} == {"vanished", "new"}


def test_no_target_gives_an_empty_table_of_changes() -> None:
    assert changes() == {}


def test_the_encoder_knows_one_indicator_in_two_wordings() -> None:
    rows = [
        target("a", "I1", "Graduates of universities employed in their speciality in the first year", 80, 2020),
        target("b", "I2", "University graduates of the state order employed within the first year", 75, 2025),
        target("c", "I2", "Pre-school coverage of children aged 1 to 6", 85, 2025),
    ]  # fmt: skip
    documents = DOCUMENTS.frame(
        {"document_id": name, "side": "policy", "title": name, "program": name, "year_from": year}
        for name, year in (("I1", 2010), ("I2", 2015))
    )
    found = trace_targets(TARGETS.frame(rows), documents)
    assert dict(found.select("change_id", "change").rows()) == {"a>b": "lowered", "I1>c": "new"}


def test_every_published_figure_names_its_source_and_a_unit_that_is_read() -> None:
    outcomes = read_csv(OUTCOMES, Path("corpus/outcomes.csv"))
    assert outcomes.filter(pl.col("source").str.strip_chars() == "").is_empty()
    assert all(same_unit(unit, unit) for unit in outcomes["unit"])

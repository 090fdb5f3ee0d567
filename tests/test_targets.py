from __future__ import annotations

import polars as pl

from pipeline.tables import CLAIMS, DOCUMENTS, OUTCOMES
from pipeline.targets import same_unit, set_beside_outcomes


def beside(value: float, year: int, unit: str = "percent of GDP") -> dict:
    claim = {"claim_id": "c", "segment_id": "s", "document_id": "d", "side": "policy", "status": "intended",
             "modality": "commitment", "polarity": "positive", "target_value": value, "target_unit": unit,
             "target_year": year, "start": 0, "end": 1, "text": "Spending on research will reach it."}  # fmt: skip
    outcome = {"indicator": "R&D", "year": 2013, "value": 0.18, "unit": "per cent of GDP", "source": "x",
               "keywords": "spending on research;R&D", "direction": "up"}  # fmt: skip
    documents = DOCUMENTS.frame([{"document_id": "d", "side": "policy", "title": "t", "program": "P"}])
    return set_beside_outcomes(CLAIMS.frame([claim]), documents, OUTCOMES.frame([outcome])).to_dicts()[0]


def test_a_target_above_the_statistic_of_its_year_is_missed_by_the_difference() -> None:
    row = beside(1.0, 2013)
    assert (row["verdict"], row["shortfall"], row["program"]) == ("missed", 0.82, "P")


def test_a_target_at_or_below_the_statistic_is_met() -> None:
    assert beside(0.18, 2013)["verdict"] == "met"


def test_a_neighbouring_year_is_used_and_said() -> None:
    row = beside(1.0, 2014)
    assert (row["verdict"], row["target_year"], row["outcome_year"]) == ("missed", 2014, 2013)


def test_another_year_or_unit_is_not_measured() -> None:
    assert beside(1.0, 2015)["verdict"] == "not_measured"
    assert beside(1.0, 2013, "KZT")["verdict"] == "not_measured"


def test_an_undefined_unit_equals_nothing() -> None:
    assert not same_unit(None, None)
    assert pl.Series([same_unit("% of GDP", "per cent of GDP")]).all()

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims import extract_claims, load_gazetteer
from pipeline.codebook import load_codebook
from pipeline.tables import CLAIMS
from tests.bench.claims import read_gold, scores

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
GAZETTEER = load_gazetteer(CORPUS / "gazetteer.yaml")


def claims_of(*texts: str, side: str = "policy", codings: pl.DataFrame | None = None, **more: object) -> list[dict]:
    """Claims of texts; where they are coded, with the codebook of the study."""
    rows = [{"segment_id": f"s{n}", "text": text, "side": side, **more} for n, text in enumerate(texts)]
    book = load_codebook(CORPUS / "codebook.yaml") if codings is not None else None
    return extract_claims(pl.DataFrame(rows), codings, gazetteer=GAZETTEER, codebook=book).to_dicts()


@pytest.mark.parametrize(
    ("side", "text", "status", "modality"),
    [
        ("policy", "Universities shall sign agreements with enterprises.", "intended", "obligation"),
        ("policy", "Universities will open joint laboratories with enterprises.", "intended", "commitment"),
        ("policy", "Universities should invite employers.", "intended", "recommendation"),
        ("practice", "We hope that companies will finance our laboratory.", "intended", "aspiration"),
        ("practice", "We invite engineers of the plant to our lectures.", "established", "none"),
        ("practice", "Only one company ever ordered research from our university.", "limited", "none"),
        ("practice", "Nobody from the factories comes to our lectures.", "absent", "none"),
        ("practice", "We used to have a branch of our department at the factory.", "past", "none"),
        ("practice", "Partnership of university and business is crucial.", "none", "none"),
    ],
)
def test_status_and_modality_follow_the_codebook(side: str, text: str, status: str, modality: str) -> None:
    first = claims_of(text, side=side)[0]
    assert (first["status"], first["modality"]) == (status, modality)


def test_a_lack_that_is_coded_only_as_a_hindrance_is_established() -> None:
    codings = pl.DataFrame({"segment_id": ["s0"], "code": ["barrier.university.workload"]})
    text = "Our teachers have no time for companies."
    hindered = claims_of(text, side="practice", codings=codings)[0]
    assert (hindered["status"], hindered["actor_sector"]) == ("established", "university")
    assert claims_of(text, side="practice")[0]["status"] == "absent"


def test_an_agentless_passive_of_a_policy_names_no_actor() -> None:
    first = claims_of("Joint laboratories of universities and companies shall be created.")[0]
    assert first["actor"] is None
    assert first["actor_sector"] is None


def test_who_is_instructed_is_the_actor() -> None:
    first = claims_of("The Government is instructed to link universities with industry.")[0]
    assert (first["actor"], first["actor_sector"]) == ("The Government", "government")


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("Introduction, in six pilot colleges, of a council with employers.", "intended", 6.0),
        ("The quota of 15 % practitioners among university lecturers is in force.", "established", 15.0),
        ("Contracts of universities with shipyards: six signed, two abandoned.", "established", None),
    ],
)
def test_a_measure_a_norm_and_a_count_without_a_verb_have_their_own_standing(
    text: str, status: str, value: float | None
) -> None:
    first = claims_of(text)[0]
    assert (first["status"], first["target_value"]) == (status, value)


def test_several_targets_of_a_sentence_are_several_claims() -> None:
    found = claims_of("24 university laboratories and 57 college laboratories will be equipped with industry by 2019.")
    assert [(c["target_value"], c["target_year"]) for c in found] == [(24.0, 2019), (57.0, 2019)]


def test_the_interviewer_claims_nothing() -> None:
    assert claims_of("Do companies come to your university?", side="practice", speaker="interviewer") == []


def test_a_text_without_both_sides_of_a_partnership_makes_no_claim() -> None:
    assert claims_of("School canteens shall provide hot meals.") == []


def test_offsets_give_back_the_text_of_the_claim() -> None:
    text = "Universities will open career centres, conclude agreements with employers and revise curricula."
    for claim in claims_of(text, start=100):
        assert text[claim["start"] - 100 : claim["end"] - 100] == claim["text"]


def test_a_quoted_ministry_is_an_echo_and_own_practice_is_not() -> None:
    quoted = claims_of("The ministry says we must sign agreements with employers.", side="practice")[0]
    own = claims_of("We sign agreements with employers of our students.", side="practice")[0]
    assert (quoted["echo"], own["echo"]) == (True, False)


def test_russian_and_kazakh_claims_have_status_and_target() -> None:
    russian = claims_of("ВУЗы создадут 20 лабораторий с предприятиями к 2025 году.", language="ru")[0]
    assert (russian["status"], russian["actor_sector"], russian["target_value"]) == ("intended", "university", 20.0)
    assert claims_of("Раньше заводы финансировали кафедры вуза.", language="ru")[0]["status"] == "past"
    kazakh = claims_of("Кәсіпорындармен ЖОО үлесі 2025 жылға дейін 80 пайызға жеткізіледі.", language="kk")[0]
    assert (kazakh["status"], kazakh["target_value"], kazakh["target_year"]) == ("intended", 80.0, 2025)


def test_an_indicator_row_gives_base_goal_year_and_responsible_body() -> None:
    segments = pl.DataFrame(
        {"segment_id": ["d:0-9"], "document_id": ["d"], "side": ["policy"], "kind": ["table_row"], "block": [3],
         "text": ["Employment of graduates of universities | % | 60 | 75 | MES"]}
    )  # fmt: skip
    rows = pl.DataFrame(
        {"document_id": ["d"], "table": [1], "row": [1], "block": [3],
         "header": ['["Indicator", "Unit", "Base, 2015", "2019", "Responsible"]'],
         "cells": ['["Employment of graduates of universities", "%", "60", "75", "MES"]']}
    )  # fmt: skip
    codings = pl.DataFrame({"segment_id": ["d:0-9"], "code": ["aim.employability"]})
    (claim,) = extract_claims(segments, codings, rows, gazetteer=GAZETTEER).to_dicts()
    assert (claim["base_value"], claim["base_year"]) == (60.0, 2015)
    assert (claim["target_value"], claim["target_unit"], claim["target_year"]) == (75.0, "percent", 2019)
    assert (claim["actor"], claim["actor_sector"]) == ("MES", "government")


@pytest.mark.parametrize(
    "text",
    [
        "university | | 12 | company", "UNIVERSITIES AND COMPANIES SHALL OPEN JOINT LABORATORIES FOR STUDENTS.",
        "un1versity c0mpany intern-\nship 3 %% ,,, l2 20Z5", "университет company жұмыс беруші internship 5 %",
        "university company " * 1500, "…", "university industry 2025 2025 99999999999999 %",
    ],
)  # fmt: skip
def test_debris_never_breaks_extraction(text: str) -> None:
    claims = extract_claims(pl.DataFrame({"segment_id": ["x"], "text": [text]}), gazetteer=GAZETTEER)
    assert claims.schema == CLAIMS.schema


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.text(max_size=120))
def test_any_text_gives_a_valid_table(noise: str) -> None:
    text = f"{noise} university company {noise}"
    for claim in extract_claims(pl.DataFrame({"segment_id": ["x"], "text": [text]}), gazetteer=GAZETTEER).to_dicts():
        assert text[claim["start"] : claim["end"]] == claim["text"]
        assert claim["actor"] is None or claim["actor"].lower() in text.lower()


def test_a_share_or_a_link_that_a_policy_speaks_of_is_nobody() -> None:
    text = "The share of lecturers who have worked at an enterprise will grow to 30 per cent by 2025."
    assert claims_of(text)[0]["actor_sector"] is None
    assert claims_of("Universities will send lecturers to enterprises.")[0]["actor_sector"] == "university"


def test_every_other_row_of_the_english_gold_is_read_as_well_as_when_the_rules_were_made() -> None:
    reached = scores(read_gold("dev")[::2])
    assert reached["detection_f1"] >= 0.95
    assert min(reached["status"], reached["actor_sector"]) >= 0.80
    assert reached["modality"] >= 0.92
    assert reached["target_exact"] >= 0.9


def test_a_citation_is_neither_object_nor_part_of_one_and_offsets_stay() -> None:
    text = "Employers support students (Osei, 2017) and lecturers."
    claim = claims_of(text, side="practice")[0]
    assert claim["object"] == "students and lecturers"
    assert text[claim["start"] : claim["end"]] == text

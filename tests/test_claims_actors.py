from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims import extract_claims, load_gazetteer

GAZETTEER = load_gazetteer(Path(__file__).resolve().parents[1] / "corpus" / "gazetteer.yaml")


def claims_of(*texts: str, side: str = "policy", **columns: Any) -> list[dict[str, Any]]:
    """Claims of coded segments, so that the gate does not matter."""
    names = [f"s{number}" for number in range(len(texts))]
    segments = pl.DataFrame({"segment_id": names, "text": texts, "side": side, "language": "en", **columns})
    codings = pl.DataFrame({"segment_id": names, "code": "any"})
    return extract_claims(segments, codings, gazetteer=GAZETTEER).to_dicts()


@pytest.mark.parametrize(
    ("side", "text", "actor", "sector"),
    [
        ("policy", "Local executive bodies are to find places for students.", "Local executive bodies", "government"),
        ("policy", "Subsoil users must spend money on research.", "Subsoil users", "industry"),
        ("policy", "The ministry obliges universities to sign agreements with firms.", "universities", "university"),
        ("policy", "I call on our businessmen: help the universities.", "our businessmen", "industry"),
        ("policy", "Research shall be ordered from universities by subsoil users.", "subsoil users", "industry"),
        ("policy", "Subsoil users are obliged by contract to train students.", "Subsoil users", "industry"),
        ("policy", "A lecturer of the university is assessed by hours.", None, None),
        ("policy", "Universities will be given the right to spend what they earn.", "Universities", "university"),
        ("policy", "Joint laboratories will be created at universities.", None, None),
        ("policy", "The share of graduates who work in companies will grow.", "The share of graduates", None),
        ("policy", "The law gives no incentive to companies.", "The law", None),
        ("policy", "A handful of firms pay for research at universities.", "A handful of firms", "industry"),
        ("policy", "Large firms finance scholarships and equip classes.", "Large firms", "industry"),
        ("policy", "Creation of chairs with plants; responsible: MES.", "MES", "government"),
        ("policy", "Kazakhmys pays grants to students.", "Kazakhmys", "industry"),
        ("policy", "It is recommended that departments free a day for firms.", "departments", "university"),
        ("policy", "Autonomy allowed universities to open chairs with firms.", "universities", "university"),
        ("policy", "6. Vice-rectors will meet employers.", "Vice-rectors", "university"),
        ("policy", "The plan foresees that firms take part in the programme.", "firms", "industry"),
        ("policy", "Let the company build the laboratory of the faculty.", "the company", "industry"),
        ("policy", "A base department is going to be opened at the airport.", None, None),
        ("practice", "We were asked by the plant to test its steel.", "We", "university"),
        ("practice", "Nobody from the factories comes to us.", "Nobody from the factories", "industry"),
        ("practice", "HR managers of three banks sit in our commission.", "HR managers of three banks", "industry"),
        ("practice", "My dream is that engineers teach here.", "My", "university"),
        ("practice", "There is one firm, which really takes our students.", "one firm", "industry"),
        ("practice", "They sign the agreement with the university.", "They", "industry"),
        ("practice", "The company says that our topics are not interesting for it.", "The company", "industry"),
        ("practice", "Our microbiologists test milk for a dairy.", "Our microbiologists", "university"),
        ("practice", "The rectorate plans to make a business council.", "The rectorate", "university"),
        ("practice", "Our curriculum is far from what factories need.", "Our curriculum", "university"),
    ],
)  # fmt: skip
def test_who_acts_is_named_with_a_sector(side: str, text: str, actor: str | None, sector: str | None) -> None:
    first = claims_of(text, side=side)[0]
    assert (first["actor"], first["actor_sector"]) == (actor, sector)


def test_a_policy_in_the_present_tense_has_the_target_of_its_deadline() -> None:
    (first, *_) = claims_of("The programme provides for the retraining of 2,400 lecturers in firms by 2024.")
    assert (first["target_value"], first["target_unit"], first["target_year"]) == (2400.0, "lecturers", 2024)
    told = claims_of("By 2015 the ministry had retrained 2,400 lecturers in firms.")[0]
    assert told["target_value"] is None


def test_an_indicator_line_ends_at_its_target() -> None:
    first = claims_of("Share of students trained at workplaces, %: 2018 – 12; 2024 – 40.")[0]
    assert (first["target_value"], first["target_year"]) == (40.0, 2024)


def test_the_gate_knows_the_nouns_of_the_sectors() -> None:
    assert GAZETTEER.passes_gate("A foundry and an engineering school run a shared laboratory.")
    assert not GAZETTEER.passes_gate("The province passed a law on roads.")


def test_in_the_belief_of_a_policy_nobody_acts() -> None:
    assert claims_of("Engineers are better taught by those who work.", side="policy")[0]["actor_sector"] is None


@pytest.mark.parametrize(
    ("text", "partner", "sector"),
    [
        ("Universities will revise curricula together with employers.", "employers", "industry"),
        ("Universities and companies will write standards.", "companies", "industry"),
        ("The ministry will train staff with the participation of business.", "business", "industry"),
        ("Universities will start with difficulty.", None, None),
    ],
)
def test_a_partner_is_a_body_of_another_sector(text: str, partner: str | None, sector: str | None) -> None:
    first = claims_of(text)[0]
    assert (first["partner"], first["partner_sector"]) == (partner, sector)


def test_they_are_who_was_spoken_of_before_in_the_same_turn() -> None:
    texts = ("The tax office needed a course.", "They sent twenty people.")
    same = claims_of(*texts, side="practice", document_id="d", turn=[4, 4], start=[0, 40], speaker="respondent")
    assert same[1]["actor_sector"] == "government"
    later = claims_of(*texts, side="practice", document_id="d", turn=[4, 9], start=[0, 40], speaker="respondent")
    assert later[1]["actor_sector"] != "government"


def test_they_may_be_who_the_question_asked_about() -> None:
    texts = ("How do companies take part?", "They send old engineers.")
    speaker = ["interviewer", "respondent"]
    (answer,) = claims_of(*texts, side="practice", document_id="d", turn=[1, 2], start=[0, 40], speaker=speaker)
    assert answer["actor_sector"] == "industry"


def test_items_of_a_list_take_their_actor_and_status_from_the_lead_in() -> None:
    texts = ("Universities shall:", "to open career centres;")
    item = claims_of(*texts, kind=["paragraph", "list_item"], lead_in=[None, "s0"])[-1]
    assert (item["actor"], item["status"], item["modality"]) == ("Universities", "intended", "obligation")
    agentless = ("The following measures for universities are envisaged:", "opening of career centres;")
    assert claims_of(*agentless, kind=["paragraph", "list_item"], lead_in=[None, "s0"])[-1]["actor"] is None


def test_coordinated_measures_are_claims_of_their_own_and_share_one_deadline() -> None:
    found = claims_of("The ministry will select 20 colleges and train 500 masters of enterprises by 2022.")
    assert [(c["predicate"], c["actor"], c["target_value"], c["target_year"]) for c in found] == [
        ("select", "The ministry", 20.0, 2022),
        ("train", "The ministry", 500.0, 2022),
    ]


def test_a_measure_without_a_number_shares_the_deadline_too() -> None:
    found = claims_of("Universities will open career centres and train 500 masters of enterprises by 2022.")
    assert [(c["target_value"], c["target_year"]) for c in found] == [(None, 2022), (500.0, 2022)]


def test_nominal_measures_in_a_row_are_claims_of_their_own() -> None:
    found = claims_of("Introduction of dual training and creation of joint laboratories.")
    assert [(c["predicate"], c["status"]) for c in found] == [("introduction", "intended"), ("creation", "intended")]


def test_a_row_of_a_plan_gives_measure_deadline_body_and_cost() -> None:
    segments = pl.DataFrame(
        {"segment_id": ["d:1"], "document_id": ["d"], "side": ["policy"], "kind": ["table_row"], "block": [3],
         "text": ["Opening of 5 technoparks at universities | IV quarter 2021 | MES | 300"]}
    )  # fmt: skip
    rows = pl.DataFrame(
        {"document_id": ["d"], "table": [1], "row": [1], "block": [3],
         "header": ['["Measure", "Deadline", "Responsible", "Cost, mln tenge"]'],
         "cells": ['["Opening of 5 technoparks at universities", "IV quarter 2021", "MES", "300"]']}
    )  # fmt: skip
    codings = pl.DataFrame({"segment_id": ["d:1"], "code": ["any"]})
    (claim,) = extract_claims(segments, codings, rows, gazetteer=GAZETTEER).to_dicts()
    assert (claim["actor"], claim["actor_sector"], claim["status"]) == ("MES", "government", "intended")
    assert (claim["target_value"], claim["target_unit"], claim["target_year"]) == (5.0, "technoparks", 2021)
    assert claim["specificity"] == 4


def test_acronyms_are_names_only_in_capitals() -> None:
    assert GAZETTEER.sector("MID will act") == "government"
    assert GAZETTEER.sector("in mid season") is None


DEBRIS = st.lists(
    st.sampled_from(
        ["|", "–", "12", "2025", "%", "n/a", "of", "and", "by", "IV", "…", "(", ")", ";", "xq", "zzrt", "tbl", "0,4",
         "\n", "the", "1.2.", "was", "to", "with", "created", "Growth", "value"]
    ),
    min_size=1, max_size=60,
)  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(DEBRIS)
def test_debris_has_no_actor_that_is_no_body(words: list[str]) -> None:
    text = " ".join(words)
    for claim in claims_of(text) + claims_of(text, side="practice"):
        assert claim["actor_sector"] is None
        assert claim["partner"] is None


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(max_size=80), st.sampled_from(["policy", "practice"]))
def test_an_actor_and_a_partner_always_stand_in_the_text(noise: str, side: str) -> None:
    text = f"{noise} universities with companies {noise}"
    for claim in claims_of(text, side=side):
        for name in ("actor", "partner", "object"):
            assert claim[name] is None or claim[name].lower() in text.lower()


def test_a_sentence_of_two_thousand_words_is_read_without_inventing_an_actor() -> None:
    found = claims_of("growth of value and " * 500)
    assert all(claim["actor_sector"] is None for claim in found)

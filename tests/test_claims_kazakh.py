"""Claims of Kazakh segments: status and modality from endings, targets, who acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.claims import Gazetteer, extract_claims, load_gazetteer
from tests.bench.claims_languages import read_gold, scores


@pytest.fixture(scope="module")
def words(root: Path) -> Gazetteer:
    return load_gazetteer(root / "corpus" / "gazetteer.yaml")


def claim_of(text: str, words: Gazetteer, side: str) -> dict[str, Any]:
    frame = pl.DataFrame({"segment_id": ["s"], "text": [text], "side": [side], "language": ["kk"]})
    coded = pl.DataFrame({"segment_id": ["s"], "code": ["any.code"]})
    return extract_claims(frame, coded, gazetteer=words).to_dicts()[0]


@pytest.mark.parametrize(
    ("text", "side", "status", "modality"),
    [
        ("Зауыттар студенттерді қабылдауы тиіс.", "policy", "intended", "obligation"),
        ("Кәсіпорындар практикаға орын беруі керек.", "policy", "intended", "obligation"),
        ("Университеттерге бизнеспен келісім жасау ұсынылады.", "policy", "intended", "recommendation"),
        ("Бірлескен зертхана ашу жоспарлануда.", "policy", "intended", "aspiration"),
        ("2025 жылға дейін технопарк құрылады.", "policy", "intended", "commitment"),
        ("Бізде зауытпен келісім жоқ.", "practice", "absent", "none"),
        ("Кәсіпорындар студенттерді қабылдамайды.", "practice", "absent", "none"),
        ("Зауытпен бір ғана келісім бар.", "practice", "limited", "none"),
        ("Бұрын студенттер зауытқа баратын.", "practice", "past", "none"),
        ("Инженерлер апта сайын дәріс оқиды.", "practice", "established", "none"),
        ("Сабақта инженер бар, зауыттан келеді.", "practice", "established", "none"),
        ("Егер зауыт ақша берсе, зертхана ашар едік.", "practice", "none", "none"),
    ],
)
def test_status_and_modality_follow_the_endings(
    words: Gazetteer, text: str, side: str, status: str, modality: str
) -> None:
    claim = claim_of(text, words, side)
    assert (claim["status"], claim["modality"]) == (status, modality)


@pytest.mark.parametrize(
    ("text", "value", "unit", "year"),
    [
        ("Түлектердің жұмысқа орналасуы 2025 жылға қарай 85 пайызға жеткізіледі.", 85.0, "percent", 2025),
        ("Үкімет 2019 жылы зертханаларға 3 млрд теңге бөлуі тиіс.", 3e9, "KZT", 2019),
        ("2022 жылға дейін кәсіпорындармен бірге 15 орталық ашылады.", 15.0, "орталық", 2022),
    ],
)
def test_targets_have_value_unit_and_year(words: Gazetteer, text: str, value: float, unit: str, year: int) -> None:
    claim = claim_of(text, words, "policy")
    assert (claim["target_value"], claim["target_unit"], claim["target_year"]) == (value, unit, year)


@pytest.mark.parametrize(
    ("text", "side", "sector"),
    [
        ("Министрлік университеттерге грант береді.", "policy", "government"),
        ("Зертханалар зауытта құрылады.", "policy", None),
        ("Министрлік университеттер келісім жасауы керек дейді.", "practice", "university"),
        ("Біз зауытқа барамыз.", "practice", "university"),
    ],
)
def test_who_acts_stands_in_the_nominative(words: Gazetteer, text: str, side: str, sector: str | None) -> None:
    assert claim_of(text, words, side)["actor_sector"] == sector


@pytest.mark.parametrize("half", ["dev", "test"])
def test_gold_claims_are_found_with_their_status_and_target(half: str) -> None:
    found = scores(read_gold("kk", half))
    assert found["detection_f1"] >= 0.9
    assert found["status"] >= 0.85
    assert found["modality"] >= 0.85
    assert found["target_exact"] >= 0.8

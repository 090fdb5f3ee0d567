"""Claims of Russian segments: who does what with whom, whether it is so, and text that is no sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.claims import Gazetteer, extract_claims, load_gazetteer
from pipeline.tables import CLAIMS
from tests.bench.claims_languages import read_gold, scores


@pytest.fixture(scope="module")
def words(root: Path) -> Gazetteer:
    return load_gazetteer(root / "corpus" / "gazetteer.yaml")


def claims_of(text: str, words: Gazetteer, side: str = "practice", language: str | None = "ru") -> list[dict[str, Any]]:
    frame = pl.DataFrame({"segment_id": ["s"], "text": [text], "side": [side]})
    frame = frame.with_columns(pl.lit(language, dtype=pl.String).alias("language"))
    coded = pl.DataFrame({"segment_id": ["s"], "code": ["any.code"]})
    return extract_claims(frame, coded, gazetteer=words).to_dicts()


@pytest.mark.parametrize(
    ("text", "side", "status", "modality"),
    [
        ("Вузы обязаны заключить договоры с заводами.", "policy", "intended", "obligation"),
        ("При вузах будут созданы технопарки.", "policy", "intended", "commitment"),
        ("Предприятиям следует принимать практикантов.", "policy", "intended", "recommendation"),
        ("Планируется открыть лабораторию вместе с комбинатом.", "policy", "intended", "aspiration"),
        ("Развитие дуального обучения в колледжах.", "policy", "intended", "commitment"),
        ("Акимат открыл вузам площадки предприятий.", "policy", "established", "none"),
        ("Инженеры с завода читают у нас лекции.", "practice", "established", "none"),
        ("У нас нет договоров с заводами.", "practice", "absent", "none"),
        ("Никто из работодателей к студентам не приходит.", "practice", "absent", "none"),
        ("Заводы почти не берут студентов.", "practice", "limited", "none"),
        ("Всего один завод берёт студентов.", "practice", "limited", "none"),
        ("Раньше завод брал студентов на практику.", "practice", "past", "none"),
        ("Завод больше не берёт студентов на практику.", "practice", "past", "none"),
        ("Если завод даст деньги, кафедра сделает установку.", "practice", "none", "none"),
        ("Думаю, практика на заводе полезна студентам.", "practice", "none", "none"),
        ("Хотя бы три завода мы обязаны привлечь.", "policy", "intended", "obligation"),
    ],
)
def test_status_and_modality_follow_the_grammar(
    words: Gazetteer, text: str, side: str, status: str, modality: str
) -> None:
    claim = claims_of(text, words, side)[0]
    assert (claim["status"], claim["modality"]) == (status, modality)


@pytest.mark.parametrize(
    ("text", "actor", "sector"),
    [
        ("Университетам рекомендуется приглашать практиков.", "Университетам", "university"),
        ("Лаборатория оснащена заводом.", "заводом", "industry"),
        ("При вузах будут созданы технопарки.", None, None),
        ("Министерству образования представить план практик.", "Министерству образования", "government"),
        ("Палата предпринимателей создаст в вузе центр карьеры.", "Палата предпринимателей", "intermediary"),
        ("Доля вузов, работающих с бизнесом, вырастет.", None, None),
    ],
)
def test_the_doer_is_named_or_left_out_and_never_guessed(
    words: Gazetteer, text: str, actor: str | None, sector: str | None
) -> None:
    claim = claims_of(text, words, "policy")[0]
    assert (claim["actor"], claim["actor_sector"]) == (actor, sector)


def test_a_claim_in_russian_fills_the_fields_that_an_english_one_fills(words: Gazetteer) -> None:
    text = "Университет совместно с заводом откроет к 2025 году 12 лабораторий."
    claim = claims_of(text, words, "policy")[0]
    assert (claim["actor"], claim["partner"], claim["partner_sector"]) == ("Университет", "заводом", "industry")
    assert (claim["predicate"], claim["object"], claim["polarity"]) == ("открыть", "12 лабораторий", "positive")
    assert (claim["target_value"], claim["target_unit"], claim["target_year"]) == (12.0, "лабораторий", 2025)


def test_measures_listed_in_one_sentence_are_claims_of_their_own(words: Gazetteer) -> None:
    text = "Вузы должны открыть офисы, пригласить работодателей и создать технопарки."
    found = claims_of(text, words, "policy")
    assert [claim["predicate"] for claim in found] == ["открыть", "пригласить", "создать"]
    assert {(claim["status"], claim["modality"], claim["actor"]) for claim in found} == {
        ("intended", "obligation", "Вузы")
    }
    assert all(text[claim["start"] : claim["end"]] == claim["text"] for claim in found)


def test_what_is_set_against_a_practice_is_a_claim_of_its_own(words: Gazetteer) -> None:
    found = claims_of("Мы возим студентов на завод, а совместной лаборатории у нас нет.", words)
    assert [claim["status"] for claim in found] == ["established", "absent"]


def test_reported_speech_is_about_those_it_speaks_of_and_is_an_echo(words: Gazetteer) -> None:
    claim = claims_of("Министерство говорит, что вузы должны работать с заводами.", words)[0]
    assert (claim["actor"], claim["actor_sector"], claim["echo"]) == ("вузы", "university", True)


@pytest.mark.parametrize("side", ["policy", "practice"])
@pytest.mark.parametrize(
    "text",
    [
        "Вуз. Завод. 2020.",
        "—",
        "ВУЗЫ ДОЛЖНЫ ЗАКЛЮЧИТЬ ДОГОВОРЫ С ЗАВОДАМИ ДО 2020 ГОДА",
        "The university подписал agreement с заводом about практика of students",
        "Университет өндіріспен бірге зертхана ашады, а студенты едут на завод",
        "№ | вуз | завод | 12 | 2015 | % | –",
        "ун1верс1тет и з@вод && договор ;;; (((",
        "вуз и завод договорились о практике студентов и лаборатории " * 220,
        "что который если бы не нет ни",
    ],
)
def test_text_that_is_no_sentence_gives_claims_within_it_or_none(words: Gazetteer, text: str, side: str) -> None:
    for language in ("ru", "kk", "mixed", None):
        for claim in claims_of(text, words, side, language):
            assert CLAIMS.frame([claim]).height == 1
            assert text[claim["start"] : claim["end"]] == claim["text"]
            assert claim["actor"] is None or claim["actor"].lower() in text.lower()


def test_a_sentence_in_capitals_is_read_as_one_in_small_letters(words: Gazetteer) -> None:
    claim = claims_of("УНИВЕРСИТЕТЫ ДОЛЖНЫ ПРИВЛЕКАТЬ РАБОТОДАТЕЛЕЙ.", words, "policy")[0]
    assert (claim["status"], claim["modality"], claim["actor_sector"]) == ("intended", "obligation", "university")


@pytest.mark.parametrize("half", ["dev", "test"])
def test_gold_claims_are_found_with_their_status_and_sectors(half: str) -> None:
    found = scores(read_gold("ru", half))
    assert found["detection_f1"] >= 0.9
    assert found["status"] >= 0.85
    assert found["modality"] >= 0.85
    assert found["actor_sector"] >= 0.85
    assert found["target_exact"] >= 0.8

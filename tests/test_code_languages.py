"""Coding of Russian and Kazakh: cues for every code, the gate, and passages set aside before the cues were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.code import rules as rules_module
from pipeline.code.gate import UNIVERSITY, Gate
from pipeline.code.lemmas import guess_language
from pipeline.code.rules import code_by_rules
from pipeline.codebook import Codebook, load_codebook
from tests.bench.languages import code_scores, read_passages

LANGUAGES = {"ru": "russian", "kk": "kazakh"}


@pytest.fixture(scope="module")
def book(root: Path) -> Codebook:
    return load_codebook(root / "corpus" / "codebook.yaml")


def passages(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def codes_of(texts: list[str], book: Codebook, language: str | None = None) -> list[set[str]]:
    frame = pl.DataFrame({"segment_id": [f"{i:05d}" for i in range(len(texts))], "text": texts})
    if language:
        frame = frame.with_columns(pl.lit(language).alias("language"))
    found: list[set[str]] = [set() for _ in texts]
    for segment, code in code_by_rules(frame, book).select("segment_id", "code").iter_rows():
        found[int(segment)].add(code)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_cues_in_each_language(book: Codebook, language: str) -> None:
    assert [code.id for code in book.codes if not code.cues.get(language)] == []


@pytest.mark.parametrize(("language", "least"), [("ru", 0.8), ("kk", 0.8)])
def test_passages_set_aside_are_coded_as_written_down(book: Codebook, root: Path, language: str, least: float) -> None:
    rows = passages(root / "corpus" / "languages-gold" / f"{LANGUAGES[language]}-test.jsonl")
    said = codes_of([row["text"] for row in rows], book, language)
    gold = [set(row["codes"]) for row in rows]
    hits = sum(len(a & b) for a, b in zip(gold, said, strict=True))
    assert 2 * hits / sum(len(a) + len(b) for a, b in zip(gold, said, strict=True)) >= least
    false = sum(bool(b) for a, b in zip(gold, said, strict=True) if not a)
    assert false <= 0.1 * sum(not a for a in gold)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_passage_set_aside_is_a_training_passage(root: Path, language: str) -> None:
    corpus, name = root / "corpus", LANGUAGES[language]
    training = {row["text"] for row in passages(corpus / "training" / f"{name}.jsonl")}
    aside = {row["text"] for row in passages(corpus / "languages-gold" / f"{name}-test.jsonl")}
    assert aside
    assert training
    assert not aside & training
    assert all(row["language"] == language for row in passages(corpus / "training" / f"{name}.jsonl"))


def test_a_letter_printed_with_or_without_its_dots_opens_the_same_gate() -> None:
    gate = Gate({"university": ["ученый"]})
    assert gate.sides("Учёный пришёл") == gate.sides("Ученый пришел") == UNIVERSITY


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Университет заключил договор с заводом.", "ru"),
        ("Оқытушылар зауытта тағылымдамадан өтеді.", "kk"),
        ("The university signed an agreement with the plant.", "en"),
        ("Холдинг «Самұрық-Қазына» открыл студентам свои предприятия и оплатил им практику.", "ru"),
        ("The holding (холдинг) opened its doors to students of two universities.", "en"),
        ("Наш университет вместе с Kaz Minerals открыл лабораторию и класс для студентов.", "ru"),
        ("", "en"),
    ],
)
def test_a_passage_of_two_languages_is_read_in_the_one_most_of_it_is_in(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_russian_alone_is_coded_without_loading_the_english_parser(
    book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("the English parser was asked for")

    monkeypatch.setattr(rules_module, "read_english", refuse)
    assert codes_of(["Студенты проходят производственную практику на заводе."], book)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Производство меди выросло на восемь процентов.",
        "Студенты получили новые общежития.",
        "Банки обязаны раскрывать сведения о займах.",
        "Жаңа мектептер салынады.",
        "Көмір өндіру көлемі өсті.",
    ],
)
def test_words_of_one_side_alone_carry_no_code(book: Codebook, text: str) -> None:
    assert codes_of([text], book)[0] == set()


@pytest.mark.parametrize(("language", "least"), [("ru", 0.75), ("kk", 0.8)])
def test_the_resolved_coder_keeps_what_the_rules_found_in_other_languages(language: str, least: float) -> None:
    assert code_scores(read_passages(language), "resolved")["micro_f1"] >= least

"""The fitted reader of status: learned from few passages, kept without pickle, an error where its file is none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.claims.english_claims import Passage, english_claims
from pipeline.claims.fit_readers import train_readers
from pipeline.claims.gazetteer import gazetteer_from
from pipeline.claims.linear_reader import save_linear
from pipeline.claims.status import Standing
from pipeline.claims.status_reader import Told, fit_status, load_status, read_standings
from pipeline.claims.wording import marks, skeleton
from pipeline.english import load_english
from pipeline.errors import StudyError

NLP = load_english(None, exclude=("ner",))
PLACES = ("mill", "port", "bank", "mine", "farm", "clinic", "hotel", "dairy")
SHAPES = (
    ("The {} will open a laboratory for students by 2025.", "intended", "commitment"),
    ("The {} must open a laboratory for students.", "intended", "obligation"),
    ("Our students spend each summer at the {}.", "established", "none"),
    ("Only one student was ever taken by the {}.", "limited", "none"),
    ("There is no agreement with the {}.", "absent", "none"),
)


def _taught() -> tuple[list[Told], list[str], list[str]]:
    rows = [(text.format(place), status, modality) for place in PLACES for text, status, modality in SHAPES]
    docs = NLP.pipe(text for text, _, _ in rows)
    return [Told(doc) for doc in docs], [row[1] for row in rows], [row[2] for row in rows]


def test_what_was_learned_of_some_places_holds_for_another() -> None:
    reader = fit_status(*_taught())
    told = [Told(NLP(text)) for text in ("The sawmill must open a workshop for students.", "There is no agreement.")]
    assert [(found.status, found.modality) for found in read_standings(told, reader)] == [
        ("intended", "obligation"),
        ("absent", "none"),
    ]


def test_a_saved_reader_comes_back_and_reads_alike(tmp_path: Path) -> None:
    reader = fit_status(*_taught())
    save_linear(reader, tmp_path / "a.npz")
    save_linear(reader, tmp_path / "b.npz")
    back = load_status(tmp_path / "a.npz")
    assert back is not None
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert np.array_equal(back.weights, reader.weights)
    told = _taught()[0]
    assert read_standings(told, back) == read_standings(told, reader)


def test_a_file_that_is_no_reader_is_an_error_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"no arrays")
    with pytest.raises(StudyError, match="retrain"):
        load_status(tmp_path / "bad.npz")


def test_content_words_give_way_and_words_of_status_stay() -> None:
    bones = skeleton(NLP("Only three mills plan to take students.")).split()
    assert bones[0] == "only"
    assert "plan" in bones
    assert "mills" not in bones
    assert "students" not in bones


def test_marks_name_no_code_and_no_dimension_of_a_study() -> None:
    found = marks(NLP("They sign and forget."), policy=False, hindrance=True, roles=("hindrance",))
    assert "role=hindrance" in found
    assert not any("barrier" in mark for mark in found)


def test_few_passages_teach_nothing(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    row = {"text": "Firms come.", "codes": [], "claim": True, "status": "established", "modality": "none"}
    (tmp_path / "training" / "few.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert not train_readers(tmp_path, tmp_path / "status.npz", tmp_path / "sector.npz")
    assert not (tmp_path / "status.npz").exists()


def test_an_unknown_status_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    row = {"text": "Firms come.", "codes": [], "claim": True, "status": "sometimes", "modality": "none"}
    (tmp_path / "training" / "bad.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(StudyError, match=r"bad\.jsonl line 1"):
        train_readers(tmp_path, tmp_path / "status.npz", tmp_path / "sector.npz")


def test_what_the_reader_judges_stands_but_not_under_a_lead_in_nor_without_a_verb() -> None:
    words = gazetteer_from({"bodies": [], "sectors": {"university": {"names": ["university"]}}, "gate": {}})
    judged = Standing("past", "none", "positive")

    def status(text: str, lead: str | None = None) -> str:
        passage = Passage({"text": text, "side": "policy"}, NLP(text), NLP(lead) if lead else None, judged=judged)
        return english_claims(passage, words)[0].standing.status

    assert status("The university sends students to the plant.") == "past"
    assert status("Introduction of internships at the plant.") == "intended"
    assert status("sending students to the plant;", lead="The university shall see to:") == "intended"

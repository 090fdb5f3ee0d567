"""The model coder: its file, its probabilities, and what it makes of codes with few or no examples."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipeline.code.encoder import load_encoder
from pipeline.code.model import FEWEST_EXAMPLES, code_by_model, probability, scores
from pipeline.code.model_file import FittedModel, load_model, save_model
from pipeline.code.train import Passages, choose_thresholds, fit, read_passages
from pipeline.codebook import Code, Codebook
from pipeline.errors import StudyError
from pipeline.retrain import retrain

BOOK = Codebook(
    codes=(
        Code("visit", "kind", definition="students go to a factory for practice"),
        Code("money", "kind", definition="a company pays for a laboratory"),
        Code("unseen", "kind", definition="graduates of the university now run the company"),
    ),
    dimensions={"kind": "what kind"},
    gate={},
    vocabulary={},
    measures={},
)

CODEBOOK = """
dimensions: {kind: what kind}
codes:
  - id: visit
    dimension: kind
    definition: students go to a factory for practice
    cues: {en: [student ~ factory]}
"""


def _passages() -> Passages:
    trades = ["mill", "port", "dairy", "bank", "mine", "farm", "hotel", "clinic"]
    visits = [f"Students spend the summer in practice at the {trade}." for trade in trades]
    money = [f"The {trade} paid for a new laboratory." for trade in trades]
    nothing = [f"Rain fell on the {trade} all week." for trade in trades]
    coded = np.array([[1, 0, 0]] * 8 + [[0, 1, 0]] * 8 + [[0, 0, 0]] * 8, dtype=np.int8)
    groups = np.array([f"g{i % 4}" for i in range(24)])
    return Passages(tuple(visits + money + nothing), coded, groups, groups)


def _segments(*texts: str) -> pl.DataFrame:
    return pl.DataFrame({"segment_id": [f"s{i}" for i in range(len(texts))], "text": list(texts)})


@pytest.fixture(scope="module")
def model() -> FittedModel:
    passages = _passages()
    vectors = load_encoder().encode(passages.texts)
    return fit(passages, vectors, np.zeros(passages.coded.shape, dtype=np.int8), BOOK)


def test_a_saved_model_comes_back_equal_and_twice_the_same_bytes(model: FittedModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "a.npz")
    save_model(model, tmp_path / "b.npz")
    back = load_model(tmp_path / "a.npz")
    assert back is not None
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    for field in fields(FittedModel):
        assert np.array_equal(getattr(model, field.name), getattr(back, field.name))


def test_a_file_that_is_no_model_is_an_error_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"not a model")
    with pytest.raises(StudyError, match="retrain"):
        load_model(tmp_path / "bad.npz")


def test_a_new_sentence_of_a_kind_scores_higher_for_that_kind(model: FittedModel) -> None:
    found = probability(model, scores(model, _segments("Students spend the winter in practice at the sawmill.")))
    assert found[0, 0] > found[0, 1]


def test_a_code_without_examples_is_scored_from_its_definition(model: FittedModel) -> None:
    assert model.examples[2] < FEWEST_EXAMPLES
    near, far = probability(
        model, scores(model, _segments("Graduates of our university lead the company.", "It rained."))
    )
    assert near[2] > far[2]


def test_passages_that_all_belong_together_can_still_be_learned_from() -> None:
    passages = _passages()
    one = Passages(passages.texts, passages.coded, np.repeat("g", 24), np.repeat("f", 24))
    alone = fit(one, load_encoder().encode(one.texts), np.zeros(one.coded.shape, dtype=np.int8), BOOK)
    found = probability(alone, scores(alone, _segments("Students spend the winter in practice at the sawmill.")))
    assert found[0, 0] > found[0, 1]


def test_too_few_passages_fit_nothing_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    lines = ['{"text": "Students go to the mill.", "codes": ["visit"]}'] * 3
    (tmp_path / "training" / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = retrain(tmp_path, tmp_path / "model.npz")
    assert done.model is None
    assert "fewer than 10" in done.lines[0]
    assert not (tmp_path / "model.npz").exists()


def test_no_segments_give_no_codings(model: FittedModel) -> None:
    empty = pl.DataFrame({"segment_id": [], "text": []}, schema={"segment_id": pl.String, "text": pl.String})
    assert code_by_model(empty, model).is_empty()


def test_a_threshold_of_many_positives_is_nearly_its_own() -> None:
    coded = np.zeros((2000, 1), dtype=np.int8)
    coded[:1000] = 1
    found = np.where(coded > 0, 0.8, 0.5)
    assert 0.5 < choose_thresholds(found, coded)[0] <= 0.8


def test_an_unknown_code_in_training_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "codes": ["visit"]}\n{"text": "y", "codes": ["nope"]}\n')
    with pytest.raises(StudyError, match=r"line 2.*nope"):
        read_passages(tmp_path, BOOK)

"""Cross-validation and learning curve: what is held out together stays together, and nothing is scored on itself."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.code.train import Passages
from pipeline.codebook import load_codebook
from pipeline.cross_validation import cross_validate, folds_of, predict, units_of
from pipeline.errors import StudyError
from pipeline.learning_curve import PARTS, parts_of

CODEBOOK = """dimensions: {craft: what is made}
gate: {en: {passes: [quilt, pot]}}
codes:
- {id: craft.quilt, dimension: craft, definition: sewing quilts, cues: {en: ["[any] quilt"]}}
- {id: craft.pot, dimension: craft, definition: making pots, cues: {en: ["[any] pot"]}}
"""
TEXTS = {"craft.quilt": "We sew a quilt from patch number {}.", "craft.pot": "We turn a pot of clay number {}."}


def _corpus(folder: Path, files: dict[str, list[str]]) -> Path:
    (folder / "training").mkdir(parents=True)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "manifest.csv").write_text("document_id\nD1\nD2\n", encoding="utf-8")
    for name, ids in files.items():
        lines = []
        for at, passage in enumerate(ids):
            codes = [[], ["craft.quilt"], ["craft.pot"]][at % 3]
            text = TEXTS[codes[0]].format(at) if codes else f"The weather was fine on day {at}."
            lines.append(json.dumps({"id": passage, "text": text, "codes": codes}))
        (folder / "training" / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_passages_are_held_out_by_document_where_their_id_names_one_else_by_register(tmp_path: Path) -> None:
    files = {"spoken": ["s1"], "spoken-2": ["s2"], "demonstration": ["demo-D1#1"], "review-anna": ["D1:0-5", "D2:0-5"]}
    units = units_of(_corpus(tmp_path, files)).tolist()
    assert units == ["document D1", "document D1", "document D2", "register spoken", "register spoken"]


def test_each_passage_is_in_one_fold_and_documents_are_never_torn_apart() -> None:
    units = np.array(["document a"] * 9 + ["document b"] * 5 + ["document c"] * 4 + ["document d"] * 2 + ["register r"])
    folds = folds_of(units)
    rows = np.concatenate([rows for _, rows in folds])
    assert sorted(rows.tolist()) == list(range(len(units)))
    for _, held in folds:
        assert not set(units[held]) & set(np.delete(units, held))
    assert [name for name, _ in folds] == ["register r", "document a", "document b", "document c and document d"]


def test_a_fold_is_coded_by_a_model_that_never_saw_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, ...]] = []

    def remember(passages: Passages, vectors: object, rules: object, book: object) -> object:
        from pipeline.code.train import fit

        seen.append(passages.texts)
        return fit(passages, vectors, rules, book)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.cross_validation.fit", remember)
    monkeypatch.setattr("pipeline.cross_validation._PROCESSES", 1)
    files = {name: [f"{name}{i}" for i in range(24)] for name in ("a", "a-2", "b", "b-2")}
    corpus = _corpus(tmp_path, files)
    from pipeline.code.train import read_passages

    book = load_codebook(corpus / "codebook.yaml")
    passages = read_passages(corpus / "training", book)
    found = predict(passages, [rows for _, rows in folds_of(units_of(corpus))], book)
    assert seen == [passages.texts[48:], passages.texts[:48]]
    assert set(found) == {"rules", "model", "resolved"}
    assert (found["rules"] == passages.coded).all()


def test_passages_of_one_register_only_cannot_be_cross_validated(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path, {"spoken": ["s1", "s2"], "spoken-2": ["s3"]})
    with pytest.raises(StudyError, match="fewer than two registers or documents"):
        cross_validate(corpus)


def test_parts_of_the_learning_curve_grow_around_each_other_and_tear_no_block() -> None:
    groups = np.repeat([f"g{i}" for i in range(40)], 10)
    parts = parts_of(groups)
    assert [len(part) for part in parts] == [30, 50, 100, 200, 400]
    for smaller, larger in pairwise(parts):
        assert set(smaller) < set(larger)
    assert all(len(part) % 10 == 0 for part in parts)
    assert len(parts) == len(PARTS) == 5

"""Retraining says what it changed, in numbers that can be checked against the files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipeline.codebook import load_codebook
from pipeline.evaluate import difference
from pipeline.retrain import _flips, _segments, retrain
from pipeline.store import read_csv
from pipeline.tables import CODINGS, EVALUATION

CODEBOOK = """dimensions: {craft: what is made}
gate: {en: {passes: [quilt, quilts]}}
codes:
- {id: craft.quilt, dimension: craft, definition: sewing quilts, cues: {en: [quilt]}}
- {id: craft.pot, dimension: craft, definition: turning pots of clay}
"""
DOCUMENT = [f"Our potters turn bowls of clay in shed {i}." for i in range(8)] + [
    f"The weather was fine on the {word} day." for word in ("first", "second", "third", "fourth")
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name in ("documents", "training", "codings"):
        (folder / name).mkdir(parents=True)
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    text = "\n\n".join(DOCUMENT) + "\n"
    (folder / "documents" / "D.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    head = "document_id,path,side,program,title,year_from,year_to,language,university,field,role,participant,sha256,source_url,licence,retrieved"  # noqa: E501
    row = f"D,documents/D.txt,policy,,Title,2001,2002,en,,,,,{digest},,own words,"
    (folder / "manifest.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    return folder


def _train_on(corpus: Path, *codes: str) -> None:
    rows = [{"id": f"q{i}", "text": f"We sew a quilt with pattern {i}.", "codes": ["craft.quilt"]} for i in range(40)]
    rows += [{"id": f"n{i}", "text": f"It rained on day {i} of spring.", "codes": []} for i in range(40)]
    rows += [{"id": f"p{i}", "text": f"The potters turn a bowl of clay, number {i}.", "codes": list(codes)}
             for i in range(40)]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (corpus / "training" / "own.jsonl").write_text(lines, encoding="utf-8")


def _code_by_hand(corpus: Path) -> None:
    segments = _segments(corpus, load_codebook(corpus / "codebook.yaml"))
    assert segments is not None
    assert segments.height == len(DOCUMENT)
    lines = ["segment_id,code"]
    for name, text in segments.select("segment_id", "text").iter_rows():
        lines.append(f"{name}," + ("craft.pot" if "clay" in text else ""))
    (corpus / "codings" / "anna.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (corpus / "codings" / "held-out.txt").write_text("D\n", encoding="utf-8")


def test_with_other_codes_examples_scores_and_codings_change_and_are_told(corpus: Path) -> None:
    path = corpus / "model.npz"
    _code_by_hand(corpus)
    _train_on(corpus)
    first = retrain(corpus, path)
    assert "120 coded passages in training" in first.lines
    assert any("compared with rules alone" in line for line in first.lines)
    unseen = read_csv(EVALUATION, path.with_name("left_out.csv"))
    quilts = unseen.filter((pl.col("coder") == "resolved") & (pl.col("code") == "craft.quilt")).row(0, named=True)
    assert quilts["support"] == 40
    assert quilts["f1"] > 0.9
    _train_on(corpus, "craft.pot")
    second = retrain(corpus, path)
    assert "120 coded passages in training" in second.lines
    assert "examples changed for 1 codes: craft.pot +40" in second.lines
    told = "\n".join(second.lines)
    assert "12 segments of 1 held-out documents" in told
    assert "all codes, F1: 0.000 before, 1.000 after" in told
    added = second.flips.filter(pl.col("change") == "added")
    assert added.height == 8
    assert set(added["code"]) == {"craft.pot"}
    assert "8 added, 0 taken away, in 8 segments" in told


def test_the_same_passages_again_change_nothing(corpus: Path) -> None:
    path = corpus / "model.npz"
    _train_on(corpus, "craft.pot")
    retrain(corpus, path)
    before = path.read_bytes()
    again = retrain(corpus, path)
    assert path.read_bytes() == before
    assert again.flips.is_empty()
    assert "no code has more or fewer examples than before" in again.lines
    assert "no held-out document that people coded: no scores to compare" in again.lines


def test_without_coded_passages_nothing_is_fitted_and_that_is_said(corpus: Path) -> None:
    path = corpus / "model.npz"
    done = retrain(corpus, path)
    assert done.model is None
    assert not path.exists()
    assert "rules code alone" in done.lines[0]


def test_flips_are_the_codings_that_only_one_of_two_has() -> None:
    def codings(*pairs: tuple[str, str]) -> pl.DataFrame:
        return CODINGS.frame({"segment_id": s, "code": c, "coder": "resolved"} for s, c in pairs)

    flips = _flips(codings(("a", "x"), ("b", "y")), codings(("a", "x"), ("c", "y")))
    assert flips.select("segment_id", "change").rows() == [("b", "taken away"), ("c", "added")]


def test_a_difference_of_scores_has_an_interval_of_its_own() -> None:
    generator = np.random.default_rng(1)
    gold = generator.random((200, 3)) < 0.3
    worse = gold & (generator.random(gold.shape) < 0.5)
    found = difference(worse, gold, gold, np.arange(200))
    assert found["estimate"] is not None
    assert found["low"] is not None
    assert 0 < found["low"] < found["estimate"] < 0.5
    assert difference(gold, gold, gold, np.arange(200)) == {"estimate": 0.0, "low": 0.0, "high": 0.0}
    nothing = np.zeros_like(gold)
    assert difference(nothing, nothing, nothing, np.arange(200))["estimate"] is None

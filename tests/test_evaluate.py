"""Evaluation: the scores, and that undefined stays undefined."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.codebook import Code, Codebook
from pipeline.evaluate import score

BOOK = Codebook((Code("x", "d"), Code("y", "d")), {"d": "d"}, {}, {}, {})


def _scores(found: list[list[int]], gold: list[list[int]]) -> dict[str, dict[str, object]]:
    clusters = np.arange(len(gold))
    frame = score("c", np.array(found), np.array(gold), clusters, BOOK, "note")
    return {row["code"]: row for row in frame.iter_rows(named=True)}


def test_scores_are_those_of_a_count_by_hand() -> None:
    rows = _scores([[1, 0], [1, 0], [0, 0], [0, 1]], [[1, 0], [0, 0], [1, 0], [0, 1]])
    assert rows["x"]["precision"] == pytest.approx(0.5)
    assert rows["x"]["recall"] == pytest.approx(0.5)
    assert rows["micro"]["f1"] == pytest.approx(2 / 3)
    assert rows["gate"]["f1"] == pytest.approx(2 / 3)


def test_a_code_nobody_applies_has_no_score() -> None:
    row = _scores([[1, 0]] * 4, [[1, 0]] * 4)["y"]
    assert row["precision"] is None
    assert row["recall"] is None
    assert row["f1"] is None


def test_macro_is_empty_when_no_code_has_ten_positives() -> None:
    frame = score("c", np.eye(4, 2), np.eye(4, 2), np.arange(4), BOOK, "note")
    assert frame.filter(pl.col("code") == "macro")["f1"].to_list() == [None]

"""What stands around a segment: only its own document, in the order of reading, and nothing where none is known."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.code.surroundings import surroundings, surroundings_of


def test_neighbours_are_those_of_the_same_document_only() -> None:
    around = surroundings(["a", "b", "c", "d"], ["X", "X", "X", "Y"])
    assert around.neighbours.tolist() == [[-1, -1, 1], [0, -1, 2], [1, 0, -1], [-1, -1, -1]]


def test_segments_are_read_in_the_order_of_their_document_and_not_of_their_names() -> None:
    segments = pl.DataFrame({"document_id": ["D", "D", "D"], "start": [90, 1000, 5], "text": ["two", "three", "one"]})
    assert surroundings_of(segments).neighbours[:, 0].tolist() == [2, 0, -1]


def test_a_text_without_a_document_stands_alone() -> None:
    around = surroundings_of(pl.DataFrame({"segment_id": ["1", "2"], "text": ["one", "two"]}))
    assert (around.neighbours == -1).all()


def test_taking_rows_keeps_neighbours_that_are_taken_too() -> None:
    around = surroundings(["a", "b", "c"], ["X", "X", "X"]).take(np.array([1, 2]))
    assert around.neighbours.tolist() == [[-1, -1, 1], [0, -1, -1]]


def test_questions_and_languages_are_marked() -> None:
    around = surroundings(["Do they come? ", "Студенты едут на завод."], [None, None])
    assert around.asks.tolist() == [True, False]
    assert around.english.tolist() == [True, False]

"""Vectors read before come back without being read again; a memory that is broken is done without."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.code.memory import remembered


class _Reader:
    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def test_only_new_texts_are_read_and_all_come_back_in_order(tmp_path: Path) -> None:
    reader = _Reader()
    first = remembered(tmp_path / "v.sqlite", ["bb", "a"], reader)
    again = remembered(tmp_path / "v.sqlite", ["a", "ccc", "bb", "a"], reader)
    assert reader.read == ["bb", "a", "ccc"]
    assert np.array_equal(again, np.stack([first[1], [3, ord("c")], first[0], first[1]]))


def test_the_file_holds_no_word_of_a_text(tmp_path: Path) -> None:
    remembered(tmp_path / "v.sqlite", ["Confidential words of a rector"], _Reader())
    assert b"Confidential" not in (tmp_path / "v.sqlite").read_bytes()


def test_a_broken_memory_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "v.sqlite").write_bytes(b"no database at all" * 100)
    reader = _Reader()
    assert remembered(tmp_path / "v.sqlite", ["a"], reader).tolist() == [[1, 97]]
    assert remembered(tmp_path / "no" / "v.sqlite", ["a"], reader).tolist() == [[1, 97]]
    (tmp_path / "file").write_text("")
    assert remembered(tmp_path / "file" / "v.sqlite", ["a"], reader).tolist() == [[1, 97]]

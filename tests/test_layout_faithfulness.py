"""Known text set in many layouts comes back: characters and order on text pages, cells of tables."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.ingest.pdf import read
from tests.layouts import Piece, layouts, score

SEED = 7
PLAIN = sorted(name for name in layouts() if not name.startswith("LibreOffice"))


@pytest.mark.parametrize("name", PLAIN)
def test_text_and_order_of_a_layout_come_back(tmp_path: Path, name: str) -> None:
    truth = layouts()[name](tmp_path / "a.pdf", random.Random(SEED))
    got = score(truth, read(tmp_path / "a.pdf"))
    assert got.characters >= 0.99
    assert got.order >= 0.99
    assert got.cells is None or got.cells >= 0.97


def test_the_score_sees_lost_words_and_wrong_order(tmp_path: Path) -> None:
    truth = layouts()["two columns"](tmp_path / "a.pdf", random.Random(SEED))
    reading = read(tmp_path / "a.pdf")
    turned = [*truth[len(truth) // 2 :], *truth[: len(truth) // 2]]
    assert score(turned, reading).order < 1
    assert score([*truth, Piece("paragraph", "a sentence that was never printed " * 60)], reading).characters < 0.9


@pytest.mark.slow
def test_a_document_of_libreoffice_comes_back(tmp_path: Path) -> None:
    if "LibreOffice, with a table" not in layouts():
        pytest.skip("LibreOffice is not installed")
    truth = layouts()["LibreOffice, with a table"](tmp_path / "a.pdf", random.Random(SEED))
    got = score(truth, read(tmp_path / "a.pdf"))
    assert got.characters >= 0.99
    assert got.order >= 0.99
    assert got.cells is not None
    assert got.cells >= 0.97

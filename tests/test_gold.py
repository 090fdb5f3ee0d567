"""Gold codings: those of people who read a document whole; samples of it change no score."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.codebook import Code, Codebook
from pipeline.gold import gold_of
from pipeline.held_out import score_held_out
from pipeline.tables import CODINGS, SEGMENTS

BOOK = Codebook((Code("x", "d"), Code("y", "d")), {"d": "d"}, {}, {}, {})


def _segments(*documents: str, size: int = 10) -> pl.DataFrame:
    return SEGMENTS.frame(
        {"segment_id": f"{name}:{i}-{i + 1}", "document_id": name, "kind": "paragraph", "start": i, "end": i + 1,
         "text": "t", "language": "en", "section": str(i % 4)}
        for name in documents
        for i in range(size)
    )  # fmt: skip


def _code(folder: Path, coder: str, codes: dict[str, str]) -> None:
    lines = [f"{name},{code}" for name, code in codes.items()]
    (folder / f"{coder}.csv").write_text("\n".join(["segment_id,code", *lines]) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "held-out.txt").write_text("D\n", encoding="utf-8")
    ids = _segments("D")["segment_id"].to_list()
    _code(tmp_path, "anna", {name: "x" if i < 5 else "" for i, name in enumerate(ids)})
    _code(tmp_path, "boris", {name: "x" if i < 4 else "" for i, name in enumerate(ids)})
    return tmp_path


def test_gold_is_what_all_readers_gave_and_a_dispute_counts_neither_way(folder: Path) -> None:
    gold = gold_of(_segments("D", "E"), folder, BOOK)
    assert gold is not None
    assert gold.cells[:, 0].sum() == 4
    assert gold.disputed.sum() == 1
    assert set(gold.documents) == {"D"}


def test_a_review_sheet_of_some_passages_changes_no_gold(folder: Path) -> None:
    before = gold_of(_segments("D"), folder, BOOK)
    _code(folder, "carla", {"D:0-1": "y", "D:1-2": "y"})
    after = gold_of(_segments("D"), folder, BOOK)
    assert before is not None
    assert after is not None
    assert before.ids == after.ids
    assert (before.cells == after.cells).all()
    assert (before.disputed == after.disputed).all()


def test_documents_coded_by_different_people_are_all_gold(folder: Path) -> None:
    (folder / "held-out.txt").write_text("D\nE\n", encoding="utf-8")
    _code(folder, "carla", dict.fromkeys(_segments("E")["segment_id"], "y"))
    gold = gold_of(_segments("D", "E"), folder, BOOK)
    assert gold is not None
    assert len(gold.ids) == 20
    assert gold.paired.sum() == 10
    assert gold.cells[gold.documents == "E", 1].all()


def test_intervals_resample_documents_from_five_documents_on_and_passages_below(folder: Path) -> None:
    few = gold_of(_segments("D"), folder, BOOK)
    names = ["D", "E", "F", "G", "H"]
    (folder / "held-out.txt").write_text("\n".join(names), encoding="utf-8")
    for name in names[1:]:
        _code(folder, f"coder-{name}", dict.fromkeys(_segments(name)["segment_id"], "x"))
    many = gold_of(_segments(*names), folder, BOOK)
    assert few is not None
    assert many is not None
    assert "too few to resample" in few.note
    assert many.over == "documents"
    assert set(many.clusters) == set(names)


def test_rules_alone_are_flagged_in_every_row_of_the_evaluation(folder: Path) -> None:
    codings = CODINGS.frame([{"segment_id": "D:0-1", "code": "x", "coder": "rules"}])
    scores = score_held_out(_segments("D"), codings, folder, BOOK)
    machine = scores.filter(pl.col("coder") == "rules")
    assert machine.height
    assert all("rules alone" in note for note in machine["note"])

"""What the report shows of tables made once: the learning curve and the simulation."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.code.train import read_passages
from pipeline.codebook import load_codebook
from pipeline.errors import StudyError
from pipeline.export.recorded import FOLDER, coverage, false_alarms, learning, left_out, read_recorded
from pipeline.simulate import simulate
from pipeline.store import write_csv
from pipeline.tables import SIMULATION

# Few simulated studies tell a share to within about this much (four standard errors of 95 % in 200).
_NOISE = 4 * (0.95 * 0.05 / 200) ** 0.5


@pytest.fixture(scope="module")
def again() -> pl.DataFrame:
    return simulate(quick=True, seed=7)


def test_the_recorded_coverage_is_what_another_seed_finds(again: pl.DataFrame) -> None:
    kept = read_recorded()["simulation"]
    joined = kept.join(again, on=SIMULATION.key, suffix="_again")
    assert joined.height == kept.height == again.height
    uneven = pl.col("scenario").str.starts_with("stress") | pl.col("scenario").str.starts_with("other kind")
    ours = joined.filter(pl.col("method").str.starts_with("moderated") & ~uneven)
    assert ours.filter((pl.col("coverage") - pl.col("coverage_again")).abs() > _NOISE).is_empty()


def test_the_recorded_learning_curve_ends_with_the_passages_of_the_model() -> None:
    rows = learning(read_recorded())
    lines = [
        path.read_text(encoding="utf-8").count("\n") for path in (FOLDER.parent / "corpus/training").glob("*.jsonl")
    ]
    assert [row["passages"] for row in rows] == sorted(row["passages"] for row in rows)
    assert rows[-1]["passages"] == sum(lines)


def test_scores_while_left_out_stand_between_their_ends_and_come_from_all_passages_in_english() -> None:
    rows = left_out(read_recorded())
    assert set(rows) == {"micro", "macro", "gate"}
    assert all(row["low"] < row["f1"] < row["high"] for row in rows.values())
    assert "left out" in rows["micro"]["note"]
    book = load_codebook(FOLDER.parent / "corpus" / "codebook.yaml")
    passages = read_passages(FOLDER.parent / "corpus" / "training", book)
    assert rows["micro"]["support"] == passages.coded[passages.surroundings().english].sum()


def test_the_coder_reaches_on_files_left_out_what_the_project_asks_of_passages_by_others() -> None:
    rows = left_out(read_recorded())
    assert rows["micro"]["f1"] >= 0.70
    assert rows["macro"]["f1"] >= 0.60
    assert rows["gate"]["f1"] >= 0.90


def test_coverage_is_the_least_and_the_most_over_measures(again: pl.DataFrame) -> None:
    rows = coverage({"simulation": again})
    held = again.filter(pl.col("coverage").is_not_null())
    assert sum(row["measures"] for row in rows) == held.height
    assert min(row["least"] for row in rows) == held["coverage"].min()
    assert all(0 <= row["false_alarm"] <= 1 for row in false_alarms({"simulation": again}))


def test_nothing_recorded_shows_nothing(tmp_path: Path) -> None:
    assert read_recorded(tmp_path) == {}
    assert learning({}) == coverage({}) == false_alarms({}) == []
    assert left_out({}) == {}


def test_a_recorded_table_that_is_damaged_is_named(again: pl.DataFrame, tmp_path: Path) -> None:
    write_csv(SIMULATION, again, tmp_path / "simulation.csv")
    assert read_recorded(tmp_path)["simulation"].height == again.height
    (tmp_path / "simulation.csv").write_text("scenario\nx\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"simulation\.csv"):
        read_recorded(tmp_path)

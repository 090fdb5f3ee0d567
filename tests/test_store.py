from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StudyError
from pipeline.store import neutralise, read_csv, restore, write_csv
from pipeline.tables import CODINGS, REJECTED

CODED = [{"segment_id": "d:0-4", "code": "x.y", "coder": "rules", "probability": 0.25, "cue": "=SUM(A1)"}]


def test_a_formula_is_neutralised_in_the_file_and_comes_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    write_csv(CODINGS, CODINGS.frame(CODED), path)
    assert "'=SUM(A1)" in path.read_text()
    assert read_csv(CODINGS, path).to_dicts() == CODED


@given(st.lists(st.one_of(st.none(), st.text(alphabet="'=+-@a\t\r 1", max_size=6)), min_size=1, max_size=5))
def test_neutralising_is_reversible_and_leaves_no_cell_that_a_spreadsheet_runs(cells: list[str | None]) -> None:
    frame = pl.DataFrame({"t": pl.Series(cells, dtype=pl.String)})
    plain = neutralise(frame)
    assert restore(plain).equals(frame)
    assert not any(cell and cell[0] in "=+-@\t\r" for cell in plain["t"].to_list())


def test_lines_end_as_rfc_4180_says_and_undefined_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    write_csv(CODINGS, CODINGS.frame([{**CODED[0], "probability": float("nan"), "cue": None}]), path)
    assert path.read_bytes() == b"segment_id,code,coder,probability,cue\r\nd:0-4,x.y,rules,,\r\n"


def test_a_failed_write_leaves_the_earlier_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    write_csv(CODINGS, CODINGS.frame(CODED), path)
    before = path.read_bytes()
    with pytest.raises(StudyError):
        write_csv(CODINGS, pl.DataFrame(CODED + CODED), path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["codings.csv"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"segment_id,code\nx,y\n", "column 'coder' is missing"),
        (b"segment_id;code;coder\nx;y;z\n", "column 'segment_id' is missing"),
        (b"segment_id,code,coder,probability,cue\nx,y,z,high,\n", "wrong type"),
        (b"segment_id,code,coder,probability,cue\nx,y,z,,\nx,y,z,,\n", "more than once"),
        ("segment_id,code,coder,probability,cue\nж,y,z,,\n".encode("cp1251"), "is not UTF-8"),
    ],
)
def test_a_bad_file_is_told_in_one_line_that_names_it(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "codings.csv"
    path.write_bytes(content)
    with pytest.raises(StudyError) as told:
        read_csv(CODINGS, path)
    assert reason in str(told.value)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_an_empty_table_still_has_its_header(tmp_path: Path) -> None:
    write_csv(REJECTED, REJECTED.empty(), tmp_path / "rejected.csv")
    assert (tmp_path / "rejected.csv").read_bytes() == b"path,reason,action\r\n"

"""People's codings: files that cannot be used are named with their row, and agreement is over what both read."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.codebook import Code, Codebook
from pipeline.codings import agreement_of_people, check_codings, people_of, read_coder
from pipeline.errors import StudyError
from pipeline.tables import CODINGS

BOOK = Codebook((Code("x", "d"), Code("y", "d")), {"d": "d"}, {}, {}, {})
SEGMENTS = pl.DataFrame({"segment_id": ["D:0-5", "D:6-9"], "document_id": ["D", "D"]})


def write(folder: Path, text: str, name: str = "anna.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("segment_id,code\nD:0-5,x\nD:6-9,z\n", "row 3: code 'z' is not in the codebook"),
        ("segment_id,code\nD:0-5,x\nD:0-5,x\n", "row 3: repeats row 2"),
        ("segment_id,code\nD:0-5,x\nD:0-5,\n", "row 3: segment D:0-5 has codes and a row without one"),
        ("segment_id,code\n,x\n", "row 2: segment_id is empty"),
        ("segment_id;code\nD:0-5;x\n", "row 1: has one column only; separate columns by commas"),
        ("segment_id,kode\nD:0-5,x\n", "column 'code' is missing"),
        ("segment_id,code,status\nD:0-5,x,perhaps\n", "row 2: status 'perhaps' is unknown"),
        ("", "is empty"),
    ],
)
def test_a_codings_file_that_cannot_be_used_is_named_with_its_row(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(StudyError) as caught:
        read_coder(write(tmp_path, text), BOOK)
    assert reason in str(caught.value)
    assert "anna.csv" in str(caught.value)


def test_a_codings_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "segment_id,code,note\nD:0-5,x,да\n", encoding="cp1251")
    with pytest.raises(StudyError, match="is not UTF-8"):
        read_coder(path, BOOK)


def test_a_coding_of_a_segment_that_is_not_there_is_named_with_its_row(tmp_path: Path) -> None:
    write(tmp_path, "segment_id,code\nD:0-5,x\nD:6-10,y\n")
    with pytest.raises(StudyError, match="row 3: segment 'D:6-10' is not in the corpus"):
        check_codings(tmp_path, SEGMENTS, BOOK, unread=())


def test_codings_of_a_document_that_could_not_be_read_do_not_stop_the_study(tmp_path: Path) -> None:
    write(tmp_path, "segment_id,code\nE:0-5,x\n")
    check_codings(tmp_path, SEGMENTS, BOOK, unread=("E",))
    with pytest.raises(StudyError, match="row 2"):
        check_codings(tmp_path, SEGMENTS, BOOK, unread=())


def test_people_agree_over_the_segments_that_both_read(tmp_path: Path) -> None:
    write(tmp_path, "segment_id,code\nD:0-5,x\nD:6-9,\nE:0-5,y\nE:6-9,y\n", "anna.csv")
    write(tmp_path, "segment_id,code\nD:0-5,x\nD:6-9,\n", "boris.csv")
    found = agreement_of_people(tmp_path, CODINGS.empty(), BOOK, set())
    overall = found.filter(pl.col("code") == "overall").row(0, named=True)
    assert overall["units"] == 2
    assert overall["kappa"] == pytest.approx(1)


def test_people_who_read_nothing_in_common_have_no_agreement(tmp_path: Path) -> None:
    write(tmp_path, "segment_id,code\nD:0-5,x\n", "anna.csv")
    write(tmp_path, "segment_id,code\nE:0-5,x\n", "boris.csv")
    assert agreement_of_people(tmp_path, CODINGS.empty(), BOOK, set()).is_empty()


def test_a_quoted_empty_code_says_read_and_nothing_applies(tmp_path: Path) -> None:
    assert read_coder(write(tmp_path, 'segment_id,code\n"D:0-5",""\n'), BOOK)["code"].to_list() == [None]


def test_a_coder_is_named_after_the_file_unless_it_says_otherwise(tmp_path: Path) -> None:
    write(tmp_path, "segment_id,code,status\nD:0-5,x,past\n")
    assert people_of(tmp_path, BOOK)[0].row(0) == ("D:0-5", "x", "anna", "past")

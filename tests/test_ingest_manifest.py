from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.errors import StudyError
from pipeline.ingest.manifest import read_manifest


def make(folder: Path, rows: list[dict[str, str]], files: tuple[str, ...] = ("a.txt",)) -> Path:
    (folder / "documents").mkdir()
    for name in files:
        (folder / "documents" / name).write_text("text")
    columns = ["document_id", "path", "side", "title", "sha256", "year_from"]
    lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n")
    return folder


def row(**changes: str) -> dict[str, str]:
    return {"document_id": "A", "path": "documents/a.txt", "side": "policy", "title": "T", **changes}


def test_a_good_manifest_is_read(tmp_path: Path) -> None:
    right = hashlib.sha256(b"text").hexdigest()
    frame = read_manifest(make(tmp_path, [row(sha256=right, year_from="2018")]))
    assert frame.select("document_id", "year_from").rows() == [("A", 2018)]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row(path="documents/none.txt")], "is missing"),
        ([row(sha256="0" * 64)], "its hash is"),
        ([row(side="theory")], "side is 'theory'"),
        ([row(path="../outside.txt")], "leads out of the corpus"),
        ([row(path="/etc/hostname")], "leads out of the corpus"),
        ([row(), row()], "stands in row 2 already"),
        ([row(), row(document_id="B")], "stands in row 2 already"),
        ([row(year_from="18th")], "year_from is '18th'"),
        ([row(title="")], "title is empty"),
        ([row(path="documents")], "is not a file"),
    ],
)
def test_a_bad_row_is_named_with_reason_and_cure_in_one_line(
    tmp_path: Path, rows: list[dict[str, str]], reason: str
) -> None:
    with pytest.raises(StudyError, match=reason) as caught:
        read_manifest(make(tmp_path, rows))
    assert f"row {len(rows) + 1}" in caught.value.where
    assert caught.value.cure
    assert "\n" not in str(caught.value)


def test_a_file_that_no_row_names_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no row names documents/b\.txt"):
        read_manifest(make(tmp_path, [row()], files=("a.txt", "b.txt")))


def test_a_link_out_of_the_corpus_is_an_error(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (tmp_path / "corpus").mkdir()
    corpus = make(tmp_path / "corpus", [row(path="documents/link.txt")], files=())
    (corpus / "documents" / "link.txt").symlink_to(outside)
    with pytest.raises(StudyError, match="leads out of the corpus"):
        read_manifest(corpus)


def test_rows_can_be_read_before_their_files_are_fetched(tmp_path: Path) -> None:
    corpus = make(tmp_path, [row(path="documents/later.pdf")], files=())
    assert read_manifest(corpus, files=False)["path"].to_list() == ["documents/later.pdf"]

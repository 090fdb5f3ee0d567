"""A first manifest for a folder of mixed files, good enough to run after its owner has looked at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import StudyError
from pipeline.ingest.draft import draft_manifest
from pipeline.ingest.manifest import read_manifest
from pipeline.settings import StudySettings

SETTINGS = StudySettings(workers=2)


def folder(root: Path, corpus: Path) -> Path:
    """Documents of several formats and languages, one of them unreadable, two with the same stem."""
    documents = corpus / "documents"
    (documents / "talks").mkdir(parents=True)
    for name in ("SDP.pdf", "SK2050.docx", "SPED-1.html"):
        shutil.copy(root / "corpus" / "documents" / name, documents / name)
    for name in ("A01.docx", "B05.vtt"):
        shutil.copy(root / "corpus" / "documents" / name, documents / "talks" / name)
    (documents / "SDP.txt").write_text("Университеты вместе с предприятиями создадут учебные центры для студентов.")
    (documents / "broken.docx").write_bytes(b"PK nothing")
    return corpus


def test_sides_languages_and_hashes_are_told_from_the_files(root: Path, tmp_path: Path) -> None:
    frame, unread = draft_manifest(folder(root, tmp_path), SETTINGS)
    rows = {row["path"].removeprefix("documents/"): row for row in frame.to_dicts()}
    assert {name: row["side"] for name, row in rows.items() if row["side"] == "practice"} == {
        "talks/A01.docx": "practice",
        "talks/B05.vtt": "practice",
    }
    assert rows["SDP.txt"]["language"] == "ru"
    assert rows["SDP.pdf"]["language"] == "en"
    assert rows["talks/A01.docx"]["participant"] == rows["talks/A01.docx"]["document_id"]
    assert frame["document_id"].is_unique().all()
    assert [Path(path).name for path, _, _ in unread] == ["broken.docx"]


def test_the_draft_is_a_manifest_that_a_run_accepts(root: Path, tmp_path: Path) -> None:
    assert main(["manifest", str(folder(root, tmp_path))]) == 0
    assert read_manifest(tmp_path).height == 7
    text = (tmp_path / "manifest.csv").read_text()
    assert text.startswith("document_id,path,side")


def test_a_manifest_that_is_there_is_not_replaced(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder(root, tmp_path) / "manifest.csv").write_text("mine")
    assert main(["manifest", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "manifest.csv").read_text() == "mine"


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="holds no document"):
        draft_manifest(tmp_path, SETTINGS)

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import StudyError
from pipeline.ingest.documents import ingest_files
from pipeline.ingest.manifest import read_manifest
from pipeline.settings import StudySettings

SETTINGS = StudySettings(workers=2, seconds_per_document=20, megabytes_per_document=1024)
REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(main: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", main)
    return raw.getvalue()


def word() -> bytes:
    raw = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("A sound document.")
    document.save(raw)
    return raw.getvalue()


ENTITIES = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'
BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n", "holds no text"),
    "nul.txt": (b"\x00\x01\x02" * 500, "binary data"),
    "line.txt": (b"word " * 1_000_000, "million characters"),
    "cut.docx": (word()[:4000], "damaged or cut off"),
    "entities.docx": (package(ENTITIES), "declares XML entities"),
    "bomb.docx": (package(f'<w:document xmlns:w="{W}">{" " * 30_000_000}</w:document>'), "a bomb"),
    "broken.docx": (package("<w:document"), "XML is damaged"),
    "not.pdf": (b"plain words", "its content is not PDF"),
    "not.docx": (b"plain words", "its content is not DOCX"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Office file"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 600, "is an image"),
    "cut.rtf": (b"{\\rtf1\\ansi half a", "breaks off"),
    "no.vtt": (b"WEBVTT\n\n", "holds no cues"),
    "scripts.html": (b"<html><script>go()</script></html>", "without text of its own"),
    "odd.txt": (b"caf\xe9 \x98\x81 " * 20, "cannot be told"),
}


def test_each_bad_file_is_rejected_with_its_true_reason_and_the_good_ones_are_read(tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "good.docx").write_bytes(word())
    paths = [*(tmp_path / name for name in BAD), tmp_path / "folder.txt", tmp_path / "gone.txt", tmp_path / "good.docx"]
    ingested = ingest_files(paths, SETTINGS)
    reasons = {Path(row["path"]).name: row["reason"] for row in ingested.rejected.to_dicts()}
    expected = {name: reason for name, (_, reason) in BAD.items()}
    expected |= {"folder.txt": "is a folder", "gone.txt": "does not exist"}
    assert [name for name, reason in expected.items() if reason not in reasons.get(name, "")] == []
    assert ingested.documents["document_id"].to_list() == ["good"]
    assert all(ingested.rejected["action"].to_list())


def test_a_document_that_stalls_its_reader_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    (tmp_path / "deep.html").write_text("<div>" * 100_000 + "words" + "</div>" * 100_000)
    (tmp_path / "good.txt").write_text("Words of sense.")
    ingested = ingest_files([pipe, tmp_path / "deep.html", tmp_path / "good.txt"], SETTINGS)
    assert "good" in ingested.documents["document_id"].to_list()
    assert "is not an ordinary file" in ingested.rejected.filter(path=str(pipe))["reason"][0]


def test_a_document_beyond_its_memory_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"line of words\n" * 10_000_000)
    settings = StudySettings(workers=1, seconds_per_document=30, megabytes_per_document=128)
    (row,) = ingest_files([tmp_path / "large.txt"], settings).rejected.to_dicts()
    assert "memory" in row["reason"] or "beyond 128 MB" in row["reason"]


def test_with_stop_the_first_bad_document_ends_the_study(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(StudyError, match=r"empty\.txt: is empty"):
        ingest_files([tmp_path / "empty.txt"], StudySettings(on_bad_document="stop"))


def test_offsets_give_back_each_block(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Head\n\nSome *words*.\n\n- one\n- two\n")
    ingested = ingest_files([tmp_path / "a.md"], SETTINGS)
    text = ingested.texts["text"][0]
    spans = ingested.blocks.select("kind", "start", "end").rows()
    assert [(kind, text[start:end]) for kind, start, end in spans] == [
        ("heading", "Head"),
        ("paragraph", "Some words."),
        ("list_item", "one"),
        ("list_item", "two"),
    ]


@pytest.mark.parametrize("folder", [path for path in sorted(REAL.glob("*")) if path.is_dir()])
def test_every_real_file_that_is_no_pdf_is_read_or_rejected_with_a_reason(folder: Path) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pdf"]
    ingested = ingest_files(files, SETTINGS)
    assert len(ingested.documents) + len(ingested.rejected) == len(files)
    assert "cannot be understood" not in " ".join(ingested.rejected["reason"])


def test_each_document_of_the_corpus_is_told_to_be_an_interview_or_not(root: Path) -> None:
    paths = sorted((root / "corpus" / "documents").glob("*"))
    sides = dict(ingest_files(paths, SETTINGS).documents.select("document_id", "side").iter_rows())
    interviews = {row["document_id"] for row in read_manifest(root / "corpus").to_dicts() if row["side"] == "practice"}
    assert {name for name, side in sides.items() if side == "practice"} == interviews


def many_pages(path: Path, doublings: int) -> None:
    """A sound PDF of so many thousand pages that reading it takes long."""
    raw = io.BytesIO()
    canvas = Canvas(raw)
    for row in range(55):
        canvas.drawString(72, 780 - 13 * row, f"Line {row} of a page that comes again and again, with words enough.")
    canvas.save()
    document = pdfium.PdfDocument(raw.getvalue())
    for _ in range(doublings):
        document.import_pages(pdfium.PdfDocument(_saved(document)))
    path.write_bytes(_saved(document))


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_document_that_takes_too_long_is_killed_and_listed_and_the_others_are_read(tmp_path: Path) -> None:
    many_pages(tmp_path / "endless.pdf", 14)
    (tmp_path / "good.txt").write_text("Words of sense.")
    settings = StudySettings(workers=2, seconds_per_document=6, megabytes_per_document=4096)
    ingested = ingest_files([tmp_path / "endless.pdf", tmp_path / "good.txt"], settings)
    assert ingested.documents["document_id"].to_list() == ["good"]
    (row,) = ingested.rejected.to_dicts()
    assert "took more than 6 s" in row["reason"]
    assert "seconds_per_document" in row["action"]

"""Long files are read in parts by several workers, with the same result, and honest slow work gets its time."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import StudyError
from pipeline.ingest import documents, ingest_files
from pipeline.ingest.patience import MOST_MORE, Patience, asking, slow_step
from pipeline.ingest.pdf import read
from pipeline.settings import StudySettings
from tests.test_ingest_ocr import ENGLISH, needs_tesseract, scanned

WORDS = " ".join(ENGLISH).lower().replace(".", "").split()


def report(path: Path, pages: int) -> Path:
    """A report with running heads, a table over page ends and paragraphs that run on."""
    chance = random.Random(pages)
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for page in range(1, pages + 1):
        canvas.drawString(60, 810, "Annual report of the works council")
        canvas.drawString(290, 30, str(page))
        for row in range(40):
            canvas.drawString(60, 770 - 17 * row, " ".join(chance.choices(WORDS, k=9)).capitalize() + ".")
        canvas.showPage()
    canvas.save()
    return path


def test_a_long_file_read_in_parts_is_the_same_as_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = report(tmp_path / "long.pdf", 90)
    monkeypatch.setattr(documents, "_MAY_BE_LONG", 1)
    cut = ingest_files([path], StudySettings(workers=2))
    whole = ingest_files([path], StudySettings(workers=1))
    for name, table in cut._asdict().items():
        assert table.equals(getattr(whole, name)), name
    assert cut.documents["pages"].to_list() == [90]
    assert cut.furniture.height == 180


def test_tables_and_scans_read_in_parts_are_the_same_as_read_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "corpus" / "documents" / "SPIID-2.pdf"
    monkeypatch.setattr(documents, "_MAY_BE_LONG", 1)
    monkeypatch.setattr(documents, "_HEAVY", 1)
    monkeypatch.setattr(documents, "PAGES_PER_SCAN", 1)
    cut = ingest_files([path], StudySettings(workers=2))
    whole = ingest_files([path], StudySettings(workers=1))
    assert cut.table_rows.height > 0
    for name, table in cut._asdict().items():
        assert table.equals(getattr(whole, name)), name


def test_a_part_that_takes_too_long_ends_the_whole_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = report(tmp_path / "long.pdf", 1200)
    monkeypatch.setattr(documents, "_MAY_BE_LONG", 1)
    monkeypatch.setattr(documents, "Patience", lambda seconds: Patience(0.01))
    ingested = ingest_files([path], StudySettings(workers=2, seconds_per_document=1))
    assert ingested.documents.is_empty()
    assert "took more than" in ingested.rejected["reason"].item()


def test_slow_steps_get_their_time_and_give_back_what_they_leave() -> None:
    asked: list[float] = []
    asking(asked.append)
    with slow_step(60):
        pass
    asking(lambda seconds: None)
    assert asked[0] == 60
    assert -60 <= asked[1] < -59


def test_the_time_of_slow_steps_has_an_end() -> None:
    patience = Patience(10)
    assert patience.extend(60) == 60
    assert patience.extend(2 * MOST_MORE) == MOST_MORE - 60
    assert patience.extend(1) == 0
    assert patience.left == 10 + MOST_MORE


@needs_tesseract
def test_a_scan_may_take_longer_than_the_limit_for_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanned(tmp_path / "scan.pdf", [ENGLISH * 6] * 3)
    ingested = ingest_files([path], StudySettings(workers=1, seconds_per_document=1))
    assert ingested.documents["pages"].to_list() == [3]
    assert ingested.rejected.is_empty()


def test_a_small_file_that_claims_a_million_pages_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "million.pdf"
    kids = " ".join(["3 0 R"] * 1000)
    groups = " ".join(["4 0 R"] * 1000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count 1000000/Kids[{groups}]>>".encode(),
        b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>",
        f"<</Type/Pages/Parent 2 0 R/Count 1000/Kids[{kids}]>>".encode(),
    ]
    path.write_bytes(assembled(objects))
    with pytest.raises(StudyError, match="1,000,000 pages"):
        read(path)


def test_pages_that_contain_themselves_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cycle.pdf"
    path.write_bytes(assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"]))
    ingested = ingest_files([path], StudySettings(workers=1, seconds_per_document=20))
    assert ingested.documents.is_empty()
    assert "damaged" in ingested.rejected["reason"].item() or "pages" in ingested.rejected["reason"].item()


def test_a_stream_that_unpacks_to_a_gigabyte_does_not_take_the_memory(tmp_path: Path) -> None:
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1024)) + packer.flush()
    stream = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    path = tmp_path / "bomb.pdf"
    path.write_bytes(
        assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])
    )
    (tmp_path / "good.txt").write_text("Words of sense.")
    settings = StudySettings(workers=2, seconds_per_document=30, megabytes_per_document=256)
    ingested = ingest_files([path, tmp_path / "good.txt"], settings)
    assert ingested.documents["document_id"].to_list() == ["good"]
    assert ingested.rejected.height == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_listed_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("Words of sense.")
    path.chmod(0)
    ingested = ingest_files([path], StudySettings(workers=1))
    assert "may not be read" in ingested.rejected["reason"].item()


def test_a_line_of_a_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(b"word " * (100 * 2**20 // 5))
    ingested = ingest_files([path], StudySettings(workers=1, seconds_per_document=20))
    assert "million characters" in ingested.rejected["reason"].item()


def assembled(objects: list[bytes]) -> bytes:
    """A PDF file of the objects given, numbered from 1, the first its catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (size, table, size, len(body))

"""Pages that are pictures: recognised where Tesseract is installed, refused with the packages to install where not."""

from __future__ import annotations

import difflib
import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from pipeline.errors import StudyError
from pipeline.ingest import ocr
from pipeline.ingest.pdf import read

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_tesseract = pytest.mark.skipif(
    len(ocr.installed_languages()) < 3 or not FONT.exists(),
    reason="Tesseract with eng, rus and kaz or the DejaVu font is not installed (.ci/run installs them)",
)
ENGLISH = [
    "Technical universities shall open joint laboratories with",
    "machine works and food plants in every region by 2019.",
    "Employers take part in the approval of 45 study programmes.",
    "The share of graduates placed within a year was 73 percent.",
]
RUSSIAN = [
    "Университеты вместе с предприятиями создадут учебные центры",
    "и будут ежегодно направлять на практику 1200 студентов.",
    "Работодатели участвуют в разработке образовательных программ.",
    "Преподавателям не хватает времени на договоры с заводами.",
]
KAZAKH = [
    "Жоғары оқу орындары кәсіпорындармен бірге зертханалар ашады.",
    "Студенттер өндірістік тәжірибені өңірдегі зауыттарда өтеді.",
    "Жұмыс берушілер білім беру бағдарламаларын бекітуге қатысады.",
]


def scanned(path: Path, pages: list[list[str]]) -> Path:
    """A PDF whose pages are pictures of the lines given, as a scanner makes it."""
    pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    typed = io.BytesIO()
    sheet = canvas.Canvas(typed, pagesize=(595, 842), invariant=True)
    for lines in pages:
        sheet.setFont("DejaVu", 12)
        for row, line in enumerate(lines):
            sheet.drawString(72, 740 - 20 * row, line)
        sheet.showPage()
    sheet.save()
    document = pdfium.PdfDocument(typed.getvalue())
    copy = canvas.Canvas(str(path), pagesize=(595, 842), invariant=True)
    for page in document:
        copy.drawImage(ImageReader(page.render(scale=200 / 72, grayscale=True).to_pil()), 0, 0, 595, 842)
        copy.showPage()
    copy.save()
    return path


def likeness(found: str, truth: str) -> float:
    return difflib.SequenceMatcher(None, found, truth, autojunk=False).ratio()


@needs_tesseract
@pytest.mark.parametrize("lines", [ENGLISH, RUSSIAN, KAZAKH], ids=["english", "russian", "kazakh"])
def test_a_scanned_page_gives_its_text_with_a_confidence(tmp_path: Path, lines: list[str]) -> None:
    reading = read(scanned(tmp_path / "a.pdf", [lines]))
    assert likeness(" ".join(block.text for block in reading.blocks), " ".join(lines)) >= 0.97
    for block in reading.blocks:
        assert block.confidence is not None
        assert 0.5 < block.confidence <= 1


@needs_tesseract
def test_the_boxes_of_recognised_text_lie_where_the_text_was_drawn(tmp_path: Path) -> None:
    block = read(scanned(tmp_path / "a.pdf", [ENGLISH])).blocks[0]
    assert block.boxes[0].page == 1
    assert block.boxes[0].x0 == pytest.approx(72, abs=2)
    assert block.boxes[0].bottom == pytest.approx(842 - 740, abs=5)


@needs_tesseract
def test_recognition_gives_the_same_blocks_twice(tmp_path: Path) -> None:
    path = scanned(tmp_path / "a.pdf", [RUSSIAN, ENGLISH])
    assert read(path).blocks == read(path).blocks


@needs_tesseract
def test_every_recognised_line_keeps_its_page(tmp_path: Path) -> None:
    reading = read(scanned(tmp_path / "a.pdf", [ENGLISH, RUSSIAN]))
    assert {box.page for block in reading.blocks for box in block.boxes} == {1, 2}
    assert not reading.gaps


def test_without_tesseract_the_packages_to_install_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.installed_languages.cache_clear()
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"))
    sheet.rect(60, 700, 90, 40, fill=1)
    sheet.save()
    try:
        with pytest.raises(StudyError, match="no text layer") as caught:
            read(tmp_path / "a.pdf")
    finally:
        ocr.installed_languages.cache_clear()
    for package in ("tesseract-ocr", "tesseract-ocr-eng", "tesseract-ocr-rus", "tesseract-ocr-kaz"):
        assert package in caught.value.cure

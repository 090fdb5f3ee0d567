"""Text layers whose letters a broken font map has exchanged: told from text in any language, then recognised."""

from __future__ import annotations

import random
import shutil
import string
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen import canvas

from pipeline.errors import StudyError
from pipeline.ingest import ocr, pdf_pages
from pipeline.ingest.legible import FEWEST_WORDS, is_nonsense
from pipeline.ingest.pdf import read
from tests.test_ingest_ocr import FONT, needs_tesseract

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "realdata"
ENGLISH = [
    "Technical universities of the region open laboratories together with machine works,",
    "food plants and builders, and each laboratory keeps a register of orders from firms.",
    "Employers sit in the commissions that approve study programmes and examine theses.",
    "Teachers spend a month at an enterprise every third year, and their pay is kept.",
]
RUSSIAN = [
    "Университеты вместе с предприятиями создадут учебные центры и будут ежегодно",
    "направлять на практику студентов третьего и четвёртого курсов всех направлений.",
    "Работодатели участвуют в разработке образовательных программ и приёме экзаменов.",
    "Преподавателям не хватает времени на договоры с заводами и на занятия в цехах.",
]
OTHERS = {
    "Spanish": "Las universidades firman acuerdos con empresas locales y los estudiantes hacen practicas durante "
    "el verano en talleres laboratorios oficinas publicas hospitales fabricas cooperativas agricolas bancos",
    "Kazakh": "Жоғары оқу орындары кәсіпорындармен бірге зертханалар ашады студенттер өндірістік тәжірибені "
    "өңірдегі зауыттарда өтеді жұмыс берушілер білім беру бағдарламаларын бекітуге қатысады мамандар дайындау "
    "сапасы артады оқытушылар кәсіпорында тағылымдамадан өтеді нәтижесінде түлектер жұмысқа орналасады",
    "Arabic": "توقع الجامعات اتفاقيات مع الشركات المحلية ويتدرب الطلاب في المصانع خلال فصل الصيف " * 3,
    "Greek": "Τα πανεπιστήμια υπογράφουν συμφωνίες με επιχειρήσεις και οι φοιτητές κάνουν πρακτική άσκηση " * 3,
    "codes": "KZT12 45/TR 778-B QWX 12.5 HJK/9 " * 20,
}


def shifted(line: str, by: int) -> str:
    return "".join(char if char == " " else chr(max(33, ord(char) + by)) for char in line)


def exchanged(line: str, seed: int) -> str:
    for letters in (string.ascii_lowercase, "абвгдежзийклмнопрстуфхцчшщъыьэюя"):
        mixed = random.Random(seed).sample(letters, len(letters))
        line = line.translate(str.maketrans(letters + letters.upper(), "".join(mixed) + "".join(mixed).upper()))
    return line


@pytest.mark.parametrize("lines", [ENGLISH, RUSSIAN], ids=["English", "Russian"])
@pytest.mark.parametrize("by", [-5, -3, -1, 1, 3, 29])
def test_shifted_letters_are_nonsense(lines: list[str], by: int) -> None:
    assert is_nonsense([shifted(line, by) for line in lines * 3])


def test_most_exchanges_of_letters_are_nonsense() -> None:
    found = [is_nonsense([exchanged(line, seed) for line in ENGLISH]) for seed in range(50)]
    assert sum(found) >= 40  # an exchange that keeps the share of vowels cannot be told from another language


def test_letters_without_a_meaning_are_nonsense() -> None:
    assert is_nonsense([shifted(line, 0xE000) for line in ENGLISH])
    assert is_nonsense(["\ufffd" * 40])


@pytest.mark.parametrize("text", [*OTHERS.values(), " ".join(ENGLISH), " ".join(RUSSIAN), ""], ids=str.__hash__)
def test_text_in_any_language_is_left_as_it_is(text: str) -> None:
    assert not is_nonsense([text])


def test_a_page_of_few_words_is_left_as_it_is() -> None:
    assert not is_nonsense(["xzqw wqzx"] * (FEWEST_WORDS // 2 - 1))


@pytest.mark.skipif(not REAL.is_dir(), reason="real files are not present")
def test_no_page_of_the_real_files_is_taken_for_nonsense() -> None:
    found = []
    for path in sorted(REAL.rglob("*_INDC_*.pdf")) + sorted((REAL / "interviews").glob("*.pdf")):
        document = pdfium.PdfDocument(path)
        texts = [page.get_textpage().get_text_bounded().splitlines() for page in document]
        found += [(path.name, number) for number, lines in enumerate(texts, start=1) if is_nonsense(lines)]
    assert found == []


def misprinted(path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PDF that shows the lines and whose font map says other letters, as some exporters make it."""
    honest = ttfonts.makeToUnicodeCMap
    monkeypatch.setattr(
        ttfonts,
        "makeToUnicodeCMap",
        lambda name, subset: honest(name, [code if code < 34 else code + 3 for code in subset]),
    )
    pdfmetrics.registerFont(ttfonts.TTFont("Misprinted", FONT))
    sheet = canvas.Canvas(str(path), pagesize=(595, 842), invariant=True)
    sheet.setFont("Misprinted", 11)
    for row, line in enumerate(lines):
        sheet.drawString(60, 740 - 20 * row, line)
    sheet.save()
    return path


@needs_tesseract
def test_a_page_with_a_broken_font_map_is_recognised_from_its_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = misprinted(tmp_path / "broken.pdf", ENGLISH, monkeypatch)
    layer = pdfium.PdfDocument(path)[0].get_textpage().get_text_bounded()
    assert "universities" not in layer
    reading = read(path)
    assert "Employers sit in the commissions" in " ".join(block.text for block in reading.blocks)
    assert all(block.confidence for block in reading.blocks)


@needs_tesseract
def test_without_tesseract_a_broken_font_map_is_refused_with_the_packages_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = misprinted(tmp_path / "broken.pdf", ENGLISH, monkeypatch)
    monkeypatch.setattr(ocr, "installed_languages", lambda: ())
    monkeypatch.setattr(pdf_pages, "installed_languages", lambda: ())
    with pytest.raises(StudyError, match=r"broken font map.*tesseract-ocr-kaz"):
        read(path)


@needs_tesseract
def test_when_tesseract_fails_its_own_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = misprinted(tmp_path / "broken.pdf", ENGLISH, monkeypatch)
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\ncat >/dev/null; echo 'Error opening data file' >&2; exit 1\n")
    program.chmod(0o755)
    assert shutil.which("tesseract")
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    with pytest.raises(StudyError, match="Tesseract failed on it: Error opening data file"):
        read(path)

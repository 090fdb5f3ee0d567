"""PDF files: nothing of the body lost, columns in order, words whole, and bad files refused for their true reason."""

from __future__ import annotations

import io
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import StudyError
from pipeline.ingest.assemble import assemble
from pipeline.ingest.pdf import read
from pipeline.ingest.pdf_lines import View, clean
from pipeline.ingest.reading import Reading

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "corpus"))
from renderers.pages import spoken  # noqa: E402
from renderers.source import NOTE_MARK, read_interview, read_policy  # noqa: E402

REAL = ROOT.parent / "shared" / "realdata"
POLICIES = ("SDP", "SPIID-1", "SPIID-2")
INTERVIEWS = ("A03", "A07", "B02", "B08")
LABEL = "Composed for demonstration"
SMALL = [path for path in sorted((REAL / "pdf").rglob("*.pdf")) if path.stat().st_size < 200_000]


def canvas(**settings: object) -> tuple[Canvas, io.BytesIO]:
    raw = io.BytesIO()
    return Canvas(raw, pagesize=A4, **settings), raw  # type: ignore[arg-type]


def written(path: Path, pages: list[list[tuple[float, float, str]]], **settings: object) -> Path:
    """A PDF with these (x, height from below, text) on its pages; a text of "#" is drawn as a filled square."""
    page, raw = canvas(**settings)
    for lines in pages:
        for x, y, text in lines:
            if text == "#":
                page.rect(x, y, 80, 80, fill=1)
            else:
                page.drawString(x, y, text)
        page.showPage()
    page.save()
    path.write_bytes(raw.getvalue())
    return path


def letters(text: str) -> Counter[str]:
    return Counter(character for character in clean(text) if character.isalnum())


def source_blocks(name: str) -> list[str]:
    """What the source says, block by block, as the page shows it."""
    if name in INTERVIEWS:
        turns = spoken(read_interview(ROOT / "corpus" / "sources" / "interviews" / f"{name}.txt"))
        return [" ".join(" ".join(turn).split()) for turn in turns]
    policy = read_policy(ROOT / "corpus" / "sources" / "policy" / f"{name}.md")
    blocks = [policy.title]
    for part in policy.parts:
        if part.kind == "table":
            blocks += [part.text, *(" | ".join(row) for row in part.rows)]
        else:
            blocks.append(f"{part.mark or ('•' if part.kind == 'bullet' else '')} {part.text}".strip())
    return [NOTE_MARK.sub(r"\1", block) for block in blocks]


@pytest.mark.parametrize("name", [*POLICIES, *INTERVIEWS])
def test_a_document_reads_as_its_source_character_by_character(name: str) -> None:
    wanted = source_blocks(name)
    got = [
        block.text for block in read(ROOT / "corpus" / "documents" / f"{name}.pdf").blocks if LABEL not in block.text
    ]
    if name in INTERVIEWS:
        got = got[next(n for n, text in enumerate(got) if text.startswith("Date:")) + 1 :]
    # Letters of the words that stand in both in the same order, as a share of all letters.
    words, read_words = " ".join(wanted).split(), " ".join(got).split()
    matches = SequenceMatcher(None, words, read_words, autojunk=False).get_matching_blocks()
    agreed = sum(len(word) for match in matches for word in words[match.a : match.a + match.size])
    assert 2 * agreed / sum(map(len, words + read_words)) >= 0.99
    assert len(set(wanted) & set(got)) >= 0.97 * len(wanted)


def read_or_refused(path: Path) -> Reading | StudyError:
    try:
        return read(path)
    except StudyError as error:
        return error


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_no_letter_of_a_real_file_is_lost_between_text_and_furniture(path: Path) -> None:
    reading = read_or_refused(path)
    if isinstance(reading, StudyError):
        assert reading.cure
        return
    document = pdfium.PdfDocument(path)
    shown = letters(" ".join(page.get_textpage().get_text_bounded() for page in document))
    kept = letters(" ".join([*(b.text for b in reading.blocks), *(f.text for f in reading.furniture)]))
    assert not shown - kept


def test_lone_numbers_that_do_not_count_up_with_the_pages_stay(tmp_path: Path) -> None:
    pages = [[(60, 780, number), (60, 700, f"{word} of text.")] for number, word in (("7", "Lines"), ("3", "Words"))]
    reading = read(written(tmp_path / "a.pdf", pages))
    assert reading.furniture == ()
    assert letters(" ".join(block.text for block in reading.blocks)) >= letters("7 3")


def test_words_repeated_in_the_body_stay(tmp_path: Path) -> None:
    pages = [[(60, 800, first), (60, 780, "Okay."), (60, 400, "More.")] for first in ("Did it work?", "And now?")]
    assert read(written(tmp_path / "a.pdf", pages)).furniture == ()


def test_running_heads_and_page_numbers_that_count_up_are_set_aside(tmp_path: Path) -> None:
    body = ["Universities train people.", "Industry hires some of them.", "Ministries write about both."]
    pages = [
        [(60, 810, "State Programme 2015-2019"), (60, 700, text), (300, 30, str(number))]
        for number, text in enumerate(body, start=4)
    ]
    reading = read(written(tmp_path / "a.pdf", pages))
    assert [block.text for block in reading.blocks] == body
    assert Counter(item.text for item in reading.furniture)["State Programme 2015-2019"] == 3
    assert {"4", "5", "6"} < {item.text for item in reading.furniture}


def test_numbers_of_paragraphs_in_the_margin_are_set_aside(tmp_path: Path) -> None:
    said = "Speaker: this is a turn of about eight words in all."
    pages = [
        [line for n in range(8) for line in ((20, 700 - 40 * n, str(8 * page + n + 1)), (60, 700 - 40 * n, said))]
        for page in range(2)
    ]
    reading = read(written(tmp_path / "a.pdf", pages))
    assert {block.text for block in reading.blocks} == {said}
    assert len(reading.furniture) == 16


def test_a_list_cut_by_a_page_keeps_its_introduction(root: Path) -> None:
    blocks = read(root / "corpus" / "documents" / "SPIID-1.pdf").blocks
    third = next(block for block in blocks if block.text.startswith("3) international technology-transfer"))
    assert third.lead_in is not None
    assert blocks[third.lead_in].text.endswith("created or extended:")


def test_a_word_cut_at_a_line_end_is_joined_and_a_true_hyphen_stays(root: Path) -> None:
    text = " ".join(block.text for block in read(root / "corpus" / "documents" / "SPIID-1.pdf").blocks)
    assert "inviting consultants" in text
    assert "technology-transfer" in text


def test_text_off_the_page_is_not_read(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "a.pdf", [[(60, 700, "On the page."), (60, -200, "Under it.")]]))
    assert [block.text for block in reading.blocks] == ["On the page."]


def test_a_file_with_two_words_is_read(tmp_path: Path) -> None:
    assert [block.text for block in read(written(tmp_path / "a.pdf", [[(60, 700, "Two words")]])).blocks] == [
        "Two words"
    ]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_seen_as_a_reader_sees_it_and_back(turn: int) -> None:
    view = View((10, 20, 610, 820), turn)
    left, bottom, right, top = 50, 700, 90, 712
    assert view.behind(*view.seen(left, top, right, bottom)) == pytest.approx((left, bottom, right, top))


def test_an_encrypted_file_is_refused_as_encrypted(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", [[(60, 700, "Secret")]], encrypt=StandardEncryption("user", "owner"))
    with pytest.raises(StudyError, match="encrypted with a password"):
        read(path)


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    with pytest.raises(StudyError, match=r"empty \(0 bytes\)"):
        read(tmp_path / "a.pdf")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_cut_short_is_refused_even_where_its_first_pages_could_be_read(tmp_path: Path, share: float) -> None:
    whole = (ROOT / "corpus" / "documents" / "SDP.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(StudyError, match="breaks off before its end"):
        read(tmp_path / "a.pdf")


def test_a_damaged_file_is_refused_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nnothing of sense\n%%EOF\n")
    with pytest.raises(StudyError, match="damaged PDF"):
        read(tmp_path / "a.pdf")


def test_pages_of_drawings_alone_are_refused_as_without_text(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no text layer: images or drawings only .2 of 2 pages"):
        read(written(tmp_path / "a.pdf", [[(60, 700, "#")]] * 2))


def test_blank_pages_are_refused_as_blank_not_as_scans(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="its one page is blank"):
        read(written(tmp_path / "a.pdf", [[]]))


def test_a_page_without_text_among_others_is_named_in_rejected(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "a.pdf", [[(60, 700, "Words here.")], [(60, 700, "#")], []]))
    ingested = assemble([({"document_id": "a", "side": "policy", "title": "a.pdf"}, reading)])
    (row,) = ingested.rejected.to_dicts()
    assert row["path"] == "a.pdf, page 2"
    assert "no text layer" in row["reason"]
    assert ingested.documents["pages"].to_list() == [3]


def test_a_drop_cap_goes_back_to_its_word(tmp_path: Path) -> None:
    lines = [
        "he programme of the region opens joint laboratories with plants",
        "and asks each employer to take part in examinations every year,",
        "while teachers keep their pay when they spend a term at a firm,",
        "and students of the third course go to practice in the summer.",
    ]
    sheet = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842), invariant=True)
    sheet.setFont("Times-Roman", 36)
    sheet.drawString(60, 705, "T")
    sheet.setFont("Times-Roman", 12)
    for row, line in enumerate(lines):
        sheet.drawString(88 if row < 3 else 60, 728 - 15 * row, line)
    sheet.save()
    assert [block.text for block in read(tmp_path / "a.pdf").blocks] == ["T" + " ".join(lines)]

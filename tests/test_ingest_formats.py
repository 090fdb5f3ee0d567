"""Formats other than PDF, each built here: what a reader must keep, and what it must leave out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from pipeline.errors import StudyError
from pipeline.ingest import Reading
from pipeline.ingest.worker import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RUSSIAN = "Университеты заключают договоры с предприятиями, однако решения остаются за министерством образования.\n"
KAZAKH = "Жоғары оқу орындары кәсіпорындармен келісімшарт жасайды, бірақ шешімді министрлік қабылдайды.\n"


def read_bytes(folder: Path, name: str, data: bytes, side: str | None = None) -> Reading:
    (folder / name).write_bytes(data)
    return read_document(folder / name, side)


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


def with_body(xml: str) -> bytes:
    """A DOCX whose main part holds this body."""
    plain = io.BytesIO()
    docx.Document().save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.namelist():
            text = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'.encode()
            target.writestr(item, text if item == "word/document.xml" else source.read(item))
    return out.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_tracked_changes_of_a_docx_are_accepted(tmp_path: Path) -> None:
    body = (
        f"<w:p>{run('The council ')}<w:del w:id='1' w:author='x'><w:r><w:delText>may </w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='x'>{run('shall ')}</w:ins>{run('meet twice a year.')}</w:p>"
    )
    assert told(read_bytes(tmp_path, "a.docx", with_body(body))) == [
        ("paragraph", "The council shall meet twice a year.")
    ]


def test_a_docx_keeps_headings_lists_and_table_headers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Measures", 1)
    document.add_paragraph("The ministry will:")
    document.add_paragraph("fund joint laboratories;", style="List Bullet")
    document.add_paragraph("pay for placements.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("Name", "Year", "Labs", "2019"), strict=True):
        cell.text = text
    document.save(str(tmp_path / "a.docx"))
    reading = read_document(tmp_path / "a.docx", "policy")
    kinds = [block.kind for block in reading.blocks]
    assert kinds == ["heading", "paragraph", "list_item", "list_item", "table_row", "table_row"]
    assert reading.blocks[2].section == ("Measures",)
    assert reading.blocks[2].lead_in == reading.blocks[3].lead_in == 1
    assert reading.blocks[4].header
    assert reading.tables[0].header == ("Name", "Year")


def test_bold_names_of_a_docx_are_speakers(tmp_path: Path) -> None:
    document = docx.Document()
    for name, text in (("Interviewer", " Who comes?"), ("P-A01", " Two firms."), ("Interviewer", " Why?")) * 2:
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(text)
    document.save(str(tmp_path / "a.docx"))
    reading = read_document(tmp_path / "a.docx", "practice")
    assert [(block.speaker, block.text) for block in reading.blocks[:2]] == [
        ("interviewer", "Who comes?"),
        ("respondent", "Two firms."),
    ]


def test_a_page_of_a_legal_database_gives_its_articles_and_not_its_menus(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html><head><title>t</title><style>p{}</style></head><body><nav><ul><li>Home</li><li>Search"
        "</li></ul></nav><div class='banner'>Subscribe now</div><main><h1>On science</h1><h2>Article 1. Terms</h2>"
        "<p>1. Science is funded from the budget.</p><p>2. Contracts are&nbsp;free.</p><table><tr><th>Name</th>"
        "<th>Share</th></tr><tr><td>Grants</td><td>40</td></tr></table></main><footer>All rights</footer></body></html>"
    )
    reading = read_bytes(tmp_path, "a.html", page.encode())
    text = "\n".join(block.text for block in reading.blocks)
    assert "Contracts are free." in text
    assert not any(word in text for word in ("Home", "Subscribe", "All rights"))
    provision = next(block for block in reading.blocks if "budget" in block.text)
    assert provision.section[-1] == "Article 1. Terms"
    assert reading.tables[0].header == ("Name", "Share")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (KAZAKH, "utf-8"),
        (KAZAKH, "utf-16"),
    ],
)
def test_plain_text_is_read_in_its_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    reading = read_bytes(tmp_path, "a.txt", (text * 6).encode(encoding))
    assert text.strip() in " ".join(block.text for block in reading.blocks)


def test_mojibake_that_can_be_undone_is_undone(tmp_path: Path) -> None:
    whole = (KAZAKH * 6).encode("utf-8").decode("latin-1")
    reading = read_bytes(tmp_path, "a.txt", whole.encode("utf-8"))
    assert KAZAKH.strip() in " ".join(block.text for block in reading.blocks)


def test_mojibake_that_has_lost_letters_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = "A line of its own.\n" + RUSSIAN.encode("utf-8").decode("cp1252", "ignore")
    with pytest.raises(StudyError, match="line 2 was saved in a wrong encoding"):
        read_bytes(tmp_path, "a.txt", broken.encode("utf-8"))


def test_rtf_gives_cyrillic_by_code_page_and_by_number(tmp_path: Path) -> None:
    by_page = "".join(f"\\'{byte:02x}" for byte in "Ректор".encode("cp1251"))
    by_number = "".join(f"\\u{ord(letter)}?" for letter in "жауап")
    source = rf"{{\rtf1\ansi\ansicpg1251\deff0 {{\fonttbl {{\f0 Arial;}}}}{by_page} {by_number}.\par Second.}}"
    reading = read_bytes(tmp_path, "a.rtf", source.encode())
    assert [block.text for block in reading.blocks] == ["Ректор жауап.", "Second."]


def test_cues_of_one_speaker_become_one_turn(tmp_path: Path) -> None:
    source = (
        "WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n"
        "<v Interviewer>Who comes\n\n00:00:03.000 --> 00:00:04.000\n<v Interviewer>to you?\n\n"
        "00:00:05.000 --> 00:00:06.000\n<v Respondent>Two firms.\n"
    )
    reading = read_bytes(tmp_path, "a.vtt", source.encode(), "practice")
    assert [(block.speaker, block.text) for block in reading.blocks if block.kind == "turn"] == [
        ("interviewer", "Who comes to you?"),
        ("respondent", "Two firms."),
    ]


def test_subtitles_with_speakers_and_broken_numbers_become_turns(tmp_path: Path) -> None:
    source = (
        "1\n00:00:01,000 --> 00:00:03,000\nInterviewer: Who comes?\n\n7\n00:00:03,500 --> 00:00:05,000\n"
        "Respondent: Two firms,\n\n7\n00:00:05,000 --> 00:00:06,000\nsometimes three.\n"
    )
    reading = read_bytes(tmp_path, "a.srt", source.encode(), "practice")
    assert [(block.speaker, block.text) for block in reading.blocks] == [
        ("interviewer", "Who comes?"),
        ("respondent", "Two firms, sometimes three."),
    ]


def test_markdown_keeps_structure_and_drops_marks(tmp_path: Path) -> None:
    source = "# Plan\n\nThe **ministry** will [fund](http://x.example):\n\n- labs\n- grants\n\n"
    source += "| Name | Year |\n|--|--|\n| Labs | 2019 |\n"
    reading = read_bytes(tmp_path, "a.md", source.encode())
    assert told(reading)[:4] == [
        ("heading", "Plan"),
        ("paragraph", "The ministry will fund:"),
        ("list_item", "labs"),
        ("list_item", "grants"),
    ]
    assert reading.blocks[2].lead_in == 1

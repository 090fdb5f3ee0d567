"""Ruled tables of PDF files: rows, header cells, captions, and tables that go on over pages."""

from __future__ import annotations

import io
import json
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from pipeline.ingest.assemble import assemble
from pipeline.ingest.pdf import read

STYLE = getSampleStyleSheet()["Normal"]


def tabled(path: Path, rows: list[list[str]], *more: tuple[object, ...], widths: list[float], repeat: int = 1) -> Path:
    """A PDF with a caption and one ruled table."""
    raw = io.BytesIO()
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), *more]
    table = Table([[Paragraph(cell, STYLE) for cell in row] for row in rows], widths, style=style, repeatRows=repeat)
    SimpleDocTemplate(raw, pagesize=A4).build([Paragraph("Table 1. Targets", STYLE), table, Paragraph("After.", STYLE)])
    path.write_bytes(raw.getvalue())
    return path


def test_the_tables_of_a_policy_have_their_captions_and_headers(root: Path) -> None:
    tables = read(root / "corpus" / "documents" / "SPIID-1.pdf").tables
    assert [table.caption for table in tables] == [
        "Table 1. Passport of the Programme",
        "Table 2. Target indicators of industrial development",
        "Table 3. Target indicators of innovation",
        "Table 4. Steps of the grant",
        "Table 5. Distribution of work",
    ]
    assert tables[2].header == (
        "No.", "Indicator", "Unit", "Base year (value)", "Target year (value)", "Responsible body"
    )  # fmt: skip


def test_rows_become_a_frame_that_points_to_their_blocks(root: Path) -> None:
    reading = read(root / "corpus" / "documents" / "SDP.pdf")
    ingested = assemble([({"document_id": "SDP", "side": "policy", "title": "SDP"}, reading)])
    text, blocks = ingested.texts["text"][0], {row["block"]: row for row in ingested.blocks.to_dicts()}
    assert ingested.table_rows.height >= 15
    for row in ingested.table_rows.to_dicts():
        cells, block = json.loads(row["cells"]), blocks[row["block"]]
        assert text[block["start"] : block["end"]] == " | ".join(filter(None, cells))
        assert len(cells) == len(json.loads(row["header"]))
        assert row["caption"].startswith("Table ")


def test_a_table_over_three_pages_is_one_and_its_repeated_header_is_furniture(tmp_path: Path) -> None:
    rows = [
        ["No.", "Indicator", "2019"],
        *([str(n), f"Share of graduates in work, group {n}", f"{n} %"] for n in range(1, 101)),
    ]
    reading = read(tabled(tmp_path / "a.pdf", rows, widths=[40, 250, 80]))
    assert reading.pages == 3
    (table,) = reading.tables
    assert table.caption == "Table 1. Targets"
    body = [block.cells for block in reading.blocks if block.kind == "table_row" and not block.header]
    assert body == [tuple(row) for row in rows[1:]]
    assert [item.text for item in reading.furniture] == ["No. | Indicator | 2019"] * 2


def test_a_label_over_two_columns_is_said_in_both(tmp_path: Path) -> None:
    rows = [["Indicator", "Target", ""], ["", "2019", "2025"], ["Spending", "1 %", "2 %"], ["Patents", "10", "20"]]
    reading = read(
        tabled(tmp_path / "a.pdf", rows, ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1)), widths=[150, 80, 80])
    )
    (table,) = reading.tables
    assert table.header == ("Indicator", "Target 2019", "Target 2025")
    assert [block.text for block in reading.blocks if block.cells and not block.header] == [
        "Spending | 1 % | 2 %",
        "Patents | 10 | 20",
    ]


def test_a_frame_round_one_text_is_no_table(tmp_path: Path) -> None:
    reading = read(tabled(tmp_path / "a.pdf", [["All of this is one text in a frame."]], widths=[300], repeat=0))
    assert reading.tables == ()
    assert "All of this is one text in a frame." in " ".join(block.text for block in reading.blocks)


def test_text_round_a_table_stays_in_its_place(tmp_path: Path) -> None:
    reading = read(tabled(tmp_path / "a.pdf", [["A", "B"], ["one", "two"]], widths=[100, 100]))
    kinds = [block.kind for block in reading.blocks]
    assert kinds == ["caption", "table_row", "table_row", "paragraph"]


def drawn(path: Path, pages: list[list[list[str]]]) -> Path:
    """Pages each with one grid of three columns and rows of 40 points, drawn line by line from the head."""
    sheet = Canvas(str(path), pagesize=A4, invariant=1)
    for rows in pages:
        for row, cells in enumerate(rows):
            top = 780 - 40 * row
            for column, text in enumerate(cells):
                sheet.rect(60 + 150 * column, top - 40, 150, 40)
                sheet.drawString(64 + 150 * column, top - 15, text)
        sheet.showPage()
    sheet.save()
    return path


def test_a_row_alone_at_the_head_of_a_page_is_the_rest_of_the_table_before(tmp_path: Path) -> None:
    first = [["Indicator", "Unit", "Body"], ["Share of renewable", "per cent", "Ministry"]]
    reading = read(drawn(tmp_path / "a.pdf", [first, [["sources in use", "", ""]]]))
    assert [block.cells for block in reading.blocks] == [
        ("Indicator", "Unit", "Body"),
        ("Share of renewable sources in use", "per cent", "Ministry"),
    ]


def test_a_header_alone_at_the_foot_of_a_page_heads_the_rows_of_the_next(tmp_path: Path) -> None:
    rows = [["Share of graduates", "per cent", "Ministry"], ["Joint laboratories", "units", "Universities"]]
    reading = read(drawn(tmp_path / "a.pdf", [[["Indicator", "Unit", "Body"]], rows]))
    (table,) = reading.tables
    assert table.header == ("Indicator", "Unit", "Body")
    assert len([block for block in reading.blocks if block.cells and not block.header]) == 2


def test_a_row_of_frames_by_itself_stays_text(tmp_path: Path) -> None:
    reading = read(drawn(tmp_path / "a.pdf", [[["Signed", "Sealed", "Delivered"]]]))
    assert reading.tables == ()
    assert " ".join(block.text for block in reading.blocks) == "Signed Sealed Delivered"

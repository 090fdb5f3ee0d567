"""Segments of the demonstration corpus and of blocks made up for the purpose."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.ingest.assemble import assemble
from pipeline.ingest.pdf import read
from pipeline.ingest.reading import Block, Box, Reading
from pipeline.segment import segment_blocks


def segments(*blocks: Block, language: str | None = "en", pages: int | None = None) -> pl.DataFrame:
    document = {"document_id": "D", "side": "policy", "title": "D", "language": language}
    ingested = assemble([(document, Reading("txt", blocks, pages))])
    return segment_blocks(ingested.documents, ingested.texts, ingested.blocks).sort("start")


@pytest.mark.parametrize("name", ["SPIID-1", "SDP"])
def test_offsets_give_back_every_segment_and_its_boxes_lie_on_its_page(root: Path, name: str) -> None:
    document = {"document_id": name, "side": "policy", "title": name, "language": "en"}
    ingested = assemble([(document, read(root / "corpus" / "documents" / f"{name}.pdf"))])
    text = ingested.texts["text"][0]
    found = segment_blocks(ingested.documents, ingested.texts, ingested.blocks)
    assert found.height > 100
    for row in found.to_dicts():
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["boxes"].startswith(f"{row['page']}:")


def test_headings_and_table_rows_stay_whole_and_paragraphs_are_cut() -> None:
    found = segments(
        Block("heading", "1. Aims. And means"), Block("table_row", "1 | A. B | 3."), Block("paragraph", "One. Two.")
    )
    assert found["text"].to_list() == ["1. Aims. And means", "1 | A. B | 3.", "One.", "Two."]


def test_a_list_item_points_to_the_last_sentence_before_the_colon() -> None:
    found = segments(Block("paragraph", "We plan. It will be:"), Block("list_item", "1) an office.", lead_in=0))
    item, introduction = found.row(2, named=True), found.row(1, named=True)
    assert item["lead_in"] == introduction["segment_id"]


def test_a_sentence_over_a_page_break_has_the_boxes_of_both_pages() -> None:
    text = "It begins here and goes on there. Next."
    boxes = (Box(1, 10, 700, 200, 710), Box(2, 10, 50, 200, 60))
    block = Block("paragraph", text, 1, boxes=boxes, line_starts=(0, text.index("and")))
    first, second = segments(block, pages=2).to_dicts()
    assert [first["page"], second["page"]] == [1, 2]
    assert first["boxes"].count(":") == 2
    assert second["boxes"] == "2:10.0,50.0,200.0,60.0"


def test_each_segment_has_its_own_language() -> None:
    found = segments(
        Block("paragraph", "The university trains engineers for the plants of the region."),
        Block("paragraph", "Университет готовит инженеров для заводов области."),
        Block("paragraph", "Университет облыс зауыттарына инженерлер даярлайды, өндіріспен байланысы берік."),
    )
    assert found["language"].to_list() == ["en", "ru", "kk"]


def test_a_segment_without_letters_takes_the_language_of_its_document() -> None:
    assert segments(Block("table_row", "1 | 50 | 2014"), language="ru")["language"].to_list() == ["ru"]
    assert segments(Block("table_row", "1 | 50 | 2014"), language=None)["language"].to_list() == [None]

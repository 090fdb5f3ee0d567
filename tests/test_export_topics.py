"""What the report shows of the topics."""

from __future__ import annotations

import re

import polars as pl
import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from lxml import etree, html

from pipeline.export.charts_topics import topic_choice_chart
from pipeline.export.report import _number, _points, _share, _topics
from pipeline.settings import StudySettings
from pipeline.tables import TOPIC_CHOICE
from pipeline.topics import fit_topics
from tests.topics_world import codebook, study

SVG = "{http://www.w3.org/2000/svg}"
BOOK = codebook({"craft.making": ["patent*", "prototype*", "laborator*"]})


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    segments, documents = study(6)
    fitted = fit_topics(segments, documents, BOOK, StudySettings(topics_from=2, topics_to=4, topic_seeds=3))
    return {"segments": segments, **fitted._asdict()}


def page(tables: dict[str, pl.DataFrame]) -> str:
    environment = Environment(
        loader=PackageLoader("pipeline.export"), autoescape=select_autoescape(), undefined=StrictUndefined
    )
    environment.filters |= {"share": _share, "points": _points, "number": _number}
    return environment.get_template("topics.html.j2").render(topics=_topics(tables))


def test_every_topic_stands_with_label_words_shares_and_passages(tables: dict[str, pl.DataFrame]) -> None:
    shown = html.fromstring(page(tables)).text_content()
    for row in tables["topics"].iter_rows(named=True):
        assert row["label"] in shown
        assert ", ".join(row["terms"].replace("_", " ").split()[:1]) in shown
        assert all(name in shown for name in row["exemplars"].split(";"))
    assert "craft.making" in shown


def test_the_page_needs_no_script_and_everything_is_reached_by_keyboard(tables: dict[str, pl.DataFrame]) -> None:
    root = html.fromstring(f"<div>{page(tables)}</div>")
    assert not root.xpath("//script | //@onclick")
    for region in root.xpath("//figure | //div[@class='scroll']"):
        assert region.get("tabindex") == "0"
        assert region.get("aria-label")
    assert all(fold.xpath("./summary") for fold in root.xpath("//details"))


def test_answers_to_the_items_are_folded(tables: dict[str, pl.DataFrame]) -> None:
    items = html.fromstring(f"<div>{page(tables)}</div>").xpath("//ol/li")
    assert len(items) == len(tables["topic_intrusion"])
    for item, row in zip(items, tables["topic_intrusion_key"].iter_rows(named=True), strict=True):
        assert row["intruder"] in item.xpath("string(./details)")
        assert item.xpath("./details/@open") == []


def test_without_topics_the_page_says_so_and_why() -> None:
    segments, documents = study(1)
    fitted = fit_topics(segments, documents, BOOK, StudySettings())
    shown = page({"segments": segments, **fitted._asdict()})
    assert "No topics were fitted" in shown
    assert "fewer than 20 passages" in shown
    assert "No topics were fitted" in page({})


def test_the_chart_marks_the_number_taken_by_colour_and_by_shape(tables: dict[str, pl.DataFrame]) -> None:
    svg = topic_choice_chart(tables["topic_choice"])
    root = etree.fromstring(svg)
    assert root.get("role") == "img"
    taken = tables["topic_choice"].filter(pl.col("chosen"))["topics"][0]
    assert f"Taken: {taken}" in root.find(f"{SVG}desc").text
    tooltips = [element.text for element in root.iter(f"{SVG}title") if element.getparent() is not root]
    assert any(text.startswith(f"{taken} topics: stability") for text in tooltips)
    assert any(text.startswith(f"{taken} topics by chance: coherence") for text in tooltips)
    assert len(set(re.findall(r'fill="(#D55E00|#0072B2|#767676)"', svg, flags=re.IGNORECASE))) == 3


def test_a_number_without_coherence_is_left_out_of_its_panel_and_no_rows_draw_nothing() -> None:
    assert topic_choice_chart(TOPIC_CHOICE.empty()) == ""
    row = {"topics": 2, "chosen": True, "stability": 0.5, "stability_chance": 0.2, "coherence_chance": None}
    assert "<svg" in topic_choice_chart(TOPIC_CHOICE.frame([row]))

"""Charts: inline SVG that says what it shows, hides small cells and looks the same every time."""

from __future__ import annotations

import re
from functools import cache

import polars as pl
import pytest
from lxml import etree

from pipeline.export.charts import _CASE_LOOKS, _SIDE_LOOKS, cases_chart, delivery_chart, gap_chart, topics_chart
from pipeline.export.charts_panels import STATUSES, Bar, Look, stacked_bars
from pipeline.export.charts_svg import draw
from pipeline.tables import CASES, GAP, TOPICS

CODES = ("play.host", "play.deep.talk", "play.long_walk")
SVG = "{http://www.w3.org/2000/svg}"


def gap(**changes: object) -> pl.DataFrame:
    rows = [
        {
            "dimension": "play",
            "code": code,
            "policy_share": 0.1 + 0.2 * position,
            "practice_share": 0.4,
            "difference": -0.3 + 0.2 * position,
            "low": -0.4 + 0.2 * position,
            "high": -0.1 + 0.2 * position,
            "floor": 0.05,
            "established": 0.5 - 0.1 * position,
            "limited": 0.25,
            "intended": 0.0,
            "absent": 0.25,
            "past": 0.1 * position,
            "practice_claims": 20 + position,
            "policy_documents": 7,
            "participants": 21,
        }
        for position, code in enumerate(CODES)
    ]
    rows[0] |= changes
    return GAP.frame([*rows, {"dimension": "wall", "code": "wall.firm", "participants": 21}])


def cases(**changes: object) -> pl.DataFrame:
    row = {
        "dimension": "play",
        "code": "play.host",
        "case_a": "North",
        "case_b": "South",
        "share_a": 0.2,
        "low_a": 0.1,
        "high_a": 0.3,
        "share_b": 0.5,
        "low_b": 0.3,
        "high_b": 0.7,
        "participants_a": 10,
        "participants_b": 11,
        "difference": -0.3,
        "low": -0.5,
        "high": -0.1,
    }
    other = {**row, "code": "play.deep.talk", "share_a": 0.3}
    return CASES.frame([row | changes, other])


def topics() -> pl.DataFrame:
    rows = [
        {
            "topic_id": number,
            "label": f"word{number} & <more>",
            "terms": f"word{number} other",
            "prevalence_policy": 0.2 * number,
            "prevalence_practice": 0.3,
            "difference": 0.2 * number - 0.3,
        }
        for number in (1, 2)
    ]
    return TOPICS.frame(rows)


# Each drawn once for all tests that only look at it.
CHARTS = [
    pytest.param(cache(lambda: gap_chart(gap(), "play")), id="gap"),
    pytest.param(cache(lambda: delivery_chart(gap(), "play")), id="delivery"),
    pytest.param(cache(lambda: cases_chart(cases(), "play")), id="cases"),
    pytest.param(cache(lambda: topics_chart(topics())), id="topics"),
]


def texts(svg: str) -> list[str]:
    return [element.text for element in etree.fromstring(svg).iter(f"{SVG}text")]


def tooltips(svg: str) -> list[str]:
    root = etree.fromstring(svg)
    return [element.text for element in root.iter(f"{SVG}title") if element.getparent() is not root]


def marks_of(svg: str, colour: str) -> int:
    return len(re.findall(rf'fill="{colour}"', svg, flags=re.IGNORECASE))


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_is_one_image_with_a_name_and_a_description(chart) -> None:
    root = etree.fromstring(chart())
    ids = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    assert ids[root.get("aria-labelledby")]
    assert "first:" in ids[root.get("aria-describedby")].lower() or "most:" in ids[root.get("aria-describedby")]
    assert not [element for element in root.iterdescendants() if element.get("role") or element.get("aria-label")]


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_load_nothing_and_run_nothing(chart) -> None:
    svg = chart()
    assert not re.search(r"<script|<image|<foreignObject|href=|@import|\son\w+=", svg)


@pytest.mark.parametrize("chart", CHARTS)
def test_same_table_draws_the_same_bytes(chart) -> None:
    assert chart.__wrapped__() == chart()


def test_charts_in_one_page_share_no_id() -> None:
    ids = [re.findall(r'\sid="([^"]+)"', chart.values[0]()) for chart in CHARTS]
    assert len({name for found in ids for name in found}) == sum(len(found) for found in ids)


def test_gap_draws_both_sides_of_every_code_in_order_of_difference() -> None:
    svg = gap_chart(gap(), "play")
    labels = [text for text in texts(svg) if text in ("host", "deep · talk", "long walk")]
    assert labels == ["long walk", "deep · talk", "host"]
    # Three codes and one legend entry each.
    assert marks_of(svg, "#0072B2") == marks_of(svg, "#D55E00") == 4


def test_gap_tooltip_tells_shares_denominators_interval_and_floor() -> None:
    assert (
        "play.host: policy 10.0% (7 documents), reported practice 40.0% (21 participants); "
        "difference -30.0 points, 95 % interval -40.0 to -10.0; floor 5.0 points"
    ) in tooltips(gap_chart(gap(), "play"))


def test_gap_without_an_interval_says_so_and_draws_none() -> None:
    svg = gap_chart(gap(low=None, high=None), "play")
    assert any(words.startswith("play.host") and "no interval" in words for words in tooltips(svg))
    assert len(tooltips(svg)) == len(tooltips(gap_chart(gap(), "play")))


def test_gap_without_any_difference_keeps_the_shares() -> None:
    frame = gap().with_columns(difference=pl.lit(None, dtype=pl.Float64))
    svg = gap_chart(frame, "play")
    assert marks_of(svg, "#0072B2") == 4
    assert "policy minus reported practice, points" not in texts(svg)


@pytest.mark.parametrize("draw", [gap_chart, delivery_chart])
def test_code_reported_by_fewer_than_five_participants_is_not_drawn(draw) -> None:
    assert "play.host" in " ".join(tooltips(draw(gap(participants=5), "play")))
    hidden = draw(gap(participants=4), "play")
    assert hidden
    assert "host" not in hidden


def test_case_with_fewer_than_five_participants_is_not_drawn() -> None:
    hidden = cases_chart(cases(participants_b=4), "play")
    assert hidden
    assert "host" not in hidden


def test_code_undefined_on_one_side_is_not_drawn_as_zero() -> None:
    assert "host" not in gap_chart(gap(practice_share=None), "play")


def test_nothing_to_draw_gives_an_empty_string() -> None:
    assert gap_chart(gap(), "wall") == ""
    assert delivery_chart(gap(), "wall") == ""
    assert cases_chart(cases(), "wall") == ""
    assert topics_chart(TOPICS.empty()) == ""
    assert gap_chart(GAP.empty(), "play") == ""


def test_delivery_label_carries_the_number_of_claims() -> None:
    assert {"host (n = 20)", "deep · talk (n = 21)", "long walk (n = 22)"} <= set(texts(delivery_chart(gap(), "play")))


def test_delivery_puts_codes_with_most_claims_first() -> None:
    labels = [text for text in texts(delivery_chart(gap(), "play")) if "(n = " in text]
    assert labels == ["long walk (n = 22)", "deep · talk (n = 21)", "host (n = 20)"]


def test_delivery_draws_only_statuses_that_were_reported_and_names_all() -> None:
    svg = delivery_chart(gap(), "play")
    assert set(STATUSES) <= set(texts(svg))
    assert "play.host: 50% of 20 practice claims established" in tooltips(svg)
    assert not [words for words in tooltips(svg) if words.endswith("intended")]


def test_delivery_bars_are_as_long_as_their_shares() -> None:
    def widths(status: str) -> list[float]:
        bars = re.findall(rf'<path[^>]* d="M([\d.]+),[\d.]+h([\d.]+)[^"]*" fill="{STATUSES[status]}"', svg)
        return [float(width) for _, width in bars]

    svg = re.sub(r"<title>[^<]*</title>", "", delivery_chart(gap(), "play"))
    established = widths("established")
    assert len(established) == 3
    assert established[2] / established[0] == pytest.approx(0.5 / 0.3, rel=0.01)


def test_cases_carry_their_names_and_an_interval_each() -> None:
    svg = cases_chart(cases(), "play")
    assert {"case North", "case South", "case North minus case South, points"} <= set(texts(svg))
    assert len(re.findall(r'<line[^>]*stroke="#009E73"', svg)) == 2


def test_topic_labels_are_text_and_never_markup() -> None:
    svg = topics_chart(topics())
    assert "2: word2 & <more>" in texts(svg)
    assert "<more>" not in svg


@pytest.mark.parametrize("status", STATUSES)
def test_number_in_a_bar_stands_out_from_its_colour(status: str) -> None:
    chart = stacked_bars([Bar("a code", status, 0.0, 1.0, "words")])
    svg = draw(chart, title="a", description="b", name="c")
    (ink,) = [text.get("fill") for text in etree.fromstring(svg).iter(f"{SVG}text") if text.text == "100%"][-1:]
    assert _contrast(ink, STATUSES[status]) >= 4.5


@pytest.mark.parametrize("chart", CHARTS)
def test_words_outside_bars_stand_out_from_the_page(chart) -> None:
    inks = {text.get("fill") for text in etree.fromstring(chart()).iter(f"{SVG}text")} - {"#FFFFFF"}
    assert all(_contrast(ink, "#FFFFFF") >= 4.5 for ink in inks)


@pytest.mark.parametrize("look", [*_SIDE_LOOKS, *(Look("case", *look) for look in _CASE_LOOKS)])
def test_marks_stand_out_from_the_page(look: Look) -> None:
    assert _contrast(look.colour, "#FFFFFF") >= 3


def _contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two hexadecimal colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

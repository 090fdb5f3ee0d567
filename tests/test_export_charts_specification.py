"""The specification curve: every choice a row, in the order of what comes out, with its words for every reader."""

from __future__ import annotations

from lxml import etree

from pipeline.export.charts_specification import specification_chart
from pipeline.tables import SPECIFICATION

ROWS = [
    ("gap", "headline: sentence", 0.4, 0.2, 0.6),
    ("gap", "coder: rules", 0.1, -0.1, 0.3),
    ("gap", "unit: passage", 0.5, 0.3, 0.7),
    ("gap", "coder: people", None, None, None),
    ("other", "headline: sentence", -0.2, -0.4, 0.0),
]
FRAME = SPECIFICATION.frame(
    [dict(zip(("measure", "specification", "estimate", "low", "high"), row, strict=True)) for row in ROWS]
)


def labels(svg: str) -> list[str]:
    wanted = {specification for _, specification, *_ in ROWS}
    return [text.text for text in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text") if text.text in wanted]


def test_rows_stand_in_the_order_of_their_estimates_and_undefined_ones_are_left_out() -> None:
    assert labels(specification_chart(FRAME, "gap")) == ["coder: rules", "headline: sentence", "unit: passage"]


def test_the_text_alternative_says_range_and_how_many_intervals_hold_zero() -> None:
    said = specification_chart(FRAME, "gap")
    assert "3 specifications; estimates from 0.10 (coder: rules) to 0.50 (unit: passage). 1 of the intervals" in said


def test_a_measure_without_estimates_has_no_chart() -> None:
    assert specification_chart(FRAME, "none such") == ""


def test_the_chart_is_the_same_twice() -> None:
    assert specification_chart(FRAME, "gap") == specification_chart(FRAME, "gap")

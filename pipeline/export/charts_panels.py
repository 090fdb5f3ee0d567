"""The two drawings that the report's charts are made of: dumbbells with their difference, and stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

Interval = tuple[float | None, float | None]

# Order and colours of what is reported; dark and light alternate so that neighbours differ in grey too.
STATUSES = {
    "established": "#0072B2",
    "limited": "#8CCBF0",
    "intended": "#F0C24B",
    "absent": "#B34700",
    "past": "#9A9A9A",
}
INK = "#222222"
_LIGHT_INK = ("established", "absent")
_SHARE_WIDTH, _DIFFERENCE_WIDTH, _BAR_WIDTH = 250, 200, 430
_ROW = 26
_LABEL_WIDTH = 250
_LETTER = 6.4
# A percentage inside a bar is readable from this width on; smaller ones stand in tooltip and table.
_NARROWEST_WORDS = 0.08
_JOIN = "#808080"
_EDGE = "#444444"  # light pieces need an edge to stand out from the page


@dataclass(frozen=True)
class Look:
    """How one side of a pair is drawn."""

    name: str
    colour: str
    shape: str


@dataclass(frozen=True)
class Pair:
    """One row of dumbbells: two shares, their difference, intervals as (low, high), and the words for a tooltip."""

    label: str
    first: float
    second: float
    difference: float | None
    interval: Interval
    first_interval: Interval
    second_interval: Interval
    floor: float | None
    about: str


@dataclass(frozen=True)
class Bar:
    """One piece of a stacked bar, from share `start` to share `end`."""

    label: str
    status: str
    start: float
    end: float
    about: str


def dumbbells(pairs: Sequence[Pair], looks: tuple[Look, Look], measure: str) -> Any:
    """Both shares of every pair on one axis and, where any is defined, the differences on a second, in given order."""
    order = [pair.label for pair in pairs]
    panels = [_share_panel(pairs, order, looks, measure)]
    if any(pair.difference is not None for pair in pairs):
        panels.append(_difference_panel(pairs, order, looks))
    return alt.hconcat(*panels, spacing=20).resolve_scale(y="shared")


def stacked_bars(bars: Sequence[Bar]) -> Any:
    """One horizontal bar per label, its pieces in the order of STATUSES."""
    values = [
        {
            **vars(bar),
            "share": bar.end - bar.start,
            "middle": (bar.start + bar.end) / 2,
            "ink": "#FFFFFF" if bar.status in _LIGHT_INK else INK,
        }
        for bar in bars
    ]
    base = _chart(values).encode(y=_labels(list(dict.fromkeys(bar.label for bar in bars))))
    scale = alt.Scale(domain=list(STATUSES), range=list(STATUSES.values()))
    legend = alt.Legend(title=None, orient="top", symbolType="square")
    axis = alt.Axis(format=".0%", tickCount=5, labelFlush=False)
    pieces = base.mark_bar(stroke=_EDGE, strokeWidth=0.7, height=_ROW - 8).encode(
        x=alt.X("start:Q", title="share of practice claims", axis=axis, scale=alt.Scale(domain=[0, 1])),
        x2="end:Q",
        color=alt.Color("status:N", scale=scale, sort=list(STATUSES), legend=legend),
        description="about:N",
    )
    words = base.transform_filter(f"datum.share >= {_NARROWEST_WORDS}").mark_text(fontSize=11)
    words = words.encode(x="middle:Q", text=alt.Text("share:Q", format=".0%"), color=alt.Color("ink:N", scale=None))
    return alt.layer(pieces, words).properties(width=_BAR_WIDTH, height=alt.Step(_ROW))


def _share_panel(pairs: Sequence[Pair], order: list[str], looks: tuple[Look, Look], measure: str) -> Any:
    joins = [{"label": pair.label, "first": pair.first, "second": pair.second} for pair in pairs]
    points = [point for pair in pairs for point in _points(pair, looks)]
    whole = [point for point in points if point["low"] is not None and point["high"] is not None]
    axis = alt.X("share:Q", title=measure, scale=alt.Scale(zero=True), axis=_shares())
    names, colours, shapes = zip(*((look.name, look.colour, look.shape) for look in looks), strict=True)
    colour = alt.Color(
        "side:N",
        scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1),
    )
    shape = alt.Shape("side:N", scale=alt.Scale(domain=names, range=shapes))
    marks = _chart(points).mark_point(filled=True, size=90, opacity=1)
    marks = marks.encode(y=_labels(order), x=axis, color=colour, shape=shape, description="about:N")
    if not whole:
        joined = _chart(joins).mark_rule(color=_JOIN, strokeWidth=2)
        return _panel([joined.encode(y=_labels(order), x="first:Q", x2="second:Q"), marks], _SHARE_WIDTH)
    # With an interval each, the two sides stand one above the other in their row; a join would cross them.
    above = alt.YOffset("side:N", sort=list(names))
    ranges = _chart(whole).mark_rule(strokeWidth=2)
    ranges = ranges.encode(y=_labels(order), yOffset=above, x="low:Q", x2="high:Q", color=colour)
    return _panel([ranges, marks.encode(yOffset=above)], _SHARE_WIDTH, roomy=True)


def _points(pair: Pair, looks: tuple[Look, Look]) -> list[dict[str, Any]]:
    sides = ((pair.first, pair.first_interval), (pair.second, pair.second_interval))
    return [
        {"label": pair.label, "share": share, "low": low, "high": high, "side": look.name, "about": pair.about}
        for look, (share, (low, high)) in zip(looks, sides, strict=True)
    ]


def _difference_panel(pairs: Sequence[Pair], order: list[str], looks: tuple[Look, Look]) -> Any:
    known = [_difference(pair) for pair in pairs if pair.difference is not None]
    y = _labels(order, shown=False)
    layers = []
    floors = [row for row in known if row["floor"] is not None]
    if floors:
        band = _chart(floors).mark_bar(color="#DDDDDD", height=_ROW - 8)
        layers.append(band.encode(y=y, x="minus:Q", x2="floor:Q"))
    layers.append(_chart([{"zero": 0}]).mark_rule(color=INK).encode(x="zero:Q"))
    whole = [row for row in known if row["low"] is not None and row["high"] is not None]
    layers.append(_chart(whole).mark_rule(color=INK, strokeWidth=1.5).encode(y=y, x="low:Q", x2="high:Q"))
    axis = alt.X("difference:Q", title=f"{looks[0].name} minus {looks[1].name}, points", axis=_signed())
    points = _chart(known).mark_point(filled=True, color=INK, size=60, opacity=1)
    layers.append(points.encode(y=y, x=axis, description="about:N"))
    return _panel(layers, _DIFFERENCE_WIDTH, roomy=_has_intervals(pairs))


def _difference(pair: Pair) -> dict[str, Any]:
    """The row in percentage points."""
    low, high = (None if end is None else 100 * end for end in pair.interval)
    floor = None if pair.floor is None else 100 * pair.floor
    return {
        "label": pair.label,
        "difference": 100 * (pair.difference or 0.0),
        "low": low,
        "high": high,
        "floor": floor,
        "minus": None if floor is None else -floor,
        "about": pair.about,
    }


def _has_intervals(pairs: Sequence[Pair]) -> bool:
    return any(None not in interval for pair in pairs for interval in (pair.first_interval, pair.second_interval))


def _panel(layers: Sequence[Any], width: int, *, roomy: bool = False) -> Any:
    return alt.layer(*layers).properties(
        width=width, height=alt.Step(_ROW + 10 if roomy else _ROW, **{"for": "position"})
    )


def _chart(values: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=values))


def _labels(order: list[str], *, shown: bool = True) -> alt.Y:
    if not shown:
        return alt.Y("label:N", sort=order, title=None, axis=None)
    # Room by the longest label: a browser's letters may be wider than those that the drawing was measured with.
    room = min(_LABEL_WIDTH, 8 + round(_LETTER * max(map(len, order), default=0)))
    axis = alt.Axis(
        labelLimit=_LABEL_WIDTH, labelPadding=8, ticks=False, domain=False, grid=True, minExtent=room
    )  # fmt: skip
    return alt.Y("label:N", sort=order, title=None, axis=axis)


def _shares() -> alt.Axis:
    return alt.Axis(format=".0%", tickCount=5, labelFlush=False)


def _signed() -> alt.Axis:
    return alt.Axis(labelExpr="datum.value == 0 ? '0' : format(datum.value, '+')", tickCount=5, labelFlush=False)

"""How coherent and how stable topics are, by their number: two panels over one axis, chance beside each."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from pipeline.export.charts_svg import draw

_WIDTH, _HEIGHT = 430, 130
_CHOSEN = "number taken"
_OTHER = "other numbers"
_CHANCE = "words dealt anew (chance)"
# Differ in colour and in shape, and the lines in their dashes.
_LOOKS = {_CHOSEN: ("#D55E00", "diamond"), _OTHER: ("#0072B2", "circle"), _CHANCE: ("#767676", "square")}
_MEASURES = {"coherence": "coherence (c_v)", "stability": "stability (Jaccard)"}


def topic_choice_chart(choice: pl.DataFrame) -> str:
    """Coherence and stability by number of topics (table TOPIC_CHOICE), with the spread over seeds.

    An empty string where neither is defined.
    """
    rows = choice.sort("topics").to_dicts()
    measured = [measure for measure in _MEASURES if any(row[measure] is not None for row in rows)]
    if not measured:
        return ""
    panels = [_panel(rows, measure, _MEASURES[measure]) for measure in measured]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    return draw(chart, title="Coherence and stability by number of topics", description=_say(rows), name="topic-choice")


def _say(rows: list[dict[str, Any]]) -> str:
    taken = [row for row in rows if row["chosen"]]
    told = f"{len(rows)} numbers of topics from {rows[0]['topics']} to {rows[-1]['topics']}."
    for row in taken:
        both = (f"{name} {_number(row[name])} (by chance {_number(row[f'{name}_chance'])})" for name in _MEASURES)
        told += f" Taken: {row['topics']}, {', '.join(both)}."
    return told


def _panel(rows: list[dict[str, Any]], measure: str, title: str) -> Any:
    points = [point for row in rows for point in _points(row, measure) if point["value"] is not None]
    names = list(_LOOKS)
    axis = alt.Axis(values=[row["topics"] for row in rows], format="d", grid=False)
    # Space at both ends, so that no mark is cut.
    ends = alt.Scale(domain=[rows[0]["topics"] - 0.5, rows[-1]["topics"] + 0.5], nice=False)
    x = alt.X("topics:Q", title="number of topics", axis=axis, scale=ends)
    y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
    colour = alt.Color(
        "look:N",
        scale=alt.Scale(domain=names, range=[colour for colour, _ in _LOOKS.values()]),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1),
    )
    shape = alt.Shape("look:N", scale=alt.Scale(domain=names, range=[shape for _, shape in _LOOKS.values()]))
    base = alt.Chart(alt.Data(values=points))
    lines = base.mark_line(strokeWidth=1.5, color="#808080").encode(
        x=x, y=y, detail="chance:N", strokeDash=alt.StrokeDash("chance:N", legend=None)
    )
    spread = base.transform_filter("datum.low !== null").mark_rule(strokeWidth=1.5)
    marks = base.mark_point(filled=True, size=75, opacity=1)
    return alt.layer(
        lines,
        spread.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour),
        marks.encode(x=x, y=y, color=colour, shape=shape, description="about:N"),
    ).properties(width=_WIDTH, height=_HEIGHT)


def _points(row: dict[str, Any], measure: str) -> list[dict[str, Any]]:
    value, low, high, chance = (row[measure], row[f"{measure}_low"], row[f"{measure}_high"], row[f"{measure}_chance"])
    about = f"{row['topics']} topics: {measure} {_number(value)}, seeds {_number(low)} to {_number(high)}"
    own = {"topics": row["topics"], "value": value, "low": low, "high": high, "chance": "no", "about": about}
    by_chance = {"topics": row["topics"], "value": chance, "low": None, "high": None, "chance": "yes"} | {
        "look": _CHANCE,
        "about": f"{row['topics']} topics by chance: {measure} {_number(chance)}",
    }
    return [own | {"look": _CHOSEN if row["chosen"] else _OTHER}, by_chance]


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.2f}"

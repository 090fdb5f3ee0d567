"""The specification curve: one measure under every reasonable choice, in the order of what comes out."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from pipeline.export.charts_svg import draw

_WIDTH, _ROW = 420, 17
_HEADLINE = "headline"
# Differ in colour and in shape.
_LOOKS = {
    "headline": ("#D55E00", "diamond"),
    "interval off zero": ("#0072B2", "circle"),
    "interval holds zero, or none": ("#767676", "square"),
}


def specification_chart(specification: pl.DataFrame, measure: str) -> str:
    """Estimates of `measure` (table SPECIFICATION) with 95 % intervals, least at the top; "" where none is defined."""
    rows = specification.filter((pl.col("measure") == measure) & pl.col("estimate").is_not_null())
    points = [_point(row) for row in rows.sort("estimate", "specification").to_dicts()]
    if not points:
        return ""
    held = sum(point["holds"] for point in points)
    low, high = points[0], points[-1]
    description = (
        f"{len(points)} specifications; estimates from {low['estimate']:.2f} ({low['label']}) to "
        f"{high['estimate']:.2f} ({high['label']}). {held} of the intervals hold zero."
    )
    title = f"{measure.replace('_', ' ')} under every specification"
    return draw(_curve(points), title=title, description=description, name=f"specification-{measure}")


def _point(row: dict[str, Any]) -> dict[str, Any]:
    low, high = row["low"], row["high"]
    holds = low is not None and high is not None and low <= 0 <= high
    headline = row["specification"].startswith(_HEADLINE)
    off = low is not None and high is not None and not holds
    look = "headline" if headline else "interval off zero" if off else "interval holds zero, or none"
    interval = f", 95 % interval {low:.2f} to {high:.2f}" if low is not None and high is not None else ""
    about = f"{row['specification']}: {row['estimate']:.2f}{interval}"
    label = row["specification"]
    return {"label": label, "estimate": row["estimate"], "low": low, "high": high, "look": look, "holds": holds} | {
        "about": about
    }


def _curve(points: list[dict[str, Any]]) -> Any:
    names = list(_LOOKS)
    y = alt.Y("label:N", sort=[point["label"] for point in points], title=None, axis=alt.Axis(labelLimit=420))
    base = alt.Chart(alt.Data(values=points))
    colour = alt.Color(
        "look:N",
        scale=alt.Scale(domain=names, range=[colour for colour, _ in _LOOKS.values()]),
        legend=alt.Legend(title=None, orient="top"),
    )
    shape = alt.Shape("look:N", scale=alt.Scale(domain=names, range=[shape for _, shape in _LOOKS.values()]))
    x = alt.X("estimate:Q", title="policy minus reported practice (share)", scale=alt.Scale(zero=True))
    zero = alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color="#444444").encode(x=alt.X("at:Q"))
    ranges = base.transform_filter("datum.low !== null").mark_rule(strokeWidth=1.5)
    marks = base.mark_point(filled=True, size=55, opacity=1)
    return alt.layer(
        zero,
        ranges.encode(y=y, x=alt.X("low:Q"), x2="high:Q", color=colour),
        marks.encode(y=y, x=x, color=colour, shape=shape, description="about:N"),
    ).properties(width=_WIDTH, height=alt.Step(_ROW))

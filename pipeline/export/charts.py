"""Charts of the report as inline SVG: altair's grammar drawn by vl-convert, no script and no network.

Each function takes a table, returns one `<svg>` string and an empty string when there is nothing to draw. Colours are
of the Okabe-Ito set, told apart by shape or order too. Values stand in each mark's native tooltip; the report sets a
table beside every chart, so the drawing itself is one image with a name and a description.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from pipeline.export.charts_svg import draw

# A cut with fewer participants is not published.
FEWEST_PARTICIPANTS = 5
POLICY_COLOUR, PRACTICE_COLOUR = "#0072B2", "#D55E00"
STATUS_COLOURS = {
    "established": "#0072B2",
    "limited": "#56B4E9",
    "intended": "#F0C24B",
    "absent": "#D55E00",
    "past": "#8A8A8A",
}
_DARK = "#222222"
_SHARE_WIDTH, _DIFFERENCE_WIDTH, _BAR_WIDTH = 250, 200, 440
_ROW = 26
_LABEL_WIDTH = 230


def gap_chart(gap: pl.DataFrame, dimension: str) -> str:
    """Policy share joined to practice share for each code of `dimension` (table GAP), and the difference beside it.

    Codes are ordered by difference, policy's first. The difference carries its 95 % interval; the grey band is the
    floor, how far apart two halves of one side come by chance. Codes with a side undefined, or with fewer than five
    participants, are left out.
    """
    rows = [
        {
            "label": short_label(row["code"], dimension),
            "first": row["policy_share"],
            "second": row["practice_share"],
            **_difference(row),
            "floor": row["floor"],
            "about": _about_gap(row),
        }
        for row in _published(gap.filter(pl.col("dimension") == dimension), "participants")
        if row["policy_share"] is not None and row["practice_share"] is not None
    ]
    return _dumbbells(
        rows,
        ("policy", "reported practice"),
        title=f"{dimension}: share in policy and in reported practice",
        name=f"gap-{dimension}",
    )


def delivery_chart(gap: pl.DataFrame, dimension: str) -> str:
    """What interviews report of each code of `dimension` (table GAP): bars of the five statuses that sum to one.

    The label carries the number of practice claims, the denominator. Codes without such claims, or with fewer than
    five participants, are left out.
    """
    kept = [
        row for row in _published(gap.filter(pl.col("dimension") == dimension), "participants") if row["practice_claims"]
    ]
    kept.sort(key=lambda row: (-(row["established"] or 0), row["code"]))
    bars = [bar for row in kept for bar in _status_bars(row, dimension)]
    if not bars:
        return ""
    return draw(
        _stacked(bars),
        title=f"{dimension}: what interviews report, by status",
        description=_say_delivery(bars),
        name=f"delivery-{dimension}",
    )


def cases_chart(cases: pl.DataFrame, dimension: str) -> str:
    """Share of each code of `dimension` in the two cases (table CASES) and their difference with its 95 % interval.

    Codes with a case undefined, or with fewer than five participants in either case, are left out.
    """
    kept = [
        row
        for row in _published(cases.filter(pl.col("dimension") == dimension), "participants_a", "participants_b")
        if row["share_a"] is not None and row["share_b"] is not None
    ]
    rows = [
        {
            "label": short_label(row["code"], dimension),
            "first": row["share_a"],
            "second": row["share_b"],
            **_difference(row),
            "about": _about_case(row),
        }
        for row in kept
    ]
    names = (_case_name(kept, "a"), _case_name(kept, "b"))
    return _dumbbells(
        rows, names, title=f"{dimension}: share in {names[0]} and in {names[1]}", name=f"cases-{dimension}"
    )


def topics_chart(topics: pl.DataFrame) -> str:
    """Prevalence of each topic (table TOPICS) in policy and in interviews, and the difference with its interval."""
    rows = [
        {
            "label": f"{row['topic_id']}: {_cut(row['label'] or '')}",
            "first": row["prevalence_policy"],
            "second": row["prevalence_practice"],
            **_difference(row),
            "about": f"topic {row['topic_id']}: {row['terms'] or ''}; {_say_difference(row)}",
        }
        for row in topics.to_dicts()
        if row["prevalence_policy"] is not None and row["prevalence_practice"] is not None
    ]
    return _dumbbells(
        rows, ("policy", "interviews"), title="Topics: prevalence in policy and in interviews", name="topics"
    )


def short_label(code: str, dimension: str) -> str:
    """A code without its dimension, levels set apart: `barrier.trust` in `barrier` is `trust`."""
    short = code.removeprefix(f"{dimension}.")
    return short.replace(".", " · ").replace("_", " ")


def _published(frame: pl.DataFrame, *counts: str) -> list[dict[str, Any]]:
    """Rows without those whose known number of participants is too small to publish."""
    return [
        row
        for row in frame.to_dicts()
        if all(row[count] is None or row[count] >= FEWEST_PARTICIPANTS for count in counts)
    ]


def _difference(row: dict[str, Any]) -> dict[str, Any]:
    return {"difference": row["difference"], "low": row["low"], "high": row["high"]}


def _dumbbells(rows: list[dict[str, Any]], names: tuple[str, str], *, title: str, name: str) -> str:
    if not rows:
        return ""
    rows = sorted(rows, key=lambda row: (-(row["difference"] or 0.0), row["label"]))
    order = [row["label"] for row in rows]
    panels = [_share_panel(rows, order, names)]
    if any(row["difference"] is not None for row in rows):
        panels.append(_difference_panel(rows, order, names))
    chart = alt.hconcat(*panels, spacing=18).resolve_scale(y="shared")
    return draw(chart, title=title, description=_say_dumbbells(rows, names), name=name)


def _share_panel(rows: list[dict[str, Any]], order: Sequence[str], names: tuple[str, str]) -> alt.LayerChart:
    points = [
        {"label": row["label"], "share": row[side], "side": name, "about": row["about"]}
        for row in rows
        for side, name in zip(("first", "second"), names, strict=True)
    ]
    scale = alt.Scale(domain=list(names), range=[POLICY_COLOUR, PRACTICE_COLOUR])
    shapes = alt.Scale(domain=list(names), range=["circle", "diamond"])
    joined = (
        alt.Chart(alt.Data(values=rows))
        .mark_rule(color="#9A9A9A", strokeWidth=2)
        .encode(y=_labels(order), x=_share_axis("first:Q", "share of coded segments"), x2="second:Q")
    )
    marks = (
        alt.Chart(alt.Data(values=points))
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            y=_labels(order),
            x="share:Q",
            color=alt.Color("side:N", scale=scale, legend=alt.Legend(title=None, orient="top")),
            shape=alt.Shape("side:N", scale=shapes),
            description="about:N",
        )
    )
    return (joined + marks).properties(width=_SHARE_WIDTH, height=alt.Step(_ROW))


def _difference_panel(rows: list[dict[str, Any]], order: Sequence[str], names: tuple[str, str]) -> alt.LayerChart:
    known = [row for row in rows if row["difference"] is not None]
    whole = [row for row in known if row["low"] is not None and row["high"] is not None]
    layers = [alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=_DARK).encode(x="zero:Q")]
    floors = [{**row, "minus": -row["floor"]} for row in known if row.get("floor") is not None]
    y = _labels(order, shown=False)
    if floors:
        band = alt.Chart(alt.Data(values=floors)).mark_bar(color="#DDDDDD", height=_ROW - 8)
        layers.insert(0, band.encode(y=y, x="minus:Q", x2="floor:Q"))
    layers.append(alt.Chart(alt.Data(values=whole)).mark_rule(color=_DARK).encode(y=y, x="low:Q", x2="high:Q"))
    axis = alt.X("difference:Q", title=f"{names[0]} minus {names[1]}", axis=alt.Axis(format="+.0%", tickCount=5))
    points = alt.Chart(alt.Data(values=known)).mark_point(filled=True, color=_DARK, size=60, opacity=1)
    layers.append(points.encode(y=y, x=axis, description="about:N"))
    return alt.layer(*layers).properties(width=_DIFFERENCE_WIDTH, height=alt.Step(_ROW))


def _stacked(bars: list[dict[str, Any]]) -> alt.LayerChart:
    order = list(dict.fromkeys(bar["label"] for bar in bars))
    colours = alt.Scale(domain=list(STATUS_COLOURS), range=list(STATUS_COLOURS.values()))
    base = alt.Chart(alt.Data(values=bars)).encode(y=_labels(order))
    drawn = base.mark_bar(stroke="white", strokeWidth=1, height=_ROW - 8).encode(
        x=alt.X("from:Q", title="share of practice claims of the code", axis=_percent(), scale=alt.Scale(domain=[0, 1])),
        x2="to:Q",
        color=alt.Color(
            "status:N", scale=colours, sort=list(STATUS_COLOURS), legend=alt.Legend(title=None, orient="top")
        ),
        description="about:N",
    )
    # A number inside a bar is readable only where the bar is wide enough; the others stand in tooltip and table.
    wide = base.transform_filter("datum.share >= 0.08").mark_text(fontSize=11).encode(
        x="middle:Q",
        text=alt.Text("share:Q", format=".0%"),
        color=alt.Color("ink:N", scale=None),
    )
    return alt.layer(drawn, wide).properties(width=_BAR_WIDTH, height=alt.Step(_ROW))


def _status_bars(row: dict[str, Any], dimension: str) -> list[dict[str, Any]]:
    claims = row["practice_claims"]
    label = f"{short_label(row['code'], dimension)} (n = {claims})"
    bars, reached = [], 0.0
    for status in STATUS_COLOURS:
        share = row[status] or 0.0
        if share > 0:
            about = f"{row['code']}: {share:.0%} of {claims} practice claims {status}"
            ink = "white" if status in ("established", "absent") else _DARK
            bars.append(
                {
                    "label": label,
                    "status": status,
                    "share": share,
                    "from": reached,
                    "middle": reached + share / 2,
                    "to": reached + share,
                    "ink": ink,
                    "about": about,
                }
            )
        reached += share
    return bars


def _labels(order: Sequence[str], *, shown: bool = True) -> alt.Y:
    axis = alt.Axis(labelLimit=_LABEL_WIDTH, ticks=False, domain=False, grid=True) if shown else None
    return alt.Y("label:N", sort=list(order), title=None, axis=axis)


def _share_axis(field: str, title: str) -> alt.X:
    return alt.X(field, title=title, axis=_percent(), scale=alt.Scale(zero=True))


def _percent() -> alt.Axis:
    return alt.Axis(format=".0%", tickCount=5)


def _case_name(rows: list[dict[str, Any]], case: str) -> str:
    names = [row[f"case_{case}"] for row in rows if row[f"case_{case}"]]
    return f"case {names[0] if names else case.upper()}"


def _about_gap(row: dict[str, Any]) -> str:
    floor = "" if row["floor"] is None else f"; floor {row['floor']:.1%}"
    return (
        f"{row['code']}: policy {_percentage(row['policy_share'])} of {row['policy_documents']} documents, "
        f"reported practice {_percentage(row['practice_share'])} of {row['participants']} participants; "
        f"{_say_difference(row)}{floor}"
    )


def _about_case(row: dict[str, Any]) -> str:
    sides = ", ".join(
        f"{row[f'case_{case}'] or case.upper()} {_percentage(row[f'share_{case}'])} "
        f"[{_percentage(row[f'low_{case}'])}, {_percentage(row[f'high_{case}'])}]"
        for case in ("a", "b")
    )
    return f"{row['code']}: {sides}; {_say_difference(row)}"


def _say_difference(row: dict[str, Any]) -> str:
    if row["difference"] is None:
        return "difference undefined"
    points = f"difference {100 * row['difference']:+.1f} points"
    if row["low"] is None or row["high"] is None:
        return f"{points}, no interval"
    return f"{points}, 95 % interval {100 * row['low']:+.1f} to {100 * row['high']:+.1f}"


def _say_dumbbells(rows: Sequence[dict[str, Any]], names: tuple[str, str]) -> str:
    parts = [
        f"{row['label']}: {names[0]} {_percentage(row['first'])}, {names[1]} {_percentage(row['second'])}, "
        f"{_say_difference(row)}"
        for row in rows
    ]
    return ". ".join(parts) + "."


def _say_delivery(bars: Sequence[dict[str, Any]]) -> str:
    return ". ".join(bar["about"] for bar in bars) + "."


def _percentage(share: float | None) -> str:
    return "undefined" if share is None else f"{share:.1%}"


def _cut(text: str, limit: int = 32) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"

"""Two drawings of ranges in rows: hard beside soft shares, and how often simulated intervals held the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from pipeline.export.charts_svg import draw

_INK = "#222222"
_WIDTH, _ROW = 400, 26
_HARD, _SOFT = "codes applied", "expected by probabilities"
_FORMS = {_HARD: ("#0072B2", "circle"), _SOFT: ("#D55E00", "diamond")}
# Which of the recorded methods are shown, and how; the others stand in the table.
_METHODS = {
    "ours": ("#0072B2", "circle"),
    "plain bootstrap": ("#D55E00", "diamond"),
}


def doubt_chart(doubt: pl.DataFrame, always: Sequence[str] = ()) -> str:
    """Differences policy minus practice in both forms (table DOUBT), where they disagree and for the codes `always`.

    "" where nothing is known of doubt.
    """
    known = doubt.filter((pl.col("side") == "difference") & pl.col("soft").is_not_null())
    shown = known.filter(pl.col("disagree").fill_null(False) | pl.col("code").is_in(list(always))).sort("hard", "code")
    if shown.is_empty():
        return ""
    marks = [mark for row in shown.to_dicts() for mark in _forms(row)]
    many = int(known["disagree"].fill_null(False).sum())
    description = (
        f"{shown.height} codes. In {many} of {known.height} differences the two forms disagree: either lies outside "
        "the other's 95 % interval, or the sign turns."
    )
    layers = _ranges(marks, "form", _FORMS, "policy minus reported practice (share)")
    chart = alt.layer(_rule(0.0), *layers).properties(width=_WIDTH, height=alt.Step(_ROW, **{"for": "position"}))
    return draw(chart, title="Does the coder's doubt matter?", description=description, name="doubt")


def _forms(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    label = row["code"] + ("" if not row["disagree"] else " *")
    return [
        {
            "label": label,
            "form": form,
            "middle": row[name],
            "low": row[f"{name}_low"],
            "high": row[f"{name}_high"],
            "about": f"{row['code']}, {form}: {row[name]:+.2f}",
        }
        for form, name in ((_HARD, "hard"), (_SOFT, "soft"))
    ]


def simulation_chart(coverage: Sequence[Mapping[str, Any]]) -> str:
    """Least and greatest coverage over measures by scenario and size (rows of `recorded.coverage`); "" without any.

    Sizes that differ in policies alone stand together in a row. The band is 93 to 97 %.
    """
    marks = _held(coverage)
    if not marks:
        return ""
    ours = [mark for mark in marks if mark["form"] == "ours"]
    description = (
        f"Nominal 95 % intervals. Ours hold the truth from {min(m['low'] for m in ours):.1f} to "
        f"{max(m['high'] for m in ours):.1f} % of the time in {len(ours)} scenarios and sizes. The band: 93 to 97 %."
    )
    band = alt.Chart(alt.Data(values=[{"from": 93, "to": 97}])).mark_rect(color="#E2E2E2")
    layers = _ranges(marks, "form", _METHODS, "simulated studies whose interval holds the truth, %", zero=False)
    chart = alt.layer(band.encode(x=alt.X("from:Q"), x2="to:Q"), _rule(95.0), *layers)
    chart = chart.properties(width=_WIDTH, height=alt.Step(_ROW, **{"for": "position"}))
    return draw(chart, title="Do 95 % intervals hold the truth?", description=description, name="simulation")


def _held(coverage: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    grouped: dict[tuple[str, int, str], list[Mapping[str, Any]]] = {}
    for row in coverage:
        if "fixed" not in row["method"] and row["method"] != "uncorrected":
            form = "plain bootstrap" if "bootstrap" in row["method"] else "ours"
            grouped.setdefault((row["scenario"], row["participants"], form), []).append(row)
    return [_mark(*key, rows) for key, rows in sorted(grouped.items())]


def _mark(scenario: str, participants: int, form: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    least, most = min(row["policies"] for row in rows), max(row["policies"] for row in rows)
    label = f"{scenario}: {least if least == most else f'{least}–{most}'} and {participants}"
    low, high = 100 * min(row["least"] for row in rows), 100 * max(row["most"] for row in rows)
    about = f"{label}, {form}: {low:.1f} to {high:.1f} % over {max(row['measures'] for row in rows)} measures"
    return {"label": label, "form": form, "middle": (low + high) / 2, "low": low, "high": high, "about": about}


def _rule(at: float) -> Any:
    return alt.Chart(alt.Data(values=[{"at": at}])).mark_rule(color=_INK).encode(x=alt.X("at:Q"))


def _ranges(
    marks: list[dict[str, Any]], field: str, looks: Mapping[str, tuple[str, str]], title: str, zero: bool = True
) -> list[Any]:
    """Rows of intervals with a mark in each, the kinds of `field` one above the other."""
    names, colours, shapes = list(looks), *zip(*looks.values(), strict=True)
    labels = alt.Axis(labelLimit=380, labelPadding=8, ticks=False, domain=False, grid=True)
    y = alt.Y("label:N", sort=list(dict.fromkeys(mark["label"] for mark in marks)), title=None, axis=labels)
    offset = alt.YOffset(f"{field}:N", sort=names)
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1)
    colour = alt.Color(f"{field}:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    shape = alt.Shape(f"{field}:N", scale=alt.Scale(domain=names, range=shapes))
    x = alt.X("middle:Q", title=title, scale=alt.Scale(zero=zero))
    base = alt.Chart(alt.Data(values=marks))
    whole = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    return [
        whole.mark_rule(strokeWidth=2).encode(y=y, yOffset=offset, x=alt.X("low:Q"), x2="high:Q", color=colour),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            y=y, yOffset=offset, x=x, color=colour, shape=shape, description="about:N"
        ),
    ]

"""The report's part on the coding itself: scores by coder, side and language, calibration, and what is mistaken."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
from markupsafe import Markup

from pipeline.export.charts_panels import INK
from pipeline.export.charts_svg import draw

_CODER = "resolved"
_CONFUSIONS = 12
_SIDE = 330
_OBSERVED = "share that carries the code"
# Fewer cells than this in a bin say nothing; the table beside the chart lists them.
FEWEST_CELLS = 10
_MEASURES = {"micro f1": "all codes, F1", "gate f1": "any code or none, F1", "false codes": "codes where none belongs",
             "status accuracy": "status right"}  # fmt: skip


def coding_quality(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    """What the template shows of the tables EVALUATION, QUALITY, RELIABILITY, CONFUSIONS; None without scores."""
    scores = _rows(tables, "evaluation", pl.col("code").is_in(["micro", "gate"]))
    if not scores:
        return None
    curve = tables.get("reliability")
    return {
        "scores": scores,
        "groups": _groups(tables),
        "reliability": _rows(tables, "reliability", (pl.col("coder") == _CODER) & (pl.col("cells") > 0)),
        "chart": None if curve is None else _chart(curve),
        "confusions": _confusions(tables),
    }


def floored(value: float | None) -> str:
    """A score with two decimals, cut and never rounded up; empty where undefined."""
    return "" if value is None else f"{math.floor(round(value * 100, 9)) / 100:.2f}"


def reliability_chart(reliability: pl.DataFrame, coder: str = _CODER) -> str:
    """Observed share over mean probability of each bin of `coder` (table RELIABILITY), with intervals, as SVG.

    Points on the diagonal are probabilities that mean what they say. Bins with fewer than ten cells are left out; an
    empty string when none is left.
    """
    shown = reliability.filter(
        (pl.col("coder") == coder) & (pl.col("cells") >= FEWEST_CELLS) & pl.col("observed").is_not_null()
    ).sort("predicted")
    if shown.is_empty():
        return ""
    rows = [{**row, "about": _about(row)} for row in shown.iter_rows(named=True)]
    over = sum(row["observed"] < row["predicted"] for row in rows)
    description = (
        f"{len(rows)} bins of probability against the share of passages that people gave the code; the line is where "
        f"both are equal. In {over} bins fewer passages carry the code than the probability says."
    )
    return draw(_drawing(rows), title="Do the probabilities mean what they say?", description=description,
                name="reliability")  # fmt: skip


def _drawing(rows: list[dict[str, Any]]) -> Any:
    axis = alt.Axis(format=".0%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("predicted:Q", title="mean probability of the bin", scale=scale, axis=axis)
    y = alt.Y("observed:Q", title=_OBSERVED, scale=scale, axis=axis)
    diagonal = alt.Chart(alt.Data(values=[{"predicted": 0, "observed": 0}, {"predicted": 1, "observed": 1}]))
    line = diagonal.mark_line(color="#808080", strokeDash=[4, 3]).encode(x=x, y=y)
    whole = alt.Chart(alt.Data(values=[row for row in rows if row["low"] is not None]))
    ends = whole.mark_rule(color=INK).encode(x=x, y=alt.Y("low:Q", title=_OBSERVED, scale=scale), y2="high:Q")
    points = alt.Chart(alt.Data(values=rows)).mark_point(filled=True, size=70, color="#0072B2", opacity=1)
    layers = alt.layer(line, ends, points.encode(x=x, y=y, description="about:N"))
    return layers.properties(width=_SIDE, height=_SIDE)


def _about(row: Mapping[str, Any]) -> str:
    return f"probability {row['predicted']:.0%}: {row['observed']:.0%} of {row['cells']} carry the code" + (
        "" if row["low"] is None else f" (95 % interval {row['low']:.0%} to {row['high']:.0%})"
    )


def _chart(curve: pl.DataFrame) -> Markup | None:
    drawn = reliability_chart(curve)
    return Markup(drawn) if drawn else None


def _groups(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Rows of QUALITY by side and language, in the words of the report."""
    wanted = (pl.col("group_kind") != "all") & pl.col("measure").is_in(list(_MEASURES))
    rows = _rows(tables, "quality", wanted & pl.col("coder").is_in([_CODER, "claims", "people"]))
    return [{**row, "measure": _MEASURES[row["measure"]]} for row in rows if row["estimate"] is not None]


def _confusions(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    rows = _rows(tables, "confusions", pl.col("coder") == _CODER)
    rows.sort(key=lambda row: (-row["segments"], row["meant"], row["given"]))
    return rows[:_CONFUSIONS]


def _rows(tables: Mapping[str, pl.DataFrame], name: str, wanted: pl.Expr) -> list[dict[str, Any]]:
    return tables[name].filter(wanted).to_dicts() if name in tables else []

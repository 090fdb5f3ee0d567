"""The report: one self-contained page, every sentence computed, charts as inline SVG with their table beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from pipeline.codebook import Codebook
from pipeline.export import charts, recorded
from pipeline.export.charts_asked import coverage_chart
from pipeline.export.charts_ranges import doubt_chart, simulation_chart
from pipeline.export.charts_specification import specification_chart
from pipeline.export.coding_quality import coding_quality, floored
from pipeline.export.headline import headline_sentence
from pipeline.export.practice import presences, triangulations
from pipeline.export.topics import topics_part

_PASSAGES = 5  # shown per finding; the rest is listed by id in findings.csv


def render_report(
    tables: Mapping[str, pl.DataFrame],
    codebook: Codebook,
    record: Mapping[str, Any],
    kept: Mapping[str, pl.DataFrame] | None = None,
) -> str:
    """The page as HTML text. A table that was not computed is said to be missing; nothing stands in for it.

    `kept` are tables made once and not in a run: what `recorded.read_recorded` gives.
    """
    environment = Environment(
        loader=PackageLoader("pipeline.export"), autoescape=select_autoescape(), undefined=StrictUndefined
    )
    environment.filters |= {"share": _share, "points": _points, "number": _number, "floored": floored}
    return environment.get_template("report.html.j2").render(
        headline=headline_sentence(tables, codebook),
        labels=_labels(tables),
        sides=_sides(tables),
        dimensions=_dimensions(tables, codebook),
        cases=_cases(tables, codebook),
        index=_rows(tables, "index"),
        topics=_topics(tables),
        findings=_findings(tables),
        asked=_asked(tables),
        presences=presences(tables, codebook),
        doubt=_doubt(tables, codebook),
        doubtful=[row for row in _rows(tables, "doubt") if row["disagree"]],
        triangulation=triangulations(tables),
        boilerplate=_rows(tables, "boilerplate"),
        targets=_targets(tables),
        rejected=_rows(tables, "rejected"),
        agreement=[row for row in _rows(tables, "agreement") if row["code"] == "overall"],
        coding=coding_quality(tables),
        specification=_rows(tables, "specification"),
        specification_charts=_specifications(tables),
        target_changes=_rows(tables, "target_changes"),
        learning=recorded.learning(kept or {}),
        left_out=recorded.left_out(kept or {}),
        coverage=recorded.coverage(kept or {}),
        coverage_chart=Markup(simulation_chart(recorded.coverage(kept or {}))),
        false_alarms=recorded.false_alarms(kept or {}),
        record=record,
    )


def _rows(tables: Mapping[str, pl.DataFrame], name: str) -> list[dict[str, Any]]:
    return tables[name].to_dicts() if name in tables else []


def _labels(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    if "documents" not in tables:
        return []
    return sorted(set(tables["documents"]["licence"].drop_nulls().to_list()))


def _sides(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    if "documents" not in tables:
        return []
    grouped = tables["documents"].group_by("side").agg(pl.len().alias("documents"), pl.col("words").sum())
    return grouped.sort("side").to_dicts()


def _specifications(tables: Mapping[str, pl.DataFrame]) -> list[Markup]:
    """A curve for each measure of the specification panel."""
    frame = tables.get("specification")
    if frame is None:
        return []
    drawn = (specification_chart(frame, measure) for measure in frame["measure"].unique().sort())
    return [Markup(chart) for chart in drawn if chart]


def _asked(tables: Mapping[str, pl.DataFrame]) -> Markup | None:
    if "guide" not in tables or "question_coverage" not in tables:
        return None
    return Markup(coverage_chart(tables["guide"], tables["question_coverage"]))


def _doubt(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> Markup | None:
    codes = [measure.code for measure in codebook.measures.values()]
    return _chart(doubt_chart, tables.get("doubt"), codes)


def _chart(draw: Any, frame: pl.DataFrame | None, *more: Any) -> Markup | None:
    if frame is None or frame.is_empty():
        return None
    return Markup(draw(frame, *more))


def _dimensions(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> list[dict[str, Any]]:
    if "gap" not in tables:
        return []
    found = []
    for dimension in codebook.dimensions:
        rows = tables["gap"].filter(pl.col("dimension") == dimension)
        shown = rows.filter(pl.col("policy_share").is_not_null() | pl.col("practice_share").is_not_null())
        if shown.is_empty():
            continue
        claimed = shown.filter(pl.col("practice_claims").fill_null(0) > 0)
        found.append(
            {
                "name": dimension,
                "rows": shown.to_dicts(),
                "chart": _chart(charts.gap_chart, shown, dimension),
                "delivery": _chart(charts.delivery_chart, claimed, dimension),
                "sentence": _widest(shown),
            }
        )
    return found


def _widest(rows: pl.DataFrame) -> str:
    known = rows.filter(pl.col("difference").is_not_null())
    if known.is_empty():
        return "No difference between the sides is defined in this dimension."
    top, bottom = known.sort("difference").row(-1, named=True), known.sort("difference").row(0, named=True)
    told = []
    if top["difference"] > 0:
        told.append(f"Policy leans most to {top['code']} ({_points(top['difference'])} points).")
    if bottom["difference"] < 0:
        told.append(f"Reported practice leans most to {bottom['code']} ({_points(-bottom['difference'])} points).")
    return " ".join(told)


def _cases(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> list[dict[str, Any]]:
    if "cases" not in tables:
        return []
    found = []
    for dimension in codebook.dimensions:
        rows = tables["cases"].filter((pl.col("dimension") == dimension) & pl.col("difference").is_not_null())
        if not rows.is_empty():
            chart = _chart(charts.cases_chart, rows, dimension)
            found.append({"name": dimension, "rows": rows.to_dicts(), "chart": chart})
    return found


def _findings(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    if "findings" not in tables:
        return []
    texts: dict[str, dict[str, Any]] = {}
    if "segments" in tables:
        columns = tables["segments"].select("segment_id", "document_id", "page", "turn", "text")
        texts = {row["segment_id"]: row for row in columns.iter_rows(named=True)}
    found = []
    for row in sorted(_rows(tables, "findings"), key=lambda row: (len(row["finding"]), row["finding"])):
        cited = [name for name in (row["passages"] or "").split(";") if name in texts]
        passages = [{**texts[name], "place": _place(texts[name])} for name in cited[:_PASSAGES]]
        found.append({**row, "shown_passages": passages, "more": max(0, len(cited) - _PASSAGES)})
    return found


def _topics(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    part = topics_part(tables)
    for row in part["rows"]:
        row["passages"] = [{**passage, "place": _place(passage)} for passage in row["passages"]]
    return part


def _place(row: Mapping[str, Any]) -> str:
    """Where a passage stands: page of a document or turn of an interview. Never who speaks: roles identify people."""
    if row["turn"] is not None:
        return f"{row['document_id']}, turn {row['turn']}"
    return f"{row['document_id']}, page {row['page']}" if row["page"] is not None else str(row["document_id"])


def _targets(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    if "targets" not in tables:
        return []
    return tables["targets"].filter(pl.col("target_value").is_not_null()).sort("program", "indicator").to_dicts()


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}".replace("%", " %")


def _points(value: float | None) -> str:
    return "" if value is None else f"{100 * value:+.0f}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 10_000 else f"{value:.4g}"

"""What the report shows of the topics: rows with their words and exemplars, and items for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from markupsafe import Markup

from pipeline.export.charts import topics_chart
from pipeline.export.charts_topics import topic_choice_chart

_JOIN = "_"


def topics_part(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Values of the topics template: `rows`, `choice`, `items`, `notes` and the two `charts`, empty where missing."""
    texts = _texts(tables)
    return {
        "rows": [_shown(row, texts) for row in _rows(tables, "topics")],
        "choice": _rows(tables, "topic_choice"),
        "items": _items(tables),
        "notes": [row["note"] for row in _rows(tables, "topic_notes")],
        "chart": _drawn(topics_chart, tables.get("topics")),
        "choice_chart": _drawn(topic_choice_chart, tables.get("topic_choice")),
    }


def _rows(tables: Mapping[str, pl.DataFrame], name: str) -> list[dict[str, Any]]:
    return tables[name].to_dicts() if name in tables else []


def _drawn(draw: Any, frame: pl.DataFrame | None) -> Markup | None:
    return None if frame is None or frame.is_empty() else Markup(draw(frame))


def _texts(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    if "segments" not in tables:
        return {}
    columns = tables["segments"].select("segment_id", "document_id", "page", "turn", "text")
    return {row["segment_id"]: row for row in columns.iter_rows(named=True)}


def _shown(row: Mapping[str, Any], texts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    words = [term.replace(_JOIN, " ") for term in (row["terms"] or "").split()]
    cited = [texts[name] for name in (row["exemplars"] or "").split(";") if name in texts]
    return {**row, "words": ", ".join(words), "passages": cited}


def _items(tables: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Word intrusion items with their answer, which the page keeps folded."""
    answers = {row["item"]: row for row in _rows(tables, "topic_intrusion_key")}
    return [
        {
            "item": row["item"],
            "words": [word.replace(_JOIN, " ") for name, word in row.items() if name != "item"],
            "topic_id": answers[row["item"]]["topic_id"],
            "intruder": answers[row["item"]]["intruder"].replace(_JOIN, " "),
        }
        for row in _rows(tables, "topic_intrusion")
        if row["item"] in answers
    ]

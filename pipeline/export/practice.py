"""Rows of the report on interviews: who speaks of what, and whether groups of roles agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipeline.codebook import Codebook

_AGREEMENT = {
    "same": "same verdict",
    "direction": "same direction, not the same verdict",
    "apart": "opposite directions",
    None: "cannot be compared",
}


def presences(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> list[dict[str, Any]]:
    """By dimension: rows of table PRESENCE over all interviews whose code somebody has, most participants first."""
    if "presence" not in tables:
        return []
    whole = tables["presence"].filter((pl.col("group_kind") == "all") & (pl.col("present") > 0))
    by_most = whole.sort("presence", "code", descending=[True, False])
    found = [(name, by_most.filter(pl.col("dimension") == name).to_dicts()) for name in codebook.dimensions]
    return [{"name": name, "rows": rows} for name, rows in found if rows]


def triangulations(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    """By finding: each group's row of table TRIANGULATION, and in words whether the groups agree."""
    if "triangulation" not in tables:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for row in tables["triangulation"].sort("finding", "group").to_dicts():
        entry = found.setdefault(row["finding"], {"groups": [], "agreement": _AGREEMENT[row["agreement"]]})
        entry["groups"].append(row)
    tested = {name: of for name, of in found.items() if any(row["estimate"] is not None for row in of["groups"])}
    return tested

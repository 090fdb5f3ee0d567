"""Which program continues which: titles that are alike but for their years."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from pipeline.targets.names import overlap

SAME_LINE = 0.7
"""A program whose title shares this part of its words with an earlier one, years aside, succeeds it."""


def programs_in_time(documents: pl.DataFrame, wanted: Iterable[str] | None = None) -> dict[str, str]:
    """Programs of policy documents (table DOCUMENTS), earliest first, each with its title; of `wanted` ones only."""
    rows = documents.filter((pl.col("side") == "policy") & pl.col("program").is_not_null())
    if wanted is not None:
        rows = rows.filter(pl.col("program").is_in(sorted(wanted)))
    rows = rows.sort("year_from", "program", nulls_last=True)
    return {row["program"]: row["title"] for row in rows.to_dicts()}


def predecessors(programs: dict[str, str]) -> dict[str, str]:
    """For each program that continues one, the latest earlier program of its line."""
    names = list(programs)
    found = {}
    for place, later in enumerate(names):
        line = [name for name in names[:place] if overlap(programs[name], programs[later]) >= SAME_LINE]
        if line:
            found[later] = line[-1]
    return found

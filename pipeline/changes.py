"""What a program stresses that the one before it in its line did not, and what it dropped."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipeline.tables import PROGRAM_CHANGES
from pipeline.targets.lines import predecessors, programs_in_time

_KEY = ["dimension", "code"]
# A share of a few passages jumps by itself; below this many on either side the change is shown with a warning.
_FEW = 10


def change_programs(documents: pl.DataFrame, prevalence: pl.DataFrame) -> pl.DataFrame:
    """Shares of every code in each program and its predecessor (table PROGRAM_CHANGES).

    Takes the program groups of table PREVALENCE: shares of the passages coded in a dimension, with that denominator.
    A program is one document or a few, so there is no interval. Undefined where either has no passage coded in the
    dimension.
    """
    groups = prevalence.filter((pl.col("side") == "policy") & (pl.col("group_kind") == "program"))
    by_program = {
        name: {tuple(row[key] for key in _KEY): row for row in groups.filter(pl.col("group") == name).to_dicts()}
        for name in groups["group"].unique().sort()
    }
    made = []
    for later, earlier in predecessors(programs_in_time(documents)).items():
        before, after = by_program.get(earlier, {}), by_program.get(later, {})
        made += [_change(earlier, later, before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    return PROGRAM_CHANGES.frame(made)


def _change(earlier: str, later: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    defined = before["share"] is not None and after["share"] is not None
    few = min(before["segments"] or 0, after["segments"] or 0)
    return {
        "from_program": earlier,
        "to_program": later,
        **{key: before[key] for key in _KEY},
        "from_share": before["share"],
        "from_segments": before["segments"],
        "to_share": after["share"],
        "to_segments": after["segments"],
        "difference": after["share"] - before["share"] if defined else None,
        "change": _word(before["share"], after["share"]) if defined else None,
        "note": f"rests on {few} passages: read them" if defined and few < _FEW else None,
    }


def _word(before: float, after: float) -> str:
    if before == after:
        return "same"
    if after == 0:
        return "dropped"
    if before == 0:
        return "new"
    return "more" if after > before else "less"

"""Tables that a run does not compute but that tell how far its results can be trusted: made once, kept with a card.

The learning curve and the simulation take minutes and depend on the coder and the estimators, not on a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.store import read_csv
from pipeline.tables import EVALUATION, LEARNING_CURVE, SIMULATION

FOLDER = Path(__file__).resolve().parents[2] / "models"
_CODER = "resolved"


def read_recorded(folder: Path = FOLDER) -> dict[str, pl.DataFrame]:
    """Tables by name, those that `folder` holds; StudyError for an unreadable one.

    LEARNING_CURVE, SIMULATION, and `left_out`: table EVALUATION of the training passages while they were left out.
    """
    tables = {"learning_curve": LEARNING_CURVE, "simulation": SIMULATION, "left_out": EVALUATION}
    kept = {name: (table, folder / f"{name}.csv") for name, table in tables.items()}
    return {name: read_csv(table, path) for name, (table, path) in kept.items() if path.is_file()}


def left_out(recorded: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    """Rows `micro`, `macro` and `gate` of the resolved coder on training passages while they were left out."""
    if "left_out" not in recorded:
        return {}
    own = recorded["left_out"].filter(
        (pl.col("coder") == _CODER) & pl.col("code").is_in(["micro", "macro", "gate"]) & pl.col("f1").is_not_null()
    )
    return {row["code"]: row for row in own.iter_rows(named=True)}


def learning(recorded: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Scores of the resolved coder by passages in training, fewest first; empty where none is recorded."""
    if "learning_curve" not in recorded:
        return []
    return recorded["learning_curve"].filter(pl.col("coder") == _CODER).sort("passages").to_dicts()


def coverage(recorded: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """By scenario, size and method: how many measures, and the least and the greatest coverage among them."""
    if "simulation" not in recorded:
        return []
    held = recorded["simulation"].filter(pl.col("coverage").is_not_null())
    grouped = held.group_by("scenario", "policies", "participants", "method", maintain_order=True).agg(
        pl.len().alias("measures"),
        pl.col("simulations").min(),
        pl.col("coverage").min().alias("least"),
        pl.col("coverage").max().alias("most"),
    )
    return grouped.sort("scenario", "policies", "method").to_dicts()


def false_alarms(recorded: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """Rows of SIMULATION on studies without any difference: how often one was declared."""
    if "simulation" not in recorded:
        return []
    return recorded["simulation"].filter(pl.col("false_alarm").is_not_null()).sort("policies", "method").to_dicts()

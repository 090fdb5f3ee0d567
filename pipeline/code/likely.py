"""Calibrated probabilities of codes below any threshold: what a coder's doubt adds up to over a document."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipeline.code.model import probability
from pipeline.code.model_file import FittedModel
from pipeline.code.resolve import CODER
from pipeline.code.train import cells_of
from pipeline.tables import LIKELIHOODS

# Smaller probabilities are left out: all of them together add less than a hundredth of a coding to a passage.
LEAST = 1e-4


def likelihoods(
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    model: FittedModel | None,
    found: Any,
    settled: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The resolved coder's probability (table LIKELIHOODS) of every code for every segment, LEAST and above.

    codings: those of the rules and of the resolved coder. found: the model's scores of the segments (`stack.Scores`).
    settled (segment_id, …): segments that people settled. What the resolved coder takes from people, or from rules
    alone in languages that the model does not read, is certain. Without a model nothing is known of doubt: no rows.
    """
    if model is None:
        return LIKELIHOODS.empty()
    ids = segments["segment_id"].to_list()
    rules = codings.filter(pl.col("coder") == "rules")
    likely = np.round(probability(model, found, cells_of(rules, ids, model.code_ids)), 6)
    at, code = np.nonzero(likely >= LEAST)
    machine = pl.DataFrame(
        {
            "segment_id": pl.Series([ids[row] for row in at], dtype=pl.String),
            "code": pl.Series([model.code_ids[k] for k in code], dtype=pl.String),
            "probability": likely[at, code],
        }
    )
    if settled is not None:
        machine = machine.join(settled.select("segment_id").unique(), on="segment_id", how="anti")
    certain = codings.filter((pl.col("coder") == CODER) & pl.col("probability").is_null())
    sure = certain.select("segment_id", "code", probability=pl.lit(1.0))
    doubtful = machine.join(sure, on=["segment_id", "code"], how="anti")
    return LIKELIHOODS.frame(pl.concat([doubtful, sure]))

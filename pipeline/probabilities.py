"""Probabilities of every code for every segment, before any threshold: what doubt and calibration are read from."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipeline.code.model import probability, scores
from pipeline.code.model_file import FittedModel
from pipeline.code.train import cells_of

# Probabilities are kept this far from 0 and 1 where a logarithm is taken of them.
LEAST = 1e-6


def probabilities(segments: pl.DataFrame, codings: pl.DataFrame, model: FittedModel) -> dict[str, Any]:
    """Probabilities (N, K) of the model and of the resolved coder for `segments` (segment_id, text).

    `codings` hold what the rules apply to them, which the resolved coder takes into account.
    """
    ids = segments["segment_id"].to_list()
    rules = cells_of(codings.filter(pl.col("coder") == "rules"), ids, model.code_ids)
    found = scores(model, segments)
    given = {"model": probability(model, found), "resolved": probability(model, found, rules)}
    return {coder: np.clip(cells, LEAST, 1 - LEAST) for coder, cells in given.items()}

"""Which passages the coders are least sure of: ranked lists, best first, of segments worth a person's look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipeline.code.model_file import FittedModel
from pipeline.codebook import Codebook
from pipeline.probabilities import LEAST, probabilities

UNCERTAIN, DISAGREEING, RARE, RANDOM = "uncertain", "disagreeing", "rare", "random"
# A passage below half of a code's threshold says too little for the code to be worth asking about.
_NEAR = 0.5


def rank(
    segments: pl.DataFrame, codings: pl.DataFrame, codebook: Codebook, model: FittedModel | None
) -> dict[str, list[str]]:
    """Segment ids by reason, best first. `segments` (segment_id, text) are those that may be chosen.

    `codings` are a run's, by rules, model and resolved coder. Without a model nothing is uncertain (rules give no
    probabilities) and nothing disagrees; rare codes are those the resolved coder applies least.
    """
    kept = codings.filter(pl.col("segment_id").is_in(segments["segment_id"].to_list()))
    rows = _applied(kept)
    if model is None:
        return {RARE: _rare(rows, codings, codebook)}
    near = _near(segments, kept, model)
    return {
        UNCERTAIN: near.sort("distance", "segment_id")["segment_id"].unique(maintain_order=True).to_list(),
        DISAGREEING: _disagreeing(kept),
        RARE: _rare(near.select("segment_id", "code", "probability"), codings, codebook),
    }


def _near(segments: pl.DataFrame, codings: pl.DataFrame, model: FittedModel) -> pl.DataFrame:
    """Cells worth asking about: segment_id, code, probability, and its distance from the threshold in log-odds."""
    ids = segments["segment_id"].to_list()
    found = probabilities(segments, codings, model)["resolved"]
    limits = np.clip(np.asarray(model.thresholds_with_rules), LEAST, 1 - LEAST)
    distance = np.abs(np.log(found / (1 - found)) - np.log(limits / (1 - limits)))
    at, code = np.nonzero(found >= _NEAR * limits[None, :])
    return pl.DataFrame(
        {
            "segment_id": [ids[i] for i in at],
            "code": [model.code_ids[k] for k in code],
            "probability": found[at, code],
            "distance": distance[at, code],
        },
        schema={"segment_id": pl.String, "code": pl.String, "probability": pl.Float64, "distance": pl.Float64},
    )


def _disagreeing(codings: pl.DataFrame) -> list[str]:
    """Segments by how many codes only one of rules and model applies."""
    pairs = codings.filter(pl.col("coder").is_in(["rules", "model"])).group_by("segment_id", "code").len()
    lone = pairs.filter(pl.col("len") == 1).group_by("segment_id").agg(pl.len().alias("codes"))
    return lone.sort("codes", "segment_id", descending=[True, False])["segment_id"].to_list()


def _rare(cells: pl.DataFrame, codings: pl.DataFrame, codebook: Codebook) -> list[str]:
    """Segments that may carry a code, the rarest codes first and one of each code in turn."""
    counts = dict(_applied(codings).group_by("code").len().iter_rows())
    queues = [
        cells.filter(pl.col("code") == code).sort(
            "probability", "segment_id", descending=[True, False], nulls_last=True
        )
        for code in sorted(codebook.ids, key=lambda code: (counts.get(code, 0), code))
    ]
    return in_turn([queue["segment_id"].to_list() for queue in queues])


def _applied(codings: pl.DataFrame) -> pl.DataFrame:
    return codings.filter(pl.col("coder") == "resolved").select("segment_id", "code", "probability")


def in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    """First of each list, then second of each, and so on, without repeats."""
    longest = max((len(one) for one in lists), default=0)
    return list(dict.fromkeys(one[i] for i in range(longest) for one in lists if i < len(one)))

"""Scores on the held-out documents by how many coded passages training has: is more coding worth the minutes?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from pipeline.code.encoder import load_encoder
from pipeline.code.resolve import code_frame
from pipeline.code.train import Passages, fit, read_passages, rule_cells
from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.evaluate import score
from pipeline.gold import gold_of
from pipeline.held_out import HeldOut, code_held_out, coder_cells
from pipeline.tables import LEARNING_CURVE

SEED = 2018
PARTS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
_PROCESSES = min(2, os.cpu_count() or 1)


def learning_curve(corpus: Path, codebook: Codebook) -> pl.DataFrame:
    """Table LEARNING_CURVE of model and resolved coder, fitted on growing parts of `corpus`/training.

    Parts are nested, taken in blocks that belong together, in an order that a fixed seed decides.
    """
    passages = read_passages(corpus / "training", codebook)
    if len(passages.texts) < len(PARTS):
        raise StudyError(corpus / "training", "has too few coded passages", "code passages first")
    read = code_held_out(corpus, codebook)
    with threadpool_limits(1):
        vectors, rules = load_encoder().encode(passages.texts), rule_cells(passages.texts, codebook)
    rows = Parallel(n_jobs=_PROCESSES)(
        delayed(_point)(passages.take(part), vectors[part], rules[part], codebook, read, corpus / "codings")
        for part in parts_of(passages.groups)
    )
    return LEARNING_CURVE.frame(row for point in rows for row in point)


def parts_of(groups: Any) -> list[Any]:
    """Rows (of n) of each part, smallest first; each part holds the one before, and no group is torn apart."""
    names, counts = np.unique(groups, return_counts=True)
    order = np.random.default_rng(SEED).permutation(len(names))
    reached = np.cumsum(counts[order])
    return [np.flatnonzero(np.isin(groups, names[order[: _upto(reached, part)]])) for part in PARTS]


def _upto(reached: Any, part: float) -> int:
    return int(np.searchsorted(reached, part * reached[-1])) + 1


def _point(
    passages: Passages, vectors: Any, rules: Any, codebook: Codebook, read: HeldOut, folder: Path
) -> list[dict[str, Any]]:
    gold = gold_of(read.segments, folder, codebook)
    if gold is None:
        raise StudyError(folder, "nobody coded a held-out document", "code one, or name a coded one in held-out.txt")
    with threadpool_limits(1):
        model = fit(passages, vectors, rules, codebook)
        own = read.segments.filter(pl.col("segment_id").is_in(list(gold.ids)))
        codings = code_frame(own, codebook, coder="all", model=model)
    rows = []
    for coder, cells in coder_cells(codings, gold, codebook).items():
        scores = score(coder, cells, gold.cells, gold.clusters, codebook, "")
        by = {row["code"]: row for row in scores.iter_rows(named=True)}
        rows.append(
            {
                "coder": coder,
                "passages": len(passages.texts),
                "micro": by["micro"]["f1"],
                "low": by["micro"]["low"],
                "high": by["micro"]["high"],
                "macro": by["macro"]["f1"],
                "gate": by["gate"]["f1"],
                "note": f"training passages in blocks, seed {SEED}; scored on {gold.note}",
            }
        )
    return rows

"""The interview guide as the interviewers' turns show it, and who was asked what: not asked is missing, not zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from pipeline.gap.cells import FEWEST
from pipeline.gap.counts import unit_of, word_count
from pipeline.gap.prompting import exchanges
from pipeline.tables import GUIDE, QUESTION_COVERAGE

# Questions are one question of the guide when they are on average at least so alike (cosine of sentence vectors).
ALIKE = 0.5
# Every question is compared with every other, so the guide of a study with more of them than this is not sought.
MOST_QUESTIONS = 4000
Encode = Callable[[Sequence[str]], np.ndarray]


class Guide(NamedTuple):
    """Frames of the tables guide and question_coverage."""

    guide: pl.DataFrame
    question_coverage: pl.DataFrame


def find_guide(documents: pl.DataFrame, segments: pl.DataFrame, marks: pl.DataFrame, encode: Encode) -> Guide:
    """Questions that interviews share, and each participant's state on each of them.

    marks: (segment_id, code). encode: texts (n) to unit vectors (n, d), over languages if interviews differ in it.
    Interviewers' sentences with a question mark are joined by average linkage of their cosines; a cluster put to at
    least FEWEST participants is a question of the guide, worded as its member nearest to the others. No rows where
    fewer than two or more than MOST_QUESTIONS sentences ask.
    """
    units = documents.filter(pl.col("side") == "practice").select("document_id", unit=unit_of())
    spoken = exchanges(documents, segments).join(units, on="document_id", how="left", maintain_order="left")
    asked = spoken.filter(pl.col("interviewer") & pl.col("text").str.contains(r"[?？]"))
    if not 1 < asked.height <= MOST_QUESTIONS:
        return Guide(GUIDE.empty(), QUESTION_COVERAGE.empty())
    vectors = np.asarray(encode(asked["text"].to_list()), dtype=float)
    placed = asked.with_columns(cluster=pl.Series(_clusters(vectors)))
    questions = _questions(placed, vectors, units["unit"].n_unique())
    named = pl.DataFrame(questions, schema={**GUIDE.schema, "cluster": pl.Int64})
    return Guide(GUIDE.frame(named.drop("cluster")), _coverage(placed, named, spoken, marks, units))


def _clusters(vectors: np.ndarray) -> np.ndarray:
    distance = np.clip(1 - vectors @ vectors.T, 0, 2).round(6)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform((distance + distance.T) / 2, checks=False), "average")
    return np.asarray(fcluster(tree, 1 - ALIKE, "distance"), dtype=np.int64)


def _questions(placed: pl.DataFrame, vectors: np.ndarray, participants: int) -> list[dict[str, Any]]:
    found = []
    members = placed.with_row_index("at").group_by("cluster", maintain_order=True)
    for (cluster,), rows in members:
        people = rows["unit"].n_unique()
        if people < FEWEST:
            continue
        at = rows["at"].to_numpy()
        nearest = int(np.argmax((vectors[at] @ vectors[at].T).mean(axis=1).round(6)))
        found.append((-people, rows["text"][nearest], cluster, rows.height))
    return [
        {"question_id": f"Q{number}", "question": text, "wordings": wordings, "asked": -people,
         "participants": participants, "cluster": cluster}
        for number, (people, text, cluster, wordings) in enumerate(sorted(found), start=1)
    ]  # fmt: skip


def _coverage(
    placed: pl.DataFrame,
    named: pl.DataFrame,
    spoken: pl.DataFrame,
    marks: pl.DataFrame,
    units: pl.DataFrame,
) -> pl.DataFrame:
    put = placed.join(named, on="cluster", how="inner", maintain_order="left").select(
        "unit", "document_id", "exchange", "turn", "question_id"
    )
    coded = marks.select("segment_id", coded=pl.lit(1)).unique()
    answers = (
        spoken.filter(~pl.col("interviewer"))
        .join(coded, on="segment_id", how="left", maintain_order="left")
        .group_by("document_id", "exchange")
        .agg(word_count().sum().alias("answer_words"), pl.col("coded").sum().alias("coded_segments"))
    )
    heard = (
        put.unique(subset=["document_id", "exchange", "question_id"], maintain_order=True)
        .join(answers, on=["document_id", "exchange"], how="left", maintain_order="left")
        .group_by("unit", "question_id")
        .agg(pl.col("turn").min(), pl.col("answer_words", "coded_segments").sum())
    )
    grid = units.select("unit").unique().join(named.select("question_id"), how="cross")
    asked = pl.col("coded_segments").is_not_null()
    state = (
        pl.when(~asked).then(pl.lit("not_asked")).when(pl.col("coded_segments") > 0).then(pl.lit("answered"))
        .otherwise(pl.lit("nothing_said"))
    )  # fmt: skip
    full = grid.join(heard, on=["unit", "question_id"], how="left").with_columns(state=state)
    return QUESTION_COVERAGE.frame(full.rename({"unit": "participant"}))

"""Asked or not, prompted or volunteered: what interviews can be silent about only because nobody asked."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipeline.gap.counts import UNCOUNTED_KINDS, by_interviewer, unit_of

# How many turns after the interviewer's own words an answer still counts as prompted by them.
NEAR_TURNS = 2


def coverage_matrix(
    documents: pl.DataFrame, segments: pl.DataFrame, marks: pl.DataFrame, codebook: Any
) -> pl.DataFrame:
    """Participant by dimension: (unit, dimension, asked, spoken, prompted), sorted.

    marks: (segment_id, code). asked: interviewer's sentences that carry a code of the dimension; spoken:
    respondent's; prompted: those of the respondent's that follow, within NEAR_TURNS turns, an interviewer's
    sentence that carries the same code. A participant neither asked nor speaking is missing, not zero.
    """
    placed = _placed(documents, segments, marks, codebook)
    units = documents.filter(pl.col("side") == "practice").select(unit=unit_of()).unique()
    names = pl.DataFrame({"dimension": list(dict.fromkeys(code.dimension for code in codebook.codes))})
    asked = _tally(placed.filter("interviewer"), "asked")
    spoken = _tally(placed.filter(~pl.col("interviewer")), "spoken")
    prompted = _tally(_prompted(placed), "prompted")
    grid = units.join(names, how="cross")
    for part in (asked, spoken, prompted):
        grid = grid.join(part, on=["unit", "dimension"], how="left")
    return grid.with_columns(pl.col("asked", "spoken", "prompted").fill_null(0)).sort("unit", "dimension")


def _placed(documents: pl.DataFrame, segments: pl.DataFrame, marks: pl.DataFrame, codebook: Any) -> pl.DataFrame:
    dimensions = pl.DataFrame(
        {"code": [code.id for code in codebook.codes], "dimension": [code.dimension for code in codebook.codes]},
        schema={"code": pl.String, "dimension": pl.String},
    )
    practice = documents.filter(pl.col("side") == "practice").select("document_id", unit=unit_of())
    return (
        segments.filter(~pl.col("kind").is_in(list(UNCOUNTED_KINDS)))
        .select("segment_id", "document_id", "turn", interviewer=by_interviewer())
        .join(practice, on="document_id", how="inner")
        .join(marks, on="segment_id", how="inner")
        .join(dimensions, on="code", how="inner")
    )


def _tally(placed: pl.DataFrame, name: str) -> pl.DataFrame:
    return placed.group_by("unit", "dimension").agg(pl.col("segment_id").n_unique().cast(pl.Int64).alias(name))


def _prompted(placed: pl.DataFrame) -> pl.DataFrame:
    asked = placed.filter("interviewer").select("document_id", "code", asked_turn="turn").unique()
    answers = placed.filter(~pl.col("interviewer")).join(asked, on=["document_id", "code"], how="inner")
    after = pl.col("turn") - pl.col("asked_turn")
    return answers.filter(after.is_between(1, NEAR_TURNS))

"""What is counted: for each policy document and each participant, coded segments by dimension and by code.

Headings, captions and notes carry no claim of their own and interviewers are not practice, so neither is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipeline.errors import StudyError
from pipeline.tables import SIDES

UNCOUNTED_KINDS = ("heading", "caption", "note")
INTERVIEWER = "interviewer"
FEATURES = ("side", "university", "role", "program", "period")


@dataclass(frozen=True)
class Counts:
    """Counts by unit of analysis; a unit is a policy document or a participant, never a sentence.

    units: one row per unit (unit, side, university, role, program, period, words), in order of side and unit.
    codes: K code ids in codebook order; `dimensions` the M dimensions; `dimension_of` (K,) index into them.
    carrying: (U, K) segments that carry the code. coded: (U, M) segments with any code of the dimension.
    """

    units: pl.DataFrame
    codes: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimension_of: np.ndarray
    carrying: np.ndarray
    coded: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """(U, K) share of the unit's coded segments of the dimension that carry the code; NaN where it has none."""
        coded = self.coded[:, self.dimension_of].astype(float)
        return np.divide(self.carrying, coded, out=np.full(coded.shape, np.nan), where=coded > 0)

    def columns(self, dimension: str) -> np.ndarray:
        """(K,) which codes belong to the dimension."""
        return self.dimension_of == self.dimensions.index(dimension)

    def side(self, side: str) -> np.ndarray:
        """(U,) which units belong to the side."""
        return (self.units["side"] == side).to_numpy()

    def where(self, rows: np.ndarray) -> Counts:
        """The same counts for the units that `rows` (U,) selects."""
        units = self.units.filter(pl.Series(rows))
        return Counts(units, self.codes, self.dimensions, self.dimension_of, self.carrying[rows], self.coded[rows])


def countable(documents: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Segments that speak for their side: (segment_id, document_id, unit, side, words).

    A participant's several interviews are one unit. Raises StudyError for a segment of an unknown document.
    """
    known = documents.select("document_id", "side", unit=unit_of())
    spoken = segments.filter(~pl.col("kind").is_in(list(UNCOUNTED_KINDS)) & ~by_interviewer())
    joined = spoken.select("segment_id", "document_id", words=word_count()).join(known, on="document_id", how="left")
    strays = joined.filter(pl.col("unit").is_null())
    if strays.height:
        where = f"segment {strays['segment_id'][0]}"
        raise StudyError(where, "its document is not among the documents", "ingest and segment the same corpus")
    return joined


def unit_of() -> pl.Expr:
    """The unit of a document: its participant when it is an interview that names one, else the document itself."""
    named = (pl.col("side") == "practice") & pl.col("participant").is_not_null()
    return pl.when(named).then(pl.col("participant")).otherwise(pl.col("document_id"))


def word_count() -> pl.Expr:
    """Words of a segment's text."""
    return pl.col("text").str.count_matches(r"[\p{L}\p{N}]+(?:[-’'][\p{L}\p{N}]+)*").cast(pl.Int64)


def by_interviewer() -> pl.Expr:
    """Whether the interviewer says it."""
    return pl.col("speaker").fill_null("").str.to_lowercase().str.starts_with(INTERVIEWER)


def units_of(documents: pl.DataFrame) -> pl.DataFrame:
    """One row per unit with what it can be grouped by; a unit's first document speaks for it."""
    years = pl.format("{}–{}", pl.col("year_from"), pl.col("year_to"))
    one_year = pl.col("year_from") == pl.col("year_to")
    period = pl.when(one_year).then(pl.col("year_from").cast(pl.String)).otherwise(years)
    return (
        documents.sort("document_id")
        .select("side", "university", "role", "program", "year_from", "year_to", unit=unit_of(), period=period)
        .unique(subset=["side", "unit"], keep="first", maintain_order=True)
        .sort("side", "unit")
    )


def applied(codings: pl.DataFrame, coder: str | None) -> pl.DataFrame:
    """Codes applied by `coder` as (segment_id, code); codings of one coder only are taken as they are.

    Raises StudyError for a probability that is not a share, and when the coder asked for coded nothing.
    """
    check_probabilities(codings)
    coders = codings["coder"].unique().sort().to_list()
    if coder is not None and len(coders) > 1:
        if coder not in coders:
            raise StudyError("codings", f"nothing is coded by {coder!r}", f"choose one of {', '.join(coders)}")
        codings = codings.filter(pl.col("coder") == coder)
    return codings.select("segment_id", "code").unique(maintain_order=True)


def check_probabilities(codings: pl.DataFrame) -> None:
    """Raise StudyError, naming the segment, for a probability that is NaN or outside [0, 1]."""
    given = codings.filter(pl.col("probability").is_not_null())
    bad = given.filter(pl.col("probability").is_nan() | ~pl.col("probability").is_between(0, 1))
    if bad.height:
        where = f"codings, segment {bad['segment_id'][0]}, code {bad['code'][0]}"
        raise StudyError(where, f"probability {bad['probability'][0]} is not a share", "give one between 0 and 1")


def tally(documents: pl.DataFrame, counted: pl.DataFrame, marks: pl.DataFrame, codebook: Any) -> Counts:
    """Counts of `marks` (segment_id, code) over the `counted` segments.

    Raises StudyError for a code that the codebook does not know.
    """
    codes, dimensions, dimension_of = axes(codebook)
    check_codes(marks, codes)
    units = units_of(documents)
    words = counted.group_by("side", "unit").agg(pl.col("words").sum())
    units = units.join(words, on=["side", "unit"], how="left", maintain_order="left").with_columns(
        pl.col("words").fill_null(0)
    )
    placed = place(counted, marks, units, codes, dimension_of)
    carrying = _cells(placed, "code_at", (units.height, len(codes)))
    once = placed.unique(subset=["segment_id", "dimension_at"], maintain_order=True)
    coded = _cells(once, "dimension_at", (units.height, len(dimensions)))
    return Counts(units, codes, dimensions, dimension_of, carrying, coded)


def axes(codebook: Any) -> tuple[tuple[str, ...], tuple[str, ...], np.ndarray]:
    """Code ids, dimensions in order of first use and each code's dimension as an index."""
    codes = tuple(code.id for code in codebook.codes)
    dimensions = tuple(dict.fromkeys(code.dimension for code in codebook.codes))
    return codes, dimensions, np.array([dimensions.index(code.dimension) for code in codebook.codes], dtype=np.int64)


def check_codes(marks: pl.DataFrame, codes: Sequence[str]) -> None:
    """Raise StudyError for the first code that is not in the codebook."""
    unknown = marks.filter(~pl.col("code").is_in(list(codes)))
    if unknown.height:
        where = f"codings, segment {unknown['segment_id'][0]}"
        raise StudyError(where, f"code {unknown['code'][0]!r} is not in the codebook", "add it there or correct it")


def place(
    counted: pl.DataFrame, marks: pl.DataFrame, units: pl.DataFrame, codes: Sequence[str], dimension_of: np.ndarray
) -> pl.DataFrame:
    """Marks of counted segments with their row of `units`, their code and dimension as indices."""
    at = pl.DataFrame({"code": list(codes), "code_at": range(len(codes)), "dimension_at": dimension_of})
    rows = units.select("side", "unit", unit_at=pl.int_range(pl.len(), dtype=pl.Int64))
    return (
        marks.join(counted.select("segment_id", "side", "unit"), on="segment_id", how="inner")
        .join(at, on="code", how="inner")
        .join(rows, on=["side", "unit"], how="inner")
        .sort("segment_id", "code_at")
    )


def _cells(placed: pl.DataFrame, column: str, shape: tuple[int, int]) -> np.ndarray:
    flat = placed["unit_at"].to_numpy() * shape[1] + placed[column].to_numpy()
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)


def check_sides(documents: pl.DataFrame) -> list[str]:
    """Sides with no document at all."""
    return [side for side in SIDES if not (documents["side"] == side).any()]

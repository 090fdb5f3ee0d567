"""The random hand-coded sample among people's codings: what a review of drawn passages leaves in `codings/`."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.codebook import Codebook
from pipeline.codings import read_coder
from pipeline.errors import StudyError
from pipeline.store import read_text_columns

PROBABILITY = "sampling_probability"
SCHEMA = {"segment_id": pl.String, "code": pl.String, "coder": pl.String, PROBABILITY: pl.Float64}


def read_sample(folder: Path, codebook: Codebook) -> pl.DataFrame:
    """Codings of passages drawn at random: (segment_id, code or empty, coder, sampling_probability).

    A coder's file takes part when it has the column sampling_probability; its rows without one were chosen, not
    drawn, and are left out. Of several coders the one with the largest sample is taken, then the first by name.
    Raises StudyError, naming file and row, for a probability outside (0, 1] or two of them for one segment.
    """
    found = [_drawn(path, codebook) for path in sorted(folder.glob("*.csv"))] if folder.exists() else []
    sizes = [frame["segment_id"].n_unique() for frame in found]
    return found[sizes.index(max(sizes))] if any(sizes) else pl.DataFrame(schema=SCHEMA)


def _drawn(path: Path, codebook: Codebook) -> pl.DataFrame:
    coded, raw = read_coder(path, codebook), read_text_columns(path)
    if PROBABILITY not in raw.columns:
        return pl.DataFrame(schema=SCHEMA)
    given = raw[PROBABILITY].cast(pl.Float64, strict=False)
    bad = (raw[PROBABILITY].is_not_null() & ~(given.fill_null(0.0).is_between(0, 1, closed="right"))).arg_true()
    if len(bad):
        where = f"{path} row {bad[0] + 2}"
        raise StudyError(where, f"{PROBABILITY} is not in (0, 1]", "give the probability it was drawn with")
    drawn = coded.with_columns(given.alias(PROBABILITY)).filter(pl.col(PROBABILITY).is_not_null())
    twice = drawn.group_by("segment_id").agg(pl.col(PROBABILITY).n_unique().alias("n")).filter(pl.col("n") > 1)
    if twice.height:
        where = f"{path}, segment {twice['segment_id'].sort()[0]}"
        raise StudyError(where, f"has two values of {PROBABILITY}", "give the probability it was drawn with")
    return drawn

"""People's codings: files of a corpus' `codings` folder, read, checked, and set beside other coders."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import polars as pl

from pipeline.agreement import agree
from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.store import read_text_columns
from pipeline.tables import AGREEMENT


def read_coder(path: Path, codebook: Codebook | None = None) -> pl.DataFrame:
    """One coder's file as segment_id, code (empty: read, nothing applies) and coder.

    Needs the columns segment_id and code; `coder` is optional and defaults to the file's name. Raises StudyError that
    names the row for a missing segment, an unknown code (when a codebook is given) or a repeated row.
    """
    frame = read_text_columns(path)
    for column in ("segment_id", "code"):
        if column not in frame.columns:
            raise StudyError(path, f"column {column!r} is missing", "give the columns segment_id,code")
    frame = frame.with_columns(
        (pl.col("coder") if "coder" in frame.columns else pl.lit(None, dtype=pl.String))
        .fill_null(path.stem)
        .alias("coder")
    ).select("segment_id", "code", "coder")
    _check_rows(frame, path, {code.id for code in codebook.codes} if codebook else None)
    return frame


def _check_rows(frame: pl.DataFrame, path: Path, known: set[str] | None) -> None:
    seen: set[tuple[str, str | None, str]] = set()
    for number, row in enumerate(frame.iter_rows(), start=2):
        where = f"{path} row {number}"
        if row[0] is None:
            raise StudyError(where, "segment_id is empty", "name the segment")
        if known is not None and row[1] is not None and row[1] not in known:
            raise StudyError(where, f"code {row[1]!r} is not in the codebook", "correct it or add it to the codebook")
        if row in seen:
            raise StudyError(where, "repeats an earlier row", "keep one row per segment and code")
        seen.add(row)


def agreement_of_people(folder: Path, machine: pl.DataFrame, codebook: Codebook, unseen: set[str]) -> pl.DataFrame:
    """Agreement (table AGREEMENT) of every two coder files with each other, and of machine coders with each of them.

    Machine coders are compared on the segments `unseen` only: on others they may have been trained.
    """
    files = {path.stem: read_coder(path, codebook) for path in sorted(folder.glob("*.csv"))}
    found = [agree(files[a], files[b]) for a, b in combinations(sorted(files), 2)]
    for coder in sorted(set(machine["coder"].to_list())):
        own = machine.filter(pl.col("coder") == coder).select("segment_id", "code", "coder")
        for _, person in sorted(files.items()):
            read = person.filter(pl.col("segment_id").is_in(list(unseen)))
            if not read.is_empty():
                found.append(agree(_over(read, own, coder), read))
    return AGREEMENT.frame(pl.concat(found)) if found else AGREEMENT.empty()


def _over(people: pl.DataFrame, machine: pl.DataFrame, coder: str) -> pl.DataFrame:
    """The machine's codings of the segments a person read, with an empty row for those it left uncoded."""
    read = people.select(pl.col("segment_id").unique())
    return read.join(machine, on="segment_id", how="left").with_columns(pl.lit(coder).alias("coder")).sort(pl.all())

"""People's codings: files of a corpus' `codings` folder, read, checked, and set beside other coders."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from pathlib import Path

import polars as pl

from pipeline.agreement import agree
from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.store import read_text_columns
from pipeline.tables import AGREEMENT, STATUSES


def read_coder(path: Path, codebook: Codebook | None = None) -> pl.DataFrame:
    """One coder's file as segment_id, code (empty: read, nothing applies) and coder.

    Needs the columns segment_id and code; `coder` is optional and defaults to the file's name. Raises StudyError that
    names the row for a missing segment, an unknown code (when a codebook is given) or a repeated row.
    """
    return _read(path, codebook).select("segment_id", "code", "coder")


def people_of(folder: Path, codebook: Codebook | None = None) -> list[pl.DataFrame]:
    """Every coder's file in `folder`, in order of names, as `read_coder` gives it and with the column status."""
    return [_read(path, codebook) for path in sorted(folder.glob("*.csv"))]


def check_codings(
    folder: Path, segments: pl.DataFrame, codebook: Codebook, unread: Collection[str] | None = None
) -> None:
    """Raise StudyError, naming file and row, for a coding of a segment that is not in `segments`.

    Documents in `unread` were not read, so nothing can be said of their segments; None: only documents that
    `segments` holds are looked at.
    """
    known = set(segments["segment_id"].to_list())
    documents = set(segments["document_id"].to_list())
    for path in sorted(folder.glob("*.csv")):
        for number, name in enumerate(read_coder(path, codebook)["segment_id"], start=2):
            document = name.rpartition(":")[0]
            stray = document in documents if unread is None else document not in unread
            if name not in known and stray:
                reason = f"segment {name!r} is not in the corpus"
                cure = "correct the id, or code the document anew if it has changed"
                raise StudyError(f"{path} row {number}", reason, cure)


def _read(path: Path, codebook: Codebook | None) -> pl.DataFrame:
    frame = read_text_columns(path)
    if len(frame.columns) == 1 and any(mark in frame.columns[0] for mark in ";\t|"):
        raise StudyError(f"{path} row 1", "has one column only", "separate columns by commas")
    for column in ("segment_id", "code"):
        if column not in frame.columns:
            raise StudyError(path, f"column {column!r} is missing", "give the columns segment_id,code")
    optional = [name if name in frame.columns else None for name in ("coder", "status")]
    coder, status = (pl.col(name) if name else pl.lit(None, dtype=pl.String) for name in optional)
    # A quoted empty cell is an empty cell: some programs quote everything.
    frame = frame.with_columns(pl.col(pl.String).replace("", None))
    frame = frame.select("segment_id", "code", coder.fill_null(path.stem).alias("coder"), status.alias("status"))
    _check_rows(frame, path, set(codebook.ids) if codebook else None)
    return frame


def _check_rows(frame: pl.DataFrame, path: Path, known: set[str] | None) -> None:
    seen: dict[tuple[str, str | None, str], int] = {}
    coded: dict[tuple[str, str], bool] = {}
    for number, (segment, code, coder, status) in enumerate(frame.iter_rows(), start=2):
        where = f"{path} row {number}"
        if segment is None:
            raise StudyError(where, "segment_id is empty", "name the segment")
        if known is not None and code is not None and code not in known:
            raise StudyError(where, f"code {code!r} is not in the codebook", "correct it or add it to the codebook")
        if status is not None and status not in STATUSES:
            raise StudyError(where, f"status {status!r} is unknown", f"use one of {', '.join(STATUSES)}")
        row = (segment, code, coder)
        if row in seen:
            raise StudyError(where, f"repeats row {seen[row]}", "keep one row per segment and code")
        if coded.setdefault((segment, coder), code is not None) != (code is not None):
            raise StudyError(where, f"segment {segment} has codes and a row without one", "keep the codes or that row")
        seen[row] = number


def agreement_of_people(folder: Path, machine: pl.DataFrame, codebook: Codebook, unseen: set[str]) -> pl.DataFrame:
    """Agreement (table AGREEMENT) of every two coder files with each other, and of machine coders with each of them.

    Two people are compared on the segments that both read. Machine coders are compared on the segments `unseen`
    only: on others they may have been trained.
    """
    files = {path.stem: read_coder(path, codebook) for path in sorted(folder.glob("*.csv"))}
    found = []
    for a, b in combinations(sorted(files), 2):
        one, other = _shared(files[a], files[b])
        if not one.is_empty():
            found.append(agree(one, other))
    for coder in sorted(set(machine["coder"].to_list())):
        own = machine.filter(pl.col("coder") == coder).select("segment_id", "code", "coder")
        for _, person in sorted(files.items()):
            read = person.filter(pl.col("segment_id").is_in(list(unseen)))
            if not read.is_empty():
                found.append(agree(_over(read, own, coder), read))
    return AGREEMENT.frame(pl.concat(found)) if found else AGREEMENT.empty()


def _shared(a: pl.DataFrame, b: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    both = set(a["segment_id"].to_list()) & set(b["segment_id"].to_list())
    keep = pl.col("segment_id").is_in(list(both))
    return a.filter(keep), b.filter(keep)


def _over(people: pl.DataFrame, machine: pl.DataFrame, coder: str) -> pl.DataFrame:
    """The machine's codings of the segments a person read, with an empty row for those it left uncoded."""
    read = people.select(pl.col("segment_id").unique())
    return read.join(machine, on="segment_id", how="left").with_columns(pl.lit(coder).alias("coder")).sort(pl.all())

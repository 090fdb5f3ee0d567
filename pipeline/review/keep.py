"""Storing a filled review sheet as a coder's file and, outside the held-out documents, as training passages."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.review.columns import MODALITY, NO_CODE, NOTE, STATUS
from pipeline.review.read_sheet import Row, check_rows, codes_of, is_filled, read_rows, sampling_probability
from pipeline.store import replacing, write_csv
from pipeline.tables import PEOPLE

_CODER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# Names that machine coders and scores already bear.
_TAKEN = ("rules", "model", "resolved", "people")
_NAMED = 5


class Imported(NamedTuple):
    """What an import did: the coder's file, passages coded, of them drawn at random, passages given to training."""

    path: Path
    passages: int
    random: int
    training: int
    note: str | None


def import_sheet(
    sheet: Path,
    coder: str,
    corpus: Path,
    segments: pl.DataFrame,
    codebook: Codebook,
    *,
    held_out: Collection[str] = (),
    partial: bool = False,
    replace: bool = False,
) -> Imported:
    """Check the filled `sheet` against `segments` and write corpus/codings/<coder>.csv, whole or not at all.

    Passages of documents not in `held_out` also become training passages (corpus/training/review-<coder>.jsonl),
    save those drawn at random, by which the machine's error is measured.
    With `partial`, rows not filled in are left out. Raises StudyError naming the row; then nothing is written.
    """
    path = _place(corpus, coder, replace)
    rows = read_rows(sheet)
    check_rows(rows, dict(segments.select("segment_id", "text").iter_rows()), codebook, sheet)
    filled = _filled(rows, sheet, partial)
    whole = _is_whole(rows, filled)
    coded = PEOPLE.frame(row for number, one in filled for row in _codings(one, coder, f"{sheet} row {number}", whole))
    learned = _training_rows(filled, segments, corpus, coder, held_out)
    # Text is private like the interviews it comes from; the coder's file names segments only.
    with replacing(corpus / "training" / f"review-{coder}.jsonl", 0o600) as handle:
        handle.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in learned).encode())
    write_csv(PEOPLE, coded, path)
    random = coded.filter(pl.col("sampling_probability").is_not_null())["segment_id"].n_unique()
    note = None if whole else "rows of the sheet are missing, so that its random part is no random sample any more"
    return Imported(path, len(filled), random, len(learned), note)


def _place(corpus: Path, coder: str, replace: bool) -> Path:
    if not _CODER.fullmatch(coder) or coder in _TAKEN:
        cure = f"use letters, digits, - and _, and none of {', '.join(_TAKEN)}"
        raise StudyError(f"coder {coder!r}", "cannot be a coder's name", cure)
    path = corpus / "codings" / f"{coder}.csv"
    if path.exists() and not replace:
        raise StudyError(path, "is there already", "give --replace to replace it, or another --coder")
    return path


def _filled(rows: list[tuple[int, Row]], sheet: Path, partial: bool) -> list[tuple[int, Row]]:
    filled = [(number, row) for number, row in rows if is_filled(row)]
    empty = [number for number, row in rows if not is_filled(row)]
    if not filled:
        raise StudyError(sheet, "no row is filled in", f"give codes, or {NO_CODE!r} where none applies")
    missing = int(float(rows[0][1]["rows"])) - len(rows)
    if missing and not partial:
        raise StudyError(sheet, f"{missing} rows of the exported sheet are gone", "restore them, or give --partial")
    if empty and not partial:
        first = ", ".join(str(number) for number in empty[:_NAMED]) + (" …" if len(empty) > _NAMED else "")
        reason = f"{len(empty)} of {len(rows)} rows have neither a code nor {NO_CODE!r} (rows {first})"
        raise StudyError(sheet, reason, "fill them in, or give --partial to leave them out")
    return filled


def _is_whole(rows: list[tuple[int, Row]], filled: list[tuple[int, Row]]) -> bool:
    """Whether every passage drawn at random was coded; else the ones coded are no random sample."""
    if int(float(rows[0][1]["rows"])) != len(rows):
        return False
    done = {number for number, _ in filled}
    return all(number in done for number, row in rows if row["sampling_probability"])


def _codings(row: Row, coder: str, where: str, whole: bool) -> Iterator[dict[str, Any]]:
    given = {
        "segment_id": row["segment_id"],
        "coder": coder,
        "status": row[STATUS] or None,
        "modality": row[MODALITY] or None,
        "note": row[NOTE] or None,
        "sampling_probability": sampling_probability(row, where) if whole else None,
    }
    for code in codes_of(row):
        yield {**given, "code": None if code == NO_CODE else code}


def _training_rows(
    filled: list[tuple[int, Row]], segments: pl.DataFrame, corpus: Path, coder: str, held_out: Collection[str]
) -> list[dict[str, Any]]:
    """Passages as training files hold them; a text that another training file has is left out."""
    known = _texts_of(corpus / "training", f"review-{coder}")
    facts = {row["segment_id"]: row for row in segments.iter_rows(named=True)}
    learned = []
    for _, row in filled:
        fact = facts[row["segment_id"]]
        # A model that has learned from the random sample would look better on it than it is: it stays a measure.
        if fact["document_id"] in held_out or _plain(fact["text"]) in known or row["sampling_probability"]:
            continue
        learned.append(
            {
                "id": row["segment_id"],
                "side": fact.get("side"),
                "language": fact["language"],
                "register": "review",
                "text": fact["text"],
                "codes": [code for code in codes_of(row) if code != NO_CODE],
                "status": row[STATUS] or None,
                "modality": row[MODALITY] or None,
            }
        )
    return learned


def _texts_of(folder: Path, own: str) -> set[str]:
    found = set()
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem != own:
            lines = path.read_text(encoding="utf-8").splitlines()
            found |= {_plain(str(json.loads(line).get("text", ""))) for line in lines if line.strip()}
    return found


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))

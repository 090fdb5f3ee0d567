"""Coders against people's codings of whole documents that no training saw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pipeline.code.train import cells_of
from pipeline.codebook import Codebook
from pipeline.codings import read_coder
from pipeline.errors import StudyError
from pipeline.evaluate import score
from pipeline.tables import EVALUATION

_NAMES = "held-out.txt"


def held_out_documents(folder: Path) -> tuple[str, ...]:
    """Ids of the documents kept for evaluation, one a line in `folder`/held-out.txt; none when there is no file."""
    path = folder / _NAMES
    if not path.exists():
        return ()
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def score_held_out(segments: pl.DataFrame, codings: pl.DataFrame, folder: Path, codebook: Codebook) -> pl.DataFrame:
    """Table EVALUATION of every coder in `codings` on the held-out documents, and of the second person as a ceiling.

    Gold is what all people of `folder` gave. A segment and code on which they differ counts neither way. Intervals
    resample documents' passages by section or turn, since three documents are too few to resample.
    """
    people = [read_coder(path, codebook) for path in sorted(folder.glob("*.csv"))]
    kept = segments.filter(pl.col("document_id").is_in(list(held_out_documents(folder))))
    read = [set(person["segment_id"].to_list()) for person in people]
    ids = [name for name in kept["segment_id"].to_list() if read and all(name in one for one in read)]
    if not ids:
        return EVALUATION.empty()
    cells = [cells_of(person.filter(pl.col("code").is_not_null()), ids, codebook.ids) for person in people]
    gold = np.all(np.array(cells, dtype=bool), axis=0)
    disputed = np.any(np.array(cells, dtype=bool), axis=0) & ~gold
    places = dict(kept.select("segment_id", pl.format("{}|{}|{}", "document_id", pl.col("turn").fill_null(0),
                                                      pl.col("section").fill_null(""))).iter_rows())  # fmt: skip
    clusters = np.array([places[name] for name in ids])
    note = f"{len(ids)} segments of {len(held_out_documents(folder))} held-out documents; intervals over passages"
    frames = [
        score(coder, np.where(disputed, gold, _cells(codings, coder, ids, codebook)), gold, clusters, codebook, note)
        for coder in sorted(set(codings["coder"].to_list()))
    ]
    if len(cells) > 1:
        ceiling = f"{note}; one person against another, disputes counted"
        frames.append(score("people", cells[1], cells[0], clusters, codebook, ceiling))
    return EVALUATION.frame(pl.concat(frames))


def evaluate_held_out(corpus: Path, codebook: Codebook) -> pl.DataFrame:
    """Read and code the held-out documents of `corpus` and score every coder on them (table EVALUATION)."""
    from pipeline.code.resolve import code_frame
    from pipeline.ingest import ingest_corpus, read_manifest
    from pipeline.segment import segment_blocks
    from pipeline.settings import StudySettings

    names = held_out_documents(corpus / "codings")
    if not names:
        raise StudyError(corpus / "codings" / _NAMES, "is missing or empty", "name the documents kept for evaluation")
    manifest = read_manifest(corpus).filter(pl.col("document_id").is_in(list(names)))
    given = ingest_corpus(manifest, corpus, StudySettings(corpus=corpus))
    segments = segment_blocks(given.documents, given.texts, given.blocks)
    coded = code_frame(segments, codebook, coder="all")
    return score_held_out(segments, coded, corpus / "codings", codebook)


def _cells(codings: pl.DataFrame, coder: str, ids: list[str], codebook: Codebook) -> Any:
    return cells_of(codings.filter(pl.col("coder") == coder), ids, codebook.ids) > 0

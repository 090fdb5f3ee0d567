"""The two commands of the review loop, from files to files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.code.model_file import load_model
from pipeline.code.resolve import rules_only_because
from pipeline.codebook import load_codebook
from pipeline.codings import read_coder
from pipeline.errors import StudyError
from pipeline.held_out import held_out_documents
from pipeline.review.choose import choose_passages
from pipeline.review.keep import Imported, import_sheet
from pipeline.review.read_sheet import read_rows
from pipeline.review.sheet import write_sheet
from pipeline.schema import Table
from pipeline.store import read_csv
from pipeline.tables import CODINGS, DOCUMENTS, SEGMENTS


def export_review(
    corpus: Path, run: Path, out: Path, *, passages: int, random: int, seed: int
) -> tuple[pl.DataFrame, tuple[Path, Path]]:
    """Choose passages of the run in the folder `run` and write the sheets to `out`: table REVIEW and both paths.

    Passages that people have coded and documents held out for evaluation come in at random only.
    """
    codebook = load_codebook(corpus / "codebook.yaml")
    documents, segments, codings = (_of_run(run, table) for table in (DOCUMENTS, SEGMENTS, CODINGS))
    folder = corpus / "codings"
    coded = [read_coder(path)["segment_id"].to_list() for path in sorted(folder.glob("*.csv"))]
    passed_over = {*held_out_documents(folder), *(name for names in coded for name in names)}
    chosen = choose_passages(
        documents,
        segments,
        codings,
        codebook,
        None if rules_only_because(codebook) else load_model(),
        passages=passages,
        random=random,
        seed=seed,
        passed_over=passed_over,
    )
    if chosen.is_empty():
        raise StudyError(run, "has no passage to choose", "ask for passages, and run over a corpus with text")
    return chosen, write_sheet(chosen, codebook, out)


def import_review(sheet: Path, coder: str, corpus: Path, run: Path | None, *, partial: bool, replace: bool) -> Imported:
    """Check the filled `sheet` and store it in `corpus`; segments are those of `run`, else read from the documents."""
    codebook = load_codebook(corpus / "codebook.yaml")
    if run is None:
        named = {row["segment_id"].rpartition(":")[0] for _, row in read_rows(sheet)}
        documents, segments = _of_corpus(corpus, named)
    else:
        documents, segments = _of_run(run, DOCUMENTS), _of_run(run, SEGMENTS)
    sided = segments.join(documents.select("document_id", "side"), on="document_id", how="left")
    held_out = held_out_documents(corpus / "codings")
    return import_sheet(sheet, coder, corpus, sided, codebook, held_out=held_out, partial=partial, replace=replace)


def _of_run(run: Path, table: Table) -> pl.DataFrame:
    path = run / f"{table.name}.csv"
    if not path.is_file():
        raise StudyError(path, "is not there", "run the study first (`make run`), and give its folder with --run")
    return read_csv(table, path)


def _of_corpus(corpus: Path, names: set[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    from pipeline.ingest import ingest_corpus, read_manifest
    from pipeline.segment import segment_blocks
    from pipeline.settings import StudySettings

    manifest = read_manifest(corpus).filter(pl.col("document_id").is_in(sorted(names)))
    given = ingest_corpus(manifest, corpus, StudySettings(corpus=corpus))
    return given.documents, segment_blocks(given.documents, given.texts, given.blocks)

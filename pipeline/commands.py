"""What the commands of `uip` do: read files, call one room, write files."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import polars as pl

from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import StudyError
from pipeline.schema import Table
from pipeline.settings import StudySettings
from pipeline.store import read_text_columns, write_csv
from pipeline.tables import AGREEMENT, CLAIMS, CODINGS, DOCUMENTS, MANIFEST, PAGES, REJECTED, SEGMENTS, TEXTS

_OPTIONAL = ("side", "language", "document_id", "start", "lead_in", "kind", "block", "speaker", "turn", "page")


def run(given: argparse.Namespace) -> int:
    """The flow in a process of its own: this library does not import the orchestrator."""
    settings = StudySettings(
        corpus=given.corpus,
        out=given.out,
        on_bad_document=given.on_bad_document,
        coder=given.coder,
        seed=given.seed,
        resamples=given.resamples,
        english_model=given.english_model,
    )
    if not settings.corpus.is_dir():
        raise StudyError(settings.corpus, "is not a folder", "give a corpus folder with a manifest.csv")
    command = [sys.executable, "-m", "flows.run"]
    return subprocess.run(command, input=settings.model_dump_json(), text=True, check=False).returncode


def ingest(given: argparse.Namespace) -> int:
    """Any documents to documents.csv, segments.csv and rejected.csv, or to pages.csv only."""
    from pipeline.ingest import ingest_files
    from pipeline.segment import segment_blocks

    settings = StudySettings(on_bad_document=given.on_bad_document)
    read = ingest_files(given.files, settings)
    write_csv(REJECTED, read.rejected, given.out / "rejected.csv")
    for row in read.rejected.iter_rows(named=True):
        print(f"uip: {row['path']}: {row['reason']}; {row['action']}", file=sys.stderr)
    if given.until == "pages":
        write_csv(PAGES, read.pages, given.out / "pages.csv")
    else:
        write_csv(DOCUMENTS, read.documents, given.out / "documents.csv")
        write_csv(SEGMENTS, segment_blocks(read.documents, read.texts, read.blocks), given.out / "segments.csv")
    print(f"{read.documents.height} read, {read.rejected.height} rejected: {given.out}")
    return 1 if read.documents.is_empty() else 0


def code(given: argparse.Namespace) -> int:
    """Codes for any segments, by the resolved coder."""
    from pipeline.code.resolve import code_frame

    codebook = load_codebook(given.corpus / "codebook.yaml")
    coded = code_frame(read_segments(given.input), codebook)
    _say_rules_only(codebook)
    write_csv(CODINGS, coded, given.out)
    print(f"{coded.height} codings: {given.out}")
    return 0


def _say_rules_only(codebook: Codebook) -> None:
    from pipeline.code.resolve import rules_only_because

    reason = rules_only_because(codebook)
    if reason:
        print(f"uip: {reason}", file=sys.stderr)


def claims(given: argparse.Namespace) -> int:
    """Claims from any segments, coded on the way."""
    from pipeline.claims import extract_claims, load_gazetteer
    from pipeline.code.resolve import code_frame
    from pipeline.tables import BLOCKS, TABLE_ROWS

    codebook = load_codebook(given.corpus / "codebook.yaml")
    segments = read_segments(given.input)
    gazetteer = load_gazetteer(given.corpus / "gazetteer.yaml")
    found = extract_claims(
        segments, code_frame(segments, codebook), TABLE_ROWS.empty(), BLOCKS.empty(), gazetteer, codebook
    )
    _say_rules_only(codebook)
    write_csv(CLAIMS, found, given.out)
    print(f"{found.height} claims: {given.out}")
    return 0


def read_segments(path: Path) -> pl.DataFrame:
    """A user's segments: segment_id and text, optionally other columns of the segments table.

    Raises StudyError naming the row for an empty or repeated segment_id; an empty text is kept as empty.
    """
    frame = read_text_columns(path)
    for column in ("segment_id", "text"):
        if column not in frame.columns:
            raise StudyError(path, f"column {column!r} is missing", "give the columns segment_id,text")
    ids = frame["segment_id"]
    if ids.null_count():
        raise StudyError(f"{path} row {(ids.is_null().arg_max() or 0) + 2}", "segment_id is empty", "name the segment")
    if ids.is_duplicated().any():
        row = ((~ids.is_first_distinct()).arg_max() or 0) + 2
        raise StudyError(f"{path} row {row}", "segment_id occurs more than once", "keep one row per segment")
    kept = ["segment_id", "text", *[name for name in _OPTIONAL if name in frame.columns]]
    return frame.select(kept).with_columns(
        pl.col("text").fill_null(""),
        *[pl.col(name).cast(pl.Int64, strict=False) for name in ("start", "block", "turn", "page") if name in kept],
    )


def agreement(given: argparse.Namespace) -> int:
    """Kappa and alpha per code between two coders' files, to a file or the terminal."""
    from pipeline.agreement import agree
    from pipeline.codings import read_coder

    found = agree(read_coder(given.a), read_coder(given.b))
    if given.out:
        write_csv(AGREEMENT, found, given.out)
    else:
        sys.stdout.write(found.write_csv())
    return 0


def train(given: argparse.Namespace) -> int:
    """Refit the model coder from the coded corpus into models/ and say what that changed."""
    from pipeline.claims.fit_readers import train_readers
    from pipeline.retrain import retrain
    from pipeline.tables import FLIPS

    done = retrain(given.corpus)
    print("\n".join(done.lines))
    few = "" if train_readers(given.corpus) else "too few coded English claims: rules alone judge status and sectors"
    print(few or "the readers of status and of sectors are fitted anew")
    if given.changes:
        write_csv(FLIPS, done.flips, given.changes)
        print(f"codings that changed: {given.changes}")
    return 0


def evaluate(given: argparse.Namespace) -> int:
    """The coders against people's codings of held-out documents (or across training), to evaluation.csv and more."""
    from pipeline.held_out import evaluate_held_out
    from pipeline.tables import EVALUATION, LEARNING_CURVE

    codebook = load_codebook(given.corpus / "codebook.yaml")
    details: dict[Table, pl.DataFrame] = {}
    if given.across_training:
        from pipeline.cross_validation import cross_validate

        found = cross_validate(given.corpus, lambda line: print(line, file=sys.stderr))
    else:
        found, details = evaluate_held_out(given.corpus, codebook, details=given.details is not None)
    write_csv(EVALUATION, found, given.out)
    _say_rules_only(codebook)
    for table in details:
        write_csv(table, details[table], given.details / f"{table.name}.csv")
    if given.learning_curve:
        from pipeline.learning_curve import learning_curve

        write_csv(LEARNING_CURVE, learning_curve(given.corpus, codebook), given.learning_curve)
    print(f"evaluation: {given.out}" + (f"; how coders err: {given.details}" if details else ""))
    return 0


def review_export(given: argparse.Namespace) -> int:
    """Passages of a run that are worth a person's look, to review.xlsx and review.csv."""
    from pipeline.review.command import export_review

    chosen, paths = export_review(
        given.corpus, given.run, given.out, passages=given.passages, random=given.random, seed=given.seed
    )
    drawn = chosen.height - chosen["sampling_probability"].null_count()
    print(f"{chosen.height} passages, {drawn} of them drawn at random: {paths[0]} and {paths[1].name}")
    print("The sheets hold interview text, readable by you alone: keep them where the interviews are kept.")
    return 0


def review_import(given: argparse.Namespace) -> int:
    """A filled review sheet, to a coder's file in the corpus and to training passages."""
    from pipeline.review.command import import_review

    done = import_review(
        given.sheet, given.coder, given.corpus, given.run, partial=given.partial, replace=given.replace
    )
    print(f"{done.passages} passages, {done.random} of the random sample: {done.path}")
    print(f"{done.training} of them are new training passages: run `make retrain` to learn from them")
    if done.note:
        print(f"uip: {done.note}; complete it to estimate from it", file=sys.stderr)
    return 0


def simulate(given: argparse.Namespace) -> int:
    """Coverage and false alarms of the estimators, to simulation.csv."""
    from pipeline.simulate import simulate as repeat
    from pipeline.tables import SIMULATION

    write_csv(SIMULATION, repeat(quick=given.quick), given.out / "simulation.csv")
    print(f"simulation: {given.out / 'simulation.csv'}")
    return 0


def qda_export(given: argparse.Namespace) -> int:
    """From a run's exports to study.qdpx and codebook.qdc."""
    from pipeline.export.qda import export_qda
    from pipeline.store import read_csv

    tables = {
        table.name: read_csv(table, given.exports / f"{table.name}.csv") for table in (DOCUMENTS, SEGMENTS, CODINGS)
    }
    tables["texts"] = texts_of(tables["segments"])
    given.out.mkdir(parents=True, exist_ok=True)
    export_qda(tables, load_codebook(given.corpus / "codebook.yaml"), given.out)
    print(f"REFI-QDA: {given.out / 'study.qdpx'}")
    return 0


def texts_of(segments: pl.DataFrame) -> pl.DataFrame:
    """Texts (table TEXTS) put together from segments at their offsets; what no segment holds is blank."""
    rows = []
    for (document_id,), group in segments.sort("document_id", "start").group_by(["document_id"], maintain_order=True):
        text = ""
        for start, piece in group.select("start", "text").iter_rows():
            text = text.ljust(start) + piece if len(text) <= start else text
        rows.append({"document_id": document_id, "text": text})
    return TEXTS.frame(rows)


def qda_import(given: argparse.Namespace) -> int:
    """Codings of a REFI-QDA project, to CSV."""
    from pipeline.export.qda import import_qda
    from pipeline.export.qda_reading import read_project
    from pipeline.store import read_csv

    segments = read_csv(SEGMENTS, given.segments) if given.segments else None
    write_csv(CODINGS, import_qda(given.project, segments, load_codebook(given.codebook) if given.codebook else None),
              given.out)  # fmt: skip
    print(f"codings: {given.out}; {read_project(given.project).left_out} codings of other kinds left out")
    return 0


def fetch(given: argparse.Namespace) -> int:
    """The documents that a manifest names with an address; what is there with the right hash is kept."""
    from pipeline.ingest.fetch import fetch_documents
    from pipeline.ingest.manifest import read_manifest

    corpus = given.corpus
    fetched = fetch_documents(read_manifest(corpus, files=False), corpus)
    for one in fetched:
        told = {"failed": f" ({one.reason}; {one.cure})", "fetched": f" ({one.bytes} bytes, sha256 {one.sha256})"}
        print(f"{one.document_id}: {one.outcome}{told.get(one.outcome, '')}")
    if not fetched:
        more = corpus / "official"
        also = f"; the official documents are in {more}" if (more / "manifest.csv").is_file() else ""
        print(f"{corpus / 'manifest.csv'} names no address: nothing to fetch{also}")
    return 1 if any(one.outcome == "failed" for one in fetched) else 0


def manifest(given: argparse.Namespace) -> int:
    """A first manifest for a folder of documents, to be corrected by its owner."""
    from pipeline.ingest.draft import draft_manifest

    frame, unread = draft_manifest(given.corpus, StudySettings())
    for name, reason, cure in unread:
        print(f"uip: {name}: {reason}; {cure}", file=sys.stderr)
    write_csv(MANIFEST, frame, given.corpus / "manifest.csv")
    sides = frame["side"].value_counts(sort=True).rows()
    print(f"{', '.join(f'{count} {side}' for side, count in sides)}: {given.corpus / 'manifest.csv'}; correct what was "
          "guessed (side, language) and fill in program, years, university, role and participant")  # fmt: skip
    return 0

"""The order of a study, written once: each stage's function, what it needs and what it gives.

`ingest → segment → code / claims / topics → gap → findings`. Flows, the command line and tests run these; a stage sees
only the tables that it names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.code.resolve import code_frame
from pipeline.codebook import Codebook, load_codebook
from pipeline.ingest.ocr import installed_languages
from pipeline.settings import StudySettings
from pipeline.tables import OUTCOMES

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Study:
    """A corpus opened with settings: what stages need besides tables."""

    settings: StudySettings

    @property
    def corpus(self) -> Path:
        return self.settings.corpus

    @cached_property
    def codebook(self) -> Codebook:
        return load_codebook(self.corpus / "codebook.yaml")

    def settled(self) -> pl.DataFrame | None:
        """What people settled on (segment_id, code or empty), from `codings/settled.csv`; None without that file."""
        from pipeline.codings import read_coder

        path = self.corpus / "codings" / "settled.csv"
        return read_coder(path, self.codebook) if path.exists() else None


@dataclass(frozen=True)
class Stage:
    """One step: `run(study, tables)` returns the tables named in `outputs`."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    run: Callable[[Study, Tables], dict[str, pl.DataFrame]]
    doing: str


def _ingest(study: Study, _: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.ingest import ingest_corpus, read_manifest

    manifest = read_manifest(study.corpus)
    return dict(ingest_corpus(manifest, study.corpus, study.settings)._asdict())


def _segment(_: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.segment import segment_blocks

    return {"segments": segment_blocks(tables["documents"], tables["texts"], tables["blocks"])}


def _code(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    _check_people(study, tables)
    segments = tables["segments"].join(tables["documents"].select("document_id", "side"), on="document_id")
    coded = code_frame(
        segments, study.codebook, coder="all", english_model=study.settings.english_model, people=study.settled()
    )
    return {"codings": coded}


def _check_people(study: Study, tables: Tables) -> None:
    """What people coded must be there: a coding of a segment that does not exist would silently count for nothing."""
    from pipeline.codings import check_codings
    from pipeline.ingest import read_manifest

    named = set(read_manifest(study.corpus)["document_id"].to_list())
    unread = named - set(tables["documents"]["document_id"].to_list())
    check_codings(study.corpus / "codings", tables["segments"], study.codebook, unread)


def _claims(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.claims import extract_claims, load_gazetteer

    segments = tables["segments"].join(tables["documents"].select("document_id", "side"), on="document_id")
    chosen = tables["codings"].filter(pl.col("coder") == study.settings.coder)
    gazetteer = load_gazetteer(study.corpus / "gazetteer.yaml")
    return {
        "claims": extract_claims(segments, chosen, tables["table_rows"], tables["blocks"], gazetteer, study.codebook)
    }


def _topics(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.topics import fit_topics

    return dict(fit_topics(tables["segments"], tables["documents"], study.codebook, study.settings)._asdict())


def _gap(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.gap import People, measure_gap
    from pipeline.hand_coded import read_sample

    settled = study.settled()
    people = People(
        read_sample(study.corpus / "codings", study.codebook),
        frozenset() if settled is None else frozenset(settled["segment_id"].to_list()),
    )
    measured = measure_gap(
        tables["documents"],
        tables["segments"],
        tables["codings"],
        tables["claims"],
        study.codebook,
        study.settings,
        people,
    )
    return dict(measured._asdict())


def _targets(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.store import read_csv
    from pipeline.targets import set_beside_outcomes, trace_targets

    path = study.corpus / "outcomes.csv"
    outcomes = read_csv(OUTCOMES, path) if path.exists() else OUTCOMES.empty()
    targets = set_beside_outcomes(tables["claims"], tables["documents"], outcomes)
    return {"targets": targets, "target_changes": trace_targets(targets, tables["documents"])}


def _program_changes(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.changes import change_programs

    return {"program_changes": change_programs(tables["documents"], tables["prevalence"])}


def _correspondence(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.correspondence import asked_codes, match_claims

    marks = tables["codings"].filter(pl.col("coder") == study.settings.coder).select("segment_id", "code")
    asked = asked_codes(tables["documents"], tables["segments"], marks, study.codebook)
    return {"correspondence": match_claims(tables["claims"], asked=asked)}


def _agreement(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.codings import agreement_of_people
    from pipeline.held_out import held_out_documents

    folder = study.corpus / "codings"
    held = tables["segments"].filter(pl.col("document_id").is_in(list(held_out_documents(folder))))
    unseen = set(held["segment_id"].to_list())
    return {"agreement": agreement_of_people(folder, tables["codings"], study.codebook, unseen)}


def _evaluation(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.held_out import examine_held_out, score_held_out

    folder = study.corpus / "codings"
    scored = score_held_out(tables["segments"], tables["codings"], folder, study.codebook)
    examined = examine_held_out(
        tables["documents"], tables["segments"], tables["codings"], tables["claims"], folder, study.codebook
    )
    return {"evaluation": scored, **examined}


def _findings(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.findings import check_findings, load_findings

    path = study.corpus / "findings.yaml"
    if not path.exists():
        return {}
    findings = load_findings(path, study.codebook)
    return {"findings": check_findings(tables, study.codebook, findings, study.settings)}


STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest",
        (),
        ("documents", "texts", "pages", "blocks", "table_rows", "furniture", "rejected"),
        _ingest,
        "reading the documents",
    ),
    Stage("segment", ("documents", "texts", "blocks"), ("segments",), _segment, "splitting text into segments"),
    Stage("code", ("documents", "segments"), ("codings",), _code, "coding segments"),
    Stage(
        "claims",
        ("documents", "segments", "codings", "table_rows", "blocks"),
        ("claims",),
        _claims,
        "extracting claims",
    ),
    Stage(
        "topics",
        ("documents", "segments"),
        ("topics", "topic_words", "topic_choice", "topic_intrusion", "topic_intrusion_key", "topic_notes"),
        _topics,
        "fitting topics",
    ),
    Stage(
        "gap",
        ("documents", "segments", "codings", "claims"),
        ("prevalence", "gap", "index", "cases", "specification", "corrected"),
        _gap,
        "measuring the gap",
    ),
    Stage(
        "targets", ("claims", "documents"), ("targets", "target_changes"), _targets, "setting targets beside outcomes"
    ),
    Stage(
        "program_changes",
        ("documents", "prevalence"),
        ("program_changes",),
        _program_changes,
        "following programs from one to the next",
    ),
    Stage(
        "correspondence",
        ("documents", "segments", "codings", "claims"),
        ("correspondence",),
        _correspondence,
        "matching promises with practice",
    ),
    Stage(
        "evaluation",
        ("documents", "segments", "codings", "claims"),
        ("evaluation", "quality", "confusions", "reliability", "worst_passages"),
        _evaluation,
        "scoring coders on held-out documents",
    ),
    Stage("agreement", ("segments", "codings"), ("agreement",), _agreement, "comparing coders"),
    Stage(
        "findings",
        ("documents", "segments", "codings", "claims", "prevalence", "gap", "index", "cases"),
        ("findings",),
        _findings,
        "checking the findings",
    ),
)


def run_stage(stage: Stage, study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    """The stage's output tables, given the tables it names."""
    return stage.run(study, {name: tables[name] for name in stage.inputs})


def code_version() -> str:
    """Hash over the sources and fitted models that decide what a stage gives: part of every cache key."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    folders = [root, root.parent / "models"]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            _update(digest, path.relative_to(root.parent).as_posix().encode(), path.read_bytes())
    return digest.hexdigest()


def corpus_version(corpus: Path) -> str:
    """Hash over every file of the corpus that a run reads, so that a changed document or cue is seen."""
    digest = hashlib.sha256()
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            _update(digest, path.relative_to(corpus).as_posix().encode(), path.read_bytes())
    return digest.hexdigest()


def stage_key(stage: Stage, study: Study, base: str, input_keys: Mapping[str, str]) -> str:
    """Cache key of a stage: the code and corpus (`base`), the settings that bear on results, and its inputs' keys."""
    given = study.settings.model_dump(mode="json", exclude={"corpus", "out", "workers"})
    # A page that was refused without Tesseract is to be read once it is there.
    parts = [
        base,
        stage.name,
        repr(sorted(given.items())),
        repr(installed_languages()),
        *[f"{name}={input_keys[name]}" for name in stage.inputs],
    ]
    digest = hashlib.sha256()
    for part in parts:
        _update(digest, part.encode())
    return digest.hexdigest()


def _update(digest: Any, *parts: bytes) -> None:
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)

"""The order of a study, written once: each stage's function, what it needs and what it gives.

`ingest → segment → code / claims / topics → gap → findings`. Flows, the command line and tests run these; a stage sees
only the tables that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from pipeline.codebook import Codebook, load_codebook
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
    from pipeline.code.likely import likelihoods
    from pipeline.code.model import scores
    from pipeline.code.resolve import code_frame, usable_model

    segments = tables["segments"].join(tables["documents"].select("document_id", "side"), on="document_id")
    model, settled = usable_model(study.codebook), study.settled()
    found = None if model is None else scores(model, segments)
    coded = code_frame(
        segments, study.codebook, coder="all", english_model=study.settings.english_model, people=settled, found=found
    )
    return {"codings": coded, "likelihoods": likelihoods(segments, coded, model, found, settled)}


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
    from pipeline.codings import people_of
    from pipeline.gap import People, measure_gap
    from pipeline.hand_coded import read_sample

    settled = study.settled()
    people = People(
        read_sample(study.corpus / "codings", study.codebook),
        frozenset() if settled is None else frozenset(settled["segment_id"].to_list()),
        tuple(people_of(study.corpus / "codings", study.codebook)),
    )
    measured = measure_gap(
        tables["documents"],
        tables["segments"],
        tables["codings"],
        tables["claims"],
        study.codebook,
        study.settings,
        people,
        # They are the resolved coder's; another coder's doubt is not known.
        tables["likelihoods"] if study.settings.coder == "resolved" else None,
    )
    return dict(measured._asdict())


def _guide(study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    from pipeline.code.encoder import UNIVERSAL, load_encoder
    from pipeline.gap.guide import find_guide

    marks = tables["codings"].filter(pl.col("coder") == study.settings.coder).select("segment_id", "code")
    found = find_guide(tables["documents"], tables["segments"], marks, load_encoder(UNIVERSAL).encode)
    return dict(found._asdict())


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
    from pipeline.findings import check_findings, load_findings, load_role_groups, triangulate

    path = study.corpus / "findings.yaml"
    if not path.exists():
        return {}
    findings = load_findings(path, study.codebook)
    groups = load_role_groups(path)
    return {
        "findings": check_findings(tables, study.codebook, findings, study.settings),
        "triangulation": triangulate(tables, study.codebook, findings, groups, study.settings),
    }


STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest",
        (),
        ("documents", "texts", "pages", "blocks", "table_rows", "furniture", "rejected"),
        _ingest,
        "reading the documents",
    ),
    Stage("segment", ("documents", "texts", "blocks"), ("segments",), _segment, "splitting text into segments"),
    Stage("code", ("documents", "segments"), ("codings", "likelihoods"), _code, "coding segments"),
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
        ("documents", "segments", "codings", "likelihoods", "claims"),
        (
            "prevalence",
            "gap",
            "index",
            "cases",
            "specification",
            "corrected",
            "doubt",
            "presence",
            "prompted",
            "windows",
            "boilerplate",
        ),
        _gap,
        "measuring the gap",
    ),
    Stage(
        "guide",
        ("documents", "segments", "codings"),
        ("guide", "question_coverage"),
        _guide,
        "finding the questions of the interview guide",
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
        ("findings", "triangulation"),
        _findings,
        "checking the findings",
    ),
)


def run_stage(stage: Stage, study: Study, tables: Tables) -> dict[str, pl.DataFrame]:
    """The stage's output tables, given the tables it names."""
    return stage.run(study, {name: tables[name] for name in stage.inputs})

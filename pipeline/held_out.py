"""Coders against people's codings of whole documents that no training saw."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.code.model import FEWEST_EXAMPLES
from pipeline.code.model_file import FittedModel, load_model
from pipeline.code.resolve import rules_only_because
from pipeline.code.train import cells_of
from pipeline.codebook import Codebook
from pipeline.codings import check_codings
from pipeline.errors import StudyError
from pipeline.evaluate import score
from pipeline.gold import Gold, gold_of, held_out_documents
from pipeline.probabilities import probabilities
from pipeline.quality import confusions, quality, reliability, worst_passages
from pipeline.schema import Table
from pipeline.tables import CONFUSIONS, EVALUATION, QUALITY, RELIABILITY, WORST_PASSAGES

__all__ = ["HeldOut", "code_held_out", "evaluate_held_out", "examine_held_out", "held_out_documents", "score_held_out"]


class HeldOut(NamedTuple):
    """The held-out documents as read and coded: tables DOCUMENTS, SEGMENTS, CODINGS, TABLE_ROWS, BLOCKS."""

    documents: pl.DataFrame
    segments: pl.DataFrame
    codings: pl.DataFrame
    table_rows: pl.DataFrame
    blocks: pl.DataFrame


def score_held_out(segments: pl.DataFrame, codings: pl.DataFrame, folder: Path, codebook: Codebook) -> pl.DataFrame:
    """Table EVALUATION of every coder in `codings` on the held-out documents, and of a second person as a ceiling.

    A segment and code on which people differ counts neither way. Notes say what intervals resample, which codes the
    model knows from their definition only, and when rules stand alone.
    """
    gold = gold_of(segments, folder, codebook)
    if gold is None:
        return EVALUATION.empty()
    alone = rules_only_because(codebook)
    flags = _flags(codebook, None if alone else load_model())
    note = gold.note if alone is None else f"{gold.note}; {alone}"
    frames = [
        _flagged(score(coder, found, gold.cells, gold.clusters, codebook, note), flags)
        for coder, found in coder_cells(codings, gold, codebook).items()
    ]
    if gold.paired.any():
        pairs, ceiling = gold.paired, f"{gold.note}; one person against another, disputes counted"
        rows = score("people", gold.second[pairs], gold.first[pairs], gold.clusters[pairs], codebook, ceiling)
        frames.append(rows)
    return EVALUATION.frame(pl.concat(frames))


def examine_held_out(
    documents: pl.DataFrame,
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame | None,
    folder: Path,
    codebook: Codebook,
) -> dict[str, pl.DataFrame]:
    """Tables QUALITY, CONFUSIONS, RELIABILITY and WORST_PASSAGES, by name, of the coders on held-out documents."""
    gold = gold_of(segments, folder, codebook)
    if gold is None:
        return {table.name: table.empty() for table in (QUALITY, CONFUSIONS, RELIABILITY, WORST_PASSAGES)}
    found = coder_cells(codings, gold, codebook)
    order = pl.DataFrame({"segment_id": list(gold.ids)})
    own = order.join(segments, on="segment_id", how="left", maintain_order="left")
    sided = own.join(documents.select("document_id", "side"), on="document_id", how="left", maintain_order="left")
    model = None if rules_only_because(codebook) else load_model()
    predicted = probabilities(own, codings, model) if model else {}
    nothing = np.zeros_like(gold.cells)
    return {
        "quality": quality(gold, found, claims, sided, codebook),
        "confusions": confusions(gold, found, codebook),
        "reliability": reliability(gold, predicted),
        "worst_passages": worst_passages(
            gold, found.get("resolved", nothing), predicted.get("resolved"), own, codebook
        ),
    }


def coder_cells(codings: pl.DataFrame, gold: Gold, codebook: Codebook) -> dict[str, Any]:
    """What each coder applied to the gold's segments (N, K), disputed cells set to gold."""
    return {
        coder: np.where(gold.disputed, gold.cells, _cells(codings, coder, gold, codebook))
        for coder in sorted(set(codings["coder"].to_list()))
    }


def evaluate_held_out(
    corpus: Path, codebook: Codebook, *, details: bool = False
) -> tuple[pl.DataFrame, dict[Table, pl.DataFrame]]:
    """Read and code the held-out documents of `corpus` and score every coder on them (table EVALUATION).

    With `details`, also how they err: what `examine_held_out` gives, by table.
    """
    read = code_held_out(corpus, codebook)
    folder = corpus / "codings"
    scored = score_held_out(read.segments, read.codings, folder, codebook)
    if not details:
        return scored, {}
    claims = _claims(corpus, read, codebook)
    examined = examine_held_out(read.documents, read.segments, read.codings, claims, folder, codebook)
    return scored, {table: examined[table.name] for table in (QUALITY, CONFUSIONS, RELIABILITY, WORST_PASSAGES)}


def code_held_out(corpus: Path, codebook: Codebook) -> HeldOut:
    """Read the held-out documents of `corpus` and code them with every coder; StudyError when none is named."""
    from pipeline.code.resolve import code_frame
    from pipeline.ingest import ingest_corpus, read_manifest
    from pipeline.segment import segment_blocks
    from pipeline.settings import StudySettings

    names = held_out_documents(corpus / "codings")
    if not names:
        where = corpus / "codings" / "held-out.txt"
        raise StudyError(where, "is missing or empty", "name the documents kept for evaluation")
    manifest = read_manifest(corpus).filter(pl.col("document_id").is_in(list(names)))
    given = ingest_corpus(manifest, corpus, StudySettings(corpus=corpus))
    segments = segment_blocks(given.documents, given.texts, given.blocks)
    check_codings(corpus / "codings", segments, codebook)
    codings = code_frame(segments, codebook, coder="all")
    return HeldOut(given.documents, segments, codings, given.table_rows, given.blocks)


def _claims(corpus: Path, read: HeldOut, codebook: Codebook) -> pl.DataFrame | None:
    """Claims of the held-out documents as a study extracts them; None without a gazetteer."""
    from pipeline.claims import extract_claims, load_gazetteer

    path = corpus / "gazetteer.yaml"
    if not path.is_file():
        return None
    sided = read.segments.join(read.documents.select("document_id", "side"), on="document_id")
    resolved = read.codings.filter(pl.col("coder") == "resolved")
    return extract_claims(sided, resolved, read.table_rows, read.blocks, load_gazetteer(path), codebook)


def _cells(codings: pl.DataFrame, coder: str, gold: Gold, codebook: Codebook) -> Any:
    return cells_of(codings.filter(pl.col("coder") == coder), gold.ids, codebook.ids) > 0


def _flags(codebook: Codebook, model: FittedModel | None) -> dict[str, str]:
    if model is None:
        return {}
    few = [code for code, count in zip(codebook.ids, model.examples, strict=True) if count < FEWEST_EXAMPLES]
    return dict.fromkeys(few, f"zero-shot: fewer than {FEWEST_EXAMPLES} training passages")


def _flagged(scores: pl.DataFrame, flags: dict[str, str]) -> pl.DataFrame:
    flag = pl.col("code").replace_strict(flags, default=None, return_dtype=pl.String)
    told = pl.when(flag.is_not_null() & (pl.col("coder") != "rules")).then(pl.format("{}; {}", "note", flag))
    return scores.with_columns(told.otherwise(pl.col("note")).alias("note")) if flags else scores

"""Each document and each register of the coded passages held out in turn, by models fitted on all the others."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from pipeline.code.encoder import load_encoder
from pipeline.code.model import Scores, probability, scores_from
from pipeline.code.stack import carried
from pipeline.code.train import Passages, fit, read_passages, rule_cells
from pipeline.codebook import Codebook, load_codebook
from pipeline.errors import StudyError
from pipeline.evaluate import score
from pipeline.store import read_text_columns
from pipeline.tables import EVALUATION

# Documents are held out in this many groups: a fit of its own for each would take longer than it tells.
DOCUMENT_FOLDS = 3
_PROCESSES = min(2, os.cpu_count() or 1)
Say = Callable[[str], object]


def cross_validate(corpus: Path, say: Say = lambda line: None) -> pl.DataFrame:
    """Table EVALUATION of rules, model and resolved coder over all passages of `corpus`/training, none self-seen.

    Rules need no fitting, but whoever wrote cues may have read these passages: the note says so. Raises StudyError
    when the passages make fewer than two folds.
    """
    codebook = load_codebook(corpus / "codebook.yaml")
    passages = read_passages(corpus / "training", codebook)
    units = units_of(corpus)
    folds = folds_of(units)
    if len(folds) < 2:
        where, cure = corpus / "training", "give coded passages of two registers or documents"
        raise StudyError(where, "passages come from fewer than two registers or documents", cure)
    say(f"{len(units)} passages in {len(folds)} folds: " + ", ".join(name for name, _ in folds))
    found = predict(passages, [rows for _, rows in folds], codebook)
    note = f"training passages in {len(folds)} folds by document or register; intervals over passages in blocks"
    notes = {"rules": "training passages; authors of cues may have seen them"}
    clusters = np.where(np.char.startswith(units, "document "), units, passages.groups)
    frames = [
        score(coder, cells, passages.coded, clusters, codebook, notes.get(coder, note))
        for coder, cells in found.items()
    ]
    return EVALUATION.frame(pl.concat(frames))


def units_of(corpus: Path) -> Any:
    """What each training passage must be held out with (n,): `document …` where its id names one, else `register …`.

    Files whose names share the word before the first hyphen are one register. A passage's document is what stands
    before `#` or `:` in its id, if the manifest has it (with or without a prefix and a hyphen).
    """
    manifest = corpus / "manifest.csv"
    known = read_text_columns(manifest)["document_id"].drop_nulls().to_list() if manifest.is_file() else []
    units = []
    for path in sorted((corpus / "training").glob("*.jsonl")):
        register = f"register {path.stem.partition('-')[0]}"
        for line in path.read_text(encoding="utf-8").splitlines():
            document = _document(str(json.loads(line).get("id", "")), known)
            units.append(f"document {document}" if document else register)
    return np.array(units, dtype=str)


def _document(passage: str, known: Sequence[str]) -> str | None:
    name = passage.partition("#")[0] if "#" in passage else passage.rpartition(":")[0]
    return next((one for one in known if name == one or name.endswith(f"-{one}")), None)


def folds_of(units: Any) -> list[tuple[str, Any]]:
    """Folds as name and rows: each register, and the documents in up to three groups of about the same size."""
    names, counts = np.unique(units, return_counts=True)
    sizes = dict(zip(names.tolist(), counts.tolist(), strict=True))
    documents = sorted((name for name in sizes if name.startswith("document ")), key=lambda name: (-sizes[name], name))
    groups: list[list[str]] = [[] for _ in range(min(DOCUMENT_FOLDS, len(documents)))]
    for name in documents:
        min(groups, key=lambda group: sum(sizes[one] for one in group)).append(name)
    held = [[name] for name in sorted(sizes) if name.startswith("register ")] + groups
    return [(" and ".join(sorted(names)), np.flatnonzero(np.isin(units, names))) for names in held]


def predict(passages: Passages, folds: Sequence[Any], codebook: Codebook) -> dict[str, Any]:
    """Cells (n, K) of each coder; those of a fold (rows) come from a model fitted on all other rows."""
    with threadpool_limits(1):
        vectors, rules = load_encoder().encode(passages.texts), rule_cells(passages.texts, codebook)
    found = {"rules": rules > 0, "model": np.zeros(rules.shape, bool), "resolved": np.zeros(rules.shape, bool)}
    coded = Parallel(n_jobs=_PROCESSES)(delayed(_fold)(passages, vectors, rules, codebook, held) for held in folds)
    for held, (model, resolved) in zip(folds, coded, strict=True):
        found["model"][held], found["resolved"][held] = model, resolved
    return found


def _fold(passages: Passages, vectors: Any, rules: Any, codebook: Codebook, held: Any) -> tuple[Any, Any]:
    seen = np.setdiff1d(np.arange(len(passages.texts)), held)
    with threadpool_limits(1):
        model = fit(passages.take(seen), vectors[seen], rules[seen], codebook)
        cells = scores_from(model, [passages.texts[i] for i in held], vectors[held])
    scored = Scores(cells, passages.surroundings().take(held))
    resolved = carried(probability(model, scored, rules[held]), model.thresholds_with_rules)
    return carried(probability(model, scored), model.thresholds), resolved

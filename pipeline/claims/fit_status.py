"""Fitting the reader of status from coded passages that say what they claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.claims.gazetteer import load_gazetteer
from pipeline.claims.hindrance import Hindrances
from pipeline.claims.status_reader import FEWEST, READER_PATH, StatusReader, Told, fit_reader, save_reader
from pipeline.codebook import load_codebook
from pipeline.english import load_english
from pipeline.errors import StudyError

MODALITIES = ("none", "obligation", "commitment", "recommendation", "aspiration")
STATUSES = ("none", "established", "intended", "limited", "absent", "past")


def train_reader(corpus: Path, path: Path = READER_PATH) -> StatusReader | None:
    """Fit from `corpus`/training, save to `path`; None, and nothing written, from fewer than 200 English claims."""
    rows = list(_claims(corpus / "training"))
    if len(rows) < FEWEST:
        return None
    codebook = load_codebook(corpus / "codebook.yaml")
    hindrances = Hindrances(codebook, load_gazetteer(corpus / "gazetteer.yaml"))
    docs = load_english(None, exclude=("ner",)).pipe(row["text"] for row in rows)
    passages = [
        Told(
            doc,
            row.get("side") == "policy",
            hindrances.only(row["codes"]),
            hindrances.roles(row["codes"]),
        )
        for row, doc in zip(rows, docs, strict=True)
    ]
    reader = fit_reader(passages, [row["status"] for row in rows], [row["modality"] for row in rows])
    save_reader(reader, path)
    return reader


def _claims(folder: Path) -> Iterator[dict[str, Any]]:
    """English passages of *.jsonl in `folder` that make a claim and give its status and modality."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            row = json.loads(line)
            if not row.get("claim") or row.get("language", "en") != "en" or not row.get("modality"):
                continue
            if row.get("status") not in STATUSES or row["modality"] not in MODALITIES:
                where = f"{path} line {number}"
                raise StudyError(where, "has an unknown status or modality", f"use one of {', '.join(STATUSES)}")
            yield row

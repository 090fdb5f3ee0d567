"""Fitting the readers of status and of sectors from coded passages that say what they claim and whose claim it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from pipeline.claims.clauses import clauses_of
from pipeline.claims.gazetteer import Gazetteer, load_gazetteer
from pipeline.claims.hindrance import Hindrances
from pipeline.claims.linear_reader import LinearReader, save_linear
from pipeline.claims.sector_reader import NOBODY, SECTOR_PATH, Asked, fit_sectors
from pipeline.claims.status_reader import STATUS_PATH, Told, fit_status
from pipeline.claims.whose import Context, resolve_actor
from pipeline.codebook import load_codebook
from pipeline.english import load_english
from pipeline.errors import StudyError
from pipeline.tables import SECTORS

MODALITIES = ("none", "obligation", "commitment", "recommendation", "aspiration")
STATUSES = ("none", "established", "intended", "limited", "absent", "past")
# Fewer passages teach no grammar; rules then judge alone.
FEWEST = 200


def train_readers(corpus: Path, status: Path = STATUS_PATH, sectors: Path = SECTOR_PATH) -> bool:
    """Fit both readers from `corpus`/training and save them; False, and nothing written, from too few claims."""
    rows = list(_claims(corpus / "training"))
    if len(rows) < FEWEST:
        return False
    words = load_gazetteer(corpus / "gazetteer.yaml")
    hindrances = Hindrances(load_codebook(corpus / "codebook.yaml"), words)
    docs = list(load_english(None, exclude=("ner",)).pipe(row["text"] for row in rows))
    save_linear(_status(rows, docs, hindrances), status)
    if (fitted := _sectors(rows, docs, hindrances, words)) is not None:
        save_linear(fitted, sectors)
    return True


def _status(rows: Sequence[dict[str, Any]], docs: Sequence[Doc], hindrances: Hindrances) -> LinearReader:
    told = [
        Told(doc, row.get("side") == "policy", hindrances.only(row["codes"]), hindrances.roles(row["codes"]))
        for row, doc in zip(rows, docs, strict=True)
    ]
    return fit_status(told, [row["status"] for row in rows], [row["modality"] for row in rows])


def _sectors(
    rows: Sequence[dict[str, Any]], docs: Sequence[Doc], hindrances: Hindrances, words: Gazetteer
) -> LinearReader | None:
    taught = [(row, doc) for row, doc in zip(rows, docs, strict=True) if _teaches_sector(row)]
    if len(taught) < FEWEST:
        return None
    asked = [asked_of(row, doc, hindrances, words) for row, doc in taught]
    return fit_sectors(asked, [row["actor_sector"] for row, _ in taught], words)


def asked_of(row: dict[str, Any], doc: Doc, hindrances: Hindrances, words: Gazetteer) -> Asked:
    """A coded passage as the reader of sectors takes it, with what the rules read in it."""
    policy, clauses = row.get("side") == "policy", clauses_of(doc)
    context = Context(policy, text=doc.text)
    actor, sector = resolve_actor(clauses[0], context, words) if clauses else (None, None)
    return Asked(doc, policy, actor, sector, hindrances.seat(row["codes"]), hindrances.meanings(row["codes"]))


def _teaches_sector(row: dict[str, Any]) -> bool:
    """Whether a passage says whose claim it is as the reader is to tell it.

    In a policy that is a named actor, or that there is none; in an account of practice it is any sector.
    """
    sector = row.get("actor_sector")
    if sector not in (*SECTORS, NOBODY):
        return False
    if row.get("side") == "policy":
        return bool(row.get("actor")) != (sector == NOBODY)
    return bool(sector != NOBODY)


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

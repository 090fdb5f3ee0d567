"""A small synthetic study for the gap's tests: frames of the declared tables from a few numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl

from pipeline.tables import CLAIMS, CODINGS, DOCUMENTS, SEGMENTS

CODES = {"form": ("form.a", "form.b", "form.c"), "mode": ("mode.sti", "mode.dui")}
STATUSES = ("intended", "established", "limited", "absent", "past", "none")


def codebook(codes: dict[str, tuple[str, ...]] = CODES) -> Any:
    listed = tuple(SimpleNamespace(id=c, dimension=d, parent=None) for d, ids in codes.items() for c in ids)
    measures = {"mode_gap": SimpleNamespace(dimension="mode", code="mode.sti")} if "mode" in codes else {}
    return SimpleNamespace(codes=listed, dimensions={d: d for d in codes}, measures=measures, neutral_controls=())


def settings(**changes: Any) -> Any:
    return SimpleNamespace(**({"coder": "resolved", "seed": 2018, "resamples": 400} | changes))


def study(policies: int = 7, participants: int = 21, sentences: int = 40, seed: int = 1, tilt: float = 0.3) -> Any:
    """Frames (documents, segments, codings, claims): policy leans to the first code of a dimension by `tilt`."""
    rng = np.random.default_rng(seed)
    documents = [_policy(at) for at in range(policies)] + [_interview(at, participants) for at in range(participants)]
    segments: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    for document in documents:
        for at in range(sentences):
            segment = _segment(document, at)
            segments.append(segment)
            codes = [_draw(rng, ids, tilt if document["side"] == "policy" else 0.0) for ids in CODES.values()]
            codings += [
                {"segment_id": segment["segment_id"], "code": code, "coder": "resolved", "probability": 0.9}
                for code in codes
            ]
            claims.append(_claim(document, segment, codes, STATUSES[rng.integers(6)]))
    return (
        DOCUMENTS.frame(documents),
        SEGMENTS.frame(segments),
        CODINGS.frame(codings),
        CLAIMS.frame(claims),
    )


def _draw(rng: np.random.Generator, ids: tuple[str, ...], tilt: float) -> str:
    weights = np.full(len(ids), (1 - tilt) / len(ids))
    weights[0] += tilt
    return str(rng.choice(ids, p=weights))


def _policy(at: int) -> dict[str, Any]:
    years = {"year_from": 2010 + 5 * (at // 4), "year_to": 2014 + 5 * (at // 4)}
    named = {"document_id": f"POL-{at}", "program": f"PROG-{at // 2}", "title": f"Policy {at}"}
    return {"side": "policy", **named, **years}


def _interview(at: int, of: int) -> dict[str, Any]:
    role = "rector" if at % 10 == 0 else "head" if at % 5 == 1 else "faculty"
    university = "A" if at < of // 2 else "B"
    return {
        "document_id": f"INT-{at:03}",
        "side": "practice",
        "title": f"Interview {at}",
        "university": university,
        "role": role,
        "participant": f"P-{at:03}",
        "year_from": 2018,
        "year_to": 2018,
    }


def _segment(document: dict[str, Any], at: int) -> dict[str, Any]:
    spoken = document["side"] == "practice"
    start, end = at * 30, at * 30 + 28
    return {
        "segment_id": f"{document['document_id']}:{start}-{end}",
        "document_id": document["document_id"],
        "speaker": "respondent" if spoken else None,
        "kind": "turn" if spoken else "paragraph",
        "turn": at + 1,
        "start": start,
        "end": end,
        "language": "en",
        "text": f"sentence {at} of {document['document_id']} runs",
    }


def _claim(document: dict[str, Any], segment: dict[str, Any], codes: list[str], status: str) -> dict[str, Any]:
    return {
        "claim_id": f"{segment['segment_id']}#1",
        "segment_id": segment["segment_id"],
        "document_id": document["document_id"],
        "side": document["side"],
        "status": status,
        "modality": "commitment" if status == "intended" else "none",
        "polarity": "positive",
        "codes": ";".join(codes),
        "echo": False,
        "measurable": status == "intended",
        "deadline": False,
        "responsible": False,
        "budget": False,
        "start": segment["start"],
        "end": segment["end"],
        "text": segment["text"],
    }


def without(frame: pl.DataFrame, **values: Any) -> pl.DataFrame:
    """The frame without the rows that have all the values."""
    return frame.filter(~pl.all_horizontal(pl.col(name) == value for name, value in values.items()))

"""Findings: declared tests give the verdict that the tables hold, and bad declarations are told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.codebook import Code, Codebook, Measure
from pipeline.errors import StudyError
from pipeline.findings import check_findings, load_findings
from pipeline.settings import StudySettings
from pipeline.tables import CLAIMS, CODINGS, DOCUMENTS, INDEX, SEGMENTS

BOOK = Codebook((Code("d.x", "d"), Code("d.y", "d")), {"d": "d"}, {}, {}, {"lead": Measure("d", "d.x")})
SETTINGS = StudySettings()


def tables(x_of: list[int], y_of: list[int], status: str = "established") -> dict[str, pl.DataFrame]:
    """Participants of case A (even) and B (odd), each with so many passages of d.x and of d.y."""
    documents, segments, codings, claims = [], [], [], []
    for person, (x, y) in enumerate(zip(x_of, y_of, strict=True)):
        name = f"p{person:02d}"
        documents.append({"document_id": name, "side": "practice", "title": name, "university": "AB"[person % 2]})
        for index, code in enumerate(["d.x"] * x + ["d.y"] * y):
            where = {"start": index * 10, "end": index * 10 + 5, "document_id": name, "text": "words"}
            segment_id = f"{name}:{index}"
            segments.append({"segment_id": segment_id, "kind": "turn", "speaker": "respondent", **where})
            codings.append({"segment_id": segment_id, "code": code, "coder": "resolved"})
            claims.append(
                {"claim_id": segment_id, "segment_id": segment_id, "status": status, "modality": "none",
                 "polarity": "positive", "codes": code, **where}
            )  # fmt: skip
    index = [{"measure": "lead", "estimate": 0.3, "low": 0.1, "high": 0.5}]
    return {
        "documents": DOCUMENTS.frame(documents),
        "segments": SEGMENTS.frame(segments),
        "codings": CODINGS.frame(codings),
        "claims": CLAIMS.frame(claims),
        "index": INDEX.frame(index),
    }


def verdict(tmp_path: Path, declared: str, given: dict[str, pl.DataFrame]) -> str:
    path = tmp_path / "findings.yaml"
    path.write_text(f"F1:\n  statement: as found\n  tests:\n    - {declared}\n")
    return check_findings(given, BOOK, load_findings(path, BOOK), SETTINGS)["verdict"][0]


@pytest.mark.parametrize(
    ("x", "y", "told"),
    [([5, 6, 7, 5, 6, 5], [1] * 6, "shown"), ([1] * 6, [5, 6, 7, 5, 6, 5], "contradicted"),
     ([1, 5, 1, 5, 1, 5], [5, 1, 5, 1, 5, 1], "not_shown")],
)  # fmt: skip
def test_an_order_is_shown_contradicted_or_neither(tmp_path: Path, x: list[int], y: list[int], told: str) -> None:
    assert verdict(tmp_path, "{kind: order, groups: [[d.x], [d.y]]}", tables(x, y)) == told


def test_fewer_than_five_participants_test_nothing(tmp_path: Path) -> None:
    assert verdict(tmp_path, "{kind: order, groups: [[d.x], [d.y]]}", tables([5] * 4, [1] * 4)) == "not_testable"


def test_what_is_only_planned_does_not_count_as_practice(tmp_path: Path) -> None:
    declared = "{kind: order, groups: [[d.x], [d.y]], statuses: [established]}"
    assert verdict(tmp_path, declared, tables([5] * 6, [1] * 6, status="intended")) == "not_testable"


def test_a_contrast_of_cases_is_read_in_its_direction(tmp_path: Path) -> None:
    uneven = tables([9, 1] * 6, [1, 9] * 6)
    uneven["codings"] = uneven["codings"].filter(~pl.col("segment_id").is_in(["p00:0", "p01:9"]))
    assert verdict(tmp_path, "{kind: contrast, codes: [d.x], more: A, less: B}", uneven) == "shown"
    assert verdict(tmp_path, "{kind: contrast, codes: [d.x], more: B, less: A}", uneven) == "contradicted"


def test_a_headline_is_read_with_the_sign_the_finding_expects(tmp_path: Path) -> None:
    given = tables([1] * 6, [1] * 6)
    assert verdict(tmp_path, "{kind: index, measure: lead, expect: positive}", given) == "shown"
    assert verdict(tmp_path, "{kind: index, measure: lead, expect: negative}", given) == "contradicted"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("F1: {statement: s, tests: [{kind: guess}]}", "test kind 'guess' is unknown"),
        ("F1: {statement: s, tests: [{kind: presence, codes: [d.z], at_least: 0.5}]}", "code 'd.z'"),
        ("F1: {statement: s, tests: [{kind: presence, codes: [d.x]}]}", "lacks 'at_least'"),
        ("F1: {tests: []}", "has no statement"),
        ("F1: {statement: s}", "neither tests nor a reason"),
        ("F1: [", "line"),
    ],
)
def test_a_bad_declaration_is_told_in_one_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "findings.yaml"
    path.write_text(text)
    with pytest.raises(StudyError) as told:
        load_findings(path, BOOK)
    assert reason in str(told.value)
    assert str(path) in str(told.value)

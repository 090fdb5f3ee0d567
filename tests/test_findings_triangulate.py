"""Triangulation: groups of roles tested apart, and nobody singled out by it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.codebook import Code, Codebook, Measure
from pipeline.errors import StudyError
from pipeline.findings import check_findings, load_findings, load_role_groups, triangulate
from pipeline.settings import StudySettings
from pipeline.tables import CLAIMS, CODINGS, DOCUMENTS, INDEX, SEGMENTS

BOOK = Codebook((Code("d.x", "d"), Code("d.y", "d")), {"d": "d"}, {}, {}, {"lead": Measure("d", "d.x")})
GROUPS = {"leaders": ("rector", "head"), "staff": ("teacher",)}


def study(leaders: list[tuple[int, int]], staff: list[tuple[int, int]], policies: int = 0) -> dict[str, pl.DataFrame]:
    """Participants with so many passages of d.x and d.y: leaders (rector, heads) and staff; policies of d.x and d.y."""
    people = [(f"p{at:02}", "rector" if at == 0 else "head", xy) for at, xy in enumerate(leaders)]
    people += [(f"q{at:02}", "teacher", xy) for at, xy in enumerate(staff)]
    documents, segments, codings, claims = [], [], [], []
    named = [(name, "practice", role, xy) for name, role, xy in people]
    named += [(f"POL-{at}", "policy", None, (9, 1 + at % 2)) for at in range(policies)]
    for at, (name, side, role, (x, y)) in enumerate(named):
        documents.append(
            {"document_id": name, "side": side, "title": name, "role": role, "university": "AB"[at % 2]}
        )  # fmt: skip
        for index, code in enumerate(["d.x"] * x + ["d.y"] * y):
            where = {"start": index * 10, "end": index * 10 + 5, "document_id": name, "text": "words"}
            segment = f"{name}:{index}"
            speaker = "respondent" if side == "practice" else None
            segments.append({"segment_id": segment, "kind": "turn", "speaker": speaker, **where})
            codings.append({"segment_id": segment, "code": code, "coder": "resolved"})
            claims.append(
                {"claim_id": segment, "segment_id": segment, "status": "established", "modality": "none",
                 "polarity": "positive", "codes": code, **where}
            )  # fmt: skip
    return {
        "documents": DOCUMENTS.frame(documents),
        "segments": SEGMENTS.frame(segments),
        "codings": CODINGS.frame(codings),
        "claims": CLAIMS.frame(claims),
        "index": INDEX.frame([{"measure": "lead", "estimate": 0.3, "low": 0.1, "high": 0.5}]),
    }


def declared(folder: Path, test: str) -> tuple:
    path = folder / "findings.yaml"
    path.write_text(f"F1:\n  statement: as found\n  tests:\n    - {test}\n")
    return load_findings(path, BOOK)


def triangulated(folder: Path, test: str, given: dict[str, pl.DataFrame]) -> dict[str, dict]:
    found = triangulate(given, BOOK, declared(folder, test), GROUPS, StudySettings())
    return {row["group"]: row for row in found.to_dicts()}


ORDER = "{kind: order, groups: [[d.x], [d.y]]}"
MUCH, LITTLE = [(5, 1), (6, 1), (7, 1), (5, 1), (6, 2)], [(1, 5), (1, 6), (1, 7), (1, 5), (2, 6)]


def test_groups_that_say_the_same_agree(tmp_path: Path) -> None:
    found = triangulated(tmp_path, ORDER, study(MUCH, MUCH))
    assert [row["verdict"] for row in found.values()] == ["shown", "shown"]
    assert {row["agreement"] for row in found.values()} == {"same"}
    assert [row["participants"] for row in found.values()] == [5, 5]


def test_groups_on_opposite_sides_of_zero_are_apart_though_neither_shows_anything(tmp_path: Path) -> None:
    mixed = [(5, 1), (1, 4), (5, 1), (1, 4), (5, 1)], [(1, 5), (4, 1), (1, 5), (4, 1), (1, 5)]
    found = triangulated(tmp_path, ORDER, study(*mixed))
    assert {row["verdict"] for row in found.values()} == {"not_shown"}
    assert {row["agreement"] for row in found.values()} == {"apart"}


def test_a_group_in_which_fewer_than_five_speak_withholds_the_other_too(tmp_path: Path) -> None:
    found = triangulated(tmp_path, ORDER, study([*MUCH[:4], (0, 0)], MUCH * 2))
    assert {row["verdict"] for row in found.values()} == {"not_testable"}
    assert all(row["estimate"] is None and "withheld" in row["note"] for row in found.values())


def test_a_contrast_of_cases_with_a_small_corner_is_withheld_from_every_group(tmp_path: Path) -> None:
    found = triangulated(tmp_path, "{kind: contrast, codes: [d.x], more: A, less: B}", study(MUCH, MUCH * 4))
    assert {row["estimate"] for row in found.values()} == {None}


def test_roles_in_no_group_may_not_be_had_by_subtraction_either(tmp_path: Path) -> None:
    given = study(MUCH, MUCH)
    guest = given["documents"].filter(pl.col("document_id") == "p01").with_columns(document_id=pl.lit("z"))
    extra = given["segments"].filter(pl.col("document_id") == "p01").with_columns(
        document_id=pl.lit("z"), segment_id=pl.col("segment_id").str.replace("p01", "z")
    )  # fmt: skip
    given["documents"] = pl.concat([given["documents"], guest.with_columns(role=pl.lit("guest"))])
    given["segments"] = pl.concat([given["segments"], extra])
    coded = given["codings"].filter(pl.col("segment_id").str.starts_with("p01"))
    moved = coded.with_columns(segment_id=pl.col("segment_id").str.replace("p01", "z"))
    given["codings"] = pl.concat([given["codings"], moved])
    assert {row["estimate"] for row in triangulated(tmp_path, ORDER, given).values()} == {None}


def test_a_headline_is_recomputed_for_each_group_against_all_policies(tmp_path: Path) -> None:
    found = triangulated(tmp_path, "{kind: index, measure: lead, expect: positive}", study(LITTLE, MUCH, policies=4))
    assert found["leaders"]["estimate"] > 0.5 > found["staff"]["estimate"]
    assert found["leaders"]["verdict"] == "shown"


def test_without_two_groups_there_is_nothing_to_triangulate(tmp_path: Path) -> None:
    findings = declared(tmp_path, ORDER)
    assert triangulate(study(MUCH, MUCH), BOOK, findings, {}, StudySettings()).is_empty()
    assert triangulate(study(MUCH, MUCH), BOOK, findings, {"a": ("rector", "head")}, StudySettings()).is_empty()


def test_role_groups_stand_beside_the_findings_and_are_none_themselves(tmp_path: Path) -> None:
    path = tmp_path / "findings.yaml"
    path.write_text("F1: {statement: s, not_testable: why}\nrole_groups: {a: [head], b: [teacher]}\n")
    assert [finding.id for finding in load_findings(path, BOOK)] == ["F1"]
    assert load_role_groups(path) == {"a": ("head",), "b": ("teacher",)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("role_groups: [a]", "no mapping"),
        ("role_groups: {a: head}", "no mapping"),
        ("role_groups: {a: [x], b: [x]}", "'x' stands twice"),
    ],
)
def test_bad_role_groups_are_told_in_one_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "findings.yaml"
    path.write_text(text)
    with pytest.raises(StudyError, match=reason):
        load_role_groups(path)


def test_policy_quoted_by_a_respondent_and_people_never_asked_test_no_finding(tmp_path: Path) -> None:
    given = study(MUCH, [*MUCH, (0, 0)])
    quoted = pl.col("document_id").str.starts_with("q")
    given["claims"] = given["claims"].with_columns(echo=quoted)
    findings = declared(tmp_path, "{kind: presence, codes: [d.x], at_least: 0.1}")
    note = check_findings(given, BOOK, findings, StudySettings())["note"][0]
    assert note.startswith("5 of 10 participants")

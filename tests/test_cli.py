"""The commands on files the project has never seen, and what they say of files they cannot use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.cli import build_parser, main
from pipeline.store import read_csv
from pipeline.tables import CLAIMS, CODINGS, PAGES, REJECTED, SEGMENTS

PASSAGES = """segment_id,text,side,language
s1,"Engineers from the cement works give a course of lectures to our fourth-year students every autumn.",practice,en
s2,"The ministry will open technology transfer offices at ten universities together with enterprises by 2027.",policy,en
s3,"The canteen was painted green again, and nobody asked us.",practice,en
"""


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    path = tmp_path / "passages.csv"
    path.write_text(PASSAGES, encoding="utf-8")
    return path


def test_passages_never_seen_are_coded(passages: Path, tmp_path: Path, root: Path) -> None:
    out = tmp_path / "codes.csv"
    assert main(["code", str(passages), "--out", str(out), "--corpus", str(root / "corpus")]) == 0
    coded = read_csv(CODINGS, out)
    codes = {name: set(rows["code"]) for (name,), rows in coded.group_by(["segment_id"])}
    assert "form.teaching" in codes["s1"]
    assert "form.commercialisation" in codes["s2"]
    assert "s3" not in codes
    assert set(coded["coder"]) == {"resolved"}


def test_claims_of_passages_never_seen_have_status_actor_and_year(passages: Path, tmp_path: Path, root: Path) -> None:
    out = tmp_path / "claims.csv"
    assert main(["claims", str(passages), "--out", str(out), "--corpus", str(root / "corpus")]) == 0
    claims = {row["segment_id"]: row for row in read_csv(CLAIMS, out).iter_rows(named=True)}
    assert claims["s1"]["status"] == "established"
    assert claims["s2"]["status"] == "intended"
    assert claims["s2"]["modality"] == "commitment"
    assert claims["s2"]["actor_sector"] == "government"
    assert claims["s2"]["target_year"] == 2027
    assert "s3" not in claims


def test_any_file_becomes_segments_whose_offsets_hold(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The plant opened a laboratory. Dr. A. Lee visited it in 2015.\n", encoding="utf-8")
    assert main(["ingest", str(note), "--out", str(tmp_path / "read")]) == 0
    segments = read_csv(SEGMENTS, tmp_path / "read" / "segments.csv").sort("start")
    assert segments["text"].to_list() == ["The plant opened a laboratory.", "Dr. A. Lee visited it in 2015."]
    assert [row["end"] - row["start"] for row in segments.iter_rows(named=True)] == [30, 30]


def test_ingest_can_stop_at_pages(tmp_path: Path, root: Path) -> None:
    document = root / "corpus" / "documents" / "SPIID-1.pdf"
    assert main(["ingest", str(document), "--out", str(tmp_path), "--until", "pages"]) == 0
    pages = read_csv(PAGES, tmp_path / "pages.csv")
    assert pages["page"].to_list() == list(range(1, pages.height + 1))
    assert pages["text"].str.len_chars().min() > 300
    assert not (tmp_path / "segments.csv").exists()


def test_a_file_that_cannot_be_read_is_listed_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "good.txt").write_text("A sentence stands here.\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("empty.pdf", "good.txt", "missing.docx")]
    assert main(["ingest", *files, "--out", str(tmp_path / "read")]) == 0
    rejected = read_csv(REJECTED, tmp_path / "read" / "rejected.csv")
    assert rejected.height == 2
    assert all(row["reason"] and row["action"] for row in rejected.iter_rows(named=True))


@pytest.mark.parametrize(
    ("content", "reason"),
    [("text\nx\n", "'segment_id' is missing"), ("segment_id,text\na,x\na,y\n", "row 3"), ("", "is empty")],
)
def test_bad_segments_end_with_status_one_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, reason: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content)
    assert main(["code", str(path), "--out", str(tmp_path / "out.csv")]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert reason in told[0]
    assert not (tmp_path / "out.csv").exists()


def test_wrong_usage_ends_with_status_two() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2


def test_agreement_of_a_coder_with_itself_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("segment_id,code\n1,x\n2,\n3,x\n4,\n")
    assert main(["agreement", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]) == 0
    header, *rows = [line.split(",") for line in capsys.readouterr().out.strip().splitlines()]
    assert {row[header.index("kappa")] for row in rows} == {"1.0"}


def test_every_command_stands_in_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    actions = [action for action in build_parser()._actions if action.choices and "run" in action.choices]
    commands = set(actions[0].choices or ())
    assert commands == set(re.findall(r"^\| `uip (\w+)", readme, re.MULTILINE))

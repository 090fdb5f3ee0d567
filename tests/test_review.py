"""The review loop: a sheet goes out, comes back filled by a script, and becomes a coder's file; bad sheets do not."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from pipeline.cli import main
from pipeline.codings import read_coder
from pipeline.review.columns import NO_CODE
from pipeline.review.doubt import in_turn, rank
from pipeline.store import read_csv, write_csv
from pipeline.tables import CODINGS, DOCUMENTS, PEOPLE, SEGMENTS

CODEBOOK = """dimensions: {craft: what is made, reason: why}
codes:
- {id: craft.quilt, dimension: craft, definition: quilts, cues: {en: [quilt]}}
- {id: craft.pot, dimension: craft, definition: pots, cues: {en: [pot]}}
- {id: reason.joy, dimension: reason, definition: joy, cues: {en: [joy]}}
"""
Edit = Callable[[list[dict[str, str]]], object]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small corpus and the tables of a run over it: four documents of ten sentences."""
    corpus, run = tmp_path / "corpus", tmp_path / "run"
    (corpus / "codings").mkdir(parents=True)
    (corpus / "training").mkdir()
    (corpus / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (corpus / "codings" / "held-out.txt").write_text("I2\n", encoding="utf-8")
    names = {"P1": "policy", "P2": "policy", "I1": "practice", "I2": "practice"}
    documents = [{"document_id": name, "side": side, "title": name} for name, side in names.items()]
    segments = [_segment(name, i) for name in names for i in range(10)]
    codings = [
        {"segment_id": row["segment_id"], "code": "craft.quilt", "coder": "resolved"}
        for row in segments
        if str(row["start"]).endswith("200")
    ]
    for table, rows in ((DOCUMENTS, documents), (SEGMENTS, segments), (CODINGS, codings)):
        write_csv(table, table.frame(rows), run / f"{table.name}.csv")
    return tmp_path


def _segment(document: str, i: int) -> dict[str, object]:
    text = f'=Sentence {i} of "{document}", with a comma;\tand a tab'
    start = i * 100
    return {
        "segment_id": f"{document}:{start}-{start + len(text)}",
        "document_id": document,
        "kind": "paragraph",
        "speaker": None,
        "start": start,
        "end": start + len(text),
        "language": "en",
        "text": text,
    }


def export(study: Path, *more: str) -> Path:
    arguments = ["review", "export", "--corpus", str(study / "corpus"), "--run", str(study / "run")]
    assert main([*arguments, "--out", str(study / "out"), "--passages", "4", "--random", "8", *more]) == 0
    return study / "out"


def bring_back(study: Path, sheet: Path, *more: str) -> int:
    arguments = ["review", "import", str(sheet), "--coder", "anna", "--corpus", str(study / "corpus")]
    return main([*arguments, "--run", str(study / "run"), *more])


def rows_of(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def fill(rows: Sequence[dict[str, str]]) -> None:
    for at, row in enumerate(rows):
        row["code_1"] = "craft.pot" if at % 2 else NO_CODE
        row["status"] = "intended" if at % 2 else ""
        row["modality"] = "aspiration" if at % 2 else ""


def save(rows: list[dict[str, str]], path: Path, names: Sequence[str] | None = None, **how: str) -> Path:
    encoding = how.pop("encoding", "utf-8")
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.DictWriter(handle, names or list(rows[0]), extrasaction="ignore", **how)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
    return path


def stored(study: Path) -> list[str]:
    corpus = study / "corpus"
    return sorted(str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.is_file())


def test_a_sheet_filled_by_a_script_comes_back_as_a_coders_file(study: Path) -> None:
    sheet = export(study) / "review.csv"
    rows = rows_of(sheet)
    fill(rows)
    assert bring_back(study, save(rows, sheet)) == 0
    coded = read_coder(study / "corpus" / "codings" / "anna.csv")
    assert coded.height == len(rows)
    assert set(coded["coder"]) == {"anna"}
    given = {row["segment_id"]: row["code_1"] for row in rows}
    assert {name: code or NO_CODE for name, code in coded.select("segment_id", "code").iter_rows()} == given


def test_the_workbook_comes_back_with_its_columns_in_another_order(study: Path) -> None:
    path = export(study) / "review.xlsx"
    book = load_workbook(path)
    sheet = book["passages"]
    names = [cell.value for cell in sheet[1]]
    lines = [dict(zip(names, line, strict=True)) for line in sheet.iter_rows(min_row=2, values_only=True)]
    fill(lines)
    lines[0]["code_1"], lines[0]["code_2"] = "craft.pot", "reason.joy"
    for at, name in enumerate(reversed(names), start=1):
        for row, line in enumerate([{name: name}, *lines], start=1):
            sheet.cell(row, at).value = line[name]
            sheet.cell(row, at).data_type = "n" if isinstance(line[name], (int, float)) else "s"
    book.save(path)
    assert bring_back(study, path) == 0
    people = read_csv(PEOPLE, study / "corpus" / "codings" / "anna.csv")
    assert people.filter(pl.col("segment_id") == lines[0]["segment_id"])["code"].to_list() == [
        "craft.pot",
        "reason.joy",
    ]


def test_the_random_part_keeps_its_probability_and_nothing_else_has_one(study: Path) -> None:
    sheet = export(study) / "review.csv"
    rows = rows_of(sheet)
    drawn = {row["segment_id"]: float(row["sampling_probability"]) for row in rows if "random" in row["reason"]}
    assert len(drawn) == 8
    assert set(drawn.values()) == {0.2}
    assert all(not row["sampling_probability"] for row in rows if "random" not in row["reason"])
    fill(rows)
    assert bring_back(study, save(rows, sheet)) == 0
    people = read_csv(PEOPLE, study / "corpus" / "codings" / "anna.csv").drop_nulls("sampling_probability")
    assert dict(people.select("segment_id", "sampling_probability").iter_rows()) == drawn


def test_documents_kept_for_evaluation_are_drawn_at_random_only_and_never_become_training(study: Path) -> None:
    sheet = export(study, "--passages", "30") / "review.csv"
    rows = rows_of(sheet)
    held = [row for row in rows if row["document_id"] == "I2"]
    assert held
    assert {row["reason"] for row in held} == {"random"}
    fill(rows)
    assert bring_back(study, save(rows, sheet)) == 0
    path = study / "corpus" / "training" / "review-anna.jsonl"
    learned = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    drawn = [row for row in rows if row["sampling_probability"]]
    assert len(held) <= len(drawn) < len(rows)
    assert len(learned) == len(rows) - len(drawn)  # the sample that measures the machine teaches it nothing
    assert not [row for row in learned if row["id"].startswith("I2")]
    assert {tuple(row["codes"]) for row in learned} <= {(), ("craft.pot",)}


def test_the_sheets_are_for_the_owners_eyes_and_no_text_is_printed(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = export(study)
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = rows_of(out / "review.csv")
    fill(rows)
    assert bring_back(study, save(rows, out / "review.csv")) == 0
    told = capsys.readouterr()
    assert "Sentence" not in told.out + told.err
    assert "interview text" in told.out
    assert stat.S_IMODE((study / "corpus" / "training" / "review-anna.jsonl").stat().st_mode) == 0o600


def test_the_workbook_offers_codes_and_statuses_and_guards_what_must_stay(study: Path) -> None:
    book = load_workbook(export(study) / "review.xlsx")
    sheet = book["passages"]
    names = [cell.value for cell in sheet[1]]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert sum("codes!" in formula for formula in offered.values()) == 6
    assert any("intended" in formula for formula in offered.values())
    assert any("obligation" in formula for formula in offered.values())
    assert [book["codes"].cell(row, 2).value for row in range(2, 6)] == [
        NO_CODE, "craft.quilt", "craft.pot", "reason.joy"]  # fmt: skip
    assert sheet.protection.sheet
    assert sheet.cell(2, names.index("segment_id") + 1).protection.locked
    assert not sheet.cell(2, names.index("code_1") + 1).protection.locked
    assert sheet.cell(2, names.index("text") + 1).data_type == "s"


def test_the_same_run_and_seed_give_the_same_bytes(study: Path) -> None:
    out = export(study)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {path.name: path.read_bytes() for path in export(study).iterdir()} == first
    assert {path.name: path.read_bytes() for path in export(study, "--seed", "8").iterdir()} != first


def _set(row: int, **cells: str) -> Edit:
    return lambda rows: rows[row].update(cells)


BAD: dict[str, tuple[Edit, str]] = {
    "unknown code": (_set(1, code_1="craft.pott"), "row 3: code 'craft.pott' is not in the codebook; did you mean"),
    "code twice": (_set(1, code_2="craft.pot"), "row 3: code 'craft.pot' is given twice"),
    "mark and code": (_set(0, code_2="craft.pot"), "row 2: has both 'no code' and a code"),
    "unknown segment": (_set(1, segment_id="P9:0-5"), "row 3: segment P9:0-5 is not in the corpus"),
    "no segment": (_set(1, segment_id=""), "row 3: segment_id is empty"),
    "changed text": (_set(2, text="Another sentence"), "row 4: text, segment_id"),
    "changed probability": (_set(2, sampling_probability="0.9"), "row 4: text, segment_id"),
    "decimal comma": (_set(2, sampling_probability="0,2"), "row 4: sampling_probability is not a number"),
    "repeated row": (lambda rows: rows.append(dict(rows[0])), "repeats segment"),
    "unknown status": (_set(1, status="maybe"), "row 3: status 'maybe' is unknown; use one of intended"),
    "unknown modality": (_set(1, modality="perhaps"), "row 3: modality 'perhaps' is unknown"),
    "modality of a fact": (_set(1, status="established"), "row 3: modality 'aspiration' goes with status 'intended'"),
    "half filled": (_set(1, code_1=""), "have neither a code nor 'no code' (rows 3)"),
    "row gone": (lambda rows: rows.pop(), "1 rows of the exported sheet are gone"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_sheet_with_a_slip_is_refused_with_its_row_and_nothing_is_imported(
    study: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    edit, reason = BAD[name]
    sheet = export(study) / "review.csv"
    before = stored(study)
    rows = rows_of(sheet)
    fill(rows)
    edit(rows)
    capsys.readouterr()
    assert bring_back(study, save(rows, sheet)) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert reason in told[0]
    assert stored(study) == before


@pytest.mark.parametrize(
    ("how", "renamed", "reason"),
    [
        ({"delimiter": ";"}, None, "separate columns by commas"),
        ({"encoding": "utf-16"}, None, "is not UTF-8"),
        ({}, ("code_1", "Code"), "column 'code_1' is missing (is it 'Code'?)"),
        ({}, ("code_3", "number"), "'code_3' is missing"),
        ({}, ("place", "my remarks"), "column 'my remarks' is unknown"),
    ],
    ids=["delimiter", "encoding", "renamed", "dropped", "stranger"],
)
def test_a_sheet_saved_wrongly_is_refused_with_the_cure(
    study: Path, capsys: pytest.CaptureFixture[str], how: dict[str, str], renamed: tuple[str, str] | None, reason: str
) -> None:
    sheet = export(study) / "review.csv"
    before = stored(study)
    rows = rows_of(sheet)
    fill(rows)
    if renamed:
        rows = [{renamed[1] if name == renamed[0] else name: row[name] for name in row} for row in rows]
    assert bring_back(study, save(rows, sheet, **how)) == 1
    assert reason in capsys.readouterr().err
    assert stored(study) == before


def test_a_workbook_that_is_none_is_refused(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = study / "broken.xlsx"
    broken.write_bytes(b"not a zip")
    assert bring_back(study, broken) == 1
    assert "is not a workbook" in capsys.readouterr().err


def test_a_part_is_imported_when_asked_for_but_its_random_rows_are_no_sample_then(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = export(study) / "review.csv"
    rows = rows_of(sheet)
    fill(rows)
    first = next(at for at, row in enumerate(rows) if "random" in row["reason"])
    rows[first]["code_1"] = ""
    assert bring_back(study, save(rows, sheet), "--partial") == 0
    people = read_csv(PEOPLE, study / "corpus" / "codings" / "anna.csv")
    assert people.height == len(rows) - 1
    assert people["sampling_probability"].null_count() == people.height
    assert "no random sample" in capsys.readouterr().err


def test_an_earlier_file_of_a_coder_is_replaced_only_when_asked_for(study: Path) -> None:
    sheet = export(study) / "review.csv"
    rows = rows_of(sheet)
    fill(rows)
    assert bring_back(study, save(rows, sheet)) == 0
    before = (study / "corpus" / "codings" / "anna.csv").read_bytes()
    rows[0]["code_1"] = "reason.joy"
    assert bring_back(study, save(rows, sheet)) == 1
    assert (study / "corpus" / "codings" / "anna.csv").read_bytes() == before
    assert bring_back(study, save(rows, sheet), "--replace") == 0
    assert (study / "corpus" / "codings" / "anna.csv").read_bytes() != before


@pytest.mark.parametrize("coder", ["../anna", "", "rules", "a b"])
def test_a_coders_name_is_a_plain_word_that_no_machine_bears(study: Path, coder: str) -> None:
    sheet = export(study) / "review.csv"
    rows = rows_of(sheet)
    fill(rows)
    arguments = ["review", "import", str(save(rows, sheet)), "--coder", coder, "--corpus", str(study / "corpus")]
    before = stored(study)
    assert main([*arguments, "--run", str(study / "run")]) == 1
    assert stored(study) == before


def test_what_people_have_coded_is_not_asked_again(study: Path) -> None:
    sheet = export(study, "--random", "0") / "review.csv"
    rows = rows_of(sheet)
    fill(rows)
    assert bring_back(study, save(rows, sheet)) == 0
    coded = {row["segment_id"] for row in rows}
    again = main(["review", "export", "--corpus", str(study / "corpus"), "--run", str(study / "run"), "--out",
                  str(study / "again"), "--random", "8"])  # fmt: skip
    assert again == 0
    for row in rows_of(study / "again" / "review.csv"):
        assert row["segment_id"] not in coded or row["reason"] == "random"


def test_lists_are_taken_in_turn_without_repeats() -> None:
    assert in_turn([["a", "b", "c"], ["b", "d"], []]) == ["a", "b", "d", "c"]


def test_with_a_model_the_passages_nearest_to_a_threshold_and_in_dispute_come_first(root: Path) -> None:
    from pipeline.code.model_file import load_model
    from pipeline.code.resolve import code_frame
    from pipeline.codebook import load_codebook

    codebook = load_codebook(root / "corpus" / "codebook.yaml")
    texts = [
        "Employers teach courses at our university every autumn.",
        "The canteen was painted green.",
        "There is something with the plant, I think, and our people.",
    ]
    segments = pl.DataFrame({"segment_id": ["clear", "off", "vague"], "text": texts, "language": ["en"] * 3})
    codings = code_frame(segments, codebook, coder="all")
    ranked = rank(segments, codings, codebook, load_model())
    assert set(ranked) == {"uncertain", "disagreeing", "rare"}
    assert "off" not in ranked["disagreeing"]
    assert set(ranked["uncertain"]) <= {"clear", "off", "vague"}
    lone = codings.filter(pl.col("coder") != "resolved").group_by("segment_id", "code").len()
    assert set(ranked["disagreeing"]) == set(lone.filter(pl.col("len") == 1)["segment_id"])

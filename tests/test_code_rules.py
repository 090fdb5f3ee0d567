from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from pipeline.code.gate import Gate, is_open
from pipeline.code.rules import code_by_rules
from pipeline.codebook import load_codebook

CODEBOOK = Path(__file__).parent.parent / "corpus" / "codebook.yaml"
PASSAGES = {
    "career": ("The university holds a career fair where local companies hire our graduates.", "form.recruitment"),
    "intern": ("Our students do internships at the copper plant every spring.", "form.internship"),
    "teach": ("Engineers from the factory teach two courses at our faculty.", "form.teaching"),
    "load": ("Because of the heavy teaching load lecturers have no time for companies.", "barrier.university.workload"),
    "ru": ("Работодатели участвуют в разработке образовательных программ нашего университета.", "form.curriculum"),
    "ru2": ("Студенты проходят производственную практику на предприятиях области.", "form.internship"),
    "kk": ("Студенттер кәсіпорындарда өндірістік практикадан өтеді.", "form.internship"),
    "kk2": ("Университет пен компаниялар бірлескен зерттеулер жүргізеді.", "form.research"),
}


def _code(texts: dict[str, str], path: Path = CODEBOOK) -> pl.DataFrame:
    frame = pl.DataFrame({"segment_id": list(texts), "text": list(texts.values())})
    return code_by_rules(frame, load_codebook(path))


@pytest.fixture(scope="module")
def coded() -> pl.DataFrame:
    return _code({name: text for name, (text, _) in PASSAGES.items()})


@pytest.mark.parametrize("name", PASSAGES)
def test_a_passage_in_any_of_three_languages_gets_its_code(coded: pl.DataFrame, name: str) -> None:
    assert PASSAGES[name][1] in coded.filter(pl.col("segment_id") == name)["code"].to_list()


def test_each_code_names_a_cue_of_its_own(coded: pl.DataFrame) -> None:
    book = load_codebook(CODEBOOK)
    for code, cue in coded.select("code", "cue").iter_rows():
        assert any(cue in cues for cues in book.code(code).cues.values())


def test_words_alone_code_nothing() -> None:
    texts = ["Steel exports of the industry grew by a tenth.", "Training of school cooks continues.", "", "Innovation!"]
    assert _code({str(i): text for i, text in enumerate(texts)}).is_empty()


def test_a_child_code_silences_its_parent(coded: pl.DataFrame) -> None:
    assert "barrier.university" not in coded["code"].to_list()


def test_renaming_every_id_changes_only_the_names(coded: pl.DataFrame, tmp_path: Path) -> None:
    ids = load_codebook(CODEBOOK).ids
    renamed = {code: f"x{number}" for number, code in enumerate(ids)}
    text = CODEBOOK.read_text(encoding="utf-8")
    text = re.sub(r"(?m)(\b(?:id|parent|code): )([\w.]+)", lambda m: m[1] + renamed.get(m[2], m[2]), text)
    text = re.sub(r"neutral_controls: .*", "", text)
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    other = _code({name: passage for name, (passage, _) in PASSAGES.items()}, path)
    expected = {
        (segment, renamed[code], cue) for segment, code, cue in coded.select("segment_id", "code", "cue").rows()
    }
    assert set(other.select("segment_id", "code", "cue").rows()) == expected


def test_the_gate_needs_both_sides_or_a_term_that_implies_them() -> None:
    gate = Gate(load_codebook(CODEBOOK).gate["en"])
    assert is_open(gate.sides("The university asked a local bakery, a family firm, for advice."))
    assert is_open(gate.sides("A technopark was opened."))
    assert not is_open(gate.sides("Oil prices fell and the factory cut its quota."))


SMALL = """
dimensions: {{kind: what kind}}
{gate}codes:
  - id: stay
    dimension: kind
    definition: learners spend time in a firm
    cues: {{en: ["{cue}"]}}
"""


def _small(tmp_path: Path, cue: str, gate: str = "") -> Path:
    path = tmp_path / "codebook.yaml"
    path.write_text(SMALL.format(cue=cue, gate=gate), encoding="utf-8")
    return path


def test_a_codebook_without_a_gate_codes_whatever_its_cues_find(tmp_path: Path) -> None:
    texts = {"a": "Apprentices stay at the bakery.", "b": "It rained."}
    assert _code(texts, _small(tmp_path, "apprentice ~ bakery"))["segment_id"].to_list() == ["a"]


def test_a_cue_that_asks_for_no_gate_fires_where_neither_side_is_named(tmp_path: Path) -> None:
    gate = "gate: {en: {university: [university], industry: [company]}}\n"
    texts = {"a": "Apprentices stay at the bakery."}
    assert _code(texts, _small(tmp_path, "apprentice ~ bakery", gate)).is_empty()
    assert _code(texts, _small(tmp_path, "[any] apprentice ~ bakery", gate))["code"].to_list() == ["stay"]

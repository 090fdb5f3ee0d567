from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook import load_codebook
from pipeline.errors import StudyError

CODEBOOK = Path(__file__).parent.parent / "corpus" / "codebook.yaml"
HEAD = "dimensions: {thing: a thing}\ncodes:\n"


def test_the_study_codebook_loads_with_parents_and_measures() -> None:
    book = load_codebook(CODEBOOK)
    assert len(book.codes) == 45
    assert all(code.parent is None or code.parent in book.ids for code in book.codes)
    assert all(measure.code in book.ids for measure in book.measures.values())


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("- {id: a, dimension: thing}\n- {id: a, dimension: thing}\n", 4, "given twice"),
        ("- {id: a, dimension: thing, parent: b}\n", 3, "unknown parent b"),
        ("- {id: a, dimension: stuff}\n", 3, "unknown dimension"),
        ("- id: a\n  dimension: thing\n  cues:\n    en: []\n", 6, "empty cues"),
        ("- id: a\n  dimension: thing\n  cues:\n    en: ['@nobody']\n", 6, "unknown class"),
        ("- {dimension: thing}\n", 3, "needs an id"),
        ("- id: a\n  dimension: thing\n  cues:\n    en:\n    - good\n    - '@nobody'\n", 8, "unknown class"),
        ("- id: a\n  dimension: thing\n  cues:\n    en:\n    - good\n    - ''\n", 8, "empty cues"),
        ("- id: a\n  dimension: thing\n  definitoin: x\n", 5, "did you mean 'definition'"),
        ("- {id: a, dimension: thing, parent: b}\n- {id: b, dimension: thing, parent: a}\n", 3, "a is under b"),
        ("- {id: thing, dimension: thing}\n", 3, "name of a dimension"),
        ("- {id: micro, dimension: thing}\n", 3, "name of a dimension or of a score"),
        ("- {id: 'a;b', dimension: thing}\n", 3, "lists cannot hold"),
        ("- {id: a, dimension: thing}\nneutral_controls:\n- a\n- b\n", 5, "neutral control b is no code"),
        ("- {id: a, dimension: thing}\ngates: {}\n", 4, "did you mean 'gate'"),
        ("- {id: a, dimension: thing}\ngate:\n  en:\n    industy: [firm]\n", 6, "did you mean 'industry'"),
        ("- {id: a, dimension: thing}\nmeasures:\n  m: {dimension: thing, code: b}\n", 5, "measure m"),
    ],
)
def test_a_broken_code_is_named_with_file_and_line(tmp_path: Path, body: str, line: int, reason: str) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        load_codebook(path)
    assert f"{path} line {line}" in str(caught.value)
    assert reason in str(caught.value)


def test_a_codebook_of_another_study_loads(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(HEAD + "- {id: quilts, dimension: thing, cues: {en: [patchwork]}}\n", encoding="utf-8")
    assert load_codebook(path).ids == ("quilts",)

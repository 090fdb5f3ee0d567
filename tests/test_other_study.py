"""Another study's names give the same numbers, and a model of other codes is flagged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.code.model_file import load_model
from pipeline.code.resolve import rules_only_because
from pipeline.codebook import load_codebook
from pipeline.export.report import render_report
from tests.other_study import (
    Names,
    other_names,
    rename,
    run_study,
    smaller_corpus,
    under_old_names,
    without_codes,
)

Tables = dict[str, pl.DataFrame]
OLD = Names({}, {})
CODED = ("codings", "prevalence", "cases", "specification", "topics", "findings", "evaluation", "agreement",
         "confusions", "reliability", "worst_passages", "targets")  # fmt: skip
OF_CLAIMS = ("claims", "correspondence", "gap", "index", "quality")
RESTS_ON_CLAIMS = ["established", "limited", "intended", "absent", "past", "practice_claims", "unmet"]
OTHER_CODEBOOK = """dimensions: {travel: how people get there}
gate: {en: {university: [universit*, student*], industry: [compan*, enterprise*], passes: [visit*, ministry]}}
codes:
- {id: travel.visit, dimension: travel, definition: visits, cues: {en: ['[any] visit*|come|go|goes|went']}}
- {id: travel.abroad, dimension: travel, definition: foreign countries, cues: {en: ['[any] foreign|abroad']}}
"""


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[tuple[Tables, Tables, Names]]:
    """The smaller study under its own names and under others, the model's codes renamed with them."""
    home = tmp_path_factory.mktemp("other")
    own = smaller_corpus(root / "corpus", home / "own")
    names = other_names(own / "codebook.yaml")
    renamed = rename(own, home / "renamed", names)
    first = run_study(own)
    model = load_model()
    assert model is not None
    other = replace(model, codes=np.array([names.codes[code] for code in model.code_ids]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipeline.code.resolve._project_model", lambda: other)
        patched.setattr("pipeline.held_out.load_model", lambda: other)
        yield first, run_study(renamed, without_codes(first)), names


@pytest.mark.slow
def test_every_number_that_rests_on_codes_is_the_same_under_other_names(studies: tuple[Tables, Tables, Names]) -> None:
    first, second, names = studies
    for name in CODED:
        before, after = under_old_names(first[name], OLD), under_old_names(second[name], names)
        assert not before.is_empty(), name
        assert_frame_equal(before, after, abs_tol=1e-9)
    gaps = [under_old_names(tables["gap"].drop(RESTS_ON_CLAIMS), given)
            for tables, given in ((first, OLD), (second, names))]  # fmt: skip
    assert_frame_equal(*gaps, abs_tol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_CLAIMS)
def test_claims_and_what_rests_on_them_are_the_same_under_other_names(
    studies: tuple[Tables, Tables, Names], name: str
) -> None:
    first, second, names = studies
    assert_frame_equal(under_old_names(first[name], OLD), under_old_names(second[name], names), abs_tol=1e-9)


@pytest.mark.slow
def test_no_old_name_is_left_in_the_renamed_study(studies: tuple[Tables, Tables, Names]) -> None:
    _, second, names = studies
    old = set(names.codes)
    for name in (*CODED, *OF_CLAIMS):
        frame = second[name]
        for column in ("code", "codes", "dimension", "meant", "given"):
            if column in frame.columns:
                values = frame[column].drop_nulls().str.split(";").explode()
                assert not set(values) & old, f"{name}.{column}"


@pytest.mark.slow
def test_a_codebook_that_the_model_does_not_know_is_coded_by_rules_and_says_so(tmp_path: Path, root: Path) -> None:
    corpus = smaller_corpus(root / "corpus", tmp_path / "corpus")
    (corpus / "codebook.yaml").write_text(OTHER_CODEBOOK, encoding="utf-8")
    (corpus / "findings.yaml").unlink()
    held = (corpus / "codings" / "held-out.txt").read_text(encoding="utf-8").split()
    for path in (corpus / "codings").glob("*.csv"):
        path.unlink()
    for path in (corpus / "training").glob("*.jsonl"):
        path.unlink()
    unscored = run_study(corpus)
    assert unscored["evaluation"].is_empty()
    segments = unscored["segments"].filter(pl.col("document_id").is_in(held))
    codes = ["travel.visit" if "go" in text.split() else "" for text in segments["text"]]
    given = pl.DataFrame({"segment_id": segments["segment_id"], "code": codes})
    given.write_csv(corpus / "codings" / "anna.csv")
    tables = run_study(corpus, without_codes(unscored))
    codebook = load_codebook(corpus / "codebook.yaml")
    why = rules_only_because(codebook)
    assert why is not None
    assert set(tables["codings"]["coder"]) == {"rules", "resolved"}
    assert set(tables["codings"]["code"]) <= set(codebook.ids)
    assert all("rules alone" in note for note in tables["evaluation"]["note"])
    page = render_report(tables, codebook, _record(why))
    assert "by rules alone" in page


def _record(why: str) -> dict[str, Any]:
    parser = {"name": "parser", "version": "1"}
    return {"settings": {"coder": "resolved"}, "seed": 1, "rules_only": why, "english_model": parser,
            "code_sha256": "0" * 64, "corpus_sha256": "0" * 64}  # fmt: skip

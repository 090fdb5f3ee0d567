"""The headline in words: what it says of few participants, of nothing, and of a sign that does not hold."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.codebook import Codebook, load_codebook
from pipeline.export.headline import headline_sentence
from pipeline.tables import GAP, INDEX, SPECIFICATION


@pytest.fixture
def codebook(root: Path) -> Codebook:
    return load_codebook(root / "corpus" / "codebook.yaml")


def tables(
    codebook: Codebook, estimate: float | None = 0.4, participants: int = 21, other: float = 0.3
) -> dict[str, pl.DataFrame]:
    measures = codebook.measures.items()
    gap = [
        {"dimension": one.dimension, "code": one.code, "policy_share": 0.7, "practice_share": 0.3}
        | {"policy_documents": 9, "participants": participants}
        for _, one in measures
    ]
    index = [{"measure": name, "estimate": estimate, "low": 0.1, "high": 0.6} for name, _ in measures]
    panel = [
        {"measure": name, "specification": which, "estimate": value}
        for name, _ in measures
        for which, value in (("headline: sentence", estimate), ("coder: rules", other))
    ]
    return {"gap": GAP.frame(gap), "index": INDEX.frame(index), "specification": SPECIFICATION.frame(panel)}


def test_a_headline_whose_sign_holds_is_told_with_its_interval(codebook: Codebook) -> None:
    said = headline_sentence(tables(codebook), codebook)
    assert "+40 points (95 % interval +10 to +60)" in said
    assert "Not robust" not in said


def test_a_headline_whose_sign_changes_is_said_to_be_not_robust(codebook: Codebook) -> None:
    said = headline_sentence(tables(codebook, other=-0.1), codebook)
    assert "Not robust: its sign changes under 1 of 2 specifications (coder: rules)." in said


def test_few_participants_are_named_as_the_reason_also_where_nothing_is_computed(codebook: Codebook) -> None:
    assert "fewer than 5 participants" in headline_sentence(tables(codebook, None, participants=4), codebook)


def test_what_cannot_be_computed_is_undefined(codebook: Codebook) -> None:
    assert "is undefined here" in headline_sentence(tables(codebook, None), codebook)

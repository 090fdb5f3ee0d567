"""Under a codebook that the fitted model does not know, rules code alone and this is said, not left to be found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.code.resolve import rules_only_because
from pipeline.codebook import load_codebook

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def renamed(folder: Path) -> Path:
    """A folder with the project's codebook in which one code has another id."""
    text = (CORPUS / "codebook.yaml").read_text(encoding="utf-8")
    (folder / "codebook.yaml").write_text(text.replace("aim.prestige", "aim.renown"), encoding="utf-8")
    return folder


def test_the_model_takes_part_under_the_codebook_it_was_fitted_with() -> None:
    assert rules_only_because(load_codebook(CORPUS / "codebook.yaml")) is None


def test_another_codebook_is_coded_by_rules_alone_with_the_reason(tmp_path: Path) -> None:
    reason = rules_only_because(load_codebook(renamed(tmp_path) / "codebook.yaml"))
    assert reason is not None
    assert "other codes than this codebook" in reason
    assert "uip train" in reason


def test_uip_code_says_that_it_coded_by_rules_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("segment_id,text\ns1,Employers help the university to revise its courses.\n")
    asked = ["code", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"), "--corpus", str(renamed(tmp_path))]
    assert main(asked) == 0
    assert "coded by rules alone" in capsys.readouterr().err

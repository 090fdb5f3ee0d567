from __future__ import annotations

import json
import re
from pathlib import Path

from pipeline.codebook import load_codebook
from pipeline.codings import read_coder
from pipeline.held_out import held_out_documents
from pipeline.store import read_csv
from pipeline.tables import EVALUATION, SEGMENTS


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_no_text_of_a_held_out_document_is_a_training_text(root: Path, study_home: Path) -> None:
    held = held_out_documents(root / "corpus" / "codings")
    assert len(held) == 3
    segments = read_csv(SEGMENTS, study_home / "exports" / "segments.csv")
    texts = {plain(row["text"]) for row in segments.iter_rows(named=True) if row["document_id"] in held}
    texts = {text for text in texts if len(text.split()) > 5}
    assert len(texts) > 150
    trained = {
        plain(json.loads(line)["text"])
        for path in (root / "corpus" / "training").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not texts & trained


def test_peoples_codings_are_of_segments_that_the_study_has(root: Path, study_home: Path) -> None:
    segments = set(read_csv(SEGMENTS, study_home / "exports" / "segments.csv")["segment_id"])
    codebook = load_codebook(root / "corpus" / "codebook.yaml")
    for path in sorted((root / "corpus" / "codings").glob("*.csv")):
        coded = set(read_coder(path, codebook)["segment_id"])
        assert len(coded) > 600
        assert coded <= segments, path.name


def test_every_coder_is_scored_beside_people(study_home: Path) -> None:
    scores = read_csv(EVALUATION, study_home / "exports" / "evaluation.csv")
    micro = {row["coder"]: row["f1"] for row in scores.iter_rows(named=True) if row["code"] == "micro"}
    assert set(micro) == {"rules", "model", "resolved", "people"}
    assert micro["people"] > micro["resolved"] > 0.3

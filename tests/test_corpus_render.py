from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LABEL = "not the study's data; do not cite"


def test_the_documents_are_what_the_sources_yield() -> None:
    done = subprocess.run(
        [sys.executable, str(CORPUS / "render.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_row_of_the_manifest_carries_the_label() -> None:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 30
    assert all(LABEL in row["licence"] for row in rows)

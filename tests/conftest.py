"""What the whole suite shares: one run of the study, and a browser that is never on the network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def study_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the study has been run once over the demonstration corpus; exports in `exports`."""
    home = tmp_path_factory.mktemp("study")
    run = run_study(home)
    assert run.returncode == 0, run.stderr
    return home


def run_study(home: Path, *more: str, corpus: Path = ROOT / "corpus") -> subprocess.CompletedProcess[str]:
    """`uip run` as a user would call it, with its caches and Prefect's things inside `home`."""
    command = [sys.executable, "-m", "pipeline.cli", "run", "--corpus", str(corpus), "--out", "exports", *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=420)

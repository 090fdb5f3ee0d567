"""Stage outputs between runs: one folder per key, tables as Parquet, appearing whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl


class TableStore:
    """Tables under `root/key/name.parquet`. Only this machine's user can read them: they hold interview text."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def complete(self, key: str) -> bool:
        """Whether a stage's output lies under `key`."""
        return (self.root / key).is_dir()

    def has(self, key: str, name: str) -> bool:
        return (self.root / key / f"{name}.parquet").is_file()

    def load(self, key: str, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.root / key / f"{name}.parquet")

    def save(self, key: str, tables: Mapping[str, pl.DataFrame]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=self.root, prefix=".staged-"))  # mkdtemp: mode 0700
        for name, frame in tables.items():
            frame.write_parquet(staged / f"{name}.parquet")
        shutil.rmtree(self.root / key, ignore_errors=True)
        os.replace(staged, self.root / key)

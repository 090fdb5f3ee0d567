"""Write the exports: staged in a folder beside, then moved, so that a failed run leaves the earlier one intact."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.codebook import Codebook
from pipeline.errors import StudyError
from pipeline.export.datapackage import describe_package
from pipeline.export.headline import headline_sentence
from pipeline.export.qda import export_qda
from pipeline.export.recorded import read_recorded
from pipeline.export.report import render_report
from pipeline.store import write_csv
from pipeline.tables import EXPORTED

_OTHER_FILES = ("datapackage.json", "run.json", "report.html", "study.qdpx", "codebook.qdc")


def write_exports(tables: Mapping[str, pl.DataFrame], codebook: Codebook, record: dict[str, Any], out: Path) -> None:
    """Write every declared table that `tables` holds (by name), and what is made of them, to the folder `out`.

    A declared table that was not computed is absent, and one left there by an earlier run is removed. Raises
    StudyError when `out` cannot be written; nothing of an earlier run is touched then.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    except OSError as error:
        raise StudyError(
            out, f"cannot be written ({error.strerror})", "choose another folder with OUT or --out"
        ) from error
    try:
        _stage(tables, codebook, record, staged)
        _move(staged, out)
    except OSError as error:
        raise StudyError(out, f"cannot be written ({error.strerror})", "check the folder and free space") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _stage(tables: Mapping[str, pl.DataFrame], codebook: Codebook, record: dict[str, Any], staged: Path) -> None:
    present = [table for table in EXPORTED if table.name in tables]
    for table in present:
        write_csv(table, tables[table.name], staged / f"{table.name}.csv")
    record = {**record, "headline": headline_sentence(tables, codebook)}
    _write_json(describe_package(present, staged, record), staged / "datapackage.json")
    _write_json(record, staged / "run.json")
    (staged / "report.html").write_text(render_report(tables, codebook, record, read_recorded()), encoding="utf-8")
    export_qda(dict(tables), codebook, staged)


def _move(staged: Path, out: Path) -> None:
    out.mkdir(exist_ok=True)
    written = {path.name for path in staged.iterdir()}
    for path in sorted(staged.iterdir()):
        path.chmod(0o644)
        os.replace(path, out / path.name)
    for name in {f"{table.name}.csv" for table in EXPORTED} | set(_OTHER_FILES):
        if name not in written:
            (out / name).unlink(missing_ok=True)


def _write_json(value: Any, path: Path) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

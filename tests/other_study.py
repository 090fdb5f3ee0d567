"""A smaller corpus made from the demonstration's, with every code and dimension under another name or quite others."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipeline.settings import StudySettings
from pipeline.stages import STAGES, Study, run_stage

POLICIES = ("ADDR-2018", "SPED-1", "SPIID-2")
INTERVIEWS = ("A02", "A05", "A09", "B02", "B04", "B07")
# Reading and splitting know no codes: done once for both studies.
WITHOUT_CODES = ("ingest", "segment")


@dataclass(frozen=True)
class Names:
    """Old names to new ones, of codes and of dimensions."""

    codes: Mapping[str, str]
    dimensions: Mapping[str, str]

    @property
    def back(self) -> dict[str, str]:
        """New names to old ones."""
        return {new: old for old, new in [*self.codes.items(), *self.dimensions.items()]}


def other_names(codebook: Path) -> Names:
    """New names in another alphabetical order than the old ones, and with nothing of them in them."""
    raw = yaml.safe_load(codebook.read_text(encoding="utf-8"))
    order = list(range(len(raw["codes"])))
    random.Random(3).shuffle(order)
    codes = {code["id"]: f"zq{order[k]:02d}-kw" for k, code in enumerate(raw["codes"])}
    dimensions = {name: f"vx{9 - k}" for k, name in enumerate(raw["dimensions"])}
    return Names(codes, dimensions)


def smaller_corpus(source: Path, to: Path) -> Path:
    """Three policies and six interviews of `source`, with what people coded of them."""
    (to / "documents").mkdir(parents=True)
    with (source / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["document_id"] in POLICIES + INTERVIEWS]
    with (to / "manifest.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        shutil.copy(source / row["path"], to / row["path"])
    for name in ("codebook.yaml", "gazetteer.yaml", "findings.yaml", "outcomes.csv"):
        shutil.copy(source / name, to / name)
    for folder in ("codings", "training"):
        shutil.copytree(source / folder, to / folder)
    return to


def rename(source: Path, to: Path, names: Names) -> Path:
    """A copy of the corpus `source` in which every code and dimension has its new name."""
    shutil.copytree(source, to)
    for path in (to / "codebook.yaml", to / "gazetteer.yaml", to / "findings.yaml"):
        raw = _renamed(yaml.safe_load(path.read_text(encoding="utf-8")), names)
        path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in (to / "codings").glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        frame.with_columns(pl.col("code").replace(dict(names.codes))).write_csv(path)
    for path in (to / "training").glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [json.dumps({**row, "codes": [names.codes[code] for code in row["codes"]]}) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return to


def _renamed(value: Any, names: Names) -> Any:
    """Names stand as whole values or as keys, never inside a text: texts keep every word."""
    new = {**names.dimensions, **names.codes}
    if isinstance(value, dict):
        return {new.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return new.get(value, value) if isinstance(value, str) else value


def run_study(corpus: Path, given: Mapping[str, pl.DataFrame] | None = None) -> dict[str, pl.DataFrame]:
    """Every table of a study over `corpus`, with few resamples; `given` tables are not computed again."""
    settings = StudySettings(corpus=corpus, resamples=200, topics_from=4, topics_to=4, topic_seeds=2)
    study, tables = Study(settings), dict(given or {})
    for stage in STAGES:
        if not set(stage.outputs) <= set(tables):
            tables |= run_stage(stage, study, tables)
    return tables


def without_codes(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables that no codebook can change."""
    names = {name for stage in STAGES if stage.name in WITHOUT_CODES for name in stage.outputs}
    return {name: frame for name, frame in tables.items() if name in names}


def under_old_names(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    """A table of the renamed study with the old names put back, its rows and lists of codes in the order of names."""
    back = names.back
    columns = []
    for name, kind in frame.schema.items():
        if kind == pl.String:
            columns.append(pl.Series(name, [_restored(value, back) for value in frame[name]], dtype=pl.String))
    return frame.with_columns(columns).sort(pl.all())


def _restored(value: str | None, back: Mapping[str, str]) -> str | None:
    """Names stand alone, in lists joined by ;, after a colon in the name of a measure, and as words of a note."""
    if value is None:
        return None
    if ";" in value and " " not in value:
        return ";".join(sorted(back.get(part, part) for part in value.split(";")))
    return "".join(back.get(part, part) for part in re.split(r"([;:, ])", value))

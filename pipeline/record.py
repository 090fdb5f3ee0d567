"""What a run was made of: versions, settings, seeds, hashes of inputs. Times stand in run.json and nowhere else."""

from __future__ import annotations

import hashlib
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.code.resolve import rules_only_because
from pipeline.english import describe_english
from pipeline.russian import describe_russian
from pipeline.stage_keys import code_version, corpus_version
from pipeline.stages import Study

_PACKAGES = ("uip-gap", "spacy", "scikit-learn", "pdfplumber", "pypdfium2", "gensim", "prefect", "polars", "numpy")


def describe_run(study: Study, started: str) -> dict[str, Any]:
    """The record of a run for run.json; `started` is an ISO time."""
    settings = study.settings
    return {
        "started": started,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "english_model": describe_english(settings.english_model)._asdict(),
        "russian_model": describe_russian()._asdict(),
        "rules_only": rules_only_because(study.codebook),
        "settings": settings.model_dump(mode="json"),
        "seed": settings.seed,
        "code_sha256": code_version(),
        "corpus_sha256": corpus_version(settings.corpus),
        "inputs": {
            path.relative_to(study.corpus).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(study.corpus.glob("*"))
            if path.is_file() and path.suffix in (".csv", ".yaml")
        },
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

"""What decides a stage's result, as hashes: the keys under which results are kept and found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.ingest.ocr import installed_languages
from pipeline.stages import Stage, Study


def code_version() -> str:
    """Hash over the sources and fitted models that decide what a stage gives: part of every cache key."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    folders = [root, root.parent / "models"]
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            _update(digest, path.relative_to(root.parent).as_posix().encode(), path.read_bytes())
    return digest.hexdigest()


def corpus_version(corpus: Path) -> str:
    """Hash over every file of the corpus that a run reads, so that a changed document or cue is seen."""
    digest = hashlib.sha256()
    for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            _update(digest, path.relative_to(corpus).as_posix().encode(), path.read_bytes())
    return digest.hexdigest()


def stage_key(stage: Stage, study: Study, base: str, input_keys: Mapping[str, str]) -> str:
    """Cache key of a stage: the code and corpus (`base`), the settings that bear on results, and its inputs' keys."""
    given = study.settings.model_dump(mode="json", exclude={"corpus", "out", "workers"})
    # A page that was refused without Tesseract is to be read once it is there.
    parts = [
        base,
        stage.name,
        repr(sorted(given.items())),
        repr(installed_languages()),
        *[f"{name}={input_keys[name]}" for name in stage.inputs],
    ]
    digest = hashlib.sha256()
    for part in parts:
        _update(digest, part.encode())
    return digest.hexdigest()


def _update(digest: Any, *parts: bytes) -> None:
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)

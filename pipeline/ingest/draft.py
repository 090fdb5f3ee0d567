"""A first manifest for a folder of documents: what can be told from the files, for their owner to correct."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.errors import StudyError
from pipeline.ingest.documents import document_ids, ingest_files
from pipeline.ingest.language import identify
from pipeline.ingest.manifest import DOCUMENTS_FOLDER, sha256
from pipeline.settings import StudySettings
from pipeline.tables import MANIFEST


def draft_manifest(corpus: Path, settings: StudySettings) -> tuple[pl.DataFrame, list[tuple[str, str, str]]]:
    """One row per file under `corpus/documents`, and (path, reason, cure) of each that could not be read.

    `side` is practice for what is told in turns; `language` is that of most blocks; `participant` of an interview is
    its id. Files that cannot be read get a row too, since a run lists them as rejected; their side is policy until
    their owner says otherwise. Raises StudyError when there is a manifest already, or no document.
    """
    if (corpus / "manifest.csv").exists():
        raise StudyError(corpus / "manifest.csv", "is there already", "move it away if it shall be drafted anew")
    folder = corpus / DOCUMENTS_FOLDER
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise StudyError(folder, "holds no document", "put the files of the study there")
    read = ingest_files(files, settings)
    known = {row["document_id"]: row for row in read.documents.to_dicts()}
    languages = _languages(read.texts, read.blocks)
    names = zip(document_ids(files), files, strict=True)
    rows = [_row(name, path, corpus, known.get(name), languages.get(name)) for name, path in names]
    return MANIFEST.frame(rows), [(row["path"], row["reason"], row["action"]) for row in read.rejected.to_dicts()]


def _row(name: str, path: Path, corpus: Path, document: dict[str, Any] | None, language: str | None) -> dict[str, Any]:
    side = document["side"] if document else "policy"
    return {
        "document_id": name,
        "path": path.relative_to(corpus).as_posix(),
        "side": side,
        "title": path.stem,
        "language": language,
        "participant": name if side == "practice" else None,
        "sha256": sha256(path),
    }


def _languages(texts: pl.DataFrame, blocks: pl.DataFrame) -> dict[str, str]:
    """The language of most characters of each document."""
    whole = dict(texts.select("document_id", "text").iter_rows())
    found: dict[str, Counter[str]] = {}
    for document, start, end in blocks.select("document_id", "start", "end").iter_rows():
        language = identify(whole[document][start:end])
        if language:
            found.setdefault(document, Counter())[language] += end - start
    return {document: max(sorted(counts), key=counts.__getitem__) for document, counts in found.items()}

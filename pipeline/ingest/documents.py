"""Reads all documents of a study or a list of files, several at once, each within its limits."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.errors import StudyError
from pipeline.ingest.assemble import Ingested, assemble
from pipeline.ingest.crew import Crew
from pipeline.ingest.manifest import inside
from pipeline.ingest.patience import Patience
from pipeline.ingest.reading import Reading
from pipeline.ingest.worker import Task
from pipeline.settings import StudySettings

Job = tuple[Path, str | None]
_MAY_BE_LONG = 200_000
"""Bytes from which a file is asked for its number of pages."""
PAGES_PER_PART = 40
"""A PDF with more pages is read in parts of about so many; fewer would not repay opening it again."""
PAGES_PER_SCAN = 4
"""The same where pages are heavy as pictures are: they may have to be recognised, which takes seconds each."""
_HEAVY = 30_000
_PARTS_PER_WORKER = 4


def ingest_corpus(manifest: pl.DataFrame, corpus: Path, settings: StudySettings) -> Ingested:
    """The documents of a manifest as frames; bad ones are rows of `rejected`, or the error when settings say stop."""
    documents = manifest.to_dicts()
    jobs = [(inside(corpus, row["path"], f"document {row['document_id']}"), row["side"]) for row in documents]
    return _ingest(documents, jobs, [row["path"] for row in documents], settings)


def ingest_files(paths: Sequence[Path | str], settings: StudySettings) -> Ingested:
    """Any files as documents; the id is the file's stem (with its suffix, then a number, where stems repeat)."""
    files = [Path(path) for path in paths]
    documents = [
        {"document_id": name, "side": None, "title": path.name}
        for name, path in zip(document_ids(files), files, strict=True)
    ]
    return _ingest(documents, [(path, None) for path in files], [str(path) for path in files], settings)


def document_ids(files: Sequence[Path]) -> list[str]:
    """An id for each file: its stem, with its suffix and then a number where stems repeat."""
    names: list[str] = []
    for path in files:
        choices = (path.stem, path.name, *(f"{path.name}-{number}" for number in range(2, len(files) + 2)))
        names.append(next(name for name in choices if name not in names))
    return names


def _ingest(
    documents: Sequence[dict[str, Any]], jobs: Sequence[Job], names: Sequence[str], settings: StudySettings
) -> Ingested:
    answers = _read_all(jobs, settings)
    readings = [
        ({**document, "side": document["side"] or _side(got)}, got)
        for document, got in zip(documents, answers, strict=True)
        if isinstance(got, Reading)
    ]
    failures = {name: got for name, got in zip(names, answers, strict=True) if isinstance(got, StudyError)}
    if failures and settings.on_bad_document == "stop":
        name, error = next(iter(failures.items()))
        raise StudyError(name, error.reason, error.cure)
    rejected = [{"path": name, "reason": got.reason, "action": got.cure} for name, got in failures.items()]
    return assemble(readings, rejected)


def _side(reading: Reading) -> str:
    """The side of a document that no manifest places: one in turns is an interview."""
    return "practice" if any(block.kind == "turn" for block in reading.blocks) else "policy"


def _read_all(jobs: Sequence[Job], settings: StudySettings) -> list[Reading | StudyError]:
    """Each job's reading or error, in order. Large files start first, so that none is left alone at the end."""
    crew = Crew(settings)
    documents = [Document(job, settings) for job in jobs]
    order = sorted(documents, key=lambda document: -document.bytes)
    try:
        with ThreadPoolExecutor(settings.workers) as pool:
            list(pool.map(lambda document: document.measure(crew), order))
            parts = [(document, part) for document in order for part in range(len(document.tasks))]
            list(pool.map(lambda pair: pair[0].do(crew, pair[1]), parts))
            list(pool.map(lambda document: document.finish(crew), order))
    finally:
        crew.close()
    return [document.answer for document in documents]


class Document:
    """One document on its way: its tasks, what they gave, and the time it may still take.

    Its methods are called by several threads, but never two for the same part, and each step after all of the last.
    """

    def __init__(self, job: Job, settings: StudySettings) -> None:
        self.path, self.side = job
        self.bytes = _size(self.path)
        self.tasks: list[Task] = [Task(self.path, self.side)]
        self._workers = settings.workers
        self._patience = Patience(settings.seconds_per_document)
        self._got: dict[int, Any] = {}

    def measure(self, crew: Crew) -> None:
        """Asks a large file for its pages and cuts the work on a long one into parts."""
        if self._workers == 1 or self.bytes < _MAY_BE_LONG:
            return
        pages = crew.perform(Task(self.path, self.side, "count"), self._patience)
        if isinstance(pages, StudyError):
            self.tasks, self._got = [], {0: pages}
            return
        least = PAGES_PER_SCAN if self.bytes > _HEAVY * pages else PAGES_PER_PART
        if pages > least:
            size = max(least, -(-pages // (self._workers * _PARTS_PER_WORKER)))
            cuts = [range(first, min(first + size, pages)) for first in range(0, pages, size)]
            self.tasks = [Task(self.path, self.side, "pages", numbers) for numbers in cuts]

    def do(self, crew: Crew, part: int) -> None:
        """One part; none is begun after another has failed."""
        if not self._failures():
            self._got[part] = crew.perform(self.tasks[part], self._patience)

    def finish(self, crew: Crew) -> None:
        """The parts of a long file as one document."""
        if len(self.tasks) > 1 and not self._failures():
            packed = tuple(self._got[part] for part in range(len(self.tasks)))
            self._got = {0: crew.perform(Task(self.path, self.side, "finish", packed=packed), self._patience)}

    @property
    def answer(self) -> Reading | StudyError:
        """The reading, or the first failure."""
        failures = self._failures()
        answer: Reading | StudyError = failures[0] if failures else self._got[0]
        return answer

    def _failures(self) -> list[StudyError]:
        return [got for _, got in sorted(self._got.items()) if isinstance(got, StudyError)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

"""Reads documents in worker processes that can be killed: a time and a memory limit for each document.

A worker is a child `python -m pipeline.ingest.worker FD`: it gets (path, side) over a pipe and answers with a Reading
or with a reason and a cure. A worker that hangs, dies or grows too large is killed and replaced; its document becomes
a row of `rejected` and the others are read.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.errors import StudyError
from pipeline.ingest.assemble import Ingested, assemble
from pipeline.ingest.detect import detect
from pipeline.ingest.manifest import inside
from pipeline.ingest.reading import Block, Reading
from pipeline.ingest.transcript import looks_like_transcript, with_turns
from pipeline.settings import StudySettings

_READERS = {
    "pdf": "pdf", "docx": "docx", "html": "html", "rtf": "rtf", "vtt": "subtitles", "srt": "subtitles",
    "markdown": "markdown", "txt": "text",
}  # fmt: skip
_USE_LABEL = re.compile(r"composed for demonstration|\bdo not cite\b|\bnot for citation\b", re.IGNORECASE)
_LABEL_WORDS = 20
Job = tuple[Path, str | None]


def ingest_corpus(manifest: pl.DataFrame, corpus: Path, settings: StudySettings) -> Ingested:
    """The documents of a manifest as frames; bad ones are rows of `rejected`, or the error when settings say stop."""
    documents = manifest.to_dicts()
    jobs = [(inside(corpus, row["path"], f"document {row['document_id']}"), row["side"]) for row in documents]
    return _ingest(documents, jobs, [row["path"] for row in documents], settings)


def ingest_files(paths: Sequence[Path | str], settings: StudySettings) -> Ingested:
    """Any files as documents; the id is the file's stem (with its suffix, then a number, where stems repeat)."""
    files = [Path(path) for path in paths]
    documents = [
        {"document_id": name, "side": None, "title": path.name} for name, path in zip(_ids(files), files, strict=True)
    ]
    return _ingest(documents, [(path, None) for path in files], [str(path) for path in files], settings)


def read_document(path: Path, side: str | None) -> Reading:
    """One document in this process: format by content, then its reader, then turns for interviews.

    Raises StudyError with the reason and the cure when it cannot be read.
    """
    reader = import_module(f"pipeline.ingest.{_READERS[detect(path)]}")
    reading: Reading = reader.read(path, side)
    if side is None and not looks_like_transcript(reading.blocks):
        # Some formats show speakers only when read as an interview (bold names); policy prose stays as it was read.
        talk: Reading = reader.read(path, "practice") if reading.format == "docx" else reading
        side, reading = ("practice", talk) if looks_like_transcript(talk.blocks) else (None, reading)
    elif side is None:
        side = "practice"
    if side == "practice":
        reading = with_turns(reading)
    return replace(reading, blocks=tuple(map(_labelled, reading.blocks)))


def _labelled(block: Block) -> Block:
    """A line that says how the document may be used is about the document: a note, never coded."""
    is_label = len(block.text.split()) <= _LABEL_WORDS and _USE_LABEL.search(block.text)
    return replace(block, kind="note", speaker=None, turn=None) if is_label else block


def _ids(files: Sequence[Path]) -> list[str]:
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
    order = sorted(range(len(jobs)), key=lambda number: -_size(jobs[number][0]))
    try:
        with ThreadPoolExecutor(settings.workers) as pool:
            answers = dict(zip(order, pool.map(lambda number: crew.read(jobs[number]), order), strict=True))
    finally:
        crew.close()
    return [answers[number] for number in range(len(jobs))]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Crew:
    """Worker processes, one for each thread that asks; each is started when first needed and replaced when killed."""

    def __init__(self, settings: StudySettings) -> None:
        self._settings = settings
        self._local = threading.local()
        self._all: list[Worker] = []

    def read(self, job: Job) -> Reading | StudyError:
        """The document's reading, or the error that says why there is none. Never hangs beyond the time limit."""
        worker: Worker | None = getattr(self._local, "worker", None)
        if worker is None or not worker.alive:
            worker = self._local.worker = Worker(self._settings.megabytes_per_document)
            self._all.append(worker)
        return worker.read(job, self._settings.seconds_per_document)

    def close(self) -> None:
        for worker in self._all:
            worker.kill()


class Worker:
    """A child process that reads one document at a time."""

    def __init__(self, megabytes: int) -> None:
        self._ours, theirs = Pipe()
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.ingest.worker", str(theirs.fileno()), str(megabytes)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"},
        )
        theirs.close()
        self._megabytes = megabytes

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def read(self, job: Job, seconds: int) -> Reading | StudyError:
        path = job[0]
        try:
            self._ours.send(job)
            if self._ours.poll(seconds):
                answer: Reading | StudyError = self._ours.recv()
                return answer
            self.kill()
            return StudyError(
                path.name, f"took more than {seconds} s to read", "split it or raise seconds_per_document"
            )
        except (EOFError, OSError):
            self.kill()
            reason = f"made its reader end abruptly, or grow beyond {self._megabytes} MB"
            return StudyError(path.name, reason, "export it again, or raise megabytes_per_document")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ours.close()


def _answer(job: Job, read: Callable[[Path, str | None], Reading]) -> Reading | StudyError:
    path, side = job
    try:
        return read(path, side)
    except StudyError as error:
        return error
    except MemoryError:
        return StudyError(path.name, "needs more memory than allowed", "split it or raise megabytes_per_document")
    except RecursionError:
        return StudyError(path.name, "is nested too deeply", "export it again")
    except PermissionError:
        return StudyError(path.name, "may not be read by this user", "change its permissions")
    except Exception as error:  # a parser may fail in any way on a damaged file; the study must go on
        reason = f"cannot be understood by its reader ({type(error).__name__})"
        return StudyError(path.name, reason, "export it again or save it in another format")


def _occupied() -> int:
    """Bytes of address space in use (0 where the system does not tell)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


def _serve(connection: Connection, megabytes: int) -> None:
    for module in sorted(set(_READERS.values())):
        if find_spec(f"pipeline.ingest.{module}"):
            import_module(f"pipeline.ingest.{module}")
    # The limit is for the document: what the readers themselves occupy comes on top.
    limit = _occupied() + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        answer = _answer(job, read_document)
        connection.send(answer)
        if isinstance(answer, StudyError) and "memory" in answer.reason:
            return  # what the document took may not be given back


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), int(sys.argv[2]))

"""The child process in which documents are read: `python -m pipeline.ingest.worker FD MEGABYTES`.

It gets tasks over a pipe and answers each with what was asked for or with a reason and a cure. It can be killed at any
time, and it may not grow beyond its memory limit.
"""

from __future__ import annotations

import pickle
import re
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import StudyError
from pipeline.ingest.detect import detect
from pipeline.ingest.patience import More, asking
from pipeline.ingest.reading import Block, Reading
from pipeline.ingest.transcript import looks_like_transcript, with_turns

_READERS = {
    "pdf": "pdf", "docx": "docx", "html": "html", "rtf": "rtf", "vtt": "subtitles", "srt": "subtitles",
    "markdown": "markdown", "txt": "text",
}  # fmt: skip
_USE_LABEL = re.compile(r"composed for demonstration|\bdo not cite\b|\bnot for citation\b", re.IGNORECASE)
_LABEL_WORDS = 20


class Task(NamedTuple):
    """What a worker is asked for: a document whole, or one step of reading a long PDF in parts.

    `step` is "whole"; "count" for the number of pages; "pages" for the pages at `numbers`, packed; "finish" for the
    document of which `packed` are all pages. Who passes packed pages on need not unpack them.
    """

    path: Path
    side: str | None
    step: str = "whole"
    numbers: range = range(0)
    packed: tuple[bytes, ...] = ()


def perform(task: Task) -> Any:
    """The answer to a task: a Reading, a number of pages or packed pages. Raises StudyError."""
    if task.step == "whole":
        return read_document(task.path, task.side)
    from pipeline.ingest import pdf, pdf_pages  # a reader like the others: loaded when it is needed

    if task.step == "count":
        return pdf_pages.count_pages(task.path) if detect(task.path) == "pdf" else 1
    if task.step == "pages":
        return pickle.dumps(pdf_pages.read_pages(task.path, task.numbers), pickle.HIGHEST_PROTOCOL)
    pages = [page for part in task.packed for page in pickle.loads(part)]
    return document_of(pdf.reading_of(task.path, pages), task.side)


def read_document(path: Path, side: str | None) -> Reading:
    """One document in this process: format by content, then its reader, then turns for interviews.

    Raises StudyError with the reason and the cure when it cannot be read.
    """
    reader = import_module(f"pipeline.ingest.{_READERS[detect(path)]}")
    reading: Reading = reader.read(path, side)
    if side is None and reading.format == "docx" and not looks_like_transcript(reading.blocks):
        # Speakers in bold show only when it is read as an interview; policy prose stays as it was read.
        talk: Reading = reader.read(path, "practice")
        reading = talk if looks_like_transcript(talk.blocks) else reading
    return document_of(reading, side)


def document_of(reading: Reading, side: str | None) -> Reading:
    """A reading with its turns where it is an interview (`side` practice, or none and it looks like one)."""
    if side == "practice" or (side is None and looks_like_transcript(reading.blocks)):
        reading = with_turns(reading)
    return replace(reading, blocks=tuple(map(_labelled, reading.blocks)))


def _labelled(block: Block) -> Block:
    """A line that says how the document may be used is about the document: a note, never coded."""
    is_label = len(block.text.split()) <= _LABEL_WORDS and _USE_LABEL.search(block.text)
    return replace(block, kind="note", speaker=None, turn=None) if is_label else block


def _answer(task: Task, work: Callable[[Task], Any]) -> Any:
    path = task.path
    try:
        return work(task)
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
    asking(lambda seconds: connection.send(More(seconds)))
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        answer = _answer(task, perform)
        connection.send(answer)
        if isinstance(answer, StudyError) and "memory" in answer.reason:
            return  # what the document took may not be given back


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), int(sys.argv[2]))

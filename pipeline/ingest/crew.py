"""Worker processes that can be killed: a time and a memory limit for each document, long files read in parts.

A worker that hangs, dies or grows too large is killed and replaced; its document becomes a row of `rejected` and the
others are read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Pipe
from pathlib import Path
from typing import Any

from pipeline.errors import StudyError
from pipeline.ingest.patience import More, Patience
from pipeline.ingest.worker import Task
from pipeline.settings import StudySettings


class Crew:
    """Worker processes, one for each thread that asks; each is started when first needed and replaced when killed."""

    def __init__(self, settings: StudySettings) -> None:
        self._settings = settings
        self._local = threading.local()
        self._all: list[Worker] = []

    def perform(self, task: Task, patience: Patience) -> Any:
        """What the task asks for, or the StudyError that says why there is none. Never waits beyond the patience."""
        worker: Worker | None = getattr(self._local, "worker", None)
        if worker is None or not worker.alive:
            worker = self._local.worker = Worker(self._settings.megabytes_per_document)
            self._all.append(worker)
        with patience.spent():
            return worker.perform(task, patience)

    def close(self) -> None:
        for worker in self._all:
            worker.kill()


class Worker:
    """A child process that does one task at a time."""

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

    def perform(self, task: Task, patience: Patience) -> Any:
        try:
            self._ours.send(task)
            return self._answer(task.path.name, patience)
        except (EOFError, OSError):
            self.kill()
            reason = f"made its reader end abruptly, or grow beyond {self._megabytes} MB"
            return StudyError(task.path.name, reason, "export it again, or raise megabytes_per_document")

    def _answer(self, name: str, patience: Patience) -> Any:
        """What comes back in time; slow steps that announce themselves are waited for."""
        until = time.monotonic() + patience.left
        while self._ours.poll(max(until - time.monotonic(), 0)):
            answer = self._ours.recv()
            if not isinstance(answer, More):
                return answer
            until += patience.extend(answer.seconds)
        self.kill()
        seconds = f"{patience.seconds:.0f} s"
        return StudyError(name, f"took more than {seconds} to read", "split it or raise seconds_per_document")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ours.close()

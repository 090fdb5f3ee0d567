"""How long a document may take: a limit that honest slow work, such as recognising a scanned page, can extend."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class More(NamedTuple):
    """What a reader sends while it works: seconds that the next step may take on top of the limit."""

    seconds: float


def _unasked(seconds: float) -> None:
    """Outside a worker nobody waits with a clock."""


_ask: ContextVar[Callable[[float], None]] = ContextVar("ask", default=_unasked)


@contextmanager
def slow_step(seconds: float) -> Iterator[None]:
    """Around a step known to be slow: it may take so many seconds on top of the limit; what it leaves is given back."""
    ask = _ask.get()
    ask(seconds)
    start = time.monotonic()
    try:
        yield
    finally:
        ask(min(time.monotonic() - start, seconds) - seconds)


def asking(ask: Callable[[float], None]) -> None:
    """From now on slow steps call `ask`: a worker passes the wish to the process that waits for it."""
    _ask.set(ask)


MOST_MORE = 3600.0
"""Seconds by which slow steps can extend the limit of one document, all together."""


class Patience:
    """Seconds left for one document. Only time in which a worker is at work on it counts, over all its parts."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds
        self._most = seconds + MOST_MORE

    @property
    def left(self) -> float:
        return max(self._left, 0.0)

    def extend(self, seconds: float) -> float:
        """So many seconds more (or fewer), as far as the most allows; what was granted."""
        granted = min(seconds, self._most - self.seconds)
        self.seconds += granted
        self._left += granted
        return granted

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Takes what passes inside off what is left."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._left -= time.monotonic() - start

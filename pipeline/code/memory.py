"""Vectors of texts that were read before, so that the next run reads only what is new.

Kept on this machine beside what else a run keeps, by the hash of a text and not by its words. A memory that cannot be
opened or written is done without: it saves time and decides nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# More texts than this in one go are not kept: a million of them would take three gigabytes.
_MOST = 50_000
_AT_ONCE = 500
_WAIT = 60
Vectors = npt.NDArray[np.float32]


def remembered(path: Path, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Vectors (n, D) of `texts` (n > 0): those in the file at `path` from there, the others by `encode`, then kept."""
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    known = _read(path, keys)
    fresh = list(dict.fromkeys(i for i, key in enumerate(keys) if key not in known))
    if fresh:
        found = encode([texts[i] for i in fresh])
        new = {keys[i]: vector for i, vector in zip(fresh, found, strict=True)}
        if len(texts) <= _MOST:
            _keep(path, new)
        known |= new
    return np.stack([known[key] for key in keys])


def _read(path: Path, keys: Sequence[bytes]) -> dict[bytes, Any]:
    found: dict[bytes, Any] = {}
    if not path.is_file():
        return found
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT)) as store:
            for first in range(0, len(keys), _AT_ONCE):
                part = keys[first : first + _AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = store.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
                found |= {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows}
    except sqlite3.Error:
        return {}
    return found


def _keep(path: Path, vectors: dict[bytes, Any]) -> None:
    rows = [(key, np.asarray(vector, dtype=np.float32).tobytes()) for key, vector in vectors.items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_WAIT)) as store, store:
            store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
            store.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
    except (sqlite3.Error, OSError):
        return

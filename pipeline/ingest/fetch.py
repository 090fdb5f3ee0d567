"""Downloads the documents that a manifest names: politely, resumably, and only what has the declared hash."""

from __future__ import annotations

import http.client
import os
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import polars as pl

from pipeline.errors import StudyError
from pipeline.ingest.detect import detect, named_format
from pipeline.ingest.manifest import inside, sha256

_CHUNK = 1 << 16
_AGENT = "uip-gap (research; fetches the documents of a study's manifest once)"
_WORTH_RETRYING = {408, 425, 429, 500, 502, 503, 504}


class Manners(NamedTuple):
    """How downloads behave: pause between requests to a host, time without a byte, attempts, and the largest file."""

    seconds_between: float = 2.0
    seconds_silent: float = 30.0
    attempts: int = 4
    first_backoff: float = 2.0
    most_bytes: int = 200 * 1024 * 1024


class Fetched(NamedTuple):
    """What became of one document: `outcome` is kept, fetched or failed; `reason` and `cure` are set when it failed.

    `sha256` and `bytes` are what arrived, to be declared where the manifest does not.
    """

    document_id: str
    path: str
    outcome: str
    reason: str = ""
    cure: str = ""
    sha256: str = ""
    bytes: int = 0


class _GivenUpError(Exception):
    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason, self.cure = reason, cure


def fetch_documents(
    manifest: pl.DataFrame,
    corpus: Path,
    manners: Manners | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Fetched]:
    """Fetch every row of a MANIFEST frame that has a `source_url`; files already there with the right hash are kept.

    A download goes to `NAME.part`, is resumed from there, and takes its name only when its hash is the declared one
    (when none is declared: when it arrived whole and is in the format that its name says). Not a byte more than the
    declared size is taken. Proxies come from the environment. Nothing raises for a document
    that fails: its row says why. Raises StudyError for a path that leads out of the corpus.
    """
    manners = manners or Manners()
    results, hosts = [], set[str]()
    for row in manifest.filter(pl.col("source_url").is_not_null()).sort("document_id").to_dicts():
        target = inside(corpus, row["path"], f"document {row['document_id']}")
        if target.is_file() and (not row["sha256"] or sha256(target) == row["sha256"].lower()):
            results.append(Fetched(row["document_id"], row["path"], "kept"))
            continue
        host = urlsplit(row["source_url"]).netloc
        if host in hosts:
            sleep(manners.seconds_between)
        hosts.add(host)
        results.append(_fetch(row, target, manners, sleep))
    return results


def _fetch(row: dict[str, Any], target: Path, manners: Manners, sleep: Callable[[float], None]) -> Fetched:
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    manners = manners._replace(most_bytes=row["bytes"] or manners.most_bytes)
    try:
        _with_retries(row["source_url"], part, manners, sleep)
        found = _accept(part, target, row["sha256"])
    except _GivenUpError as problem:
        return Fetched(row["document_id"], row["path"], "failed", problem.reason, problem.cure)
    return Fetched(row["document_id"], row["path"], "fetched", sha256=found, bytes=target.stat().st_size)


def _with_retries(url: str, part: Path, manners: Manners, sleep: Callable[[float], None]) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise _GivenUpError("its address is not http or https", "correct source_url")
    jitter = random.Random(url)
    for attempt in range(1, manners.attempts + 1):
        try:
            _download(url, part, manners)
            return
        except urllib.error.HTTPError as error:
            if error.code == 416:  # what is there is not part of what the server has now
                part.unlink(missing_ok=True)
            elif error.code not in _WORTH_RETRYING:
                raise _GivenUpError(f"the server answers {error.code}", "look the address up anew") from error
            problem = f"the server answers {error.code}"
        except (OSError, http.client.HTTPException) as error:
            problem = f"the connection fails ({type(error).__name__})"
        if attempt < manners.attempts:
            sleep(manners.first_backoff * 2 ** (attempt - 1) * jitter.uniform(0.8, 1.2))
    raise _GivenUpError(f"{problem}, {manners.attempts} times", "try again later; what arrived is kept")


def _download(url: str, part: Path, manners: Manners) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)
    # An opener of our own: the shared one remembers the proxies of its first use.
    with urllib.request.build_opener().open(request, timeout=manners.seconds_silent) as response:
        resumed = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        have = have if resumed else 0
        promised = response.headers.get("Content-Length")
        if have + int(promised or 0) > manners.most_bytes:
            raise _GivenUpError(f"it is larger than {manners.most_bytes} bytes", "fetch it by hand if it is meant")
        with part.open("ab" if resumed else "wb") as handle:
            _copy(response, handle, have, manners.most_bytes)
        if promised is not None and part.stat().st_size < have + int(promised):
            raise ConnectionError("the connection ended early")


def _copy(response: Any, handle: Any, have: int, most: int) -> None:
    while chunk := response.read1(_CHUNK):
        have += len(chunk)
        if have > most:
            handle.truncate(0)
            raise _GivenUpError(f"it is larger than {most} bytes", "fetch it by hand if it is meant")
        handle.write(chunk)


def _accept(part: Path, target: Path, declared: str | None) -> str:
    """Gives the file its name when it is the right one; its hash."""
    found = sha256(part)
    if declared and found != declared.lower():
        part.unlink()
        reason = f"what the server sends is another file: its hash is {found}"
        raise _GivenUpError(reason, "see whether the document was changed, and put the new hash if it is the one meant")
    os.replace(part, target)
    problem = "" if declared else _not_as_named(target)
    if problem:
        target.unlink()
        raise _GivenUpError(f"what the server sends {problem}", "look the address up anew")
    return found


def _not_as_named(target: Path) -> str:
    """Without a declared hash only its format tells a document from a page that says sorry."""
    try:
        found = detect(target)
    except StudyError as error:
        return error.reason
    named = named_format(target)
    return f"is {found.upper()}, not {named.upper()}" if named and named != found else ""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest

from pipeline.ingest.fetch import Fetched, Manners, fetch_documents
from pipeline.ingest.manifest import read_manifest
from pipeline.tables import MANIFEST

BODY = bytes(range(256)) * 400
QUICK = Manners(seconds_between=0.5, seconds_silent=0.3, attempts=3, first_backoff=1.0, most_bytes=1_000_000)


class Server(BaseHTTPRequestHandler):
    seen: list[tuple[str, str | None]] = []  # noqa: RUF012
    release = threading.Event()

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        Server.seen.append((self.path, asked))
        times = sum(path == self.path for path, _ in Server.seen)
        if self.path == "/missing":
            self.send_error(404)
        elif self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/whole")
            self.end_headers()
        elif self.path == "/busy" and times < 3:
            self.send_error(503)
        elif self.path == "/huge":
            self.answer(BODY, promised=10**9)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(BODY)
        elif self.path == "/stalls":
            self.answer(BODY[:1000], promised=len(BODY))
            Server.release.wait(5)
        elif self.path == "/wrong":
            self.answer(b"<html>sorry</html>")
        elif self.path == "/cut" and asked:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(BODY) - 1}/{len(BODY)}")
            self.send_header("Content-Length", str(len(BODY) - first))
            self.end_headers()
            self.wfile.write(BODY[first:])
        elif self.path == "/cut":
            self.answer(BODY[:5000], promised=len(BODY))
        else:
            self.answer(BODY)

    def answer(self, body: bytes, promised: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(promised or len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Server.seen, Server.release = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Server.release.set()
    server.shutdown()
    server.server_close()


def manifest(*addresses: str, declared: bytes | None = BODY) -> pl.DataFrame:
    digest = hashlib.sha256(declared).hexdigest() if declared is not None else None
    return MANIFEST.frame(
        [
            {"document_id": f"D{n}", "path": f"documents/d{n}.pdf", "side": "policy", "title": "T", "sha256": digest}
            | {"source_url": url}
            for n, url in enumerate(addresses)
        ]
    )


def fetch(frame: pl.DataFrame, corpus: Path) -> tuple[list[Fetched], list[float]]:
    pauses: list[float] = []
    return fetch_documents(frame, corpus, QUICK, sleep=pauses.append), pauses


@pytest.mark.parametrize("page", ["/whole", "/moved", "/busy", "/cut"])
def test_a_document_arrives_whole(address: str, tmp_path: Path, page: str) -> None:
    (result,), _ = fetch(manifest(address + page), tmp_path)
    assert result.outcome == "fetched"
    assert (tmp_path / "documents/d0.pdf").read_bytes() == BODY
    assert not list(tmp_path.rglob("*.part"))


def test_what_was_cut_off_is_resumed_where_it_ended(address: str, tmp_path: Path) -> None:
    fetch(manifest(address + "/cut"), tmp_path)
    assert [asked for _, asked in Server.seen] == [None, "bytes=5000-"]


def test_a_busy_server_is_asked_again_after_growing_pauses(address: str, tmp_path: Path) -> None:
    _, pauses = fetch(manifest(address + "/busy"), tmp_path)
    assert len(pauses) == 2
    assert pauses[1] > pauses[0]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("/missing", "answers 404"),
        ("/wrong", "another file"),
        ("/huge", "larger than 1000000"),
        ("/endless", "larger than 1000000"),
        ("/stalls", "connection fails"),
    ],
)
def test_what_cannot_be_had_is_told_and_leaves_no_document(
    address: str, tmp_path: Path, page: str, reason: str
) -> None:
    (result,), _ = fetch(manifest(address + page), tmp_path)
    assert result.outcome == "failed"
    assert reason in result.reason
    assert result.cure
    assert not (tmp_path / "documents/d0.pdf").exists()


def test_a_missing_page_is_not_asked_for_twice(address: str, tmp_path: Path) -> None:
    fetch(manifest(address + "/missing"), tmp_path)
    assert len(Server.seen) == 1


def test_a_document_that_is_there_is_kept_and_not_asked_for(address: str, tmp_path: Path) -> None:
    frame = manifest(address + "/whole")
    fetch(frame, tmp_path)
    Server.seen = []
    (result,), _ = fetch(frame, tmp_path)
    assert (result.outcome, Server.seen) == ("kept", [])


def test_requests_to_one_host_are_spaced(address: str, tmp_path: Path) -> None:
    results, pauses = fetch(manifest(address + "/whole", address + "/a"), tmp_path)
    assert [result.outcome for result in results] == ["fetched", "fetched"]
    assert pauses == [0.5]


def test_other_schemes_than_http_are_refused(tmp_path: Path) -> None:
    (result,), _ = fetch(manifest("file:///etc/hostname"), tmp_path)
    assert result.outcome == "failed"
    assert "http" in result.reason


def test_the_proxy_of_the_environment_is_used(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.delenv("no_proxy", raising=False)
    (result,), _ = fetch(manifest("http://strategy.invalid/whole"), tmp_path)
    assert result.outcome == "fetched"
    assert Server.seen[0][0] == "http://strategy.invalid/whole"


def test_not_a_byte_more_than_the_declared_size_is_taken(address: str, tmp_path: Path) -> None:
    frame = manifest(address + "/whole").with_columns(bytes=pl.lit(len(BODY) - 1))
    (result,), _ = fetch(frame, tmp_path)
    assert f"larger than {len(BODY) - 1}" in result.reason
    (result,), _ = fetch(frame.with_columns(bytes=pl.lit(len(BODY))), tmp_path)
    assert result.outcome == "fetched"


def test_a_page_that_says_sorry_is_no_document_even_where_no_hash_is_declared(address: str, tmp_path: Path) -> None:
    (result,), _ = fetch(manifest(address + "/wrong", declared=None), tmp_path)
    assert result.outcome == "failed"
    assert list((tmp_path / "documents").iterdir()) == []


def test_what_arrived_without_a_declared_hash_is_told_with_its_hash_and_size(address: str, tmp_path: Path) -> None:
    frame = manifest(address + "/whole", declared=None).with_columns(path=pl.lit("documents/d0.txt"))
    (result,), _ = fetch(frame, tmp_path)
    assert (result.sha256, result.bytes) == (hashlib.sha256(BODY).hexdigest(), len(BODY))


def test_the_official_manifest_names_only_addresses_of_official_pages(root: Path) -> None:
    rows = read_manifest(root / "corpus" / "official", files=False)
    assert rows.height >= 4
    assert rows["source_url"].str.contains(r"^https://adilet\.zan\.kz/(rus|kaz|eng)/docs/[A-Z]\d+_?$").all()
    assert (rows["side"] == "policy").all()

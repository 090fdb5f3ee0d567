"""Readers against bytes that nobody meant: a reading or a reason, nothing else, and offsets that hold."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import StudyError
from pipeline.ingest import Reading, assemble
from pipeline.ingest.worker import read_document
from pipeline.segment import segment_blocks

# Derandomised: a failure seen once is seen by everyone, and the suite's time stays bounded.
BOUNDED = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TALK = "Interviewer: Who comes to you?\nRespondent: Two firms, sometimes. [laughs]\nInterviewer: And the others?\n"


def _pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    for page in range(3):
        for line in range(20):
            canvas.drawString(72, 760 - 14 * line, f"Page {page}: the council of employers reads plan number {line}.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading("Measures", 1)
    document.add_paragraph("The ministry will fund joint laboratories.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("Name", "Year", "Labs", "2019"), strict=True):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


VALID: dict[str, bytes] = {
    "a.pdf": _pdf(),
    "a.docx": _docx(),
    "a.html": b"<html><head><title>Law</title></head><body><h1>Article 1</h1><p>Universities <b>may</b> contract."
    b"<table><tr><th>Name</th></tr><tr><td>Share</td></tr></table><ul><li>one</ul></body></html>",
    "a.rtf": rb"{\rtf1\ansi\ansicpg1251 {\b Rector:} we signed \'ef\'eb\'e0\'ed \u1082? with them.\par Next.}",
    "a.vtt": b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Anna>We met twice.\n\n"
    b"00:00:03.500 --> 00:00:05.000\nOnce.\n",
    "a.srt": b"1\n00:00:01,000 --> 00:00:03,000\nAnna: We met twice.\n\n2\n00:00:04,000 --> 00:00:06,000\nOnce.\n",
    "a.md": b"# Plan\n\nSome text.\n\n- one\n- two\n\n| Name | Year |\n|---|---|\n| Labs | 2019 |\n",
    "a.txt": TALK.encode(),
    "b.txt": "Жұмыс берушілер кеңесі. Совет работодателей.\n".encode("utf-16"),
}


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _spliced(data: bytes, chance: random.Random) -> bytes:
    first, second = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:second] + data[first:]


def _holed(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + bytes(chance.randint(1, 40)) + data[start + chance.randint(0, 40) :]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_cut, _flipped, _spliced, _holed)


def _read(path: Path, data: bytes, side: str | None) -> Reading | StudyError:
    path.write_bytes(data)
    try:
        return read_document(path, side)
    except StudyError as error:
        return error


def _holds(got: Reading | StudyError) -> None:
    if isinstance(got, StudyError):
        assert got.reason
        assert got.cure
        return
    row = {"document_id": "x", "side": "policy", "title": "x"}
    made = assemble([(row, got)], [])
    text = dict(made.texts.select("document_id", "text").iter_rows()).get("x", "")
    segments = segment_blocks(made.documents, made.texts, made.blocks)
    for segment in segments.iter_rows(named=True):
        assert text[segment["start"] : segment["end"]] == segment["text"]


@pytest.mark.parametrize("name", VALID)
def test_the_file_that_the_fuzz_starts_from_is_read(tmp_path: Path, name: str) -> None:
    got = _read(tmp_path / name, VALID[name], None)
    assert isinstance(got, Reading)
    assert got.blocks


@pytest.mark.parametrize("name", VALID)
@BOUNDED
@given(seed=st.integers(0, 2**32), change=st.sampled_from(CHANGES), side=st.sampled_from([None, "practice", "policy"]))
def test_a_damaged_file_gives_a_reading_or_a_reason(tmp_path: Path, name: str, seed: int, change, side) -> None:
    _holds(_read(tmp_path / name, change(VALID[name], random.Random(seed)), side))


@pytest.mark.parametrize("suffix", ["pdf", "docx", "html", "rtf", "vtt", "srt", "md", "txt"])
@BOUNDED
@given(
    data=st.binary(max_size=300), head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"WEBVTT\n\n"])
)
def test_any_bytes_give_a_reading_or_a_reason(tmp_path: Path, suffix: str, data: bytes, head: bytes) -> None:
    _holds(_read(tmp_path / f"a.{suffix}", head + data, None))


@BOUNDED
@given(text=st.text(max_size=400))
def test_any_text_keeps_its_offsets(tmp_path: Path, text: str) -> None:
    _holds(_read(tmp_path / "a.txt", text.encode("utf-8", "surrogatepass"), "practice"))

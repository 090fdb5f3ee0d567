"""Text of a page that is only a picture, recognised by Tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from statistics import fmean, median

import pypdfium2 as pdfium

from pipeline.ingest.patience import slow_step
from pipeline.ingest.pdf_lines import Line

LANGUAGES = ("eng", "rus", "kaz")
"""Tesseract's names of the languages that are asked for, as far as they are installed."""
DPI = 300
_POINTS = 72
# A poster rendered at 300 dpi would fill the memory; its letters are large enough at a lower resolution.
_MOST_PIXELS = 40_000_000
# Boxes of recognised lines vary with their ascenders; only clearly larger letters are taken for larger type.
_LARGER = 1.4
_WORD_LEVEL = "5"
# A crowded page takes some seconds; one that takes so long will not end well.
SECONDS_PER_PAGE = 60
Word = dict[str, str]


class RecognitionError(Exception):
    """Tesseract is installed and failed on a page; the message is its own reason."""


@cache
def installed_languages() -> tuple[str, ...]:
    """Those of LANGUAGES that Tesseract has here; none where Tesseract itself is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    have = set((listed.stdout + listed.stderr).split())
    return tuple(language for language in LANGUAGES if language in have)


def recognise(page: pdfium.PdfPage) -> list[Line]:
    """Lines of a page as recognised, boxes in points from the visible page's upper left, with their confidence.

    `confidence` is the mean of Tesseract's word confidences, 0 to 1. Empty where nothing is recognised or Tesseract
    is not installed. One thread, so that the same page gives the same text.
    Raises RecognitionError when Tesseract fails.
    """
    languages = installed_languages()
    if not languages:
        return []
    scale = min(DPI / _POINTS, (_MOST_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
    picture = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(picture, format="PNG", compress_level=1)
    table = _tesseract(picture.getvalue(), "+".join(languages), round(scale * _POINTS))
    return _even([_line(words, scale) for words in _rows(table)])


def _tesseract(picture: bytes, languages: str, dpi: int) -> str:
    """Tesseract's table of words for a picture."""
    command = ["tesseract", "stdin", "stdout", "-l", languages, "--dpi", str(dpi), "tsv"]
    one_thread = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        with slow_step(SECONDS_PER_PAGE):
            done = subprocess.run(
                command, input=picture, capture_output=True, check=False, timeout=SECONDS_PER_PAGE, env=one_thread
            )
    except subprocess.TimeoutExpired as error:
        raise RecognitionError(f"took more than {SECONDS_PER_PAGE} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise RecognitionError(said[0][:200])
    return done.stdout.decode("utf-8", "replace")


def _rows(table: str) -> Iterator[list[Word]]:
    """Recognised words of Tesseract's table, line by line in its reading order."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == _WORD_LEVEL and (row["text"] or "").strip():
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    yield from lines.values()


def _line(words: list[Word], scale: float) -> Line:
    left = min(int(word["left"]) for word in words) / scale
    top = min(int(word["top"]) for word in words) / scale
    right = max(int(word["left"]) + int(word["width"]) for word in words) / scale
    bottom = max(int(word["top"]) + int(word["height"]) for word in words) / scale
    text = " ".join(word["text"].strip() for word in words)
    sure = fmean(float(word["conf"]) for word in words) / 100
    return Line(text, left, top, right, bottom, bottom - top, base=bottom, confidence=round(sure, 4))


def _even(lines: list[Line]) -> list[Line]:
    """The lines with one font size, but where letters are clearly larger: a line's box is no measure of its type."""
    if lines:
        usual = median(line.size for line in lines)
        for line in lines:
            line.size = line.size if line.size > _LARGER * usual else usual
    return lines

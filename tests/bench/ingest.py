"""Speed of reading PDF files, beside pdfplumber in the same run: `python -m tests.bench.ingest [FILE.pdf …]`.

Without files: the corpus, and 100 pages each of text in one and in two columns, set from the training passages. Ours is
told three ways: page text in reading order without furniture; the whole reading (blocks, sections, boxes, tables); and
on to segments. pdfplumber's is `extract_text`, on at most 40 pages of a source since it is slow. One process, medians.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pdfplumber
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from pipeline.ingest import assemble
from pipeline.ingest.pdf import parted, read
from pipeline.ingest.pdf_pages import read_pages
from pipeline.segment import segment_blocks

ROOT = Path(__file__).resolve().parents[2]
SEED, PARAGRAPHS, MOST, ROUNDS = 2018, 900, 40, 3
FRAMES = {
    "one column": [(60, 60, 475, 720)],
    "two columns": [(50, 60, 235, 720), (310, 60, 235, 720)],
}


def texts_of(path: Path) -> None:
    """Page texts in reading order, furniture set aside: the counterpart of pdfplumber's page texts."""
    parted(read_pages(path))


def segments_of(path: Path) -> None:
    """From the file to segments."""
    made = assemble([({"document_id": "x", "side": "policy", "title": "x"}, read(path))], [])
    segment_blocks(made.documents, made.texts, made.blocks)


def plain(path: Path) -> None:
    """Texts of the first pages by pdfplumber."""
    with pdfplumber.open(path) as document:
        for page in document.pages[:MOST]:
            page.extract_text()


def composed(folder: Path) -> dict[str, list[Path]]:
    """Text-only files in one and two columns."""
    chance = random.Random(SEED)
    lines = [line for path in sorted((ROOT / "corpus" / "training").glob("*.jsonl")) for line in path.open("rb")]
    passages = [json.loads(line)["text"].replace("&", "and").replace("<", "") for line in lines]
    style = getSampleStyleSheet()["BodyText"]
    for name, frames in FRAMES.items():
        story = [Paragraph(" ".join(chance.choices(passages, k=4)), style) for _ in range(PARAGRAPHS)]
        pages = BaseDocTemplate(str(folder / f"{name}.pdf"), pagesize=A4, invariant=1)
        pages.addPageTemplates(PageTemplate(frames=[Frame(*frame) for frame in frames]))
        pages.build(story)
    return {f"text only, {name}": [folder / f"{name}.pdf"] for name in FRAMES}


def rate(work: Callable[[Path], object], paths: Sequence[Path], most: int | None = None) -> float:
    """Pages a second: median of three passes over the files, after one as warm-up."""
    pages = sum(min(read(path).pages or 0, most or sys.maxsize) for path in paths)
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for path in paths:
            work(path)
        taken.append(time.perf_counter() - start)
    return pages / median(taken)


def table(sources: dict[str, list[Path]]) -> None:
    """One line for each source."""
    print(f"{'pages/s, and times pdfplumber text':<36}{'text':>8}{'blocks':>16}{'segments':>16}{'pdfplumber':>12}")
    for name, paths in sources.items():
        theirs = rate(plain, paths, MOST)
        ours = [rate(work, paths) for work in (texts_of, read, segments_of)]
        told = "".join(f"{speed:8.0f} {speed / theirs:6.1f}×" for speed in ours)
        print(f"{name:<36}{told}{theirs:8.1f}")


def main(arguments: list[str]) -> int:
    """The table, over the files named or the usual sources."""
    with tempfile.TemporaryDirectory() as folder:
        if arguments:
            table({Path(name).name[:34]: [Path(name)] for name in arguments})
        else:
            corpus = sorted((ROOT / "corpus" / "documents").glob("*.pdf"))
            table({"demonstration corpus (with tables)": corpus, **composed(Path(folder))})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

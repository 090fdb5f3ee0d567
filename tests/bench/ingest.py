"""Speed of reading PDF files, beside pdfplumber in the same run: `python -m tests.bench.ingest [FILE.pdf …]`.

Ours yields blocks with sections, boxes, tables and furniture; pdfplumber's yields page texts, then also its tables.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from pipeline.ingest.pdf import read

ROOT = Path(__file__).resolve().parents[2]


def plain(path: Path) -> None:
    """Texts of the pages by pdfplumber."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()


def with_tables(path: Path) -> None:
    """Texts and ruled tables of the pages by pdfplumber."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()


def seconds(work: Callable[[Path], object], paths: list[Path]) -> float:
    """Wall time of one pass over the files, after one file as warm-up."""
    work(paths[0])
    start = time.perf_counter()
    for path in paths:
        work(path)
    return time.perf_counter() - start


def main(arguments: list[str]) -> int:
    """A line for each way of reading."""
    paths = [Path(name) for name in arguments] or sorted((ROOT / "corpus" / "documents").glob("*.pdf"))
    pages = sum(read(path).pages or 0 for path in paths)
    print(f"{len(paths)} files, {pages} pages")
    ours = seconds(read, paths)
    print(f"this project, blocks and tables   {pages / ours:8.1f} pages/s")
    for name, work in (("pdfplumber, text", plain), ("pdfplumber, text and tables", with_tables)):
        theirs = seconds(work, paths)
        print(f"{name:<34}{pages / theirs:8.1f} pages/s   {theirs / ours:6.1f} times as long")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

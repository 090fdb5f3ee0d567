"""RTF: the control words are taken off and what is left is read as paragraphs."""

from __future__ import annotations

import re
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from pipeline.errors import StudyError
from pipeline.ingest.encoding import clean
from pipeline.ingest.reading import Reading
from pipeline.ingest.structure import Outline, is_item, one_line

_CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def read(path: Path, side: str | None) -> Reading:
    """An RTF file as paragraphs, list items and table rows (cells come out divided by bars)."""
    raw = path.read_bytes()
    if not raw.rstrip(b"\x00\r\n\t ").endswith(b"}"):
        raise StudyError(path.name, "is an RTF file that breaks off before its end", "fetch or export it again")
    page = _CODEPAGE.search(raw)
    encoding = f"cp{page[1].decode()}" if page else "cp1252"
    try:
        text = clean(rtf_to_text(raw.decode("latin-1"), encoding=encoding, errors="ignore"))
    except (LookupError, ValueError, IndexError) as error:
        raise StudyError(path.name, "is an RTF file that cannot be understood", "save it as DOCX") from error
    outline = Outline()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.rstrip().endswith("|"):
            rows.append([one_line(cell) for cell in line.rstrip().rstrip("|").split("|")])
            continue
        outline.table(rows)
        rows = []
        if said := one_line(line):
            outline.item(said) if is_item(said) else outline.paragraph(said)
    if not outline.blocks:
        raise StudyError(path.name, "holds no text", "give a document with text")
    return Reading("rtf", tuple(outline.blocks), tables=tuple(outline.tables))

"""Which format a file is in, by its content first and its name second."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pipeline.errors import StudyError

_SUFFIXES = {
    ".txt": "txt", ".text": "txt", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".vtt": "vtt", ".srt": "srt", ".rtf": "rtf", ".docx": "docx", ".docm": "docx", ".pdf": "pdf",
}  # fmt: skip
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": (
        "is an old Office file (DOC, XLS or PPT)",
        "open it in an office program and save it as DOCX",
    ),
    b"\x89PNG": ("is an image", "recognise its text (OCR) and give that"),
    b"\xff\xd8\xff": ("is an image", "recognise its text (OCR) and give that"),
    b"\x1f\x8b": ("is a compressed file", "unpack it"),
    b"7z\xbc\xaf": ("is a compressed file", "unpack it"),
    b"Rar!": ("is a compressed file", "unpack it"),
    b"ID3": ("is a sound recording", "transcribe it and give the transcript"),
    b"RIFF": ("is a sound or video recording", "transcribe it and give the transcript"),
    b"\x7fELF": ("is a program", "give the document itself"),
}
_HEAD = 4096
MOST_BYTES = 300 * 1024 * 1024


def detect(path: Path) -> str:
    """pdf, docx, html, rtf, vtt, srt, markdown or txt. Raises StudyError for anything that holds no document."""
    head = _head(path)
    for magic, (reason, cure) in _FOREIGN.items():
        if head.startswith(magic):
            raise StudyError(path.name, reason, cure)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _package(path)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    return _text_format(path, head)


def named_format(path: Path) -> str | None:
    """The format that a file's name claims; None where its suffix is not known."""
    return _SUFFIXES.get(path.suffix.lower())


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise StudyError(path.name, "is a folder, not a document", "name the files in it")
    if not path.exists():
        raise StudyError(path.name, "does not exist", "correct the path or bring the file back")
    if not path.is_file():
        raise StudyError(path.name, "is not an ordinary file", "give a document")
    size = path.stat().st_size
    if size == 0:
        raise StudyError(path.name, "is empty (0 bytes)", "fetch or export it again")
    if size > MOST_BYTES:
        raise StudyError(path.name, f"is {size // 2**20} MB large", "split it, or give the text without images")
    try:
        with path.open("rb") as handle:
            return handle.read(_HEAD)
    except PermissionError as error:
        raise StudyError(path.name, "may not be read by this user", "change its permissions") from error


def _package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        reason = "begins like a DOCX or ZIP file but is damaged or cut off"
        raise StudyError(path.name, reason, "fetch or export it again") from error
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return "docx"
    kinds = {
        "xl/workbook.xml": "a spreadsheet",
        "ppt/presentation.xml": "a presentation",
        "project.qde": "a QDA project",
    }
    kind = next((kinds[name] for name in sorted(names) if name in kinds), "an archive")
    if "mimetype" in names and "content.xml" in names:
        kind = "an OpenDocument file"
    raise StudyError(path.name, f"is {kind}, not a text document", "save the text as DOCX or PDF")


def _text_format(path: Path, head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    by_name = named_format(path)
    if start.startswith(b"webvtt"):
        return "vtt"
    if re.match(rb"\d+\s*\r?\n\d{2}:\d{2}:\d{2},\d{3} -->", start):
        return "srt"
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<html" in head.lower()):
        return "html"
    if by_name in ("pdf", "docx", "rtf"):
        reason = f"is named {path.suffix} but its content is not {by_name.upper()}"
        raise StudyError(path.name, reason, "fetch or export it again, or correct its name")
    return by_name or "txt"

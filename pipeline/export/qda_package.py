"""A REFI-QDA file opened with care: its XML, and the plain texts packed beside it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import StudyError

# A part beyond this is no study of documents; it guards against archives made to exhaust memory.
LARGEST_PART = 512 * 1024 * 1024
_INTERNAL = "internal://"


@dataclass(frozen=True)
class Package:
    """The root element of a project or codebook, and the texts packed with it by file name in lower case."""

    path: Path
    root: Any
    texts: dict[str, str]

    def text_of(self, source: Any) -> str | None:
        """The plain text of a source element as its positions count it; None when the package does not hold it."""
        content = next(source.iterchildren("{*}PlainTextContent"), None)
        if content is not None:
            return content.text or ""
        place = source.get("plainTextPath") or ""
        return self.texts.get(place.removeprefix(_INTERNAL).lower()) if place.startswith(_INTERNAL) else None


def open_package(path: Path, *roots: str) -> Package:
    """The .qdpx, .qde or .qdc file at `path`, whose root must be one of `roots`; StudyError names what is wrong."""
    try:
        content, texts = _parts(path)
    except FileNotFoundError:
        raise StudyError(path, "there is no such file", "check the path") from None
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise StudyError(path, f"cannot be read ({error})", "export it again, without a password") from None
    root = _parse(path, content)
    if etree.QName(root).localname not in roots:
        raise StudyError(path, f"holds no REFI-QDA {' or '.join(roots)}", "export it again as REFI-QDA")
    return Package(path, root, texts)


def _parts(path: Path) -> tuple[bytes, dict[str, str]]:
    if not zipfile.is_zipfile(path):
        return path.read_bytes(), {}
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        projects = [entry for entry in entries if entry.filename.lower().endswith(".qde")]
        if len(projects) != 1:
            raise StudyError(path, f"holds {len(projects)} project files instead of one", "export the project again")
        texts = {
            Path(entry.filename).name.lower(): _read(path, archive, entry).decode("utf-8-sig", errors="replace")
            for entry in entries
            if entry.filename.lower().endswith(".txt")
        }
        return _read(path, archive, projects[0]), texts


def _read(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > LARGEST_PART:
        raise StudyError(path, f"{entry.filename} in it is too large", "split the project")
    return archive.read(entry)


def _parse(path: Path, content: bytes) -> Any:
    root: Any
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StudyError(f"{path} line {error.lineno or 1}", "is not REFI-QDA", "give a .qdpx or .qdc file") from None
    if root.getroottree().docinfo.doctype:
        raise StudyError(path, "declares a document type, which the standard does not", "export it again")
    return root

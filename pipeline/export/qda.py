"""REFI-QDA out: the study as a project (.qdpx) and its codebook (.qdc) for the programs in which people code.

Source of the format: REFI-QDA standard 1.5, schemas Project 1.0 and Codebook 1.0. Positions count Unicode code
points from 0. The standard's prose calls the end "the last character"; its own example and the programs that write
the format give the position after it, which is also how this project counts.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from pipeline.codebook import Code, Codebook
from pipeline.errors import StudyError
from pipeline.export.qda_reading import import_qda, read_codes, read_project
from pipeline.store import replacing

__all__ = ["export_qda", "import_qda", "read_codes", "read_project"]

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "uip-gap"
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:uip-gap:refi-qda")
# What is said of a source besides its text. A participant's role is left out: with the case it can name a person.
_VARIABLES = (
    ("side", "Text"),
    ("program", "Text"),
    ("university", "Text"),
    ("language", "Text"),
    ("year_from", "Integer"),
    ("year_to", "Integer"),
)
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666")
_EXCERPT = 80
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def export_qda(tables: Mapping[str, pl.DataFrame], codebook: Codebook, folder: Path) -> None:
    """Write `study.qdpx` and `codebook.qdc` into `folder`; each appears whole or not at all.

    `tables` holds documents and texts, and segments with codings where there are any. Every document becomes a
    plain-text source, every coded segment one selection, every coder a user. Same tables, same bytes. Raises
    StudyError when a table is missing, a coding names an unknown code, or a segment lies outside its text.
    """
    project = _project(tables, codebook)
    texts = dict(_table(tables, "texts").select("document_id", "text").iter_rows())
    with replacing(folder / "study.qdpx") as handle:
        handle.write(_package(project, texts))
    with replacing(folder / "codebook.qdc") as handle:
        handle.write(_bytes(_codebook(codebook)))


def _codebook(codebook: Codebook) -> Any:
    root = _root(CODEBOOK_NAMESPACE, "CodeBook", origin=ORIGIN)
    root.append(_codes(codebook, CODEBOOK_NAMESPACE))
    return root


def _project(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> Any:
    texts = dict(_table(tables, "texts").select("document_id", "text").iter_rows())
    documents = _table(tables, "documents").filter(pl.col("document_id").is_in(list(texts))).sort("document_id")
    selections = _selections(tables, codebook)
    coders = sorted({row["coder"] for rows in selections.values() for row in rows})
    root = _root(PROJECT_NAMESPACE, "Project", name="study", origin=ORIGIN)
    if coders:
        users = _add(root, "Users")
        for coder in coders:
            _add(users, "User", guid=_guid("user", coder), name=_clean(coder))
    _add(root, "CodeBook").append(_codes(codebook, PROJECT_NAMESPACE))
    _add_variables(root)
    _add_sources(root, documents, texts, selections)
    _add_sides(root, documents)
    licences = documents["licence"].drop_nulls().unique().sort().to_list() if "licence" in documents.columns else []
    if licences:
        _add(root, "Description").text = _clean("\n".join(licences))
    return root


def _selections(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> dict[str, list[dict[str, Any]]]:
    """Codings with the place of their segment, by document, in the order of the text."""
    if "codings" not in tables or tables["codings"].is_empty():
        return {}
    unknown = sorted(set(tables["codings"]["code"]) - set(codebook.ids))
    if unknown:
        raise StudyError("table codings", f"code {unknown[0]} is not in the codebook", "add it, or drop its codings")
    placed = tables["codings"].join(
        _table(tables, "segments").select("segment_id", "document_id", "start", "end", "text"), on="segment_id"
    )
    rows = placed.sort("document_id", "start", "end", "code", "coder").to_dicts()
    return {document: list(group) for document, group in groupby(rows, key=lambda row: row["document_id"])}


def _codes(codebook: Codebook, namespace: str) -> Any:
    """Dimensions as folders that cannot be applied, codes below them, children below their parent."""
    codes = etree.Element(_in(namespace, "Codes"))
    for position, (dimension, title) in enumerate(codebook.dimensions.items()):
        members = codebook.of_dimension(dimension)
        if not members:
            continue
        colour = _COLOURS[position % len(_COLOURS)]
        folder = _add(
            codes, "Code", guid=_guid("dimension", dimension), name=dimension, isCodable="false", color=colour
        )
        _add(folder, "Description").text = _clean(title)
        _add_children(folder, members, None, colour)
    return codes


def _add_children(element: Any, members: Sequence[Code], parent: str | None, colour: str) -> None:
    inside = {code.id for code in members}
    for code in members:
        # A parent from another dimension cannot hold the code here: it then stands at the top of its own.
        if (code.parent if code.parent in inside else None) != parent:
            continue
        child = _add(element, "Code", guid=_guid("code", code.id), name=code.id, isCodable="true", color=colour)
        meaning = _meaning(code)
        if meaning:
            _add(child, "Description").text = meaning
        _add_children(child, members, code.id, colour)


def _meaning(code: Code) -> str:
    parts = [code.definition]
    for label, lines in (("Includes", code.include), ("Excludes", code.exclude), ("Examples", code.examples)):
        if lines:
            parts.append(f"{label}: {'; '.join(lines)}")
    return _clean("\n".join(part for part in parts if part))


def _add_variables(root: Any) -> None:
    variables = _add(root, "Variables")
    for name, kind in _VARIABLES:
        _add(variables, "Variable", guid=_guid("variable", name), name=name, typeOfVariable=kind)


def _add_sources(
    root: Any, documents: pl.DataFrame, texts: Mapping[str, str], selections: Mapping[str, Sequence[dict[str, Any]]]
) -> None:
    if documents.is_empty():
        return
    sources = _add(root, "Sources")
    for row in documents.to_dicts():
        document = row["document_id"]
        source = _add(
            sources,
            "TextSource",
            guid=_guid("source", document),
            name=_clean(document),
            plainTextPath=f"internal://{_guid('text', document)}.txt",
        )
        description = "\n".join(str(row[name]) for name in ("title", "licence") if row.get(name))
        if description:
            _add(source, "Description").text = _clean(description)
        _add_selections(source, document, texts[document], selections.get(document, ()))
        _add_values(source, row)


def _add_selections(source: Any, document: str, text: str, rows: Sequence[dict[str, Any]]) -> None:
    for (start, end, segment), group in groupby(rows, key=lambda row: (row["start"], row["end"], row["segment_id"])):
        codings = list(group)
        if not 0 <= start < end <= len(text):
            raise StudyError(f"document {document}", f"segment {segment} lies outside its text", "segment it again")
        selection = _add(
            source,
            "PlainTextSelection",
            guid=_guid("selection", segment),
            name=_excerpt(text[start:end]),
            startPosition=str(start),
            endPosition=str(end),
        )
        _add_codings(selection, segment, codings)


def _add_codings(selection: Any, segment: str, rows: Sequence[dict[str, Any]]) -> None:
    certain = [f"{row['code']} by {row['coder']}: {row['probability']:.6f}" for row in rows if _has_probability(row)]
    if certain:
        # The standard has no place for a probability; here people can read it and import finds it again.
        _add(selection, "Description").text = _clean("Probability of\n" + "\n".join(certain))
    for row in rows:
        guid = _guid("coding", segment, row["code"], row["coder"])
        coding = _add(selection, "Coding", guid=guid, creatingUser=_guid("user", row["coder"]))
        _add(coding, "CodeRef", targetGUID=_guid("code", row["code"]))


def _has_probability(row: Mapping[str, Any]) -> bool:
    return row.get("probability") is not None


def _add_values(source: Any, row: Mapping[str, Any]) -> None:
    for name, kind in _VARIABLES:
        if row.get(name) is None:
            continue
        value = _add(source, "VariableValue")
        _add(value, "VariableRef", targetGUID=_guid("variable", name))
        _add(value, f"{kind}Value").text = _clean(str(row[name]))


def _add_sides(root: Any, documents: pl.DataFrame) -> None:
    if documents.is_empty():
        return
    sets = _add(root, "Sets")
    for side in documents["side"].unique().sort():
        members = _add(sets, "Set", guid=_guid("set", side), name=side)
        for document in documents.filter(pl.col("side") == side)["document_id"]:
            _add(members, "MemberSource", targetGUID=_guid("source", document))


def _package(project: Any, texts: Mapping[str, str]) -> bytes:
    """The zip: the project file first, then texts by name; stored, so that no zlib version changes a byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _store(archive, "project.qde", _bytes(project))
        files = {f"sources/{_guid('text', document)}.txt": text for document, text in texts.items()}
        for name, text in sorted(files.items()):
            _store(archive, name, text.encode())
    return buffer.getvalue()


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _bytes(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True, pretty_print=True)


def _root(namespace: str, tag: str, **attributes: str) -> Any:
    names: Any = {None: namespace}
    return etree.Element(_in(namespace, tag), attributes, names)


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, _in(etree.QName(parent).namespace or "", tag), attributes)


def _in(namespace: str, tag: str) -> str:
    return f"{{{namespace}}}{tag}"


def _guid(*fields: str) -> str:
    """The same id for the same thing in every export; fields are length-delimited so that none run together."""
    return str(uuid.uuid5(_IDS, "".join(f"{len(field)}:{field}" for field in fields))).upper()


def _excerpt(text: str) -> str:
    line = " ".join(_clean(text).split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1].rstrip()}…"


def _clean(text: str) -> str:
    """`text` without the control characters that XML cannot hold."""
    return _NOT_XML.sub(" ", text)


def _table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    if name not in tables:
        raise StudyError("study.qdpx", f"table {name} is missing", "run the study up to segments first")
    return tables[name]

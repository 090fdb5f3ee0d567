"""Claims from segments: who does or will do what, with whom, by when, and whether it is so.

Segments that carry a code, or that name both sides of a partnership, are read; everything else is passed over before
the parser is reached. English is parsed here; Russian and Kazakh have readers of their own (`other_languages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from spacy.tokens import Doc

from pipeline.claims.echo import echoes_of
from pipeline.claims.english_claims import Found, Passage, english_claims
from pipeline.claims.gazetteer import Gazetteer, load_gazetteer
from pipeline.claims.hindrance import Hindrances
from pipeline.claims.other_languages import OtherRow, read_other_languages
from pipeline.claims.rows import indicator_claims, line_claims, row_claims
from pipeline.claims.sector_reader import Asked, project_sectors, read_sectors
from pipeline.claims.settled_sector import settled_sector
from pipeline.claims.specificity import specificity_of
from pipeline.claims.status import Standing
from pipeline.claims.status_reader import Told, project_status, read_standings
from pipeline.claims.turns import said_before
from pipeline.claims.who_marks import names_anybody
from pipeline.code.citations import blanked
from pipeline.code.lemmas import guess_language
from pipeline.english import load_english
from pipeline.tables import CLAIMS

# A sentence of a thousand words is debris of a table or of OCR; the parser is not asked to read more than this.
_LONGEST = 2_000
_GAP = re.compile(r" {2,}")
# Parses held at once while their status and sectors are read.
_AT_ONCE = 500


class _Reading(NamedTuple):
    """What every segment is read with: words, codes by segment, table rows by block, texts and what was said before."""

    words: Gazetteer
    codes: Mapping[str, tuple[str, ...]]
    headers: Mapping[tuple[str, int], Mapping[str, Any]]
    texts: Mapping[str, str]
    before: Mapping[str, str]
    hindrances: Hindrances


@lru_cache(maxsize=1)
def _default_gazetteer() -> Gazetteer:
    return load_gazetteer(Path("corpus") / "gazetteer.yaml")


def extract_claims(
    segments: pl.DataFrame,
    codings: pl.DataFrame | None = None,
    table_rows: pl.DataFrame | None = None,
    blocks: pl.DataFrame | None = None,
    gazetteer: Gazetteer | None = None,
    codebook: Any = None,
    english_model: str | None = None,
) -> pl.DataFrame:
    """Claims (table CLAIMS) of `segments`, which need `segment_id` and `text`; other columns are used when there.

    `codings` are the codes that the claims carry; `table_rows` gives indicator rows their header cells. Offsets are
    those of the document where the segments have `start`, else of the segment. `codebook` tells which codes are
    hindrances; `blocks` is accepted for the contract of stages and not needed.
    """
    words = gazetteer or _default_gazetteer()
    codes = _codes_by_segment(codings)
    rows = segments.sort("segment_id").to_dicts()
    reading = _Reading(
        words,
        codes,
        _rows_by_block(table_rows),
        {row["segment_id"]: row["text"] for row in rows if row.get("text")},
        said_before(rows),
        Hindrances(codebook, words),
    )
    chosen = [row for row in rows if _is_read(row, codes, words) or _is_indicator(row, reading)]
    found = _read(chosen, reading, english_model)
    echoes = echoes_of(rows)
    made = [
        _row(row, number, claim, codes.get(row["segment_id"], ()), row["segment_id"] in echoes)
        for row, claims in zip(chosen, found, strict=True)
        for number, claim in enumerate(claims, start=1)
    ]
    return CLAIMS.frame(made)


def _codes_by_segment(codings: pl.DataFrame | None) -> dict[str, tuple[str, ...]]:
    if codings is None or codings.is_empty():
        return {}
    grouped = codings.select("segment_id", "code").unique().sort("segment_id", "code")
    found: dict[str, tuple[str, ...]] = {}
    for segment, code in grouped.iter_rows():
        found[segment] = (*found.get(segment, ()), code)
    return found


def _rows_by_block(table_rows: pl.DataFrame | None) -> dict[tuple[str, int], dict[str, Any]]:
    if table_rows is None or table_rows.is_empty():
        return {}
    return {(row["document_id"], row["block"]): row for row in table_rows.to_dicts()}


def _is_read(row: Mapping[str, Any], codes: Mapping[str, Sequence[str]], words: Gazetteer) -> bool:
    if not (row.get("text") or "").strip() or row.get("kind") in ("heading", "note") or _is_interviewer(row):
        return False
    if row["segment_id"] in codes:
        return True
    return words.passes_gate(row["text"], interview=row.get("side") == "practice")


def _is_indicator(row: Mapping[str, Any], reading: _Reading) -> bool:
    """A row of an indicator table is a target whatever it is about: targets are set beside outcomes one by one."""
    table_row = reading.headers.get(_place(row))
    return table_row is not None and bool(indicator_claims(row["text"], table_row, reading.words))


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    block = row.get("block")
    return str(row.get("document_id") or ""), -1 if block is None else int(block)


def _is_interviewer(row: Mapping[str, Any]) -> bool:
    return str(row.get("speaker") or "").startswith("interviewer")


def _read(rows: Sequence[Mapping[str, Any]], reading: _Reading, model: str | None) -> list[list[Found]]:
    english = [row for row in rows if _is_english(row)]
    docs, leads = _parsed(english, reading, model)
    read = _read_english(english, docs, leads, reading)
    others = read_other_languages([_other(row, reading) for row in rows if not _is_english(row)], reading.words)
    found: list[list[Found]] = []
    for row in rows:
        own = next(read) if _is_english(row) else [Found(**claim) for claim in next(others)]
        found.append(_listed(row, reading) or own)
    return found


def _parsed(
    english: Sequence[Mapping[str, Any]], reading: _Reading, model: str | None
) -> tuple[Iterator[Doc], Mapping[str, Doc]]:
    """Parses of the segments, in order and as they are asked for, and of the lead-ins of lists by their segment."""
    if not english:
        return iter(()), {}
    nlp = load_english(model, exclude=("ner",))
    leads = sorted({row["lead_in"] for row in english if reading.texts.get(row.get("lead_in") or "")})
    parsed = nlp.pipe(_readable(reading.texts[lead]) for lead in leads)
    return nlp.pipe(_readable(row["text"]) for row in english), dict(zip(leads, parsed, strict=True))


def _listed(row: Mapping[str, Any], reading: _Reading) -> list[Found]:
    """Claims of an indicator or a measure that stands in a table row, or of an indicator written as a line."""
    table_row = reading.headers.get(_place(row))
    if table_row is not None:
        return [Found(**fields) for fields in row_claims(row["text"], table_row, reading.words)]
    return [Found(**fields) for fields in line_claims(row["text"])] if row.get("side") == "policy" else []


def _read_english(
    english: Sequence[Mapping[str, Any]], docs: Iterator[Doc], leads: Mapping[str, Doc], reading: _Reading
) -> Iterator[list[Found]]:
    """Claims of each English segment in order; parses are held some hundreds at once while the fitted readers read."""
    for first in range(0, len(english), _AT_ONCE):
        rows = english[first : first + _AT_ONCE]
        parsed = list(islice(docs, len(rows)))
        judged = _judged(rows, parsed, reading)
        passages = [_passage(*known, leads, reading) for known in zip(rows, parsed, judged, strict=True)]
        found = [english_claims(passage, reading.words) for passage in passages]
        yield from _with_sectors(passages, found, reading)


def _judged(rows: Sequence[Mapping[str, Any]], parsed: Sequence[Doc], reading: _Reading) -> Sequence[Standing | None]:
    """What the fitted reader says of each main claim; None where none is fitted."""
    reader = project_status()
    if reader is None:
        return [None] * len(rows)
    return read_standings([_told(row, doc, reading) for row, doc in zip(rows, parsed, strict=True)], reader)


def _with_sectors(passages: Sequence[Passage], found: Sequence[list[Found]], reading: _Reading) -> list[list[Found]]:
    """Each passage's claims, the main one with the sector that the fitted reader tells; under a lead-in rules stand."""
    reader = project_sectors()
    if reader is None:
        return list(found)
    made = list(found)
    free = [n for n, passage in enumerate(passages) if _is_free(passage, found[n], reading.words)]
    told = read_sectors([_asked(passages[n], found[n][0], reading) for n in free], reader, reading.words)
    for n, sector in zip(free, told, strict=True):
        main, *further = found[n]
        made[n] = [replace(main, sector=_sector_of(main, sector, passages[n], reading.words)), *further]
    return made


def _is_free(passage: Passage, claims: Sequence[Found], words: Gazetteer) -> bool:
    return passage.lead is None and bool(claims) and names_anybody(passage.doc, words)


def _asked(passage: Passage, main: Found, reading: _Reading) -> Asked:
    own = reading.codes.get(passage.row["segment_id"], ())
    known = reading.hindrances
    return Asked(passage.doc, passage.policy, main.actor, main.sector, known.seat(own), known.meanings(own))


def _sector_of(main: Found, told: str | None, passage: Passage, words: Gazetteer) -> str | None:
    """The sector that wording settles, else what the reader tells; in a policy's belief or definition nobody acts."""
    if passage.policy and main.standing.status == "none":
        return None
    return settled_sector(passage.text, main.actor, main.sector, words, passage.before) or told


def _told(row: Mapping[str, Any], doc: Doc, reading: _Reading) -> Told:
    own = reading.codes.get(row["segment_id"], ())
    return Told(doc, row.get("side") == "policy", reading.hindrances.only(own), reading.hindrances.roles(own))


def _passage(
    row: Mapping[str, Any], parsed: Doc, judged: Standing | None, leads: Mapping[str, Doc], reading: _Reading
) -> Passage:
    own, name = reading.codes.get(row["segment_id"], ()), row["segment_id"]
    lead = leads.get(row.get("lead_in") or "")
    hindrances = reading.hindrances
    # The reader weighs the seat of a hindrance itself.
    seat = hindrances.seat(own) if lead is not None or project_sectors() is None else None
    return Passage(row, parsed, lead, reading.before.get(name, ""), hindrances.only(own), seat, judged)


def _other(row: Mapping[str, Any], reading: _Reading) -> OtherRow:
    own, lead = reading.codes.get(row["segment_id"], ()), reading.texts.get(row.get("lead_in") or "", "")
    return OtherRow(row, lead, reading.hindrances.only(own), reading.hindrances.seat(own))


def _is_english(row: Mapping[str, Any]) -> bool:
    """Whether the main language is English; languages outside the three are told by their script."""
    if row.get("language") in ("en", "ru", "kk"):
        return bool(row["language"] == "en")
    return guess_language(row["text"]) == "en"


def _readable(text: str) -> str:
    """The text as the parser reads it, cut where very long: words in capitals only are lowered, citations blanked."""
    text = blanked(text)
    words = text.split()
    if len(words) > _LONGEST:
        text = text[: sum(len(word) + 1 for word in words[:_LONGEST])]
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > 20 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
    return text.lower() if shouted and len(text.lower()) == len(text) else text


def _closed(said: str | None) -> str | None:
    """Words without the gap that a blanked citation leaves between them."""
    return None if said is None else _GAP.sub(" ", said)


def _row(row: Mapping[str, Any], number: int, claim: Found, codes: Iterable[str], echo: bool) -> dict[str, Any]:
    offset = row.get("start") or 0
    target = claim.target
    text = row["text"][claim.start : claim.end]
    body = claim.actor if claim.sector else None
    specific = specificity_of(claim.standing.status, body, target, text, money=claim.money)
    return {
        "claim_id": f"{row['segment_id']}#{number:02d}",
        "segment_id": row["segment_id"],
        "document_id": row.get("document_id") or str(row["segment_id"]).partition(":")[0],
        "page": row.get("page"),
        "side": row.get("side"),
        "actor": _closed(claim.actor),
        "actor_sector": claim.sector,
        "partner": _closed(claim.partner),
        "partner_sector": claim.partner_sector,
        "status": claim.standing.status,
        "modality": claim.standing.modality,
        "predicate": claim.predicate,
        "object": _closed(claim.object),
        "polarity": claim.standing.polarity,
        "target_value": target.value if target else None,
        "target_unit": target.unit if target else None,
        "target_year": target.year if target else None,
        "base_value": target.base_value if target else None,
        "base_year": target.base_year if target else None,
        "target_text": target.text if target else None,
        "target_high": target.high if target else None,
        "target_per": target.per if target else None,
        "codes": ";".join(codes) or None,
        "echo": echo,
        **specific,
        "start": offset + claim.start,
        "end": offset + claim.end,
        "text": text,
    }

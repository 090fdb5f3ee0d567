"""Claims from segments: who does or will do what, with whom, by when, and whether it is so.

Segments that carry a code, or that name both sides of a partnership, are read; everything else is passed over before
the parser is reached. English is parsed here; Russian and Kazakh have readers of their own (`other_languages`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.claims.clauses import Clause, clauses_of
from pipeline.claims.echo import echoes_of
from pipeline.claims.gazetteer import Gazetteer, load_gazetteer
from pipeline.claims.hindrance import Hindrances
from pipeline.claims.other_languages import OtherRow, read_other_languages
from pipeline.claims.quantities import Target, find_targets
from pipeline.claims.rows import indicator_claims
from pipeline.claims.specificity import specificity_of
from pipeline.claims.status import Standing, standing
from pipeline.claims.whose import context_of, resolve_actor, resolve_partner
from pipeline.code.lemmas import guess_language
from pipeline.english import load_english
from pipeline.tables import CLAIMS

# A sentence of a thousand words is debris of a table or of OCR; the parser is not asked to read more than this.
_LONGEST = 2_000
_MOST_CLAIMS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A claim before it is a row: offsets are those of the segment's own text."""

    standing: Standing
    start: int
    end: int
    actor: str | None = None
    sector: str | None = None
    partner: str | None = None
    partner_sector: str | None = None
    predicate: str | None = None
    object: str | None = None
    target: Target | None = None
    responsible: str | None = None


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
    headers = _rows_by_block(table_rows)
    chosen = [row for row in rows if _is_read(row, codes, words) or _is_indicator(row, headers, words)]
    texts = {row["segment_id"]: row["text"] for row in rows if row.get("text")}
    found = _read(chosen, codes, headers, texts, words, Hindrances(codebook, words), english_model)
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


def _is_indicator(
    row: Mapping[str, Any], headers: Mapping[tuple[str, int], Mapping[str, Any]], words: Gazetteer
) -> bool:
    """A row of an indicator table is a target whatever it is about: targets are set beside outcomes one by one."""
    table_row = headers.get(_place(row))
    return table_row is not None and bool(indicator_claims(row["text"], table_row, words))


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    block = row.get("block")
    return str(row.get("document_id") or ""), -1 if block is None else int(block)


def _is_interviewer(row: Mapping[str, Any]) -> bool:
    return str(row.get("speaker") or "").startswith("interviewer")


def _read(
    rows: Sequence[Mapping[str, Any]],
    codes: Mapping[str, Sequence[str]],
    headers: Mapping[tuple[str, int], Mapping[str, Any]],
    texts: Mapping[str, str],
    words: Gazetteer,
    hindrances: Hindrances,
    model: str | None,
) -> list[list[Found]]:
    english = [row for row in rows if _is_english(row)]
    nlp = load_english(model, exclude=("ner",)) if english else None
    docs = iter(nlp.pipe(_readable(row["text"]) for row in english)) if nlp else iter(())
    others = read_other_languages(
        [_other(row, codes, texts, hindrances) for row in rows if not _is_english(row)], words
    )
    found: list[list[Found]] = []
    for row in rows:
        parsed = next(docs) if _is_english(row) else None
        other = next(others) if parsed is None else []
        table_row = headers.get(_place(row))
        lead = texts.get(row.get("lead_in") or "", "")
        own = codes.get(row["segment_id"], ())
        if table_row is not None and (indicators := indicator_claims(row["text"], table_row, words)):
            found.append([Found(**indicator) for indicator in indicators])
        elif parsed is None:
            found.append([Found(**claim) for claim in other])
        else:
            found.append(_english_claims(row, parsed, lead, hindrances.only(own), words, hindrances.seat(own)))
    return found


def _other(
    row: Mapping[str, Any], codes: Mapping[str, Sequence[str]], texts: Mapping[str, str], hindrances: Hindrances
) -> OtherRow:
    own = codes.get(row["segment_id"], ())
    return OtherRow(row, texts.get(row.get("lead_in") or "", ""), hindrances.only(own), hindrances.seat(own))


def _is_english(row: Mapping[str, Any]) -> bool:
    """Whether the main language is English; languages outside the three are told by their script."""
    if row.get("language") in ("en", "ru", "kk"):
        return bool(row["language"] == "en")
    return guess_language(row["text"]) == "en"


def _readable(text: str) -> str:
    """The text as the parser reads it, of the same length: words in capitals only are lowered, very long is cut."""
    words = text.split()
    if len(words) > _LONGEST:
        text = text[: sum(len(word) + 1 for word in words[:_LONGEST])]
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > 20 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)
    return text.lower() if shouted and len(text.lower()) == len(text) else text


def _english_claims(
    row: Mapping[str, Any], doc: Any, lead: str, hindrance: bool, words: Gazetteer, level: str | None = None
) -> list[Found]:
    policy = row.get("side") == "policy"
    clauses = clauses_of(doc)
    if not clauses:
        return [Found(standing(row["text"], policy=policy, fragment=True, hindrance=hindrance), 0, len(row["text"]))]
    whole = _whole(row, doc, clauses, lead, hindrance, words, level)
    read = [whole, *_further(row, doc, clauses, whole, hindrance, words)]
    return _with_targets(row["text"], read)[:_MOST_CLAIMS]


def _whole(
    row: Mapping[str, Any],
    doc: Any,
    clauses: Sequence[Clause],
    lead: str,
    hindrance: bool,
    words: Gazetteer,
    level: str | None = None,
) -> Found:
    """The segment's first claim: its main clause, read with the whole segment's wording and its lead-in."""
    main = clauses[0]
    policy = row.get("side") == "policy"
    stand = standing(row["text"], policy=policy, fragment=not main.finite and len(clauses) == 1, hindrance=hindrance)
    if lead and not main.finite:
        stand = standing(f"{lead} {row['text']}", policy=policy, fragment=True, hindrance=hindrance)
    actor, sector = resolve_actor(main, context_of(row, lead, level=level), words)
    return _found(row, main, stand, actor, sector, words, 0, len(row["text"]))


def _further(
    row: Mapping[str, Any],
    doc: Any,
    clauses: Sequence[Clause],
    whole: Found,
    hindrance: bool,
    words: Gazetteer,
    level: str | None = None,
) -> list[Found]:
    """Claims of later clauses that differ in status, or that intend another measure."""
    policy = row.get("side") == "policy"
    found = []
    for clause in clauses[1:]:
        stand = standing(clause.text, policy=policy, fragment=False, hindrance=hindrance)
        shares = clause.head.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in clause.head.children)
        if shares and whole.standing.status == "intended":
            stand = whole.standing
        differs = stand.status not in (whole.standing.status, "none")
        measure = stand.status == whole.standing.status == "intended" and clause.object is not None
        if (differs or measure) and len(clause.text.split()) > 2 and (measure or words.sector(clause.text)):
            actor, sector = resolve_actor(clause, context_of(row), words)
            found.append(_found(row, clause, stand, actor, sector, words, clause.start, clause.end))
    return found


def _found(
    row: Mapping[str, Any], clause: Clause, stand: Standing, actor: str | None, sector: str | None, words: Gazetteer,
    start: int, end: int,
) -> Found:  # fmt: skip
    if stand.status == "none":  # a belief or a definition: nobody acts
        actor, sector = None, None
    partner, partner_sector = resolve_partner(clause, actor, sector, words)
    return Found(
        stand, start, end, actor, sector, partner, partner_sector,
        clause.head.lemma_.lower() or None, clause.object.text if clause.object is not None else None,
    )  # fmt: skip


def _with_targets(text: str, claims: Sequence[Found]) -> list[Found]:
    """Each intended claim with its target; a claim with several targets becomes several."""
    made: list[Found] = []
    # The first claim spans the segment; what later claims hold is theirs.
    cut = min((claim.start for claim in claims[1:]), default=len(text)) if len(claims) > 1 else len(text)
    for number, claim in enumerate(claims):
        intended = claim.standing.status == "intended"
        end = cut if number == 0 and cut > claim.start else claim.end
        targets = find_targets(text[claim.start : end]) if intended else []
        made += [replace(claim, target=target) for target in targets] or [claim]
    return made


def _row(row: Mapping[str, Any], number: int, claim: Found, codes: Iterable[str], echo: bool) -> dict[str, Any]:
    offset = row.get("start") or 0
    target = claim.target
    specific = specificity_of(claim.standing.status, claim.actor or claim.responsible, target, row["text"])
    return {
        "claim_id": f"{row['segment_id']}#{number:02d}",
        "segment_id": row["segment_id"],
        "document_id": row.get("document_id") or str(row["segment_id"]).partition(":")[0],
        "page": row.get("page"),
        "side": row.get("side"),
        "actor": claim.actor or claim.responsible,
        "actor_sector": claim.sector,
        "partner": claim.partner,
        "partner_sector": claim.partner_sector,
        "status": claim.standing.status,
        "modality": claim.standing.modality,
        "predicate": claim.predicate,
        "object": claim.object,
        "polarity": claim.standing.polarity,
        "target_value": target.value if target else None,
        "target_unit": target.unit if target else None,
        "target_year": target.year if target else None,
        "base_value": target.base_value if target else None,
        "base_year": target.base_year if target else None,
        "target_text": target.text if target else None,
        "codes": ";".join(codes) or None,
        "echo": echo,
        **specific,
        "start": offset + claim.start,
        "end": offset + claim.end,
        "text": row["text"][claim.start : claim.end],
    }

"""The rules coder: cues of the codebook, behind the gate, over parsed segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.code.gate import UNIVERSITY, Gate, is_open
from pipeline.code.lemmas import guess_language
from pipeline.code.rules_cues import Cue, parse_cue
from pipeline.code.rules_reading import Reading, matches, read_english, read_other
from pipeline.codebook import Codebook
from pipeline.tables import CODINGS

CODER = "rules"


@dataclass(frozen=True)
class Rules:
    """A codebook made ready: gates and (code id, cue) pairs by language, and each code's parent.

    `whole` are the languages of which every segment is read: they have no gate, or a cue that asks for none.
    `ungated` are those without a gate, in which every cue may fire.
    """

    gates: Mapping[str, Gate]
    cues: Mapping[str, tuple[tuple[str, Cue], ...]]
    parents: Mapping[str, str]
    whole: frozenset[str]
    ungated: frozenset[str]


def compile_rules(codebook: Codebook) -> Rules:
    """The rules of `codebook`; cues of one code keep their order, the first that fires is named."""
    languages = sorted({language for code in codebook.codes for language in code.cues})
    cues = {
        language: tuple(
            (code.id, parse_cue(cue, codebook.vocabulary.get(language, {})))
            for code in codebook.codes
            for cue in code.cues.get(language, ())
        )
        for language in languages
    }
    gates = {language: Gate(codebook.gate.get(language, {})) for language in languages}
    ungated = frozenset(language for language in languages if not any(codebook.gate.get(language, {}).values()))
    anywhere = {language for language in languages if any(cue.context == "any" for _, cue in cues[language])}
    parents = {code.id: code.parent for code in codebook.codes if code.parent}
    return Rules(gates, cues, parents, ungated | anywhere, ungated)


def code_by_rules(segments: pl.DataFrame, codebook: Codebook, english_model: str | None = None) -> pl.DataFrame:
    """Codings (table CODINGS, coder `rules`) of `segments` by the cues of `codebook`.

    `segments` needs segment_id and text; language is guessed from the script where it is missing. A language
    without cues is not coded. `cue` holds the cue that fired.
    """
    rules = compile_rules(codebook)
    rows: list[dict[str, Any]] = []
    for segment_id, language, sides, reading in _readings(segments, rules, english_model):
        applied = apply_cues(reading, rules, language, sides)
        rows += [{"segment_id": segment_id, "code": c, "coder": CODER, "cue": cue} for c, cue in applied.items()]
    return CODINGS.frame(rows)


def apply_cues(reading: Reading, rules: Rules, language: str, sides: int) -> dict[str, str]:
    """Code id → text of the cue that fired. A parent gives way to its own children."""
    applied: dict[str, str] = {}
    for code_id, cue in rules.cues[language]:
        if code_id not in applied and (language in rules.ungated or _admits(cue, sides)) and matches(cue, reading):
            applied[code_id] = cue.text
    covered = {rules.parents[code_id] for code_id in applied if code_id in rules.parents}
    return {code_id: cue for code_id, cue in applied.items() if code_id not in covered}


def _admits(cue: Cue, sides: int) -> bool:
    if cue.context == "any" or is_open(sides):
        return True
    return cue.context == "university" and bool(sides & UNIVERSITY)


def _readings(segments: pl.DataFrame, rules: Rules, model: str | None) -> Iterator[tuple[str, str, int, Reading]]:
    english: list[tuple[str, str, int]] = []
    for segment_id, text, language in _worth_reading(segments, rules):
        sides = rules.gates[language].sides(text)
        if language == "en":
            english.append((segment_id, text, sides))
        else:
            yield segment_id, language, sides, read_other(text, language)
    # Text of other languages alone must not wait for the English parser to load.
    parsed = read_english((text for _, text, _ in english), model) if english else ()
    for (segment_id, _, sides), reading in zip(english, parsed, strict=True):
        yield segment_id, "en", sides, reading


def _worth_reading(segments: pl.DataFrame, rules: Rules) -> Iterator[tuple[str, str, str]]:
    given = segments["language"].to_list() if "language" in segments.columns else [None] * len(segments)
    for segment_id, text, named in zip(segments["segment_id"], segments["text"], given, strict=True):
        language = named if named in rules.cues else guess_language(text or "")
        if language not in rules.cues or not text:
            continue
        sides = rules.gates[language].sides(text)
        if language in rules.whole or is_open(sides) or sides & UNIVERSITY:
            yield segment_id, text, language

"""How a target moved from one program to the next: kept, moved to a later year, raised, lowered, vanished or new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from pipeline.similarity import Similarity, sentence_cosines
from pipeline.tables import TARGET_CHANGES
from pipeline.targets.lines import predecessors, programs_in_time
from pipeline.targets.names import measured
from pipeline.targets.units import convert

ALIKE = 0.6
"""Cosine of two indicator names from which they name one thing: best F1 on the dev half of claims-gold/names.jsonl."""
Row = Mapping[str, Any]


def trace_targets(targets: pl.DataFrame, documents: pl.DataFrame, similarity: Similarity | None = None) -> pl.DataFrame:
    """Pairs of targets on one indicator in successive programs, and what vanished or came new (TARGET_CHANGES).

    Two targets are on one indicator when they stand beside the same published indicator or their names are alike
    (`similarity` gives cosines, one row per first name; default: the sentence encoder), and their units convert.
    Each target is joined to the latest earlier program that has its indicator. `vanished` and `new` are said only of
    targets that name their year, and between programs of one line (titles alike but for years) that both have some.
    """
    named = [row for row in targets.to_dicts() if row["indicator"] and row["program"]]
    programs = programs_in_time(documents, {row["program"] for row in named})
    by_program = {name: _once([row for row in named if row["program"] == name]) for name in programs}
    made: list[dict[str, Any]] = []
    paired: set[tuple[str, str]] = set()
    for place, later in enumerate(programs):
        open_rows = list(by_program[later])
        for earlier in reversed(list(programs)[:place]):
            pairs = _pairs(by_program[earlier], open_rows, similarity or _encoded)
            made += [_changed(before, after) for before, after in pairs]
            paired |= {(before["claim_id"], later) for before, _ in pairs}
            done = {after["claim_id"] for _, after in pairs}
            paired |= {(claim, earlier) for claim in done}
            open_rows = [row for row in open_rows if row["claim_id"] not in done]
    return TARGET_CHANGES.frame([*made, *_comings_and_goings(programs, by_program, paired)])


def _once(rows: Sequence[Row]) -> list[Row]:
    """Targets without repetitions: a value that text and table both name is one target."""
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        seen.setdefault((row["outcome_indicator"] or row["indicator"], row["target_value"], row["due_year"]), row)
    return list(seen.values())


def _pairs(before: Sequence[Row], after: Sequence[Row], similarity: Similarity) -> list[tuple[Row, Row]]:
    """Best one-to-one pairs on one indicator, closest first."""
    if not before or not after:
        return []
    alike = similarity([row["indicator"] for row in before], [row["indicator"] for row in after])
    scores = [
        (_sameness(one, other, float(alike[i, j])), i, j)
        for i, one in enumerate(before)
        for j, other in enumerate(after)
    ]
    used_before: set[int] = set()
    used_after: set[int] = set()
    found = []
    for score, i, j in sorted(scores, key=lambda item: (-item[0], item[1], item[2])):
        if score >= ALIKE and i not in used_before and j not in used_after:
            used_before.add(i)
            used_after.add(j)
            found.append((before[i], after[j]))
    return found


def _sameness(one: Row, other: Row, alike: float) -> float:
    if convert(1.0, other["unit"], one["unit"]) is None:
        return 0.0
    published = one["outcome_indicator"], other["outcome_indicator"]
    if published[0] and published[1]:
        return 1.0 + alike if published[0] == published[1] else 0.0
    return alike


def _encoded(first: Sequence[str], second: Sequence[str]) -> np.ndarray:
    """Cosines of what two lists of indicators measure."""
    return sentence_cosines([measured(name) for name in first], [measured(name) for name in second])


def _changed(before: Row, after: Row) -> dict[str, Any]:
    value = convert(after["target_value"], after["unit"], before["unit"])
    assert value is not None  # units that do not convert were not paired
    if value != before["target_value"]:
        change = "raised" if value > before["target_value"] else "lowered"
    else:
        change = "same" if after["due_year"] == before["due_year"] else "moved"
    return {**_from(before), **_to(after), "indicator": after["outcome_indicator"] or after["indicator"],
            "to_value": value, "unit": before["unit"], "change": change,
            "change_id": f"{before['claim_id']}>{after['claim_id']}"}  # fmt: skip


def _comings_and_goings(
    programs: dict[str, str], by_program: Mapping[str, Sequence[Row]], paired: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    names = list(programs)
    for later, earlier in predecessors(programs).items():
        place = names.index(later)
        if not all(any(map(_is_dated, by_program[name])) for name in (earlier, later)):
            continue
        for row in by_program[earlier]:
            if _is_dated(row) and (row["claim_id"], later) not in paired:
                gone = {
                    **_from(row),
                    "to_program": later,
                    "change": "vanished",
                    "change_id": f"{row['claim_id']}>{later}",
                }
                made.append({**gone, "indicator": row["indicator"], "unit": row["unit"]})
        for row in by_program[later]:
            if _is_dated(row) and not any((row["claim_id"], name) in paired for name in names[:place]):
                come = {
                    **_to(row),
                    "from_program": earlier,
                    "change": "new",
                    "change_id": f"{earlier}>{row['claim_id']}",
                }
                made.append({**come, "indicator": row["indicator"], "unit": row["unit"]})
    return made


def _is_dated(row: Row) -> bool:
    return row["target_year"] is not None


def _from(row: Row) -> dict[str, Any]:
    return {"from_program": row["program"], "from_claim": row["claim_id"], "from_indicator": row["indicator"],
            "from_year": row["due_year"], "from_value": row["target_value"]}  # fmt: skip


def _to(row: Row) -> dict[str, Any]:
    return {"to_program": row["program"], "to_claim": row["claim_id"], "to_indicator": row["indicator"],
            "to_year": row["due_year"], "to_value": row["target_value"]}  # fmt: skip

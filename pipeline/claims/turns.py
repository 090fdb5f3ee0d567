"""What was said just before a segment: the rest of its turn, or the question that the turn answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any


def said_before(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Text of the segment before each segment of an interview, where one turn or a question and its answer join them.

    `rows` need `segment_id`, `text`, `document_id`, `turn` and `start`; segments without a turn have nothing before.
    """
    placed = [row for row in rows if row.get("turn") is not None and row.get("text")]
    placed.sort(key=lambda row: (str(row.get("document_id")), row["turn"], row.get("start") or 0))
    return {after["segment_id"]: before["text"] for before, after in pairwise(placed) if _joined(before, after)}


def _joined(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if before.get("document_id") != after.get("document_id"):
        return False
    asked = str(before.get("speaker") or "").startswith("interviewer")
    return bool(before["turn"] == after["turn"]) or (asked and after["turn"] - before["turn"] == 1)

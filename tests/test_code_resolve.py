"""The resolved coder: people first, then rules and model together, and rules alone where no model fits."""

from __future__ import annotations

import polars as pl

from pipeline.code.resolve import resolve
from pipeline.tables import CODINGS

SEGMENTS = pl.DataFrame({"segment_id": ["a:0-1", "b:0-1"], "text": ["One.", "Two."]})
RULES = CODINGS.frame([{"segment_id": s, "code": "x", "coder": "rules", "cue": "cue"} for s in ("a:0-1", "b:0-1")])


def test_rules_stand_alone_where_no_model_is_fitted() -> None:
    found = resolve(SEGMENTS, RULES, None)
    assert found["coder"].unique().to_list() == ["resolved"]
    assert found.height == 2


def test_people_override_what_machines_coded_on_the_segments_they_read() -> None:
    people = pl.DataFrame({"segment_id": ["a:0-1"], "code": ["y"], "coder": ["anna"]})
    found = resolve(SEGMENTS, RULES, None, people).select("segment_id", "code").rows()
    assert found == [("a:0-1", "y"), ("b:0-1", "x")]


def test_a_person_who_read_and_coded_nothing_clears_the_segment() -> None:
    people = pl.DataFrame(
        {"segment_id": ["a:0-1"], "code": [None]}, schema={"segment_id": pl.String, "code": pl.String}
    )
    assert resolve(SEGMENTS, RULES, None, people)["segment_id"].to_list() == ["b:0-1"]

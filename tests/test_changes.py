"""What a program stresses beside its predecessor: only within a line, with denominators, and undefined where it is."""

from __future__ import annotations

import polars as pl

from pipeline.changes import change_programs
from pipeline.tables import DOCUMENTS, PREVALENCE


def documents() -> pl.DataFrame:
    titles = {
        "ROADS-2": ("State Programme of Road Development for 2015-2019", 2015),
        "ROADS-1": ("State Programme of Road Development for 2010-2014", 2010),
        "SPEECH": ("Address on the harvest", 2012),
    }
    return DOCUMENTS.frame(
        [
            {"document_id": name, "side": "policy", "program": name, "title": title, "year_from": year}
            for name, (title, year) in titles.items()
        ]
    )


def prevalence(**shares: tuple[float | None, float | None, int]) -> pl.DataFrame:
    rows = []
    for code, (before, after, segments) in shares.items():
        for group, share in (("ROADS-1", before), ("ROADS-2", after), ("SPEECH", 0.5)):
            rows.append(
                {"side": "policy", "group_kind": "program", "group": group, "dimension": "work", "code": code}
                | {"share": share, "segments": segments}
            )
    return PREVALENCE.frame(rows)


def changes(**shares: tuple[float | None, float | None, int]) -> dict[str, dict[str, object]]:
    return {row["code"]: row for row in change_programs(documents(), prevalence(**shares)).to_dicts()}


def test_a_program_is_set_beside_the_one_before_it_in_its_line_only() -> None:
    (row,) = changes(bridges=(0.25, 0.75, 40)).values()
    assert (row["from_program"], row["to_program"], row["difference"]) == ("ROADS-1", "ROADS-2", 0.5)
    assert (row["from_segments"], row["note"]) == (40, None)


def test_what_was_dropped_and_what_is_new_is_said() -> None:
    found = changes(bridges=(0.25, 0.0, 40), tunnels=(0.0, 0.5, 40), tolls=(0.5, 0.25, 40), signs=(0.5, 0.5, 40))
    assert {code: row["change"] for code, row in found.items()} == {
        "bridges": "dropped",
        "tunnels": "new",
        "tolls": "less",
        "signs": "same",
    }


def test_a_change_that_rests_on_few_passages_carries_a_warning() -> None:
    assert changes(bridges=(0.0, 1.0, 2))["bridges"]["note"] == "rests on 2 passages: read them"


def test_an_undefined_share_gives_no_change() -> None:
    row = changes(bridges=(None, 0.5, 40))["bridges"]
    assert row["change"] is None
    assert row["difference"] is None

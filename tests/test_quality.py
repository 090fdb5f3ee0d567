"""How coders err: numbers counted by hand on a small gold, and nothing where nothing is defined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from pipeline.codebook import Code, Codebook
from pipeline.gold import Gold
from pipeline.quality import confusions, quality, reliability, status_of, worst_passages
from pipeline.tables import CLAIMS

BOOK = Codebook((Code("x", "d"), Code("y", "d"), Code("z", "e")), {"d": "d", "e": "e"}, {}, {}, {})
IDS = tuple(f"D:{i}-{i + 1}" for i in range(6))
CELLS = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0], [0, 0, 0]], dtype=bool)
FOUND = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
GOLD = Gold(
    ids=IDS,
    cells=CELLS,
    disputed=np.zeros_like(CELLS),
    first=CELLS,
    second=CELLS,
    paired=np.ones(6, dtype=bool),
    documents=np.array(["D"] * 6),
    clusters=np.arange(6),
    over="passages",
    statuses={
        IDS[0]: ("past", "past"),
        IDS[1]: ("past",),
        IDS[2]: ("none", "past"),
        IDS[3]: ("absent", "absent"),
        IDS[4]: ("past", "past"),
    },
)
GROUPS = pl.DataFrame({"segment_id": IDS, "side": ["policy"] * 3 + ["practice"] * 3, "language": ["en"] * 6})
SEGMENTS = pl.DataFrame({"segment_id": IDS, "document_id": ["D"] * 6, "text": [f"text {i}" for i in range(6)]})


def _claims(*rows: dict[str, Any]) -> pl.DataFrame:
    common = {"document_id": "D", "modality": "none", "polarity": "positive", "end": 99, "text": "t", "status": "none"}
    return CLAIMS.frame({**common, "claim_id": f"c{i}", "start": i, **row} for i, row in enumerate(rows))


def _measures(frame: pl.DataFrame, coder: str, group: str) -> dict[str, dict[str, Any]]:
    rows = frame.filter((pl.col("coder") == coder) & (pl.col("group") == group))
    return {row["measure"]: row for row in rows.iter_rows(named=True)}


def test_codes_on_passages_that_carry_none_are_a_share_of_those_passages() -> None:
    found = quality(GOLD, {"c": FOUND}, None, GROUPS, BOOK)
    assert _measures(found, "c", "all")["false codes"]["estimate"] == pytest.approx(1 / 2)
    assert _measures(found, "c", "all")["false codes"]["count"] == 2
    assert _measures(found, "c", "policy")["false codes"]["estimate"] is None
    assert _measures(found, "c", "policy")["false codes"]["count"] == 0


def test_each_side_has_its_own_scores_and_people_stand_beside() -> None:
    found = quality(GOLD, {"c": FOUND}, None, GROUPS, BOOK)
    assert _measures(found, "c", "policy")["micro f1"]["estimate"] == pytest.approx(2 * 2 / 7)
    assert _measures(found, "c", "practice")["micro f1"]["estimate"] == 0
    assert _measures(found, "people", "all")["micro f1"]["estimate"] == 1
    assert set(found["group_kind"]) == {"all", "side", "language"}


def test_status_counts_where_people_agree_on_a_coded_passage() -> None:
    claims = _claims(
        {"segment_id": IDS[0], "status": "past", "codes": "x"}, {"segment_id": IDS[1], "status": "intended"}
    )
    rows = _measures(quality(GOLD, {"c": FOUND}, claims, GROUPS, BOOK), "claims", "all")
    assert rows["status accuracy"]["count"] == 3
    assert rows["status accuracy"]["estimate"] == pytest.approx(1 / 3)
    assert rows["status accuracy of claims found"]["estimate"] == pytest.approx(1 / 2)
    people = _measures(quality(GOLD, {"c": FOUND}, claims, GROUPS, BOOK), "people", "all")
    assert people["status accuracy"]["estimate"] == pytest.approx(2 / 3)


def test_the_main_claim_is_the_first_that_carries_a_code() -> None:
    claims = _claims(
        {"segment_id": "s", "status": "past"},
        {"segment_id": "s", "status": "absent", "codes": "x"},
        {"segment_id": "t", "status": "limited"},
    )
    assert status_of(claims) == {"s": "absent", "t": "limited"}


def test_a_code_missed_is_paired_with_the_code_given_instead_in_its_dimension() -> None:
    rows = confusions(GOLD, {"c": FOUND}, BOOK)
    pairs = {(row["meant"], row["given"]): row["segments"] for row in rows.iter_rows(named=True)}
    assert pairs == {("x", "y"): 1, ("y", "no code"): 1, ("z", "no code"): 1, ("no code", "z"): 1}
    assert rows.filter(pl.col("meant") == "no code")["support"].to_list() == [None]


def test_probabilities_are_set_beside_what_happened() -> None:
    predicted = np.where(CELLS, 0.95, 0.05)
    predicted[5, 2] = 0.97
    rows = {row["from"]: row for row in reliability(GOLD, {"c": predicted}).iter_rows(named=True)}
    assert rows[0.0]["observed"] == 0
    assert rows[0.9]["cells"] == 6
    assert rows[0.9]["observed"] == pytest.approx(5 / 6)
    assert rows[0.5]["observed"] is None
    assert rows[0.5]["predicted"] is None


def test_a_disputed_cell_is_in_no_bin_and_in_no_loss() -> None:
    disputed = np.zeros_like(CELLS)
    disputed[5, 2] = True
    gold = replace(GOLD, disputed=disputed)
    assert reliability(gold, {"c": np.full(CELLS.shape, 0.5)})["cells"].sum() == CELLS.size - 1
    predicted = np.where(CELLS, 0.9, 0.1)
    predicted[5, 2] = 0.999
    assert IDS[5] not in worst_passages(gold, FOUND, predicted, SEGMENTS, BOOK)["segment_id"].to_list()


def test_the_worst_passages_are_those_that_gold_finds_least_likely() -> None:
    predicted = np.where(CELLS, 0.9, 0.1)
    predicted[2, 2] = 0.001
    found = worst_passages(GOLD, FOUND, predicted, SEGMENTS, BOOK).sort("loss", descending=True)
    assert found["segment_id"][0] == IDS[2]
    assert found["meant"][0] == "y;z"
    assert found["given"][0] == "y"
    assert found["loss"][0] == pytest.approx(-np.log(0.001) - 2 * np.log(0.9))
    by_count = worst_passages(GOLD, FOUND, None, SEGMENTS, BOOK)
    assert dict(by_count.select("segment_id", "loss").iter_rows())[IDS[1]] == 2

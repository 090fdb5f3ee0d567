"""Agreement: published worked examples, and what is undefined stays undefined."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.agreement import agree, alpha, kappa


def _coder(rows: list[tuple[str, str | None]], name: str) -> pl.DataFrame:
    schema = {"segment_id": pl.String, "code": pl.String, "coder": pl.String}
    return pl.DataFrame([(*row, name) for row in rows], schema=schema, orient="row")


def test_kappa_reproduces_the_grant_reader_example() -> None:
    # 50 proposals: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no; observed .70, expected .50.
    a = [1] * 25 + [0] * 25
    b = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert kappa(a, b) == pytest.approx(0.4)


def test_alpha_reproduces_krippendorffs_two_observer_binary_example() -> None:
    # Krippendorff, Computing alpha-reliability (2011), section A: ten units, alpha .095.
    a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(a, b) == pytest.approx(0.095, abs=0.0005)


def test_independent_random_coders_agree_no_better_than_chance() -> None:
    draws = np.random.default_rng(1).integers(0, 2, (2, 20_000))
    assert abs(kappa(*draws) or 0) < 0.03


def test_agreement_where_nothing_varies_is_empty_with_a_note() -> None:
    found = agree(_coder([("d:0-1", "x"), ("d:1-2", "x")], "a"), _coder([("d:0-1", "x"), ("d:1-2", "x")], "b"))
    row = found.filter(pl.col("code") == "x").row(0, named=True)
    assert row["kappa"] is None
    assert row["alpha"] is None
    assert "undefined" in row["note"]


def test_units_read_and_left_without_a_code_count() -> None:
    a = _coder([("d1:0-1", "x"), ("d2:0-1", None), ("d3:0-1", None)], "a")
    b = _coder([("d1:0-1", "x"), ("d2:0-1", None), ("d4:0-1", "x")], "b")
    row = agree(a, b).filter(pl.col("code") == "x").row(0, named=True)
    assert row["units"] == 4
    assert row["kappa"] == pytest.approx(0.5)

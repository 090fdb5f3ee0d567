"""Agreement: published worked examples, and what is undefined stays undefined."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.agreement import agree, alpha, kappa, reading
from pipeline.agreement_spans import unitizing_alpha, unitizing_alpha_of


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


def test_kappa_reproduces_the_diagnoses_of_a_hundred_patients() -> None:
    # Fleiss, Statistical Methods for Rates and Proportions (1981), table 13.1: observed .89, expected .66, kappa .68.
    counts = {(0, 0): 75, (0, 1): 1, (0, 2): 4, (1, 0): 5, (1, 1): 4, (1, 2): 1, (2, 2): 10}
    a, b = ([pair[at] for pair, count in counts.items() for _ in range(count)] for at in (0, 1))
    assert kappa(a, b) == pytest.approx(0.23 / 0.34)


def test_alpha_reproduces_krippendorffs_four_observers_with_missing_data() -> None:
    # Krippendorff, Computing alpha-reliability (2011), section C: twelve units, nominal alpha .743.
    gap = np.nan
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    assert alpha(*observers) == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_units_that_nobody_else_read_is_undefined() -> None:
    assert alpha([1, np.nan], [np.nan, 0]) is None


def test_unitizing_alpha_reproduces_krippendorffs_two_observers() -> None:
    # Krippendorff, Content Analysis (2004), p. 254: a continuum of 300 from 150; alpha .7286 and 1, together .859.
    first = [[(75, 70), (220, 30)], [(70, 80), (205, 20), (250, 20)]]
    second = [[(30, 60), (150, 50)], [(30, 60), (150, 50)]]
    assert unitizing_alpha(first, 300) == pytest.approx(0.7286, abs=0.0001)
    assert unitizing_alpha(second, 300) == pytest.approx(1)
    assert unitizing_alpha_of([first, second], 300) == pytest.approx(0.859, abs=0.0005)


def test_unitizing_alpha_without_any_span_is_undefined() -> None:
    assert unitizing_alpha([[], []], 300) is None
    assert unitizing_alpha([[], []], 0) is None


def test_spans_that_overlap_agree_better_than_their_units_and_ids_without_places_have_none() -> None:
    rows = [(f"d{d}:{at}-{at + 10}", "x" if 20 <= at < 60 else None) for d in (1, 2) for at in range(0, 200, 10)]
    moved = [(name, "x" if 30 <= int(name.split(":")[1].split("-")[0]) < 70 else None) for name, _ in rows]
    row = agree(_coder(rows, "a"), _coder(moved, "b")).filter(pl.col("code") == "x").row(0, named=True)
    assert row["span_alpha"] > row["alpha"]
    assert row["kappa_low"] <= row["kappa"] <= row["kappa_high"]
    plain = agree(_coder([("s1", "x"), ("s2", None)], "a"), _coder([("s1", "x"), ("s2", None)], "b"))
    assert plain["span_alpha"].null_count() == plain.height


@pytest.mark.parametrize(
    ("value", "told"), [(None, None), (0.66, "not interpreted"), (0.7, "tentative"), (0.8, "reliable")]
)
def test_what_an_alpha_allows_is_said(value: float | None, told: str | None) -> None:
    assert reading(value) == told

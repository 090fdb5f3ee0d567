from __future__ import annotations

import pytest

from pipeline.claims.targets import find_targets


@pytest.mark.parametrize(
    ("text", "value", "unit", "year"),
    [
        ("will rise to 1 per cent of GDP by 2025", 1.0, "percent of GDP", 2025),
        ("10 billion tenge in 2016", 1e10, "KZT", 2016),
        ("up to US$150,000", 150_000.0, "USD", None),
        ("2,000 industry specialists by 2019", 2000.0, "industry specialists", 2019),
        ("60-70 % by 2025", 60.0, "percent", 2025),
        ("to be doubled by 2030", 2.0, "times", 2030),
        ("увеличить до 1 % ВВП к 2025 году", 1.0, "percent of GDP", 2025),
    ],
)
def test_a_target_is_read_with_value_unit_and_year(text: str, value: float, unit: str, year: int | None) -> None:
    target = find_targets(text)[0]
    assert (target.value, target.unit, target.year) == (value, unit, year)


@pytest.mark.parametrize("text", ["from 0.2 % to 1 % by 2014", "from 25 to 40 per cent by 2014"])
def test_what_it_starts_from_is_no_target_of_its_own(text: str) -> None:
    assert len(find_targets(text)) == 1


def test_the_number_and_date_of_a_law_are_no_target() -> None:
    assert find_targets("Decree No. 636 of 15 February 2018") == []

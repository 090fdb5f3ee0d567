from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.numerals import read_number
from pipeline.claims.series import find_series, milestones
from pipeline.claims.targets import find_targets
from pipeline.claims.years import find_years


@pytest.mark.parametrize(
    ("text", "value", "unit", "year"),
    [
        ("will rise to 1 per cent of GDP by 2025", 1.0, "percent of GDP", 2025),
        ("10 billion tenge in 2016", 1e10, "KZT", 2016),
        ("up to US$150,000", 150_000.0, "USD", None),
        ("EUR 3 bn by 2023", 3e9, "EUR", 2023),
        ("half a million tenge", 500_000.0, "KZT", None),
        ("1.5 trillion tenge until 2030", 1.5e12, "KZT", 2030),
        ("2,000 industry specialists by 2019", 2000.0, "industry specialists", 2019),
        ("2 000 specialists", 2000.0, "specialists", None),
        ("two hundred and fifty start-ups by 2020", 250.0, "start-ups", 2020),
        ("seven research consortia by 2023", 7.0, "research consortia", 2023),
        ("a dozen companies", 12.0, "companies", None),
        ("60-70 % by 2025", 60.0, "percent", 2025),
        ("to be doubled by 2030", 2.0, "times", 2030),
        ("to be cut by half", 0.5, "times", None),
        ("half of the members by 2025", 50.0, "percent", 2025),
        ("two thirds of programmes", 66.6667, "percent", None),
        ("three out of four graduates", 75.0, "percent", None),
        ("the ratio is to reach 1:2", 0.5, "ratio", None),
        ("will grow by 2025 to 30 per cent", 30.0, "percent", 2025),
        ("raising the number of foreign students to 150 000", 150_000.0, "foreign students", None),
        ("in the 2020–2021 academic year 40 programmes", 40.0, "programmes", 2020),
        ("in 2016-2019 10 billion tenge", 1e10, "KZT", 2019),
        ("one in ten doctoral students by 2027", 10.0, "percent", 2027),
        ("two in five companies", 40.0, "percent", None),
        ("at least 72 hours at a plant", 72.0, "hours", None),
        ("over the next five years ten pilot plants", 10.0, "pilot plants", None),
        ("six sectoral skills councils by 2022", 6.0, "sectoral skills councils", 2022),
        ("spending, half of it borne by business, will reach 2 % of GDP", 2.0, "percent of GDP", None),
        ("the number of spin-offs shall increase from 14 to 50 over five years", 50.0, "spin-offs", None),
        ("увеличить до 1 % ВВП к 2025 году", 1.0, "percent of GDP", 2025),
        ("to rise from a fifth to two fifths by 2031", 40.0, "percent", 2031),
        ("three tenths of the budget", 30.0, "percent", None),
        ("1 in 8 of our lecturers", 12.5, "percent", None),
        ("every fifth thesis by 2029", 20.0, "percent", 2029),
        ("to be halved by 2030", 0.5, "times", 2030),
        ("shall grow by half before 2028", 1.5, "times", 2028),
        ("at least one for every ten trainees", 0.1, "ratio", None),
        ("from the present nine colleges to no fewer than twenty-five by 2027", 25.0, "colleges", 2027),
        ("the number of licences sold is to climb from 12 to 40 by 2026", 40.0, "licences", 2026),
        ("of the 60 laboratories, 25 are to be shared with firms by 2027", 25.0, "laboratories", 2027),
        ("has placed 240 interns; by 2026 it will place 500", 500.0, "interns", 2026),
        ("currently 3 per cent, business will bear one tenth of it by 2029", 10.0, "percent", 2029),
        ("the union (4,000 members) will offer 900 places", 900.0, "places", None),
        ("the fund, which has 12 members, will finance 30 start-ups", 30.0, "start-ups", None),
        ("a survey of 400 firms shows that 60 mentors are needed", 60.0, "mentors", None),
        ("two thousand of our students by 2028", 2000.0, "students", 2028),
        ("two of the faculties will join", 2.0, "faculties", None),
        ("not less than twelve consecutive weeks in a plant", 12.0, "weeks", None),
        ("a stay of two to four months in a firm", 2.0, "months", None),
        ("cut from 90 days to a maximum of 15", 15.0, "days", None),
        ("cut from six weeks to ten days", 10.0, "days", None),
        ("300 interns in the autumn of 2026", 300.0, "interns", 2026),
        ("ten halls before the floods of 2027", 10.0, "halls", 2027),
        ("as of the 2026 budget year a quarter of the wage", 25.0, "percent", 2026),
        ("the goal of 900 posts, missed in 2019 and again in 2021, is moved to 2027", 900.0, "posts", 2027),
        ("two fifths of time shall be spent there, so that by 2030 all know the plant", 40.0, "percent", None),
    ],
)
def test_a_target_is_read_with_value_unit_and_year(text: str, value: float, unit: str, year: int | None) -> None:
    target = find_targets(text)[0]
    assert (target.value, target.unit, target.year) == (value, unit, year)


@pytest.mark.parametrize(
    ("text", "base", "value", "base_year"),
    [
        ("from 0.2 % to 1 % by 2014", 0.2, 1.0, None),
        ("from 25 to 40 per cent by 2014", 25.0, 40.0, None),
        ("from 12 laboratories in 2018 to 40 in 2022", 12.0, 40.0, 2018),
        ("to 20 % by 2025, compared with 8 % in 2018", 8.0, 20.0, 2018),
        ("28 per cent, with a target of 35 per cent by 2025", 28.0, 35.0, None),
    ],
)
def test_what_it_starts_from_is_its_base_and_no_target_of_its_own(
    text: str, base: float, value: float, base_year: int | None
) -> None:
    (target,) = find_targets(text)
    assert (target.base_value, target.value, target.base_year) == (base, value, base_year)


def test_a_range_keeps_its_upper_end_and_a_yearly_rate_its_year() -> None:
    assert find_targets("between 10 and 15 per cent by 2022")[0].high == 15.0
    assert find_targets("KZT 500 million a year")[0].per == "year"


def test_the_level_of_others_is_a_target_without_a_number() -> None:
    (target,) = find_targets("spending will rise to the level of OECD countries by 2025")
    assert (target.value, target.year, target.text) == (None, 2025, "to the level of OECD countries")


@pytest.mark.parametrize(
    "text",
    [
        "Decree No. 636 of 15 February 2018", "for children of 14 years of age", "in the 21st century",
        "paragraph 12 of the rules", "500 participants attended", "within three years", "in the 1990s",
        "researchers per 10,000 employed persons", "three times a year", "at the three universities",
        "one for the plant", "one of our firms", "a third university", "for every 25 employees", "every second week",
        "one cannot afford its services", "the edition of 2020.1 State programmes",
    ],
)  # fmt: skip
def test_numbers_that_nobody_aims_at_are_no_target(text: str) -> None:
    assert find_targets(text) == []


def test_half_a_year_is_no_share() -> None:
    (target,) = find_targets("in the second half of 2021 the centre will open")
    assert (target.value, target.year) == (None, 2021)


def test_a_date_by_which_it_is_due_is_a_deadline_and_the_date_of_a_law_is_not() -> None:
    assert [year.reference for year in find_years("by 1 September 2021 under the law of 2015")] == [False, True]


def test_an_indicator_written_as_a_line_has_a_target_for_each_year() -> None:
    series = find_series("Share of staff with degrees, %: 2016 – 49; 2019 – 52.5")
    assert series is not None
    name, targets = series.name, series.targets
    assert name == "Share of staff with degrees"
    assert [(t.value, t.unit, t.year) for t in targets] == [(49.0, "percent", 2016), (52.5, "percent", 2019)]
    assert find_series("Staff from firms: base 120 in 2018, target 500 in 2023.") is not None
    assert find_series("The ministry decided: by 2019 it will act.") is None


@pytest.mark.parametrize(
    ("text", "values", "base"),
    [
        ("Interns hired by their host: 18 % (2022), 35 % (2025), 60 % (2028).", [35, 60, 18], None),
        ("Share of theses set by firms: 58 % in 2021, 65 % in 2025.", [65, 58], None),
        ("Satisfaction of employers: 3.1 at present, 3.6 in 2026, 4.0 in 2029.", [3.6, 4.0], 3.1),
        (
            "Share of joint theses: not measured before 2020; planned value for 2025: 80, for 2030: 100.",
            [80, 100],
            None,
        ),
        ("Staff from firms: base 120 in 2018, target 500 in 2023.", [500], 120),
    ],
)
def test_the_first_milestone_after_the_base_is_what_a_series_sets(
    text: str, values: list[float], base: float | None
) -> None:
    series = find_series(text)
    assert series is not None
    ordered = milestones(series.targets, opens_with_base=series.opens_with_base)
    assert [target.value for target in ordered] == values
    assert ordered[0].base_value == base


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Number of joint patents: 2019 – 3, 2024 – 9", "joint patents"),
        ("Share of firms: 2019 – 3, 2024 – 9", "percent"),
    ],
)
def test_an_indicator_without_a_unit_is_counted_in_what_it_names(name: str, unit: str) -> None:
    series = find_series(name)
    assert series is not None
    assert series.targets[0].unit == unit


@pytest.mark.parametrize(
    ("wording", "value"),
    [
        ("twenty-five", 25),
        ("1,5", 1.5),
        ("12,000", 12_000),
        ("two and a half", 2.5),
        ("three hundred", 300),
        ("сто", 100),
    ],
)
def test_a_number_is_read_in_figures_and_in_words(wording: str, value: float) -> None:
    assert read_number(wording) == value


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789 .,%-–/:()$KZTofto betwendyrlhunsp", max_size=60))
def test_any_text_gives_targets_whose_wording_stands_in_it(noise: str) -> None:
    for target in find_targets(noise):
        assert target.text in noise
        assert target.value is None or target.value >= 0

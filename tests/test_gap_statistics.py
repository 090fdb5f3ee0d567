"""Intervals, tests, distances and corrections, each against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pipeline.errors import StudyError
from pipeline.gap.cells import withheld
from pipeline.gap.correction import Ratio, adjusted, ratio, ratio_difference, too_little
from pipeline.gap.divergence import divergence, jensen_shannon
from pipeline.gap.intervals import detectable_difference, difference_interval, mean_interval
from pipeline.gap.moments import Moments, moments
from pipeline.gap.permutation import difference_test, is_exact, labellings, split_half_floor
from pipeline.simulate.worlds import World, draw


def test_a_code_that_never_occurs_has_an_interval_with_width_from_zero():
    shares = np.column_stack([np.zeros(7), np.linspace(0.2, 0.5, 7), np.linspace(0.5, 0.1, 7)])
    interval = mean_interval(moments(shares, np.full(7, 40.0)))
    assert interval.low[0] == pytest.approx(0, abs=1e-12)
    assert 0.01 < interval.high[0] < 0.2


def test_intervals_stay_within_shares_and_hold_the_estimate():
    rng = np.random.default_rng(1)
    shares = rng.random((9, 6)) ** 4
    interval = mean_interval(moments(shares, np.full(9, 20.0)))
    assert (interval.low >= 0).all()
    assert (interval.high <= 1).all()
    assert ((interval.low <= interval.estimate) & (interval.estimate <= interval.high)).all()


def plain(count: int, of: int) -> Moments:
    return Moments(np.array([of]), np.array([count / of]), np.array([1 / of]), np.array([np.inf]), np.zeros(1))


def test_for_plain_shares_intervals_are_the_score_intervals_of_the_literature():
    mean = mean_interval(plain(81, 263))
    assert (mean.low[0], mean.high[0]) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    # Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 5.
    difference = difference_interval(plain(56, 70), plain(48, 80))
    assert (difference.low[0], difference.high[0]) == pytest.approx((0.0533, 0.3377), abs=1e-4)


def test_a_spread_of_its_own_moves_the_interval_toward_one_half():
    still = plain(7, 70)
    moved = still._replace(own=np.ones(1))
    assert (mean_interval(moved).low > mean_interval(still).low).all()
    assert (mean_interval(moved).high > mean_interval(still).high).all()
    assert (difference_interval(moved, plain(7, 70)).low > difference_interval(still, plain(7, 70)).low).all()


@pytest.mark.parametrize(("first", "second"), [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.001, 0.999)])
def test_the_difference_interval_holds_its_estimate_and_stays_within_what_there_is(first, second):
    rng = np.random.default_rng(3)
    sides = [np.clip(mean + 0.002 * rng.random((n, 1)) * [1, 0, -1], 0, 1) for n, mean in ((6, first), (21, second))]
    found = difference_interval(*(moments(side, np.full(len(side), 40.0)) for side in sides))
    assert ((found.low <= found.estimate) & (found.estimate <= found.high)).all()
    assert ((found.low >= -1) & (found.high <= 1) & (found.low < found.high)).all()


def test_a_rare_code_borrows_the_spread_of_codes_of_its_kind():
    rng = np.random.default_rng(8)

    def factor_of_a_silent_code(spread_at_one_half):
        rare = [rng.beta(0.02 * 20, 0.98 * 20, (400, 8)) for _ in range(5)]
        even = [rng.beta(*(0.5 * (1 / spread_at_one_half - 1),) * 2, (400, 8)) for _ in range(5)]
        shares = np.stack([np.zeros((400, 8)), *rare, *even], axis=-1)
        found = moments(shares, np.full((400, 8), 1e6))
        return found.factor[:, 0].mean(), found.factor[:, 6:].mean()

    silent, even = factor_of_a_silent_code(0.25)
    assert silent < 0.7 * even
    silent, even = factor_of_a_silent_code(0.05)
    assert silent == pytest.approx(even, rel=0.3)


def test_many_studies_at_once_have_the_moments_of_each_alone():
    rng = np.random.default_rng(9)
    shares, sizes = rng.random((3, 9, 4)) ** 3, np.full((3, 9), 30.0)
    together = moments(shares, sizes)
    for at in range(3):
        alone = moments(shares[at], sizes[at])
        assert all(np.allclose(one, all_[at]) for one, all_ in zip(alone, together, strict=True))


def test_the_difference_interval_turns_with_the_sides():
    rng = np.random.default_rng(2)
    one, two = (moments(rng.random((n, 4)), np.full(n, 30.0)) for n in (7, 21))
    there, back = difference_interval(one, two), difference_interval(two, one)
    assert np.allclose(there.low, -back.high)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_a_detectable_gap_is_found_in_about_the_share_of_studies_it_promises(share):
    rng = np.random.default_rng(7)

    def studies(first):
        sides = (World((first, 0.2, 0.4), 0.05), 8), (World((share, 0.2, 0.4), 0.05), 21)
        drawn = [draw(world, units, 800, rng) for world, units in sides]
        return [moments(side.shares, side.sizes) for side in drawn]

    gap = float(np.median(detectable_difference(*studies(share), 0.8)[:, 0]))
    found = difference_interval(*studies(share + gap)).low[:, 0] > 0
    assert 0.74 < found.mean() < 0.87


def test_a_side_without_documents_has_no_interval():
    interval = mean_interval(moments(np.full((3, 2), np.nan), np.zeros(3)))
    assert np.isnan(interval.estimate).all()
    assert np.isnan(interval.low).all()


def test_cases_as_strata_take_their_difference_out_of_the_error():
    shares = np.concatenate([np.full(10, 0.2), np.full(11, 0.6)])[:, None] + np.tile([0.01, -0.01], 11)[:21, None]
    cases = np.array([0] * 10 + [1] * 11)
    within = mean_interval(moments(shares, np.full(21, 1e6), cases))
    across = mean_interval(moments(shares, np.full(21, 1e6)))
    assert (within.high - within.low)[0] < (across.high - across.low)[0] / 3


def test_every_relabelling_is_tried_when_there_are_few():
    blocks = np.concatenate(list(labellings(7, 3, 100, np.random.default_rng(0))))
    assert is_exact(7, 3, 100)
    assert blocks.shape == (35, 7)
    assert len(np.unique(blocks, axis=0)) == 35


def test_the_exact_p_of_a_complete_separation_is_two_labellings_of_all():
    shares = np.array([0.9, 0.8, 0.85, 0.1, 0.2, 0.15])[:, None]
    p, adjusted = difference_test(shares, np.arange(6) < 3, 1000, np.random.default_rng(0))
    assert p[0] == adjusted[0] == pytest.approx(2 / 20)


def test_max_t_is_never_below_the_single_p():
    rng = np.random.default_rng(4)
    p, adjusted = difference_test(rng.random((28, 10)), np.arange(28) < 7, 500, rng)
    assert (adjusted >= p).all()


def test_a_code_without_spread_has_no_p():
    p, _ = difference_test(np.full((10, 1), 0.3), np.arange(10) < 4, 200, np.random.default_rng(0))
    assert np.isnan(p[0])


def test_the_floor_is_what_halves_of_one_side_differ_by():
    rng = np.random.default_rng(5)
    shares = rng.normal(0.5, 0.1, (20, 1))
    floor = split_half_floor(shares, 4000, rng)[0]
    assert floor == pytest.approx(1.96 * 0.1 * np.sqrt(2 / 10), rel=0.35)
    assert np.isnan(split_half_floor(shares[:3], 100, rng)[0])


def test_divergence_is_zero_for_equal_and_one_for_disjoint_distributions():
    assert jensen_shannon(np.array([0.5, 0.5]), np.array([0.5, 0.5])) == pytest.approx(0)
    assert jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(1)


def test_divergence_comes_with_its_chance_level():
    rng = np.random.default_rng(6)
    found = divergence(rng.multinomial(20, [0.3, 0.3, 0.4], 28).astype(float), np.arange(28) < 7, 500, rng)
    assert found.null_median > 0
    assert found.p > 0.01
    assert divergence(np.zeros((5, 2)), np.arange(5) < 2, 10, rng) is None


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ({"a": 10, "b": 11}, set()),
        ({"a": 2, "b": 13, "c": 6}, {"a", "c"}),
        ({"a": 2, "b": 2, "c": 4, "d": 13}, {"a", "b", "c"}),
        ({"a": 4, "b": 20}, {"a", "b"}),
    ],
)
def test_withheld_groups_cannot_be_had_by_subtraction(groups, hidden):
    assert withheld(groups) == hidden
    assert sum(groups[name] for name in hidden) >= 5 or not hidden


def test_a_corrected_share_is_the_hand_coded_one_when_all_is_hand_coded():
    hand = (np.random.default_rng(7).random(200) < 0.3).astype(float)
    assert adjusted(np.zeros(200), hand, np.ones(200)) == pytest.approx(hand)


def test_with_one_probability_the_corrected_mean_is_that_of_prediction_powered_inference():
    rng = np.random.default_rng(8)
    true, machine = (rng.random(1000) < 0.4).astype(float), rng.random(1000).round(2)
    drawn = rng.permutation(1000) < 100
    hand = np.where(drawn, true, np.nan)
    rectified = machine.mean() + (true - machine)[drawn].mean()
    assert adjusted(machine, hand, np.full(1000, 0.1)).mean() == pytest.approx(rectified)


def test_fieller_s_interval_is_where_the_t_test_of_the_ratio_does_not_reject():
    rng = np.random.default_rng(9)
    below = rng.random(9) + 1
    above = 0.4 * below + 0.1 * rng.standard_normal(9)
    found = ratio(Ratio(above, below))
    for end in (found.low, found.high):
        assert stats.ttest_1samp(above - end * below, 0).pvalue == pytest.approx(0.05)
    assert found.estimate == pytest.approx(above.mean() / below.mean())


def test_a_ratio_over_what_may_be_nothing_has_no_interval_and_no_difference():
    nothing = Ratio(np.array([0.1, 0.0, 0.2, 0.0, 0.1]), np.array([0.1, -0.3, 0.4, -0.2, 0.1]))
    some = Ratio(np.full(5, 0.2) + np.arange(5) / 100, np.ones(5))
    assert np.isnan(ratio(nothing).low)
    assert np.isnan(ratio_difference(some, nothing).estimate)


def test_too_small_a_hand_coded_sample_is_withheld_with_the_reason():
    assert "at least 30" in too_little(10, 8, 10)
    assert "3 documents" in too_little(40, 3, 10)
    assert too_little(30, 5, 5) is None


def test_an_impossible_sampling_probability_stops():
    with pytest.raises(StudyError, match="sampling probability"):
        adjusted(np.zeros(40), np.ones(40), np.zeros(40))

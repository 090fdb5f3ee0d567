from __future__ import annotations

import numpy as np
import pytest

from pipeline.gap.cells import FEWEST
from pipeline.topics.bags import FEWEST_PARTICIPANTS
from pipeline.topics.intrusion import make_items
from pipeline.topics.labels import exemplars, frex, label
from pipeline.topics.prevalence import difference, is_withheld, measure_side, unit_shares
from tests.topics_world import bags

TOPICS = np.array([[0.40, 0.30, 0.20, 0.07, 0.02, 0.01], [0.40, 0.01, 0.02, 0.07, 0.20, 0.30]])


def test_a_label_holds_frequent_words_that_other_topics_lack_and_phrases_as_words() -> None:
    terms = ["every", "axe", "bow_string", "cup", "dye", "elm"]
    assert label(frex(TOPICS, words=4)[0], terms) == "axe, bow string, every"
    assert label(frex(TOPICS, words=4)[1], terms) == "elm, dye, every"


def test_frex_is_undefined_for_words_that_are_not_considered() -> None:
    scores = frex(TOPICS, words=3)
    assert np.isnan(scores[0, 4])
    assert np.nanmax(scores) <= 1


def test_exemplars_come_from_passages_that_speak_mainly_of_the_topic_one_to_a_document() -> None:
    made = bags()
    first = np.array([passage.segments[0].endswith(":0") for passage in made.passages])
    shares = np.where(first[:, None], [0.9, 0.1], [0.1, 0.9])
    exclusive = np.array([1.0 if term in "abcdefghij" else 0.0 for term in made.terms])
    cited = exemplars(0, shares, exclusive, made, "practice")
    assert len(cited) == 2
    assert len({name.split(":")[0] for name in cited}) == 2
    assert all(name.startswith("practice") and name.endswith(":0") for name in cited)
    assert exemplars(0, np.full_like(shares, 0.5) - [0.1, 0], exclusive, made, "practice") == []


def test_a_unit_is_the_mean_of_its_passages_by_their_terms() -> None:
    made = bags()
    shares = unit_shares(np.ones(len(made.passages)) * 0.25, made, "policy")
    assert shares == pytest.approx([0.25] * 10)


def test_an_interval_is_students_over_documents_and_stays_within_shares() -> None:
    side = measure_side(np.array([0.0, 0.2, 0.4]))
    assert side.mean == pytest.approx(0.2)
    assert side.interval == (0.0, pytest.approx(0.2 + 4.302652730 * 0.2 / np.sqrt(3)))


@pytest.mark.parametrize("shares", [[], [0.3]])
def test_no_interval_stands_where_none_is_defined(shares: list[float]) -> None:
    side = measure_side(np.array(shares))
    assert side.interval == (None, None)
    assert side.mean == (shares[0] if shares else None)
    assert difference(side, measure_side(np.array([]))) == (None, (None, None))


def test_a_difference_is_policy_minus_practice_within_welchs_interval() -> None:
    policy, practice = measure_side(np.array([0.5, 0.6, 0.7])), measure_side(np.array([0.1, 0.2, 0.2, 0.3]))
    apart, (low, high) = difference(policy, practice)
    assert apart == pytest.approx(0.4)
    assert low is not None
    assert high is not None
    assert low < 0.4 < high


def test_cuts_of_few_participants_are_withheld_as_everywhere() -> None:
    assert FEWEST_PARTICIPANTS == FEWEST
    assert is_withheld("practice", 4)
    assert not is_withheld("practice", 5)
    assert not is_withheld("policy", 1)


def test_an_item_holds_five_words_of_a_topic_and_one_that_is_another_topics() -> None:
    topics = np.full((2, 30), 0.001)
    topics[0, :10] = topics[1, 10:20] = 0.09
    terms = [f"w{at:02}" for at in range(30)]
    items = make_items(topics, terms, 1)
    assert len(items) == 4
    assert items == make_items(topics, terms, 1)
    for item in items:
        own = set(terms[10 * item.topic : 10 * item.topic + 10])
        assert len(set(item.words)) == 6
        assert set(item.words) - own == {item.intruder}


def test_a_single_topic_has_no_intruder_and_no_item() -> None:
    assert make_items(np.full((1, 30), 1 / 30), [f"w{at}" for at in range(30)], 1) == []

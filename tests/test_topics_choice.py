from __future__ import annotations

import numpy as np
import pytest
from gensim.models import CoherenceModel

from pipeline.topics.anchors import Anchor
from pipeline.topics.choice import choose, measure_number, numbers_to_try
from pipeline.topics.coherence import Coherence, matched_overlap, top_terms
from pipeline.topics.model import fit_model, mixtures, sample_rows
from pipeline.topics.perplexity import held_out_perplexity
from tests.topics_world import bags

THREE = ("a b c d e f g h i j", "k l m n o p q r s t", "u v w x y z aa bb cc dd")


@pytest.fixture(scope="module")
def made():
    return bags(THREE)


def test_coherence_is_what_gensim_measures(made) -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        words = rng.choice(len(made.terms), 10, replace=False).tolist()
        measured = CoherenceModel(
            topics=[[made.terms[at] for at in words]],
            texts=[passage.terms for passage in made.passages],
            dictionary=made.dictionary,
            coherence="c_v",
            processes=1,
        ).get_coherence()
        assert Coherence(made.counts).of(words) == pytest.approx(measured, abs=1e-9)


def test_topics_in_another_order_overlap_wholly_and_others_by_what_they_share() -> None:
    assert matched_overlap([[1, 2], [3, 4]], [[4, 3], [2, 1]]).tolist() == [1, 1]
    assert matched_overlap([[1, 2]], [[2, 3]]).tolist() == [pytest.approx(1 / 3)]


def test_as_many_topics_as_the_text_has_are_found_and_come_back(made) -> None:
    three = measure_number(made, 3, [], 1, 4)
    found = {frozenset(made.terms[at] for at in words) for words in top_terms(three.measured.model.get_topics())}
    assert found == {frozenset(words.split()) for words in THREE}
    assert three.measured.overlaps.min() == 1
    assert three.score > measure_number(made, 9, [], 1, 4).score


def test_the_most_topics_that_seeds_do_not_tell_from_the_best_are_taken(made) -> None:
    candidates = [measure_number(made, number, [], 1, 4) for number in (2, 3, 9)]
    assert choose(candidates).topics == 3


def test_dealt_words_are_less_coherent(made) -> None:
    three = measure_number(made, 3, [], 1, 4)
    assert three.chance.coherences.mean() < three.measured.coherences.mean()


def test_seeds_leave_out_documents_of_either_side_and_repeat(made) -> None:
    rows = sample_rows(made, 5)
    left = {passage.document_id for passage in made.passages} - {made.passages[row].document_id for row in rows}
    assert sorted(name.rstrip("0123456789") for name in left) == ["policy", "practice"]
    assert (rows == sample_rows(made, 5)).all()


def test_an_anchored_topic_stands_first_and_holds_its_seeds(made) -> None:
    seeds = tuple(made.terms.index(term) for term in ("u", "v", "w"))
    model = fit_model(made, 3, [Anchor("any", seeds)], 1, np.arange(len(made.passages)))
    assert {made.terms[at] for at in top_terms(model.get_topics())[0]} == set(THREE[2].split())


def test_mixtures_are_shares_and_do_not_depend_on_what_was_asked_before(made) -> None:
    model = fit_model(made, 3, [], 1, np.arange(len(made.passages)))
    first = mixtures(model, made.corpus())
    assert np.allclose(first.sum(axis=1), 1)
    mixtures(model, made.corpus([0]))
    assert (mixtures(model, made.corpus()) == first).all()


def test_held_out_words_are_less_surprising_with_topics_than_with_one(made) -> None:
    three = held_out_perplexity(made, 3, [], 1)
    one = held_out_perplexity(made, 1, [], 1)
    assert three is not None
    assert one is not None
    assert three < one < len(made.terms) * 1.1


def test_more_topics_than_passages_and_terms_bear_are_not_tried(made) -> None:
    assert numbers_to_try(made, 2, 100) == [2, 4, 6]
    assert numbers_to_try(made, 50, 60) == []

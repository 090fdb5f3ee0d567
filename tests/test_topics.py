from __future__ import annotations

import polars as pl
import pytest

from pipeline.settings import StudySettings
from pipeline.tables import TOPICS
from pipeline.topics import fit_topics
from tests.topics_world import POLICY_WORDS, PRACTICE_WORDS, codebook, study

SETTINGS = StudySettings(topics_from=2, topics_to=4, topic_seeds=3)
BOOK = codebook(
    {"craft.making": ["patent*", "prototype*", "laborator*"], "craft.hiring": ["salary & !tax", "employer*"]}
)


@pytest.fixture(scope="module")
def fitted():
    return fit_topics(*study(6), BOOK, SETTINGS)


def test_words_used_on_one_side_only_become_topics_of_that_side(fitted) -> None:
    ordered = fitted.topics.sort("difference")
    assert ordered["difference"][0] < -0.3
    assert ordered["difference"][-1] > 0.3
    assert set(ordered["terms"][-1].split()) <= set(POLICY_WORDS)
    assert set(ordered["terms"][0].split()) <= set(PRACTICE_WORDS)


def test_the_same_seed_gives_the_same_bytes(fitted) -> None:
    again = fit_topics(*study(6), BOOK, SETTINGS)
    assert [table.write_csv() for table in again] == [table.write_csv() for table in fitted]


def test_a_topic_is_drawn_to_the_words_of_a_code_and_says_so(fitted) -> None:
    anchored = fitted.topics.filter(pl.col("anchor") == "craft.making")
    assert len(anchored) == 1
    seeds = fitted.topic_words.filter(pl.col("seed"))
    assert set(seeds["term"]) == {"patent", "prototype", "laboratory"}
    assert set(seeds["topic_id"]) == set(anchored["topic_id"])


def test_exemplars_are_segments_of_the_study_and_intervals_hold_their_mean(fitted) -> None:
    known = set(study(6)[0]["segment_id"])
    cited = {name for row in fitted.topics["exemplars"].drop_nulls() for name in row.split(";")}
    assert cited
    assert cited <= known
    for side in ("policy", "practice"):
        whole = fitted.topics.filter(pl.col(f"low_{side}").is_not_null())
        assert (whole[f"low_{side}"] <= whole[f"prevalence_{side}"]).all()
        assert (whole[f"prevalence_{side}"] <= whole[f"high_{side}"]).all()


def test_every_number_of_topics_is_listed_and_one_is_taken(fitted) -> None:
    assert fitted.topic_choice["topics"].to_list() == [2, 4]
    assert fitted.topic_choice["seeds"].to_list() == [3, 3]
    taken = fitted.topic_choice.filter(pl.col("chosen"))
    assert taken["topics"].to_list() == [len(fitted.topics)]


def test_the_items_do_not_hold_their_answers(fitted) -> None:
    assert "intruder" not in fitted.topic_intrusion.columns
    assert fitted.topic_intrusion["item"].to_list() == fitted.topic_intrusion_key["item"].to_list()


def test_too_little_text_gives_no_topics_and_says_why() -> None:
    given = fit_topics(*study(1), BOOK, SETTINGS)
    assert given.topics.equals(TOPICS.empty())
    assert given.topic_choice.is_empty()
    assert "fewer than 20 passages" in given.topic_notes["note"].str.join(" ")[0]


def test_no_text_at_all_is_no_crash() -> None:
    segments, documents = study(1)
    given = fit_topics(segments.clear(), documents, BOOK, SETTINGS)
    assert given.topics.is_empty()
    assert len(given.topic_notes) == 1


def test_an_empty_side_leaves_its_shares_and_the_difference_undefined() -> None:
    given = fit_topics(*study(6, {"policy": 6}), BOOK, SETTINGS)
    assert given.topics["prevalence_policy"].null_count() == 0
    assert given.topics["prevalence_practice"].null_count() == len(given.topics)
    assert given.topics["difference"].null_count() == len(given.topics)
    assert any("No practice text" in note for note in given.topic_notes["note"])


@pytest.mark.parametrize("cues", [[], ["[any] dep: teach subject=@firm"]])
def test_a_codebook_without_usable_cues_leaves_every_topic_free(cues: list[str]) -> None:
    book = codebook({"craft.making": cues}, {"firm": "compan* firm*"})
    given = fit_topics(*study(6), book, SETTINGS)
    assert given.topics["anchor"].null_count() == len(given.topics)
    assert any("every topic is free" in note for note in given.topic_notes["note"])


def test_fewer_than_five_participants_are_in_no_published_share() -> None:
    words = {"policy": POLICY_WORDS, "practice": POLICY_WORDS}
    given = fit_topics(*study(6, {"policy": 6, "practice": 4}, words), BOOK, SETTINGS)
    practice = ["prevalence_practice", "low_practice", "high_practice", "difference", "low", "high"]
    assert all(given.topics[name].null_count() == len(given.topics) for name in practice)
    assert all("fewer than 5 participants" in note for note in given.topics["note"])
    assert not any("practice" in (cited or "") for cited in given.topics["exemplars"])


def test_text_in_other_languages_is_left_out_and_that_is_said() -> None:
    segments, documents = study(6)
    russian = segments.with_columns(
        language=pl.when(pl.col("document_id") == "policy0").then(pl.lit("ru")).otherwise("language")
    )
    given = fit_topics(russian, documents, BOOK, SETTINGS)
    assert given.topics["policy_documents"].unique().to_list() == [5]
    assert any("other languages" in note for note in given.topic_notes["note"])


def test_more_topics_than_the_text_bears_are_not_tried() -> None:
    given = fit_topics(*study(6), BOOK, StudySettings(topics_from=90, topics_to=92, topic_seeds=2))
    assert given.topics.is_empty()
    assert "too few passages" in given.topic_notes["note"][-1]

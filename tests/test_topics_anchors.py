from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.topics.anchors import find_anchors
from tests.topics_world import codebook

TERMS = ["chair", "hammer", "linen", "mould", "nail", "needle", "saw", "thread", "wood_glue"]


def seeds(
    cues: Mapping[str, Sequence[str]], classes: Mapping[str, str] | None = None, terms: Sequence[str] = TERMS
) -> dict[str, set[str]]:
    """Seeds by code, over passages in some of which all terms meet."""
    present = np.zeros((20, len(terms)), bool)
    present[:4] = True
    found = find_anchors(codebook(cues, classes), terms, present)
    return {anchor.code: {terms[at] for at in anchor.seeds} for anchor in found}


def test_words_stems_and_phrases_of_cues_are_seeds() -> None:
    assert seeds({"wood": ["hammer*|saw", "[any] nail", "wood_glue"]}) == {
        "wood": {"hammer", "saw", "nail", "wood_glue"}
    }


def test_what_a_cue_excludes_is_no_seed() -> None:
    assert seeds({"wood": ["hammer & !needle", "nail", "saw"]}) == {"wood": {"hammer", "nail", "saw"}}


def test_a_word_that_three_codes_share_is_nobodys() -> None:
    cues = {
        "wood": ["hammer", "nail", "saw", "chair"],
        "cloth": ["linen", "needle", "thread", "chair"],
        "art": ["chair"],
    }
    assert seeds(cues) == {"wood": {"hammer", "nail", "saw"}, "cloth": {"linen", "needle", "thread"}}


def test_a_word_that_needs_much_company_is_no_seed() -> None:
    assert seeds({"wood": ["hammer", "nail", "saw", "thread ~ needle & linen"]}) == {"wood": {"hammer", "nail", "saw"}}


def test_classes_of_the_vocabulary_name_who_and_make_no_seed() -> None:
    found = seeds({"wood": ["@maker ~ hammer", "nail", "saw"], "cloth": ["linen"]}, {"maker": "chair mould"})
    assert found == {"wood": {"hammer", "nail", "saw"}}


def test_fewer_than_three_seeds_are_no_anchor() -> None:
    assert seeds({"wood": ["hammer", "nail"]}) == {}


def test_codes_whose_seeds_never_meet_are_no_anchors() -> None:
    book = codebook({"wood": ["hammer", "nail", "saw"]})
    present = np.zeros((30, len(TERMS)), bool)
    for passage, term in enumerate(["hammer", "nail", "saw"] * 10):
        present[passage, TERMS.index(term)] = True
    assert find_anchors(book, TERMS, present) == []


def test_names_of_codes_do_not_matter_and_cues_may_be_missing() -> None:
    cues = {"b": ["hammer", "nail", "saw"], "a": ["linen", "needle", "thread"], "c": []}
    renamed = {"z": cues["b"], "y": cues["a"], "x": []}
    assert list(seeds(cues).values()) == list(seeds(renamed).values())
    assert seeds({"none": []}) == {}

"""Words that a line end has cut are joined, true hyphens stay: by the document's own words, then by dictionaries."""

from __future__ import annotations

import pytest

from pipeline.ingest.dictionary import is_word
from pipeline.ingest.hyphens import join, rejoined, words_of


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("the quasi-", "state companies", "the quasi-state companies"),
        ("a ten-", "minute walk", "a ten-minute walk"),
        ("of commer-", "cialisation offices", "of commercialisation offices"),
        ("a techno-", "park of the region", "a technopark of the region"),
        ("всех стран-", "участниц договора", "всех стран-участниц договора"),
        ("для сотрудни-", "чества с заводами", "для сотрудничества с заводами"),
        ("оқыту бағдарла-", "маларын бекіту", "оқыту бағдарламаларын бекіту"),
        ("the Samruk-", "Kazyna fund", "the Samruk-Kazyna fund"),
    ],
)
def test_a_hyphen_at_a_line_end_is_kept_where_it_belongs_to_the_word(before: str, after: str, whole: str) -> None:
    assert join(before, after, {"technopark"}) == whole


def test_what_the_document_itself_writes_comes_before_the_dictionaries() -> None:
    lexicon = words_of(["they hold that co-operation is good", "and every wellbeing plan is read"])
    assert join("of co-", "operation between", lexicon) == "of co-operation between"
    assert join("the well-", "being of staff", lexicon) == "the wellbeing of staff"


def test_a_word_that_a_narrow_cell_cut_without_a_hyphen_is_joined() -> None:
    assert rejoined("apprenticesh", "ip places", frozenset()) == "apprenticeship places"
    assert rejoined("Commerciali", "sation Centre", frozenset()) == "Commercialisation Centre"


@pytest.mark.parametrize(
    ("before", "after"), [("rate", "of growth"), ("per", "cent"), ("KZT", "thousand"), ("xqzt", "vvv")]
)
def test_whole_words_are_not_joined(before: str, after: str) -> None:
    assert rejoined(before, after, frozenset()) is None


def test_british_and_russian_words_stand_in_the_dictionary_and_nonsense_does_not() -> None:
    assert is_word("modernisation")
    assert is_word("предприятиями")
    assert not is_word("qzvxk")
    assert not is_word("жщцк")

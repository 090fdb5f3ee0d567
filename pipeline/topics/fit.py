"""Topics of a study: phrases, anchors, the number of topics, and what is said of each topic.

One thread and explicit seeds: the same bytes each time. Exploratory: no measure of the gap reads these tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl
from threadpoolctl import threadpool_limits

from pipeline.codebook import Codebook
from pipeline.settings import StudySettings
from pipeline.tables import TOPIC_CHOICE, TOPIC_INTRUSION, TOPIC_INTRUSION_KEY, TOPIC_NOTES, TOPIC_WORDS, TOPICS
from pipeline.topics.anchors import find_anchors
from pipeline.topics.bags import FEWEST_PARTICIPANTS, FEWEST_PASSAGES, Bags, make_bags
from pipeline.topics.choice import Candidate, choose, measure_number, numbers_to_try
from pipeline.topics.describe import choice_row, topic_rows, word_rows
from pipeline.topics.intrusion import Item, make_items
from pipeline.topics.words import read_sentences

_NOT_ENGLISH = "Topics are made of English text; passages in other languages are in none of them."
_TOO_LITTLE = (
    f"No topics: fewer than {FEWEST_PASSAGES} passages of English text hold words that enough documents share "
    f"(three, or {FEWEST_PARTICIPANTS} participants where no policy uses the word)."
)
_TOO_FEW_FOR_ANY = "No topics: too few passages or shared words for the fewest topics that settings ask for."
_ONE_SIDE = "No {side} text was read: shares of that side, and differences, are undefined."
_NO_ANCHORS = "The codebook has no cues in English whose words meet in the text: every topic is free."
_THINNED = "A large corpus: one passage in {every} of each document was read for the topics."
_EXPLORATORY = (
    "Exploratory: the number of topics was chosen on the same text that the topics describe, and no measure of the gap "
    "rests on them."
)


class TopicTables(NamedTuple):
    """The tables of those names."""

    topics: pl.DataFrame
    topic_words: pl.DataFrame
    topic_choice: pl.DataFrame
    topic_intrusion: pl.DataFrame
    topic_intrusion_key: pl.DataFrame
    topic_notes: pl.DataFrame


def fit_topics(
    segments: pl.DataFrame, documents: pl.DataFrame, codebook: Codebook, settings: StudySettings
) -> TopicTables:
    """Topics over English policy text and respondents' speech, of a number between `settings.topics_from` and `_to`.

    `segments` and `documents` are the tables of those names. Too little text gives empty tables and a note why.
    """
    with threadpool_limits(limits=1):
        sentences = read_sentences(segments, documents, settings.english_model)
        notes = [_NOT_ENGLISH] if _has_other_languages(segments) else []
        bags = make_bags(sentences)
        if bags is None:
            return _without_topics([*notes, _TOO_LITTLE])
        anchors = find_anchors(codebook, bags.terms, bags.counts > 0)
        numbers = numbers_to_try(bags, settings.topics_from, settings.topics_to)
        if not numbers:
            return _without_topics([*notes, _TOO_FEW_FOR_ANY])
        candidates = [measure_number(bags, number, anchors, settings.seed, settings.topic_seeds) for number in numbers]
        notes += [_ONE_SIDE.format(side=side) for side in _missing_sides(bags)]
        notes += [] if anchors else [_NO_ANCHORS]
        notes += [_THINNED.format(every=bags.every)] if bags.every > 1 else []
        return _tables(candidates, bags, settings.seed, [*notes, _EXPLORATORY])


def _tables(candidates: Sequence[Candidate], bags: Bags, seed: int, notes: Sequence[str]) -> TopicTables:
    chosen = choose(candidates)
    items = make_items(chosen.measured.model.get_topics(), bags.terms, seed)
    return TopicTables(
        TOPICS.frame(topic_rows(chosen, bags)),
        TOPIC_WORDS.frame(word_rows(chosen, bags)),
        TOPIC_CHOICE.frame(choice_row(candidate, candidate is chosen) for candidate in candidates),
        TOPIC_INTRUSION.frame(_shown(number, item) for number, item in enumerate(items, start=1)),
        TOPIC_INTRUSION_KEY.frame(_answer(number, item) for number, item in enumerate(items, start=1)),
        _notes(notes),
    )


def _without_topics(notes: Sequence[str]) -> TopicTables:
    return TopicTables(
        TOPICS.empty(),
        TOPIC_WORDS.empty(),
        TOPIC_CHOICE.empty(),
        TOPIC_INTRUSION.empty(),
        TOPIC_INTRUSION_KEY.empty(),
        _notes(notes),
    )


def _notes(notes: Sequence[str]) -> pl.DataFrame:
    return TOPIC_NOTES.frame({"note_id": number, "note": note} for number, note in enumerate(notes, start=1))


def _shown(number: int, item: Item) -> dict[str, object]:
    return {"item": number, **{f"word_{place}": word for place, word in enumerate(item.words, start=1)}}


def _answer(number: int, item: Item) -> dict[str, object]:
    return {"item": number, "topic_id": item.topic + 1, "intruder": item.intruder}


def _missing_sides(bags: Bags) -> list[str]:
    present = {passage.side for passage in bags.passages}
    return [side for side in ("policy", "practice") if side not in present]


def _has_other_languages(segments: pl.DataFrame) -> bool:
    return bool(segments["language"].drop_nulls().ne("en").any())

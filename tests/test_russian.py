"""The Russian parser: trees, lemmas, offsets, and text that is hardly a sentence."""

from __future__ import annotations

import pytest

from pipeline.russian import Sentence, describe_russian, lemma_of, parse_russian


def parse(text: str) -> list[Sentence]:
    return next(parse_russian([text]))


def test_words_stand_where_their_offsets_say() -> None:
    text = "Вузы заключили договоры.  Заводы «Сары» и «Кара» ждут студентов!"
    sentences = parse(text)
    assert len(sentences) == 2
    assert all(text[word.start : word.end] == word.text for sentence in sentences for word in sentence.words)


def test_every_word_hangs_under_the_one_root() -> None:
    for sentence in parse("В нашем совете сидит директор фабрики, который помогает студентам. Ну да."):
        assert sum(word.head == word.index for word in sentence.words) == 1
        assert sentence.subtree(sentence.root) == list(sentence.words)


@pytest.mark.parametrize(
    ("word", "reading", "lemma"),
    [
        ("вузами", ("NOUN", "Ins", "Plur"), "вуз"),
        ("созданы", ("VERB", "", "Plur"), "создать"),
        ("стали", ("VERB", "", ""), "стать"),
        ("стали", ("NOUN", "Gen", "Sing"), "сталь"),
        ("учёные", ("NOUN", "Nom", "Plur"), "ученый"),
    ],
)
def test_the_lemma_agrees_with_what_the_tagger_saw(word: str, reading: tuple[str, str, str], lemma: str) -> None:
    assert lemma_of(word, *reading) == lemma


def test_texts_are_given_back_in_their_order_whatever_their_length() -> None:
    texts = ["Завод.", "", "Университет заключил с заводом договор о практике студентов на три года.", "Да."]
    assert [" ".join(w.text for s in parsed for w in s.words) for parsed in parse_russian(texts)] == [
        "Завод .",
        "",
        "Университет заключил с заводом договор о практике студентов на три года .",
        "Да .",
    ]


def test_a_run_of_words_without_end_is_read_in_pieces() -> None:
    sentences = parse("вуз завод студент " * 700)
    assert sum(len(sentence.words) for sentence in sentences) == 2100
    assert max(len(sentence.words) for sentence in sentences) <= 200


def test_the_models_say_which_they_are() -> None:
    described = describe_russian()
    assert len(described.sha256) == 64
    assert described.version[0].isdigit()

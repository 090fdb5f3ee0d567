from __future__ import annotations

import pytest

from pipeline.tables import DOCUMENTS, SEGMENTS
from pipeline.topics.bags import _thin, deal_anew, make_bags
from pipeline.topics.phrases import join_phrases
from pipeline.topics.words import Sentence, Word, read_sentences
from tests.topics_world import bags, segment, sentence

DOCUMENT = {"document_id": "A", "side": "practice", "title": "A", "participant": "P1"}


def read(text: str, **more: object) -> list[Sentence]:
    given = segment("A", 0, text, kind="turn", speaker="respondent", turn=1)
    return read_sentences(SEGMENTS.frame([{**given, **more}]), DOCUMENTS.frame([DOCUMENT]), None)


def lemmas(sentences: list[Sentence]) -> set[str]:
    return {word.lemma for sentence in sentences for run in sentence.runs for word in run}


def test_words_of_a_respondent_are_lemmas_and_the_participant_is_the_unit() -> None:
    (found,) = read("Our students visited two factories.")
    assert found.unit == "P1"
    assert {"student", "visit", "factory"} <= lemmas([found])


@pytest.mark.parametrize("more", [{"speaker": "interviewer"}, {"kind": "heading"}, {"language": "ru"}])
def test_the_interviewer_headings_and_other_languages_say_nothing(more: dict[str, object]) -> None:
    assert read("Our students visited two factories.", **more) == []


def test_a_transcribers_remark_is_nobodys_speech() -> None:
    assert "laugh" not in " ".join(lemmas(read("The students (laughs) visited factories [laughs].")))


def test_higher_education_is_not_high_education() -> None:
    found = lemmas(read("They reform higher education and applied research."))
    assert {"higher", "applied"} <= found
    assert "high" not in found


def test_words_that_keep_company_become_one_term_also_across_a_connector() -> None:
    fair = (Word("career", "NOUN"), Word("fair", "NOUN"))
    chamber = (Word("chamber", "NOUN"), Word("of", ""), Word("trade", "NOUN"))
    runs = [(fair,), (chamber,)] * 8 + [((Word(f"noun{at}", "NOUN"),),) for at in range(60)]
    joined = join_phrases([Sentence("A", "A", "policy", str(at), run) for at, run in enumerate(runs)])
    assert [word.lemma for word in joined[0]] == ["career_fair"]
    assert [word.lemma for word in joined[1]] == ["chamber_of_trade"]


def test_filler_is_no_term_and_no_phrase_crosses_it() -> None:
    runs = ((Word("career", "NOUN"), Word("year", "NOUN"), Word("fair", "NOUN"), Word("big", "ADJ")),)
    joined = join_phrases([Sentence("A", "A", "policy", str(at), runs) for at in range(10)])
    assert [word.lemma for word in joined[0]] == ["career", "fair"]


def test_names_verbs_and_words_of_few_participants_are_no_terms() -> None:
    sentences = [
        *(sentence(f"p{at}", "grant market plant " * 8) for at in range(20)),
        *(sentence(f"i{at}", "pencil", side="practice") for at in range(4)),
        *(sentence(f"i{at}", "canteen", side="practice") for at in range(5)),
        *(sentence(f"p{at}", "astana", tag="PROPN") for at in range(20)),
        *(sentence(f"p{at}", "hurry", tag="VERB") for at in range(20)),
    ]
    # What all passages hold tells nothing apart, so each document lacks one of the three.
    shown = [each for at, each in enumerate(sentences) if at >= 20 or at % 2]
    varied = [sentence(f"q{at}", f"{('grant', 'market', 'plant')[at % 3]} " * 24) for at in range(30)]
    made = make_bags([*shown, *varied])
    assert made is not None
    assert set(made.terms) <= {"grant", "market", "plant", "canteen"}
    assert {"canteen", "plant"} <= set(made.terms)


def test_what_most_passages_hold_tells_nothing_apart() -> None:
    made = bags(("x a b c d e f g h", "x k l m n o p q r"))
    assert "x" not in made.terms


def test_weights_sum_to_the_counts() -> None:
    made = bags()
    assert made.weighted.sum() == pytest.approx(made.counts.sum())


def test_terms_dealt_anew_keep_lengths_of_passages_and_uses_of_terms() -> None:
    made = bags()
    dealt = deal_anew(made, 1)
    assert (dealt.counts.sum(axis=0) == made.counts.sum(axis=0)).all()
    assert (dealt.counts.sum(axis=1) == made.counts.sum(axis=1)).all()
    assert (dealt.counts != made.counts).any()


def test_of_a_large_corpus_every_document_gives_passages_evenly() -> None:
    passages = bags().passages
    kept, every = _thin(passages, most=len(passages) // 2)
    assert every == 2
    assert {passage.document_id for passage in kept} == {passage.document_id for passage in passages}
    assert len(kept) == len(passages) // 2
    assert _thin(passages, most=len(passages)) == (passages, 1)

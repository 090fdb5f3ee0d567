"""From segments to tokens: lemmas of what policies say and respondents answer, in runs that a phrase may span."""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl
from spacy.tokens import Doc, Token

from pipeline.english import load_english

_BODY = ("paragraph", "list_item", "turn")
_CONTENT = frozenset({"NOUN", "ADJ", "VERB", "PROPN"})
# Words that may stand inside a phrase and never alone: "memorandum of understanding".
CONNECTORS = frozenset({"of", "for", "in"})
_FEWEST_LETTERS = 3
# A transcriber's remark, "(laughs)" or "[pause]", is nobody's speech.
_REMARK = re.compile(r"[(\[][^()\[\]]{1,40}[)\]]")


class Word(NamedTuple):
    """One content word: its lemma in small letters and its part of speech (NOUN, ADJ, VERB, PROPN)."""

    lemma: str
    tag: str


class Sentence(NamedTuple):
    """The runs of a segment: neighbouring content words, with connectors between them, unbroken by other words."""

    document_id: str
    unit: str  # what may be resampled: the participant, or the document
    side: str
    segment_id: str
    runs: tuple[tuple[Word, ...], ...]


def read_sentences(segments: pl.DataFrame, documents: pl.DataFrame, english_model: str | None) -> list[Sentence]:
    """English body text of policies and speech of respondents, in document order.

    `segments` and `documents` are the tables of those names. Headings, captions, notes, table rows, the interviewer's
    speech and a transcriber's remarks inside a turn are left out.
    """
    unit = pl.when(pl.col("side") == "practice").then(pl.col("participant")).fill_null(pl.col("document_id"))
    kept = (
        segments.join(documents.select("document_id", "side", unit.alias("unit")), on="document_id")
        .filter(
            pl.col("kind").is_in(_BODY)
            & (pl.col("speaker").is_null() | (pl.col("speaker") != "interviewer"))
            & (pl.col("language").is_null() | (pl.col("language") == "en"))
        )
        .sort("document_id", "start")
    )
    spoken = (kept["kind"] == "turn").to_list()
    texts = [
        _REMARK.sub(" ", text) if turn else text for text, turn in zip(kept["text"].to_list(), spoken, strict=True)
    ]
    read = load_english(english_model, exclude=("parser", "ner")).pipe(texts, batch_size=256)
    rows = zip(kept["document_id"], kept["unit"], kept["side"], kept["segment_id"], read, strict=True)
    return [Sentence(document, unit, side, segment, _runs(doc)) for document, unit, side, segment, doc in rows]


def _runs(doc: Doc) -> tuple[tuple[Word, ...], ...]:
    runs: list[list[Word]] = [[]]
    for token in doc:
        if token.lower_ in CONNECTORS and runs[-1]:
            runs[-1].append(Word(token.lower_, ""))
            continue
        word = _word(token) if _is_content(token) else None
        # What a verb does is no name of a thing: only nouns and what describes them make phrases.
        if word is None or word.tag == "VERB":
            runs.append([])
        if word is not None:
            runs[-1].append(word)
        if word is not None and word.tag == "VERB":
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def _word(token: Token) -> Word:
    # "Higher education" is not "high education", and "applied research" has no verb.
    if token.tag_ in ("JJR", "JJS"):
        return Word(token.lower_, "ADJ")
    if token.tag_ in ("VBN", "VBG") and token.i + 1 < len(token.doc) and token.nbor().pos_ in ("NOUN", "PROPN"):
        return Word(token.lower_, "ADJ")
    return Word(token.lemma_.lower(), token.pos_)


def _is_content(token: Token) -> bool:
    return (
        token.pos_ in _CONTENT
        and not token.is_stop
        and len(token) >= _FEWEST_LETTERS
        and token.text.replace("-", "").isalpha()
    )

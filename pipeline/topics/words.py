"""From segments to bags of words: content lemmas of what policies say and respondents answer."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from pipeline.english import load_english

_BODY = ("paragraph", "list_item", "turn")
_CONTENT = {"NOUN", "ADJ", "VERB", "PROPN"}
# Shorter passages say too little for a topic mixture; they are joined to the one before within their document.
_PASSAGE_WORDS = 25


class Passage(NamedTuple):
    """A run of neighbouring segments of one document, as content lemmas, with the segments it came from."""

    document_id: str
    side: str
    segments: tuple[str, ...]
    words: tuple[str, ...]


def read_passages(segments: pl.DataFrame, documents: pl.DataFrame, english_model: str | None) -> list[Passage]:
    """Passages of at least 25 content lemmas (the last of a document may be shorter), in document order.

    `segments` and `documents` are the tables of those names; headings, captions, notes and the interviewer's speech
    are left out, and so is text that is not English.
    """
    kept = (
        segments.join(documents.select("document_id", "side"), on="document_id")
        .filter(
            pl.col("kind").is_in(_BODY)
            & (pl.col("speaker").is_null() | (pl.col("speaker") != "interviewer"))
            & (pl.col("language").is_null() | (pl.col("language") == "en"))
        )
        .sort("document_id", "start")
    )
    lemmas = _lemmas(kept["text"].to_list(), english_model)
    rows = zip(kept["document_id"], kept["side"], kept["segment_id"], lemmas, strict=True)
    return _join(list(rows))


def _lemmas(texts: list[str], english_model: str | None) -> list[tuple[str, ...]]:
    nlp = load_english(english_model, exclude=("parser", "ner"))
    return [
        tuple(
            token.lemma_.lower()
            for token in doc
            if token.pos_ in _CONTENT and token.is_alpha and not token.is_stop and len(token) > 2
        )
        for doc in nlp.pipe(texts, batch_size=256)
    ]


def _join(rows: list[tuple[str, str, str, tuple[str, ...]]]) -> list[Passage]:
    passages: list[Passage] = []
    for document_id, side, segment_id, words in rows:
        last = passages[-1] if passages else None
        if last and last.document_id == document_id and len(last.words) < _PASSAGE_WORDS:
            passages[-1] = last._replace(segments=(*last.segments, segment_id), words=last.words + words)
        else:
            passages.append(Passage(document_id, side, (segment_id,), words))
    return [passage for passage in passages if passage.words]

"""Prompted or volunteered: does a respondent's passage take up the interviewer's own words?"""

from __future__ import annotations

import re

import polars as pl
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.ru.stop_words import STOP_WORDS as RUSSIAN

from pipeline.gap.counts import UNCOUNTED_KINDS, by_interviewer
from pipeline.tables import PROMPTED

# Words shorter than this carry little; of longer ones so many letters stand for the word in all its forms. Crude, but
# the same in English, Russian and Kazakh. Kazakh has no list of stop words here.
_LETTERS = 5
_STEM = 5
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset(ENGLISH | RUSSIAN)


def content_stems(text: str) -> frozenset[str]:
    """Stems of a text's content words: five letters or more, no stop words, cut to five letters."""
    words = (word.replace("ё", "е") for word in _WORD.findall(text.lower()))
    return frozenset(word[:_STEM] for word in words if len(word) >= _LETTERS and word not in _EMPTY)


def exchanges(documents: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Spoken segments of interviews in order: (segment_id, document_id, start, text, interviewer, exchange).

    An exchange is what an interviewer says in one go and every answer until the interviewer speaks again; numbers
    start at 1 in each document, 0 before the first.
    """
    practice = documents.filter(pl.col("side") == "practice").select("document_id")
    spoken = (
        segments.filter(~pl.col("kind").is_in(list(UNCOUNTED_KINDS)))
        .join(practice, on="document_id", how="semi")
        .select("segment_id", "document_id", "start", "turn", "text", interviewer=by_interviewer())
        .sort("document_id", "start")
    )
    before = pl.col("interviewer").shift(1, fill_value=False).over("document_id")
    begins = pl.col("interviewer") & ~before
    return spoken.with_columns(exchange=begins.cast(pl.Int64).cum_sum().over("document_id"))


def mark_prompted(documents: pl.DataFrame, segments: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Table PROMPTED: every coded segment of a respondent, with the content words it takes up from the interviewer.

    marks: (segment_id, code). Prompted when it shares a content word with what the interviewer said just before its
    answer; volunteered otherwise.
    """
    spoken = exchanges(documents, segments)
    coded = spoken.join(marks.select("segment_id").unique(), on="segment_id", how="semi", maintain_order="left")
    asked: dict[tuple[str, int], frozenset[str]] = {}
    said = spoken.filter("interviewer").select("document_id", "exchange", "text")
    for document, exchange, text in said.iter_rows():
        asked[document, exchange] = asked.get((document, exchange), frozenset()) | content_stems(text)
    rows = []
    answers = coded.filter(~pl.col("interviewer")).select("segment_id", "document_id", "exchange", "text")
    for segment, document, exchange, text in answers.iter_rows():
        shared = asked.get((document, exchange), frozenset()) & content_stems(text)
        words = " ".join(sorted(shared)) or None
        rows.append({"segment_id": segment, "document_id": document, "prompted": bool(shared), "shared": words})
    return PROMPTED.frame(rows)

"""Collocations: neighbouring words that stand together far more often than chance has it become one term.

Normalised pointwise mutual information (Bouma 2009) over runs of content words, by gensim's `Phrases`; a connector
("of") may stand inside. Words of a phrase are joined by an underscore.
"""

from __future__ import annotations

from collections.abc import Sequence

from gensim.models.phrases import Phrases

from pipeline.topics.filler import FILLER
from pipeline.topics.words import CONNECTORS, Sentence, Word

JOIN = "_"
# Seen together this often, and this strongly bound on a scale from -1 to 1.
_FEWEST = 4
_BOUND = 0.3
_PASSES = 2  # the second joins a pair and a third word: "memorandum of cooperation council"

Terms = tuple[Word, ...]


def join_phrases(sentences: Sequence[Sentence]) -> list[Terms]:
    """The terms of each sentence, in order: single words with their part of speech, phrases as NOUN.

    Filler nouns and verbs are dropped and no phrase crosses one; a filler adjective may be part of a phrase ("young
    scientist") and is dropped where it stands alone. Connectors outside a phrase are dropped.
    """
    runs = [[part for run in sentence.runs for part in _without_filler(run)] for sentence in sentences]
    lemmas = [[[word.lemma for word in run] for run in parts] for parts in runs]
    for _ in range(_PASSES):
        model = Phrases(
            [run for parts in lemmas for run in parts],
            min_count=_FEWEST,
            threshold=_BOUND,
            scoring="npmi",
            delimiter=JOIN,
            connector_words=CONNECTORS,
        ).freeze()
        lemmas = [[model[run] for run in parts] for parts in lemmas]
    return [_terms(parts, joined) for parts, joined in zip(runs, lemmas, strict=True)]


def _without_filler(run: Sequence[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in run:
        is_filler = word.lemma in FILLER
        if is_filler:  # an adjective opens a phrase, and closes none
            parts.append([])
        if not is_filler or word.tag == "ADJ":
            parts[-1].append(word)
    return [part for part in parts if part]


def _terms(parts: Sequence[Sequence[Word]], joined: Sequence[Sequence[str]]) -> Terms:
    terms: list[Word] = []
    for words, found in zip(parts, joined, strict=True):
        tags = iter(words)
        for term in found:
            # Lemmas hold no underscore, so a term spans as many words as it has parts.
            spanned = [next(tags) for _ in term.split(JOIN)]
            if len(spanned) > 1:
                terms.append(Word(term, "NOUN"))
            elif term not in CONNECTORS and term not in FILLER:
                terms.append(spanned[0])
    return tuple(terms)

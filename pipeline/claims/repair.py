"""Subjects that the small parser misses: it takes a verb for a noun, and the sentence is left without a verb.

Only grammar is used: a plural noun never qualifies the noun after it ("companies finance scholarships"), a noun before
"to" and a bare verb is a verb ("the rectorate plans to make"), and a possessor opens a wish ("our aim … is to").
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from pipeline.claims.phrases import children, is_deverbal, members

_WISHES = frozenset("aim dream plan task goal objective intention wish ambition vision mission".split())
_NOMINAL = ("NOUN", "PROPN", "ADJ", "NUM")
_OPENING = ("ADV", "CCONJ", "SCONJ", "DET", "PUNCT", "ADJ", "NUM", "PRON", "PART")
_FAR = 6


def missed_subject(root: Token) -> Span | None:
    """The subject of a sentence whose `root` the parser took for a noun; None where the sentence is a mere phrase."""
    doc = root.doc
    sentence = doc[root.left_edge.i : root.right_edge.i + 1]
    if (found := _wisher(sentence) or _after_opening(sentence, root)) is not None:
        return found
    measure = root.i == sentence.start and is_deverbal(root)  # "Introduction, in twelve …, of a board"
    if (
        measure
        or root.pos_ not in ("NOUN", "PROPN", "ADJ")
        or any(c.dep_ in ("nsubj", "nsubjpass") for c in children(root))
    ):
        return None
    if (verb := _noun_before_infinitive(root)) is not None:
        return doc[verb.left_edge.i : verb.i] if verb.i > verb.left_edge.i else None
    if root.i > root.left_edge.i and any(child.dep_ == "dobj" for child in children(root)):
        return doc[root.left_edge.i : root.i]  # what has an object is a verb
    for token in sentence:
        if token.tag_ == "NNS" and token.dep_ in ("compound", "nmod", "amod", "nsubj") and token.head.i > token.i:
            return doc[_phrase_start(doc, token, sentence.start) : token.i + 1]
    return _counted_subject(root, sentence)


def _wisher(sentence: Span) -> Span | None:
    """ "Our aim as a Government is …", whatever the parser makes of the rest."""
    for token in sentence[:_FAR]:
        if token.lemma_.lower() in _WISHES and token.i > sentence.start and token.nbor(-1).tag_ == "PRP$":
            return sentence.doc[token.i - 1 : token.i]
    return None


def _after_opening(sentence: Span, root: Token) -> Span | None:
    """ "Together with Atameken the ministry will …": two nouns run together, the second with an article of its own."""
    for noun in sentence[: root.i - sentence.start]:
        article = next((child for child in children(noun) if child.dep_ == "det"), None)
        if noun.dep_ != "pobj" or article is None or article.i == noun.left_edge.i or noun.i != root.i - 2:
            continue
        if article.nbor(-1).pos_ in ("NOUN", "PROPN") and noun.nbor(1).tag_ == "MD":
            return sentence.doc[article.i : noun.i + 1]
    return None


def _noun_before_infinitive(root: Token) -> Token | None:
    after = root.doc[root.i + 1 : root.i + 3]
    follows = len(after) == 2 and after[0].lower_ == "to" and after[1].tag_ == "VB"
    return root if follows and root.lower_.endswith("s") else None


def _phrase_start(doc: Doc, noun: Token, first: int) -> int:
    start = noun.i
    while start > first and doc[start - 1].pos_ in (*_NOMINAL, "DET") and doc[start - 1].tag_ not in ("NNS", "RB"):
        start -= 1
    return start


def _counted_subject(root: Token, sentence: Span) -> Span | None:
    """ "So far only a handful of enterprises co-finance …": a full stop and words enough for a verb after the noun."""
    noun = members(root)
    if noun.tag_ not in ("NNS", "NNPS") or sentence[-1].text != "." or sentence.end - noun.i < _FAR:
        return None
    if any(token.pos_ not in _OPENING and token.i < root.left_edge.i for token in sentence):
        return None
    start = root.i
    while start > sentence.start and sentence.doc[start - 1].pos_ in ("DET", "NUM", "ADJ"):
        start -= 1
    follows = sentence.doc[noun.i + 1]
    comma = follows.text == ","
    return sentence.doc[start : noun.i + 1] if comma or follows.pos_ not in ("ADP", "PUNCT", "CCONJ", "PRON") else None

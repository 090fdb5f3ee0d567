"""Who acts where the parser found no subject: read from the order of words and the gazetteer alone.

A small parser takes "lack" and "order" for nouns, hangs a subject on the preposition before it, and leaves a sentence
without a verb. What is read here stands at one of three places: at the head of the sentence, after a fronted phrase, or
after the "that" or "to" of an order.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from pipeline.claims.gazetteer import Gazetteer, Mention

_BEFORE_NAME = ("DET", "ADJ", "NUM", "ADV", "PRON", "PUNCT")
# Verbs of partnership that are nouns as well; a noun that follows the name otherwise owns the name.
_NOUN_OR_VERB = frozenset(
    "lack need order finance fund test host supply sponsor equip visit work help use offer train cover support".split()
)
_FEWEST_WORDS = 6
_FAR = 30
_ORDERED = re.compile(
    r"\b(?:recommended|proposed|required|expected|envisaged|planned|desirable|important|necessary|essential|advisable"
    r"|suggested|intended|foreseen|provided) that (?:(?:the|all|both|each|every|our) )?",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"(?:^\W*(?:to|for)|\b(?:recommended|proposed|entrusted|assigned|suggested) to) (?:the )?", re.IGNORECASE
)


def unparsed_actor(sentence: Span, words: Gazetteer) -> tuple[str, str] | None:
    """Wording and sector of whoever acts in a sentence without a subject; None where no body stands in its place."""
    mentions = [mention for mention in words.sectors.find(sentence.text) if _can_act(mention, sentence, words)]
    found = _ordered(sentence, mentions) or _fronted(sentence, mentions) or _leading(sentence, mentions)
    return (sentence.text[found.start : found.end], found.label) if found is not None else None


def _can_act(mention: Mention, sentence: Span, words: Gazetteer) -> bool:
    return not words.is_thing(sentence.text[mention.start : mention.end])


def _ordered(sentence: Span, mentions: list[Mention]) -> Mention | None:
    """ "It is recommended that departments free a day", "it is recommended to the boards of universities to …"."""
    text = sentence.text
    if (match := _ORDERED.search(text)) is not None:
        return next((m for m in mentions if match.end() <= m.start < match.end() + _FAR and _heads(sentence, m)), None)
    match = _ADDRESSED.search(text)
    if match is None or not (":" in text[:80] if match.start() == 0 else re.search(r"\bto [a-z]+", text[match.end() :])):
        return None
    return next((m for m in mentions if match.end() <= m.start < match.end() + _FAR), None)


def _fronted(sentence: Span, mentions: list[Mention]) -> Mention | None:
    """ "In the department a hotelier redesigned two courses": the second noun that hangs on the first preposition."""
    opening = next((token for token in sentence if token.dep_ in ("prep", "ROOT") and token.pos_ == "ADP"), None)
    if opening is None or opening.i > sentence.start + 1:
        return None
    hung = [child for child in opening.children if child.dep_ == "pobj"]
    return _named(sentence, hung[1], mentions) if len(hung) > 1 else None


def _leading(sentence: Span, mentions: list[Mention]) -> Mention | None:
    """ "Academic staff lack information.": a name at the head of a full sentence that has no finite verb."""
    if sentence.text[-1:] not in (".", "!", '"', "”") or len(sentence) < _FEWEST_WORDS or _has_finite_root(sentence):
        return None
    first = mentions[0] if mentions else None
    if first is None or not _heads(sentence, first):
        return None
    before = [token for token in sentence if token.idx - sentence.start_char < first.start]
    return first if all(token.pos_ in _BEFORE_NAME for token in before) else None


def _has_finite_root(sentence: Span) -> bool:
    return sentence.root.pos_ in ("VERB", "AUX")


def _heads(sentence: Span, mention: Mention) -> bool:
    """Whether a name is not merely what qualifies the noun after it."""
    after = next((token for token in sentence if token.idx - sentence.start_char >= mention.end), None)
    return after is None or after.pos_ not in ("NOUN", "PROPN") or after.lower_ in _NOUN_OR_VERB


def _named(sentence: Span, noun: Token, mentions: list[Mention]) -> Mention | None:
    place = noun.idx - sentence.start_char
    return next((mention for mention in mentions if mention.start <= place < mention.end), None)

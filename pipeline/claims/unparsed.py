"""Who acts where the parser found no subject: read from the order of words and the gazetteer alone.

A small parser takes "lack" and "order" for nouns, hangs a subject on the preposition before it, and leaves a sentence
without a verb. What is read here stands at one of three places: at the head of the sentence, after a fronted phrase, or
after the "that" or "to" of an order.
"""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from pipeline.claims.gazetteer import Gazetteer, Mention
from pipeline.claims.phrases import children

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
    place = _place(sentence)
    if place is None:
        return None
    for mention in words.sectors.find(sentence.text[: place[1] + _FAR]):
        if place[0] <= mention.start <= place[1] and not words.is_thing(sentence.text[mention.start : mention.end]):
            stands = _stands(sentence, mention, led=place[0] == 0)
            return (sentence.text[mention.start : mention.end], mention.label) if stands else None
    return None


def _place(sentence: Span) -> tuple[int, int] | None:
    """First and last offset at which the name of whoever acts may begin; None where the order of words tells none."""
    text = sentence.text
    if (match := _ORDERED.search(text)) is not None:
        return match.end(), match.end() + _FAR
    match = _ADDRESSED.search(text)
    if match is not None and (":" in text[:80] if match.start() == 0 else " to " in text[match.end() :]):
        return match.end(), match.end() + _FAR
    if (noun := _fronted(sentence)) is not None:
        first = noun.left_edge.idx - sentence.start_char
        return first, noun.idx - sentence.start_char
    full = text[-1:] in (".", "!", '"', "”") and len(sentence) >= _FEWEST_WORDS
    return (0, _FAR) if full and sentence.root.pos_ not in ("VERB", "AUX") else None


def _fronted(sentence: Span) -> Token | None:
    """ "In the department a hotelier redesigned two courses": the second noun that hangs on the first preposition."""
    opening = next((token for token in sentence[:3] if token.dep_ in ("prep", "ROOT") and token.pos_ == "ADP"), None)
    if opening is None or opening.i > sentence.start + 1:
        return None
    hung = [child for child in children(opening) if child.dep_ == "pobj"]
    return hung[1] if len(hung) > 1 else None


def _stands(sentence: Span, mention: Mention, *, led: bool) -> bool:
    """Whether a name is that of a body: not what qualifies the next noun, and first in a sentence that it leads."""
    if not _heads(sentence, mention):
        return False
    before = [token for token in sentence if token.idx - sentence.start_char < mention.start] if led else []
    return all(token.pos_ in _BEFORE_NAME for token in before)


def _heads(sentence: Span, mention: Mention) -> bool:
    """Whether a name is not merely what qualifies the noun after it."""
    after = next((token for token in sentence if token.idx - sentence.start_char >= mention.end), None)
    return after is None or after.pos_ not in ("NOUN", "PROPN") or after.lower_ in _NOUN_OR_VERB

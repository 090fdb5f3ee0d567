"""What the grammar of a passage says of who acts in it, as named marks for a fitted reader of sectors."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.phrases import SUBJECTS, children

_WITHIN = ("compound", "amod", "poss", "nmod")
_PERSONAL = ("nsubj", "nsubjpass", "poss", "dobj", "pobj")
# Words of a subject that are looked at; what follows is a relative clause as a rule.
_SUBJECT_WORDS = 12


# Words by which somebody is spoken of without a name.
_SOMEBODY = frozenset(
    "i we us me our ours my mine he she him her his they them their theirs you your yours who whose everyone everybody"
    " somebody someone nobody anyone anybody people".split()
)


def names_anybody(doc: Doc, words: Gazetteer) -> bool:
    """Whether a body or a person is spoken of at all: debris of a table is nobody's claim."""
    return any(token.lower_ in _SOMEBODY for token in doc) or bool(words.sectors.find(doc.text))


def who_marks(doc: Doc, words: Gazetteer, *, policy: bool, actor: str | None, sector: str | None) -> list[str]:
    """Named marks of a passage: what the rules read, its verb and subject, who is named in which part of it."""
    side = "policy" if policy else "practice"
    found = [f"rule={sector}", f"named={actor is not None}", f"side={side}", f"rule={sector}:{side}"]
    found += [f"actor={word}" for word in (actor or "").lower().split()]
    return [*found, *_verb(doc), *_mentions(doc, words, sector), *_pronouns(doc, side)]


def _verb(doc: Doc) -> Iterator[str]:
    root = next((sentence.root for sentence in doc.sents), None)
    if root is None:
        return
    yield f"verb={root.lemma_.lower()}"
    yield f"tag={root.tag_}"
    yield f"passive={any(child.dep_ == 'auxpass' for child in children(root))}"
    for subject in (child for child in children(root) if child.dep_ in SUBJECTS):
        yield f"subject={subject.dep_}"
        yield f"head={subject.lemma_.lower()}"
        yield from (f"in={token.lower_}" for token in list(subject.subtree)[:_SUBJECT_WORDS])


def _mentions(doc: Doc, words: Gazetteer, sector: str | None) -> Iterator[str]:
    """Each sector named, by its part in the clause, and all of them together."""
    subjects, named = set(), []
    for number, mention in enumerate(words.sectors.find(doc.text)):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            continue
        named.append(mention.label)
        whole = _whole_noun(span.root)
        first = _first_of_row(whole)
        by = first.head.lower_ if first.dep_ == "pobj" else ""
        above = first.head.head if first.dep_ == "pobj" else first.head
        place = "root" if above.dep_ == "ROOT" else above.dep_
        yield f"part={mention.label}:{first.dep_}:{by}:{place}"
        yield f"part={mention.label}:{first.dep_}"
        yield f"part={mention.label}:by:{by}"
        yield f"order={min(number, 3)}:{mention.label}:{first.dep_}"
        if whole.i != span.root.i:
            yield f"of={mention.label}"
        elif first.dep_ in SUBJECTS and place == "root":
            subjects.add(mention.label)
    yield f"first={named[0] if named else None}:{sector}"
    yield f"all={'+'.join(sorted(set(named)))}"
    yield f"subjects={'+'.join(sorted(subjects))}"


def _whole_noun(token: Token) -> Token:
    """The noun that a name only describes: "department" of "university department"."""
    while token.dep_ in _WITHIN and token.head.pos_ in ("NOUN", "PROPN") and token.head.i != token.i:
        token = token.head
    return token


def _first_of_row(token: Token) -> Token:
    """The first of coordinated nouns, which bears their part in the clause."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def _pronouns(doc: Doc, side: str) -> Iterator[str]:
    said = [token for token in doc if token.pos_ == "PRON" and token.dep_ in _PERSONAL]
    for token in said:
        place = "root" if token.head.dep_ == "ROOT" else token.head.dep_
        yield f"pronoun={token.lower_}:{token.dep_}:{place}"
        yield f"pronoun={token.lower_}"
    yield f"opens={said[0].lower_ if said else ''}:{side}"

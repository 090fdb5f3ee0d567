"""A segment as the rules coder reads it: clauses of lemmas and words, and who does what to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.code.lemmas import read_words
from pipeline.code.rules_cues import MARK, Cue, Dependency
from pipeline.english import load_english

_OPENS_CLAUSE = frozenset({"conj", "advcl", "ccomp", "parataxis"})
_SUBJECT = frozenset({"nsubj", "csubj"})
_PASSIVE = frozenset({"nsubjpass"})
_OBJECT = frozenset({"dobj", "dative", "attr", "oprd"})


@dataclass(frozen=True)
class Act:
    """A verb with the words of its subject and of its object, as strings a cue's patterns search."""

    verb: str
    subject: str
    object: str


@dataclass(frozen=True)
class Reading:
    """Clauses of a segment, and its acts (English only)."""

    clauses: tuple[str, ...]
    acts: tuple[Act, ...] = ()


def read_english(texts: Iterable[str], model: str | None = None) -> Iterator[Reading]:
    """Readings of `texts`, in order, by the English parser."""
    for doc in load_english(model, exclude=("ner",)).pipe(texts, batch_size=64):
        yield Reading(_clauses(doc), tuple(_acts(doc)))


def read_other(text: str, language: str) -> Reading:
    """The reading of a Russian or Kazakh text: clauses by punctuation and conjunctions, no acts."""
    return Reading(tuple(_line(lemmas, words) for lemmas, words in read_words(text, language)))


def matches(cue: Cue, reading: Reading) -> bool:
    """Whether `cue` is found in `reading`."""
    for group in cue.groups:
        if not any(_holds(group, clause) for clause in reading.clauses):
            return False
    return all(any(_done(need, act) for act in reading.acts) for need in cue.dependencies)


def _holds(group: tuple[Any, ...], clause: str) -> bool:
    return all((condition.pattern.search(clause) is None) == condition.excluded for condition in group)


def _done(need: Dependency, act: Act) -> bool:
    if not need.verb.search(act.verb):
        return False
    if need.subject is not None and not need.subject.search(act.subject):
        return False
    return need.object is None or need.object.search(act.object) is not None


def _line(lemmas: Iterable[str], words: Iterable[str]) -> str:
    return f" {' '.join(lemmas)} {MARK} {' '.join(words)} "


def _words_of(tokens: Iterable[Any]) -> str:
    kept = [token for token in tokens if not token.is_punct and not token.is_space]
    # Some hyphened words stay one token; cues know the parts.
    return _line(
        (token.lemma_.lower().replace("-", " ") for token in kept),
        (token.lower_.replace("-", " ") for token in kept),
    )


def _clauses(doc: Any) -> tuple[str, ...]:
    groups: dict[int, list[Any]] = {}
    for token in doc:
        groups.setdefault(_clause_head(token), []).append(token)
    return tuple(_words_of(groups[head]) for head in sorted(groups))


def _clause_head(token: Any) -> int:
    while token.head.i != token.i and not _opens(token):
        token = token.head
    return int(token.i)


def _opens(token: Any) -> bool:
    if token.dep_ not in _OPENS_CLAUSE or token.pos_ not in ("VERB", "AUX"):
        return False
    return any(child.dep_ in _SUBJECT | _PASSIVE for child in token.children)


def _acts(doc: Any) -> Iterator[Act]:
    for verb in doc:
        if verb.pos_ in ("VERB", "AUX"):
            yield Act(_words_of([verb]), _phrases(_subjects(verb)), _phrases(_objects(verb)))


def _subjects(verb: Any) -> list[Any]:
    agents = [child for by in verb.children if by.dep_ == "agent" for child in by.children]
    own = [child for child in verb.children if child.dep_ in _SUBJECT]
    if verb.dep_ == "relcl" and any(child.lower_ in ("who", "which", "that") for child in own):
        own = [verb.head]
    if not own and not agents and verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.pos_ in ("VERB", "AUX"):
        return _subjects(verb.head) if verb.head.i != verb.i else []
    if not own and verb.dep_ == "acl" and verb.tag_ == "VBG":
        own = [verb.head]
    return own + agents


def _objects(verb: Any) -> list[Any]:
    found = [child for child in verb.children if child.dep_ in _OBJECT | _PASSIVE]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        found.append(verb.head)
    found += [child for to in verb.children if to.dep_ in ("dative", "prep") for child in to.children]
    return found


def _phrases(heads: Iterable[Any]) -> str:
    return _words_of(token for head in heads for token in _noun_phrase(head))


def _noun_phrase(head: Any) -> list[Any]:
    # A relative clause on the noun is another act; of-phrases and conjuncts belong to who acts.
    skipped = {part.i for child in head.children if child.dep_ in ("relcl", "acl", "advcl") for part in child.subtree}
    return [token for token in head.subtree if token.i not in skipped]

"""The Russian parser, loaded in one place: natasha's morphology and syntax (slovnet), lemmas by pymorphy3. Offline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

# Slovnet's parser weighs every pair of words of a sentence; a longer run of words is debris and is read in pieces.
_LONGEST_SENTENCE = 200
_BATCH = 32
# What pymorphy3 calls the parts of speech of Universal Dependencies.
_CLASSES: Mapping[str, tuple[str, ...]] = {
    "NOUN": ("NOUN",), "PROPN": ("NOUN",), "ADJ": ("ADJF", "ADJS", "COMP", "PRTF"), "ADV": ("ADVB", "COMP", "PRED"),
    "VERB": ("VERB", "INFN", "PRTF", "PRTS", "GRND", "PRED"), "AUX": ("VERB", "INFN"), "NUM": ("NUMR",),
    "PRON": ("NPRO",), "DET": ("ADJF",), "ADP": ("PREP",), "CCONJ": ("CONJ",), "SCONJ": ("CONJ",), "PART": ("PRCL",),
}  # fmt: skip
_CASES: Mapping[str, tuple[str, ...]] = {
    "Nom": ("nomn",), "Gen": ("gent", "gen2"), "Dat": ("datv",), "Acc": ("accs",), "Ins": ("ablt",),
    "Loc": ("loct", "loc2"),
}  # fmt: skip
_NUMBERS: Mapping[str, str] = {"Sing": "sing", "Plur": "plur"}


class RussianModel(NamedTuple):
    """Which models read Russian: package, version, SHA-256 over the names and bytes of its data files."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a parsed sentence. `index` and `head` count within it (the root's head is its own index).

    `relation`, `pos` and `feats` are those of Universal Dependencies; `start`, `end` are offsets in the text.
    """

    index: int
    head: int
    relation: str
    pos: str
    feats: Mapping[str, str]
    text: str
    start: int
    end: int
    lemma: str


@dataclass(frozen=True)
class Sentence:
    """The words of one sentence with the tree over them."""

    words: tuple[Word, ...]

    @property
    def root(self) -> Word:
        return next(word for word in self.words if word.head == word.index)

    @cached_property
    def _below(self) -> dict[int, list[Word]]:
        below: dict[int, list[Word]] = {}
        for word in self.words:
            if word.head != word.index:
                below.setdefault(word.head, []).append(word)
        return below

    def children(self, word: Word) -> list[Word]:
        """Words right below `word`, in order."""
        return self._below.get(word.index, [])

    def subtree(self, word: Word, barred: Iterable[int] = ()) -> list[Word]:
        """`word` and all below it, in order, without what hangs under the words at the indices `barred`."""
        kept, queue, shut = {word.index}, [word], frozenset(barred)
        while queue:
            for child in self.children(queue.pop()):
                if child.index not in kept and child.index not in shut:
                    kept.add(child.index)
                    queue.append(child)
        return [self.words[index] for index in sorted(kept)]


def parse_russian(texts: Iterable[str]) -> Iterator[list[Sentence]]:
    """The sentences of each of `texts`, in order; a text without words has none."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _BATCH:
            yield from _parse(batch)
            batch = []
    yield from _parse(batch)


def describe_russian() -> RussianModel:
    """Name, version and hash of the models that `parse_russian` uses, for a run's record."""
    try:
        released = version("natasha")
    except PackageNotFoundError:
        released = "unknown"
    return RussianModel("natasha news (slovnet)", released, _hash_data())


def _parse(texts: list[str]) -> Iterator[list[Sentence]]:
    pieces = [(number, tokens) for number, text in enumerate(texts) for tokens in _tokens(text)]
    found: list[list[Sentence]] = [[] for _ in texts]
    if pieces:
        morph, syntax = _models()
        # Slovnet pads a batch to its longest sentence, so sentences of like length go together.
        order = sorted(range(len(pieces)), key=lambda piece: len(pieces[piece][1]))
        words = [[text for text, _, _ in pieces[piece][1]] for piece in order]
        read: dict[int, Sentence] = {}
        for piece, tags, tree in zip(order, morph.map(words), syntax.map(words), strict=True):
            read[piece] = _sentence(pieces[piece][1], tags, tree)
        for piece, (number, _) in enumerate(pieces):
            found[number].append(read[piece])
    yield from found


def _tokens(text: str) -> Iterator[list[tuple[str, int, int]]]:
    from razdel import sentenize, tokenize

    for sentence in sentenize(text):
        tokens = [(t.text, sentence.start + t.start, sentence.start + t.stop) for t in tokenize(sentence.text)]
        for first in range(0, len(tokens), _LONGEST_SENTENCE):
            yield tokens[first : first + _LONGEST_SENTENCE]


def _sentence(tokens: list[tuple[str, int, int]], tags: Any, tree: Any) -> Sentence:
    heads = _heads([int(node.head_id) - 1 for node in tree.tokens])
    words = []
    for index, ((text, start, end), tag, node) in enumerate(zip(tokens, tags.tokens, tree.tokens, strict=True)):
        feats = dict(tag.feats)
        lemma = lemma_of(text.lower(), tag.pos, feats.get("Case", ""), feats.get("Number", ""))
        relation = "root" if heads[index] == index else node.rel
        words.append(Word(index, heads[index], relation, tag.pos, feats, text, start, end, lemma))
    return Sentence(tuple(words))


def _heads(given: list[int]) -> list[int]:
    """A tree from the parser's guesses, which may hold no root, several, or a ring: exactly one root, all under it."""
    root = next((index for index, head in enumerate(given) if head in (-1, index)), 0)
    heads = [head if 0 <= head < len(given) else root for head in given]
    heads[root] = root
    for index in range(len(heads)):
        seen, at = {index}, index
        while heads[at] != at:
            at = heads[at]
            if at in seen:
                heads[at] = root
                break
            seen.add(at)
    return heads


@lru_cache(maxsize=200_000)
def lemma_of(word: str, pos: str = "", case: str = "", number: str = "") -> str:
    """The lemma of a lower-case `word`, by the reading that agrees with part of speech, case and number; ё as е."""
    parses = _analyzer().parse(word)
    fitting = [parse for parse in parses if parse.tag.POS in _CLASSES.get(pos, ())] or parses
    cases, numeral = _CASES.get(case, ()), _NUMBERS.get(number)
    agreeing = [p for p in fitting if (not cases or p.tag.case in cases) and (not numeral or p.tag.number == numeral)]
    return str((agreeing or fitting)[0].normal_form).replace("ё", "е")


@cache
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _models() -> tuple[Any, Any]:
    from natasha import NewsEmbedding, NewsMorphTagger, NewsSyntaxParser

    embedding = NewsEmbedding()
    return NewsMorphTagger(embedding), NewsSyntaxParser(embedding)


@cache
def _hash_data() -> str:
    from natasha.data import NEWS_EMBEDDING, NEWS_MORPH, NEWS_SYNTAX

    digest = hashlib.sha256()
    for path in sorted(Path(name) for name in (NEWS_EMBEDDING, NEWS_MORPH, NEWS_SYNTAX)):
        content = path.read_bytes()
        digest.update(b"%d:%s%d:" % (len(path.name), path.name.encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()

"""Small studies with known topics, for the tests of the topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from pipeline.codebook import Code, Codebook
from pipeline.tables import DOCUMENTS, SEGMENTS
from pipeline.topics.bags import Bags, make_bags
from pipeline.topics.words import Sentence, Word

POLICY_WORDS = "laboratory patent innovation technology research cluster prototype science grant investor".split()
PRACTICE_WORDS = "student internship lecture employer graduate trainee course teacher salary curriculum".split()
SIDES: Mapping[str, Sequence[str]] = {"policy": POLICY_WORDS, "practice": PRACTICE_WORDS}


def codebook(cues: Mapping[str, Sequence[str]], classes: Mapping[str, str] | None = None) -> Codebook:
    """Codes of one dimension with their English cues, in the given order."""
    codes = tuple(
        Code(id=name, dimension="craft", cues={"en": tuple(words)} if words else {}) for name, words in cues.items()
    )
    return Codebook(codes, {"craft": "craft"}, {}, {"en": classes or {}}, {})


def segment(document_id: str, start: int, text: str, **more: object) -> dict[str, object]:
    row = {"segment_id": f"{document_id}:{start}", "document_id": document_id, "kind": "paragraph", "start": start,
           "end": start + len(text), "language": "en", "text": text}  # fmt: skip
    return {**row, **more}


def study(
    passages: int, documents: Mapping[str, int] | None = None, words: Mapping[str, Sequence[str]] = SIDES
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tables SEGMENTS and DOCUMENTS: each side's documents hold `passages` lists of 30 words, in turn of the first and
    of the second half of its words."""
    rng = np.random.default_rng(1)
    rows, segments = [], []
    for side, count in (documents or {"policy": 6, "practice": 6}).items():
        for number in range(count):
            name = f"{side}{number}"
            rows.append({"document_id": name, "side": side, "title": name, "participant": None})
            segments += [
                segment(name, at * 1000, "The " + ", the ".join(rng.choice(words[side][at % 2 :: 2], 30)) + ".")
                for at in range(passages)
            ]
    return SEGMENTS.frame(segments), DOCUMENTS.frame(rows)


def sentence(document_id: str, words: str, *, side: str = "policy", at: int = 0, tag: str = "NOUN") -> Sentence:
    """A sentence whose words each stand alone, so that no phrase can be made of them."""
    runs = tuple((Word(word, tag),) for word in words.split())
    return Sentence(document_id, document_id, side, f"{document_id}:{at}", runs)


def bags(topics: Sequence[str] = ("a b c d e f g h i j", "k l m n o p q r s t"), documents: int = 10) -> Bags:
    """Bags of `documents` documents on each side, every passage drawn from the words of one topic."""
    rng = np.random.default_rng(2)
    sentences = [
        sentence(f"{side}{number}", " ".join(rng.choice(words.split(), 24)), side=side, at=at)
        for side in ("policy", "practice")
        for number in range(documents)
        for at, words in enumerate(topics)
    ]
    made = make_bags(sentences)
    assert made is not None
    return made

"""A fitted reader of the sector that a passage's main claim is about: linear over words, grammar and what rules read.

An actor's words come from the rules (`whose.py`) alone. In a policy the reader judges the sector of an actor that is
named, and a measure without one stays without. In an account of practice it judges whose doing or condition the passage
reports, since "internships were cut to one week" is said of somebody although it names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from spacy.tokens import Doc

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.linear_reader import LinearReader, View, fit_linear, load_linear, odds
from pipeline.claims.who_marks import who_marks

SECTOR_PATH = Path(__file__).resolve().parents[2] / "models" / "sector.npz"
NOBODY = "none"
# Strength of regularisation, chosen by leaving out files of the training passages.
_C = 0.2


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 3), sublinear_tf=True, min_df=3, max_features=25_000, token_pattern=r"[\w']+"
    )


def _lines() -> CountVectorizer:
    return CountVectorizer(analyzer=str.splitlines, binary=True, min_df=4)


_VIEWS = (View("words", 1.5, _words), View("marks", 0.7, _lines), View("meanings", 0.7, _lines))


class Asked(NamedTuple):
    """A parsed passage as the reader takes it.

    `actor` and `sector` are the rules'; `seat` is the sector in which its codes seat a hindrance; `meanings` are the
    definitions of its codes, so that a code is known by what it means and not by its id.
    """

    doc: Doc
    policy: bool = False
    actor: str | None = None
    sector: str | None = None
    seat: str | None = None
    meanings: tuple[str, ...] = ()


def read_sectors(passages: Sequence[Asked], reader: LinearReader, words: Gazetteer) -> list[str | None]:
    """Sector of each passage's main claim; None in a policy that names no actor, or where the reader sees nobody."""
    if not passages:
        return []
    classes = [str(name) for name in reader.classes]
    found: list[str | None] = []
    for passage, scores in zip(passages, odds(reader, _VIEWS, _texts(passages, words)), strict=True):
        if not passage.policy and NOBODY in classes:
            scores[classes.index(NOBODY)] = -np.inf
        best = classes[int(np.argmax(scores))]
        nobody = best == NOBODY or (passage.policy and passage.actor is None)
        found.append(None if nobody else best)
    return found


def fit_sectors(passages: Sequence[Asked], sectors: Sequence[str], words: Gazetteer) -> LinearReader:
    """The reader of coded passages; each is learned with and without its codes, for readers of uncoded text."""
    twice = [*passages, *(passage._replace(seat=None, meanings=()) for passage in passages)]
    return fit_linear(_VIEWS, _texts(twice, words), [*sectors, *sectors], _C)


def load_sectors(path: Path = SECTOR_PATH) -> LinearReader | None:
    """The reader at `path`, None where there is none; StudyError where the file is of another kind or version."""
    return load_linear(path, _VIEWS)


@cache
def project_sectors() -> LinearReader | None:
    """The project's own fitted reader, read once."""
    return load_sectors()


def _texts(passages: Sequence[Asked], words: Gazetteer) -> list[list[str]]:
    marks = [
        who_marks(passage.doc, words, policy=passage.policy, actor=passage.actor, sector=passage.sector)
        for passage in passages
    ]
    seats = [f"seat={passage.seat}" for passage in passages]
    return [
        [passage.doc.text for passage in passages],
        ["\n".join([*each, seat]) for each, seat in zip(marks, seats, strict=True)],
        ["\n".join(sorted(set(passage.meanings))) for passage in passages],
    ]

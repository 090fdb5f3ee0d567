"""A fitted reader of status and modality: linear over words, their skeleton and what the rules read.

It judges a passage's main claim in English; the rules (`status.py`) judge later clauses, other languages, and
everything where no reader is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from spacy.tokens import Doc

from pipeline.claims.linear_reader import LinearReader, View, fit_linear, load_linear, odds
from pipeline.claims.status import Standing, standing
from pipeline.claims.wording import marks, skeleton

STATUS_PATH = Path(__file__).resolve().parents[2] / "models" / "status.npz"
# Strength of regularisation, chosen by leaving out files of the training passages.
_C = 3.0


def _terms(pattern: str) -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 4), sublinear_tf=True, min_df=4, max_features=15_000, token_pattern=pattern)


def _characters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=8, max_features=15_000)


_VIEWS = (
    View("words", 1.0, lambda: _terms(r"[\w']+")),
    View("characters", 0.7, _characters),
    View("bones", 1.0, lambda: _terms(r"\S+")),
    View("marks", 0.8, lambda: CountVectorizer(analyzer=str.splitlines, binary=True, min_df=4)),
)


class Told(NamedTuple):
    """A parsed passage as the reader takes it: its side, whether it is a hindrance only, the roles of its codes."""

    doc: Doc
    policy: bool = False
    hindrance: bool = False
    roles: tuple[str, ...] = ()


def read_standings(passages: Sequence[Told], reader: LinearReader) -> list[Standing]:
    """Standing of each passage's main claim; polarity is the rules'."""
    if not passages:
        return []
    found = []
    for passage, best in zip(passages, np.argmax(odds(reader, _VIEWS, _texts(passages)), axis=1), strict=True):
        status, _, modality = str(reader.classes[best]).partition(":")
        rules = standing(passage.doc.text, policy=passage.policy, hindrance=passage.hindrance)
        found.append(Standing(status, modality or "none", rules.polarity))
    return found


def fit_status(passages: Sequence[Told], statuses: Sequence[str], modalities: Sequence[str]) -> LinearReader:
    """The reader of coded passages; each is learned with and without its codes, for readers of uncoded text."""
    twice = [*passages, *(passage._replace(roles=()) for passage in passages)]
    wanted = [f"{s}:{m}" if s == "intended" else s for s, m in zip(statuses, modalities, strict=True)]
    return fit_linear(_VIEWS, _texts(twice), [*wanted, *wanted], _C)


def load_status(path: Path = STATUS_PATH) -> LinearReader | None:
    """The reader at `path`, None where there is none; StudyError where the file is of another kind or version."""
    return load_linear(path, _VIEWS)


@cache
def project_status() -> LinearReader | None:
    """The project's own fitted reader, read once."""
    return load_status()


def _texts(passages: Sequence[Told]) -> list[list[str]]:
    plain = [passage.doc.text for passage in passages]
    noted = ["\n".join(marks(p.doc, policy=p.policy, hindrance=p.hindrance, roles=p.roles)) for p in passages]
    return [plain, plain, [skeleton(passage.doc) for passage in passages], noted]

"""A fitted reader of status and modality: linear over words, their skeleton and what the rules read.

It judges a passage's main claim in English; the rules (`status.py`) judge later clauses, other languages, and
everything where no reader is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from pipeline.arrays_file import Array, load_arrays, save_arrays
from pipeline.claims.status import Standing, standing
from pipeline.claims.wording import marks, skeleton

READER_PATH = Path(__file__).resolve().parents[2] / "models" / "status.npz"
SEED = 2018
# Strength of regularisation, chosen by leaving out files of the training passages.
_C = 3.0
_WEIGHTS = (1.0, 0.7, 1.0, 0.8)
# Fewer passages teach no grammar; rules then judge alone.
FEWEST = 200


class Told(NamedTuple):
    """A parsed passage as the reader takes it: its side, whether it is a hindrance only, the roles of its codes."""

    doc: Doc
    policy: bool = False
    hindrance: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatusReader:
    """Terms and weights of the fit: classes (C,), vocabulary and idf of each of four views, weights (C, V), bias."""

    classes: Array
    words: Array
    words_idf: Array
    characters: Array
    characters_idf: Array
    bones: Array
    bones_idf: Array
    marks: Array
    weights: Array
    bias: Array


def read_standings(passages: Sequence[Told], reader: StatusReader) -> list[Standing]:
    """Standing of each passage's main claim; polarity is the rules'."""
    if not passages:
        return []
    with threadpool_limits(1):
        odds = _features(passages, _fitted(reader)) @ reader.weights.T.astype(float) + reader.bias
    found = []
    for passage, best in zip(passages, np.argmax(odds, axis=1), strict=True):
        status, _, modality = str(reader.classes[best]).partition(":")
        rules = standing(passage.doc.text, policy=passage.policy, hindrance=passage.hindrance)
        found.append(Standing(status, modality or "none", rules.polarity))
    return found


def fit_reader(passages: Sequence[Told], statuses: Sequence[str], modalities: Sequence[str]) -> StatusReader:
    """The reader of coded passages; each is learned with and without its codes, for readers of uncoded text."""
    twice = [*passages, *(passage._replace(roles=()) for passage in passages)]
    wanted = [f"{s}:{m}" if s == "intended" else s for s, m in zip(statuses, modalities, strict=True)]
    views = _new_views()
    for view, texts in zip(views, _texts(twice), strict=True):
        view.fit(texts)
    with threadpool_limits(1):
        fitted = LogisticRegression(C=_C, max_iter=400).fit(_features(twice, views), [*wanted, *wanted])
    named = ("words", "characters", "bones", "marks")
    parts: dict[str, Any] = {}
    for name, view in zip(named, views, strict=True):
        parts[name] = view.get_feature_names_out().astype(str)
        if isinstance(view, TfidfVectorizer):
            parts[f"{name}_idf"] = view.idf_.astype(np.float32)
    return StatusReader(
        classes=fitted.classes_.astype(str), weights=fitted.coef_.astype(np.float16), bias=fitted.intercept_, **parts
    )


def save_reader(reader: StatusReader, path: Path = READER_PATH) -> None:
    """Write `reader` to `path`, whole or not at all, byte for byte the same for the same arrays."""
    save_arrays({field.name: getattr(reader, field.name) for field in fields(reader)}, path)


def load_reader(path: Path = READER_PATH) -> StatusReader | None:
    """The reader at `path`, None where there is none; StudyError where the file is of another kind or version."""
    arrays = load_arrays(path, [field.name for field in fields(StatusReader)])
    return None if arrays is None else StatusReader(**arrays)


@cache
def project_reader() -> StatusReader | None:
    """The project's own fitted reader, read once."""
    return load_reader()


def _new_views() -> list[CountVectorizer]:
    return [
        TfidfVectorizer(ngram_range=(1, 4), sublinear_tf=True, min_df=4, max_features=15_000, token_pattern=r"[\w']+"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=8, max_features=15_000),
        TfidfVectorizer(ngram_range=(1, 4), sublinear_tf=True, min_df=4, max_features=15_000, token_pattern=r"\S+"),
        CountVectorizer(analyzer=str.splitlines, binary=True, min_df=4),
    ]


def _texts(passages: Sequence[Told]) -> list[list[str]]:
    plain = [passage.doc.text for passage in passages]
    noted = ["\n".join(marks(p.doc, policy=p.policy, hindrance=p.hindrance, roles=p.roles)) for p in passages]
    return [plain, plain, [skeleton(passage.doc) for passage in passages], noted]


def _features(passages: Sequence[Told], views: Sequence[CountVectorizer]) -> sparse.csr_matrix:
    parts = zip(_WEIGHTS, views, _texts(passages), strict=True)
    return sparse.hstack([weight * view.transform(texts) for weight, view, texts in parts]).tocsr()


def _fitted(reader: StatusReader) -> list[CountVectorizer]:
    views = _new_views()
    for view, name in zip(views, ("words", "characters", "bones", "marks"), strict=True):
        view.vocabulary = {str(term): i for i, term in enumerate(getattr(reader, name))}
        if isinstance(view, TfidfVectorizer):
            view.idf_ = getattr(reader, f"{name}_idf").astype(float)
    return views

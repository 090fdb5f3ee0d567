"""A linear reader over several views of a text, fitted with scikit-learn and kept as plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.arrays_file import Array, load_arrays, save_arrays


class View(NamedTuple):
    """One way to look at a text: its name in the file, its weight beside the others, a new vectoriser of it."""

    name: str
    weight: float
    make: Callable[[], CountVectorizer]


@dataclass(frozen=True)
class LinearReader:
    """Classes (C,), by view its terms and, where they are weighted, idf; weights (C, V), bias (C,)."""

    classes: Array
    terms: Mapping[str, Array]
    idf: Mapping[str, Array]
    weights: Array
    bias: Array

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        """Column of each term, by view."""
        return {name: {str(term): i for i, term in enumerate(terms)} for name, terms in self.terms.items()}


def fit_linear(
    views: Sequence[View], texts: Sequence[Sequence[str]], wanted: Sequence[str], strength: float
) -> LinearReader:
    """The reader of `texts` (one list of N per view) that tells `wanted` (N); `strength` is scikit-learn's C."""
    fitted = [view.make().fit(seen) for view, seen in zip(views, texts, strict=True)]
    with threadpool_limits(1):
        model = LogisticRegression(C=strength, max_iter=400).fit(_features(views, fitted, texts), list(wanted))
    named = list(zip(views, fitted, strict=True))
    return LinearReader(
        model.classes_.astype(str),
        {view.name: each.get_feature_names_out().astype(str) for view, each in named},
        {view.name: each.idf_.astype(np.float32) for view, each in named if isinstance(each, TfidfVectorizer)},
        model.coef_.astype(np.float16),
        model.intercept_,
    )


def odds(reader: LinearReader, views: Sequence[View], texts: Sequence[Sequence[str]]) -> Array:
    """Log odds (N, C) of each class for `texts` (one list of N per view)."""
    with threadpool_limits(1):
        found: Array = _features(views, _fitted(reader, views), texts) @ reader.weights.T.astype(float) + reader.bias
    return found


def save_linear(reader: LinearReader, path: Path) -> None:
    """Write `reader` to `path`, whole or not at all, byte for byte the same for the same arrays."""
    arrays = {"classes": reader.classes, "weights": reader.weights, "bias": reader.bias, **reader.terms}
    save_arrays({**arrays, **{f"{name}_idf": idf for name, idf in reader.idf.items()}}, path)


def load_linear(path: Path, views: Sequence[View]) -> LinearReader | None:
    """The reader at `path`, None where there is none; StudyError where the file is of another kind or version."""
    weighted = [view.name for view in views if isinstance(view.make(), TfidfVectorizer)]
    names = [view.name for view in views]
    arrays = load_arrays(path, ["classes", "weights", "bias", *names, *(f"{name}_idf" for name in weighted)])
    if arrays is None:
        return None
    terms, idf = {name: arrays[name] for name in names}, {name: arrays[f"{name}_idf"] for name in weighted}
    return LinearReader(arrays["classes"], terms, idf, arrays["weights"], arrays["bias"])


def _features(views: Sequence[View], fitted: Sequence[Any], texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    parts = zip(views, fitted, texts, strict=True)
    return sparse.hstack([view.weight * each.transform(seen) for view, each, seen in parts]).tocsr()


def _fitted(reader: LinearReader, views: Sequence[View]) -> list[CountVectorizer]:
    made = []
    for view in views:
        each = view.make()
        each.vocabulary = reader.places[view.name]
        each.analyzer = _known(each, each.vocabulary)
        if isinstance(each, TfidfVectorizer):
            each.idf_ = reader.idf[view.name].astype(float)
        made.append(each)
    return made


def _known(each: CountVectorizer, places: Mapping[str, int]) -> Callable[[str], list[str]]:
    """The vectoriser's own terms of a text, without those that the reader does not know: looking them up is slow.

    Character terms are made word by word, so those of a word are kept; most words come again.
    """
    whole = each.build_analyzer()

    def terms(text: str) -> list[str]:
        return [term for term in whole(text) if term in places]

    if each.analyzer != "char_wb":
        return terms
    of_word = lru_cache(maxsize=20_000)(terms)
    return lambda text: [term for word in text.split() for term in of_word(word)]

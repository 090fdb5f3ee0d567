"""The model coder: n-grams and sentence vectors, a linear score each per code, stacked to one probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from pipeline.code.encoder import load_encoder
from pipeline.code.model_file import FittedModel
from pipeline.tables import CODINGS

CODER = "model"
FEWEST_EXAMPLES = 5
# Character n-grams carry what words carry, again; less weight keeps them from deciding alone.
CHARACTER_WEIGHT = 0.7
Matrix = npt.NDArray[np.float64]


def code_by_model(segments: pl.DataFrame, model: FittedModel, found: Any = None) -> pl.DataFrame:
    """Codings (table CODINGS, coder `model`) of `segments` (segment_id, text): codes at or over their threshold.

    `found` are the segments' scores (n, K, 4) where the caller has them: encoding is what takes time.
    """
    given = scores(model, [text or "" for text in segments["text"]]) if found is None else found
    probabilities = probability(model, given)
    return applied(segments["segment_id"].to_list(), model, probabilities, model.thresholds, CODER)


def applied(ids: Sequence[str], model: FittedModel, found: Matrix, thresholds: Any, coder: str) -> pl.DataFrame:
    """Codings of the cells of `found` (segments, codes) that reach the threshold of their code."""
    codes = model.code_ids
    rows = [
        {"segment_id": ids[i], "code": codes[k], "coder": coder, "probability": round(float(found[i, k]), 6)}
        for i, k in zip(*np.nonzero(found >= thresholds[None, :]), strict=True)
    ]
    return CODINGS.frame(rows)


def scores(model: FittedModel, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Texts (n) to scores (n, K, 4): n-grams, vectors, gate, nearness to the code's definition."""
    if not len(texts):
        return np.zeros((0, len(model.codes), 4))
    with threadpool_limits(1):
        vectors = load_encoder(str(model.encoder)).encode(texts)
        return scores_from(model, texts, vectors)


def scores_from(model: FittedModel, texts: Sequence[str], vectors: Any) -> npt.NDArray[np.float64]:
    """As `scores`, with the texts' vectors (n, D) given."""
    ngrams = ngram_features(texts, vectorizers(model)) @ model.ngram_weights.T.astype(float) + model.ngram_bias
    scaled = (vectors - model.vector_mean) / model.vector_scale
    dense = scaled @ model.vector_weights.T.astype(float) + model.vector_bias
    near = nearness(vectors, model.definitions)
    gate = np.repeat((ngrams[:, -1:] + dense[:, -1:]) / 2, near.shape[1], axis=1)
    return np.stack([ngrams[:, :-1], dense[:, :-1], gate, near], axis=2)


def nearness(vectors: Any, definitions: Any) -> Matrix:
    """Cosine of texts (n, D) with definitions (K, D), less the text's mean: which code, not how much on the subject."""
    cosine = np.asarray(vectors, dtype=float) @ np.asarray(definitions, dtype=float).T
    return 10 * (cosine - cosine.mean(axis=1, keepdims=True))


def probability(model: FittedModel, found: Any, rules: Any = None) -> Matrix:
    """Scores (n, K, 4), and the rules' cells (n, K) of 0 and 1 when given, to probabilities (n, K)."""
    weights = model.stack if rules is None else model.stack_with_rules
    trained = expit(design(found, rules) @ weights)
    untrained = expit(zero_shot_design(found) @ model.zero_shot)
    return np.where(model.examples[None, :] >= FEWEST_EXAMPLES, trained, untrained)


def design(found: Any, rules: Any = None) -> Any:
    """Features of the stack for every cell (n, K, S): scores, constant, and with rules: fired, and anything fired."""
    columns = [found, (found[..., :1] * found[..., 1:2]), np.ones((*found.shape[:2], 1))]
    if rules is not None:
        fired = np.asarray(rules, dtype=float)
        anything = np.repeat(fired.any(axis=1, keepdims=True), fired.shape[1], axis=1)
        columns += [fired[..., None], anything[..., None].astype(float)]
    return np.concatenate(columns, axis=2)


def zero_shot_design(found: Any) -> Any:
    """Features for codes without examples (n, K, 3): gate, nearness to the definition, constant."""
    return np.concatenate([found[..., 2:4], np.ones((*found.shape[:2], 1))], axis=2)


def new_vectorizers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Unfitted word (1-2) and character (2-5) n-gram weightings, sublinear tf-idf."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=12_000)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3, max_features=20_000
    )
    return words, characters


def vectorizers(model: FittedModel) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """The n-gram weightings as they were fitted."""
    words, characters = new_vectorizers()
    for vectorizer, terms, idf in (
        (words, model.words, model.word_idf),
        (characters, model.characters, model.character_idf),
    ):
        vectorizer.vocabulary = {str(term): i for i, term in enumerate(terms)}
        vectorizer.idf_ = idf.astype(float)
    return words, characters


def ngram_features(texts: Sequence[str], fitted: tuple[TfidfVectorizer, TfidfVectorizer]) -> sparse.csr_matrix:
    """Texts (n) to weighted n-grams (n, V): words, then characters."""
    words, characters = fitted
    return sparse.hstack([words.transform(texts), CHARACTER_WEIGHT * characters.transform(texts)]).tocsr()

"""The model coder: a kernel machine over n-grams and sentence vectors, and votes of coded passages, for the stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from pipeline.code.citations import without_citations
from pipeline.code.encoder import load_encoder
from pipeline.code.kernel import by_meaning
from pipeline.code.model_file import FittedModel
from pipeline.code.projection import directions, turned
from pipeline.code.stack import FEWEST_EXAMPLES, Scores, carried, probability
from pipeline.code.surroundings import surroundings_of
from pipeline.tables import CODINGS

__all__ = ["CODER", "FEWEST_EXAMPLES", "Scores", "applied", "code_by_model", "probability", "scores", "scores_from"]
CODER = "model"
# Words and characters weigh alike: half of what nearness in meaning weighs, each.
NGRAM_WEIGHT = 0.5**0.5
# How many coded passages vote, how much more the nearest count, and how many texts are held against all at once.
_VOTERS, _SHARPNESS, _VOTE_BATCH = 25, 10.0, 1_000
Matrix = npt.NDArray[np.float64]


def code_by_model(segments: pl.DataFrame, model: FittedModel, found: Scores | None = None) -> pl.DataFrame:
    """Codings (table CODINGS, coder `model`) of `segments` (segment_id, text): codes at or over their threshold.

    `found` are the segments' scores where the caller has them: encoding is what takes time.
    """
    given = scores(model, segments) if found is None else found
    return applied(segments["segment_id"].to_list(), model, probability(model, given), model.thresholds, CODER)


def applied(ids: Sequence[str], model: FittedModel, found: Matrix, thresholds: Any, coder: str) -> pl.DataFrame:
    """Codings of the cells of `found` (segments, codes) that are codes (see `stack.carried`)."""
    codes = model.code_ids
    rows = [
        {"segment_id": ids[i], "code": codes[k], "coder": coder, "probability": round(float(found[i, k]), 6)}
        for i, k in zip(*np.nonzero(carried(found, thresholds)), strict=True)
    ]
    return CODINGS.frame(rows)


def scores(model: FittedModel, segments: pl.DataFrame) -> Scores:
    """Scores of `segments` (text; document_id and start where known, so that neighbours are taken into account)."""
    texts = [without_citations(text or "") for text in segments["text"]]
    around = surroundings_of(segments)
    if not texts:
        return Scores(np.zeros((0, len(model.codes), 5)), around)
    with threadpool_limits(1):
        vectors = load_encoder(str(model.encoder)).encode(texts)
        return Scores(scores_from(model, texts, vectors), around)


def scores_from(model: FittedModel, texts: Sequence[str], vectors: Any) -> npt.NDArray[np.float64]:
    """Score cells (n, K, 5) of texts with their vectors (n, D): n-grams, meaning, gate, nearness, votes."""
    worded = ngram_features(texts, vectorizers(model)) @ model.ngram_weights.T.astype(float) + model.means
    seen, known = turned(vectors, model.projection), model.known
    meant = by_meaning(seen, known, model.parts, model.duals)
    near = nearness(vectors, model.definitions)
    gate = np.repeat(worded[:, -1:] + meant[:, -1:], near.shape[1], axis=1)
    told = votes(seen, known, model.known_codes)
    return np.stack([worded[:, :-1], meant[:, :-1], gate, near, told], axis=2)


def votes(vectors: Any, known: Any, coded: Any) -> Matrix:
    """Share of each code (n, K) among the passages nearest to texts (n, d), weighted by nearness.

    known (N, d): vectors of coded passages; coded (N, K): their codes. Nearest neighbours by cosine.
    """
    told = np.zeros((len(vectors), coded.shape[1]))
    count = min(_VOTERS, len(known))
    if not count:
        return told
    passages = directions(known)
    for first in range(0, len(vectors), _VOTE_BATCH):
        cosine = directions(vectors[first : first + _VOTE_BATCH]) @ passages.T
        nearest = np.argpartition(-cosine, count - 1, axis=1)[:, :count]
        close = np.take_along_axis(cosine, nearest, axis=1).astype(float)
        weights = np.exp(_SHARPNESS * (close - close.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        told[first : first + _VOTE_BATCH] = np.einsum("nv,nvk->nk", weights, coded[nearest].astype(float))
    return told


def nearness(vectors: Any, definitions: Any) -> Matrix:
    """Cosine of texts (n, D) with definitions (K, D), less the text's mean: which code, not how much on the subject."""
    cosine = np.asarray(vectors, dtype=float) @ np.asarray(definitions, dtype=float).T
    return 10 * (cosine - cosine.mean(axis=1, keepdims=True))


def new_vectorizers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Unfitted word (1-2) and character (3-5) n-gram weightings, sublinear tf-idf."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=30_000)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3, max_features=30_000
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
    return NGRAM_WEIGHT * sparse.hstack([words.transform(texts), characters.transform(texts)]).tocsr()

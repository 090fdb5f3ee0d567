"""Fitting the model coder and the weights of the resolved coder from coded passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.code.citations import without_citations
from pipeline.code.encoder import DEFAULT, load_encoder
from pipeline.code.kernel import fit_machine
from pipeline.code.model import FEWEST_EXAMPLES, new_vectorizers, ngram_features, scores_from
from pipeline.code.model_file import MODEL_PATH, FittedModel, save_model
from pipeline.code.projection import fit_projection, in_bytes, turned
from pipeline.code.stack import Scores, batches, zero_shot_design
from pipeline.code.surroundings import Surroundings, surroundings
from pipeline.code.trees import grow, log_odds
from pipeline.codebook import Code, Codebook, load_codebook
from pipeline.errors import StudyError

SEED = 2018
FOLDS = 5
# From so many files on, folds are whole files: what one author writes must not be judged by what the same one wrote.
_MANY_FILES = 3 * FOLDS
# Fewer passages leave folds in which nothing can be fitted; rules then code alone.
FEWEST_PASSAGES = 10
PASSAGES_PER_GROUP = 38
# A code's own threshold counts as much as this many positives' worth of the threshold of all codes.
_SHRINK = 30
_GRID = np.round(np.arange(0.05, 0.905, 0.01), 2)


@dataclass(frozen=True)
class Passages:
    """Coded passages: texts (n), codes (n, K) of 0 and 1, group (n) that stays on one side of every split, file (n).

    `around` is what stands about each in its document, for passages that were coded as parts of one.
    """

    texts: tuple[str, ...]
    coded: Any
    groups: Any
    files: Any
    around: Surroundings | None = None

    def take(self, rows: Any) -> Passages:
        chosen = tuple(self.texts[i] for i in rows)
        around = None if self.around is None else self.around.take(rows)
        return Passages(chosen, self.coded[rows], self.groups[rows], self.files[rows], around)

    def surroundings(self) -> Surroundings:
        return self.around or surroundings(self.texts, [None] * len(self.texts))


class Checked(NamedTuple):
    """A fit beside what it made of its passages while each was left out.

    likely: probabilities (n, K) of the model's and of the resolved stack's trees, by fits that had not seen the passage
    nor, where there are many files, its file.
    """

    model: FittedModel
    passages: Passages
    likely: dict[str, Any]


def train(corpus: Path, path: Path = MODEL_PATH) -> Checked | None:
    """Fit from `corpus`/training, save to `path`; None, and nothing written, from fewer than ten passages."""
    codebook = load_codebook(corpus / "codebook.yaml")
    passages = read_passages(corpus / "training", codebook)
    if len(passages.texts) < FEWEST_PASSAGES:
        return None
    # One thread: the model file is to have the same bytes on every fit.
    with threadpool_limits(1):
        vectors = load_encoder().encode(passages.texts)
        checked = fit_checked(passages, vectors, rule_cells(passages.texts, codebook), codebook)
    save_model(checked.model, path)
    return checked


def read_passages(folder: Path, codebook: Codebook) -> Passages:
    """All *.jsonl of `folder` (fields text, codes); StudyError names file and line of what cannot be used.

    Lines with a field `doc` that follow one another are read as parts of that document.
    """
    known = {code: k for k, code in enumerate(codebook.ids)}
    texts, cells, groups, files, documents = [], [], [], [], []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            text, codes, document = _passage(line, f"{path} line {number}", known)
            texts.append(without_citations(text))
            documents.append(document and f"{path.stem}:{document}")
            cells.append([code in codes for code in known])
            groups.append(f"{path.stem}:{(number - 1) // PASSAGES_PER_GROUP}")
            files.append(path.stem)
    coded = np.array(cells, dtype=np.int8).reshape(len(texts), len(known))
    return Passages(tuple(texts), coded, np.array(groups), np.array(files), surroundings(texts, documents))


def _passage(line: str, where: str, known: dict[str, int]) -> tuple[str, set[str], str | None]:
    try:
        row = json.loads(line)
        text, codes, document = str(row["text"]), set(row["codes"]), row.get("doc")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(where, "is not a coded passage", "give a JSON object with text and codes") from error
    unknown = sorted(codes - set(known))
    if unknown:
        raise StudyError(where, f"code {unknown[0]!r} is not in the codebook", "correct it or add it to the codebook")
    return text, codes, None if document is None else str(document)


def rule_cells(texts: Sequence[str], codebook: Codebook) -> Any:
    """What the rules coder applies (n, K) of 0 and 1."""
    from pipeline.code.rules import code_by_rules

    ids = [f"{i:07d}" for i in range(len(texts))]
    found = code_by_rules(pl.DataFrame({"segment_id": ids, "text": list(texts)}), codebook)
    return cells_of(found, ids, codebook.ids)


def cells_of(codings: pl.DataFrame, ids: Sequence[str], codes: Sequence[str]) -> Any:
    """Codings as an array (segments, codes) of 0 and 1; codings of other segments or codes are left out."""
    row, column = {name: i for i, name in enumerate(ids)}, {code: k for k, code in enumerate(codes)}
    cells = np.zeros((len(ids), len(codes)), dtype=np.int8)
    for segment, code in codings.select("segment_id", "code").iter_rows():
        if segment in row and code in column:
            cells[row[segment], column[code]] = 1
    return cells


def fit(passages: Passages, vectors: Any, rules: Any, codebook: Codebook) -> FittedModel:
    """The model alone of `fit_checked`."""
    return fit_checked(passages, vectors, rules, codebook).model


def fit_checked(passages: Passages, vectors: Any, rules: Any, codebook: Codebook) -> Checked:
    """The model over `passages`, their vectors (n, D) and rule cells (n, K): scores, trees, thresholds.

    Trees are grown on scores of passages that the scoring fit had not seen, and thresholds chosen on probabilities of
    passages that the trees had not seen (stacked generalisation, Wolpert 1992).
    """
    definitions = load_encoder().encode([_meaning(code) for code in codebook.codes])
    folds = _folds(passages)
    unseen = np.zeros((*passages.coded.shape, 5))
    for held in folds:
        seen = np.setdiff1d(np.arange(len(passages.texts)), held)
        part = _fit_scores(passages.take(seen), vectors[seen], definitions, codebook)
        unseen[held] = scores_from(part, [passages.texts[i] for i in held], vectors[held])
    base = _fit_scores(passages, vectors, definitions, codebook)
    model, likely = _with_stacks(base, Scores(unseen, passages.surroundings()), rules, passages.coded, folds)
    return Checked(model, passages, likely)


def _folds(passages: Passages) -> list[Any]:
    """Rows of each fold: whole files where there are many (one author each), else groups, else single passages."""
    ways = (passages.files, passages.groups, np.arange(len(passages.texts)))
    fewest = (_MANY_FILES, 2, 0)
    units = next(way for way, few in zip(ways, fewest, strict=True) if len(np.unique(way)) >= few)
    names = np.random.default_rng(SEED).permutation(np.unique(units))
    return [rows for k in range(FOLDS) if len(rows := np.flatnonzero(np.isin(units, names[k::FOLDS])))]


def _meaning(code: Code) -> str:
    return ". ".join([code.definition or code.id, *code.include, *code.examples])


def _fit_scores(passages: Passages, vectors: Any, definitions: Any, codebook: Codebook) -> FittedModel:
    words, characters = new_vectorizers()
    words.fit(passages.texts)
    characters.fit(passages.texts)
    projection = fit_projection(vectors, load_encoder().widths)
    known, steps = in_bytes(turned(vectors, projection))
    targets = np.column_stack([passages.coded, passages.coded.any(axis=1)])
    ngrams = ngram_features(passages.texts, (words, characters))
    machine = fit_machine(known * steps, projection.parts, ngrams, targets)
    nothing = np.zeros(len(codebook.ids))
    return FittedModel(
        codes=np.array(codebook.ids),
        encoder=np.array(DEFAULT),
        words=words.get_feature_names_out().astype(str),
        word_idf=words.idf_.astype(np.float32),
        characters=characters.get_feature_names_out().astype(str),
        character_idf=characters.idf_.astype(np.float32),
        ngram_weights=machine.weights.astype(np.float16),
        means=machine.mean,
        duals=machine.duals.astype(np.float32),
        definitions=definitions,
        **projection._asdict(),
        known_vectors=known,
        steps=steps,
        known_codes=passages.coded.astype(np.int8),
        dimensions=np.array([code.dimension for code in codebook.codes]),
        **_no_trees(),
        zero_shot=np.zeros(3),
        examples=passages.coded.sum(axis=0).astype(np.int64),
        thresholds=nothing,
        thresholds_with_rules=nothing,
    )


def _no_trees() -> dict[str, Any]:
    empty = grow(np.zeros((0, 1)), np.zeros(0))
    return {name + end: part for end in ("", "_with_rules") for name, part in empty._asdict().items()}


def _with_stacks(
    base: FittedModel, unseen: Scores, rules: Any, coded: Any, folds: Sequence[Any]
) -> tuple[FittedModel, dict[str, Any]]:
    """`base` with trees over the scores `unseen` of its passages, with and without rules, and thresholds.

    Beside it, by coder, the probabilities (n, K) on which the thresholds were chosen.
    """
    enough = base.examples >= FEWEST_EXAMPLES
    parts = {name: getattr(base, name) for name in base.__dataclass_fields__}
    parts["zero_shot"] = _weights(zero_shot_design(unseen.cells)[:, enough], coded[:, enough], 3)
    untrained = expit(zero_shot_design(unseen.cells) @ parts["zero_shot"])
    told = {}
    for coder, end, given in (("model", "", None), ("resolved", "_with_rules", rules)):
        found = [features for _, features in batches(unseen, base.dimensions, base.examples, given)]
        features = np.concatenate(found)[:, enough]
        whole = _grown(features, coded[:, enough])
        parts |= {name + end: part for name, part in whole._asdict().items()}
        likely = untrained.copy()
        for held in folds:
            seen = np.setdiff1d(np.arange(len(coded)), held)
            part = _grown(features[seen], coded[seen][:, enough])
            likely[np.ix_(held, enough)] = expit(_over(part, features[held]))
        parts["thresholds" + end] = choose_thresholds(likely, coded)
        told[coder] = likely
    return FittedModel(**parts), told


def _grown(features: Any, coded: Any) -> Any:
    return grow(features.reshape(-1, features.shape[2]), coded.ravel())


def _over(trees: Any, features: Any) -> Any:
    return log_odds(trees, features.reshape(-1, features.shape[2])).reshape(features.shape[:2])


def _weights(features: Any, coded: Any, size: int) -> Any:
    # Unweighted classes: the stack's output is to be a probability, not a balanced score.
    if not coded.any() or coded.all():
        return np.zeros(size)
    model = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000)
    return model.fit(features.reshape(-1, size), coded.ravel()).coef_[0]


def choose_thresholds(found: Any, coded: Any) -> Any:
    """Threshold of each code (K,) with the best F1, drawn towards the one of all codes where positives are few."""
    common = _best_threshold(found, coded)
    own = np.array([_best_threshold(found[:, k], coded[:, k]) for k in range(coded.shape[1])])
    positives = coded.sum(axis=0)
    return (positives * own + _SHRINK * common) / (positives + _SHRINK)


def _best_threshold(found: Any, coded: Any) -> float:
    reached = np.array([_f1(found >= threshold, coded) for threshold in _GRID])
    # Where many do equally well, the middle one leaves room on both sides.
    return float(np.median(_GRID[reached == reached.max()]))


def _f1(applied: Any, coded: Any) -> float:
    both, total = int((applied & (coded > 0)).sum()), int(applied.sum() + coded.sum())
    return 2 * both / total if total else 0.0

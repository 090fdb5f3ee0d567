"""The fitted model as a file of plain arrays: nothing in it runs, and the same model gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.arrays_file import Array, load_arrays, save_arrays
from pipeline.code.projection import Projection
from pipeline.code.trees import Trees

MODEL_PATH = Path(__file__).resolve().parents[2] / "models" / "coder.npz"


@dataclass(frozen=True)
class FittedModel:
    """All that the model coder learned. K codes, V n-gram features, D dimensions of the encoder.

    `widths`, `turn` and `parts` (see `projection.Projection`) turn vectors to d directions; `known_vectors` (N, d) of
    whole numbers of the size `steps` (d,) and `known_codes` (N, K) are the passages of the fit, which vote for their
    codes. `duals` (N, K+1), `ngram_weights` (K+1, V) and `means` (K+1,) are the kernel machine over them
    (`kernel.Machine`); its last target is the gate: any code against none. The tree arrays (with and without rules:
    see `trees.Trees`) turn the scores of a segment and code into a log-odds, `zero_shot` (3,) does so for codes without
    enough examples (`examples` (K,) below the minimum). `dimensions` (K,) are those of the codes. Thresholds are
    probabilities.
    """

    codes: Array
    encoder: Array
    words: Array
    word_idf: Array
    characters: Array
    character_idf: Array
    ngram_weights: Array
    means: Array
    duals: Array
    definitions: Array
    widths: Array
    turn: Array
    parts: Array
    known_vectors: Array
    steps: Array
    known_codes: Array
    dimensions: Array
    nodes: Array
    ends: Array
    start: Array
    nodes_with_rules: Array
    ends_with_rules: Array
    start_with_rules: Array
    zero_shot: Array
    examples: Array
    thresholds: Array
    thresholds_with_rules: Array

    @property
    def code_ids(self) -> list[str]:
        return [str(code) for code in self.codes]

    @property
    def projection(self) -> Projection:
        return Projection(self.widths, self.turn, self.parts)

    @property
    def known(self) -> Array:
        """Vectors (N, d) of the passages of the fit."""
        return self.known_vectors * self.steps

    @property
    def trees(self) -> Trees:
        return Trees(self.nodes, self.ends, self.start)

    @property
    def trees_with_rules(self) -> Trees:
        return Trees(self.nodes_with_rules, self.ends_with_rules, self.start_with_rules)


def save_model(model: FittedModel, path: Path = MODEL_PATH) -> None:
    """Write `model` to `path`, whole or not at all, byte for byte the same for the same arrays."""
    save_arrays({field.name: getattr(model, field.name) for field in fields(model)}, path)


def load_model(path: Path = MODEL_PATH) -> FittedModel | None:
    """The model at `path`, or None when there is none; StudyError when the file is not a model of this version."""
    arrays = load_arrays(path, [field.name for field in fields(FittedModel)])
    return None if arrays is None else FittedModel(**arrays)

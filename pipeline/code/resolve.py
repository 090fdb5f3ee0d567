"""The resolved coder: rules and model stacked to one calibrated probability; people's codings override both."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import polars as pl

from pipeline.code.lemmas import guess_language
from pipeline.code.model import applied, code_by_model, probability, scores
from pipeline.code.model_file import FittedModel, load_model
from pipeline.code.rules import code_by_rules
from pipeline.code.train import cells_of
from pipeline.codebook import Codebook
from pipeline.tables import CODINGS

CODER = "resolved"
Coder = Literal["resolved", "rules", "model", "all"]


def code_frame(
    segments: pl.DataFrame,
    codebook: Codebook,
    coder: Coder = "resolved",
    english_model: str | None = None,
    people: pl.DataFrame | None = None,
    model: FittedModel | None = None,
    found: Any = None,
) -> pl.DataFrame:
    """Codings (table CODINGS) of `segments` (segment_id, text, optionally language) by `coder`, or by all three.

    `model` defaults to the fitted model of the project; where it knows other codes than `codebook`, or none is
    fitted, the rules stand alone. `people` (segment_id, code or empty) replaces both on the segments they read. `found`
    are the model's scores of the segments where the caller has them.
    """
    usable = usable_model(codebook, model)
    frames = []
    if found is None and usable is not None and coder != "rules":
        found = scores(usable, segments)
    rules = code_by_rules(segments, codebook, english_model) if coder != "model" else CODINGS.empty()
    if coder in ("rules", "all"):
        frames.append(rules)
    if coder in ("model", "all") and usable is not None:
        frames.append(code_by_model(segments, usable, found))
    if coder in ("resolved", "all"):
        frames.append(resolve(segments, rules, usable, people, found))
    return CODINGS.frame(pl.concat(frames)) if frames else CODINGS.empty()


def usable_model(codebook: Codebook, model: FittedModel | None = None) -> FittedModel | None:
    """`model`, or the fitted model of the project, where it knows the codes of `codebook`; else None."""
    fitted = model or _project_model()
    return fitted if _fits(fitted, codebook) else None


def rules_only_because(codebook: Codebook, model: FittedModel | None = None) -> str | None:
    """Why `code_frame` codes by rules alone under `codebook`, in a sentence; None where the model takes part."""
    fitted = model or _project_model()
    if _fits(fitted, codebook):
        return None
    missing = "no model is fitted" if fitted is None else "the fitted model knows other codes than this codebook"
    return f"coded by rules alone: {missing}; code passages into training/ and run `uip train`"


def _fits(model: FittedModel | None, codebook: Codebook) -> bool:
    return model is not None and model.code_ids == list(codebook.ids)


def resolve(
    segments: pl.DataFrame,
    rules: pl.DataFrame,
    model: FittedModel | None,
    people: pl.DataFrame | None = None,
    found: Any = None,
) -> pl.DataFrame:
    """One coding per segment from the rules' codings, the model and people: people first, then the stack.

    The stack learned mostly from English text; in Russian and Kazakh what the rules found stands too.
    `found` are the model's scores of the segments where the caller has them.
    """
    ruled = rules.with_columns(pl.lit(CODER).alias("coder"))
    machine = ruled if model is None else _with_other_languages(_stack(segments, rules, model, found), segments, ruled)
    return machine if people is None else _override(machine, people)


def _stack(segments: pl.DataFrame, rules: pl.DataFrame, model: FittedModel, found: Any) -> pl.DataFrame:
    ids = segments["segment_id"].to_list()
    given = scores(model, segments) if found is None else found
    likely = probability(model, given, cells_of(rules, ids, model.code_ids))
    coded = applied(ids, model, likely, model.thresholds_with_rules, CODER)
    cues = rules.select("segment_id", "code", pl.col("cue").alias("fired"))
    with_cues = coded.join(cues, on=["segment_id", "code"], how="left")
    return CODINGS.frame(with_cues.with_columns(pl.col("fired").alias("cue")).drop("fired"))


def _with_other_languages(stacked: pl.DataFrame, segments: pl.DataFrame, ruled: pl.DataFrame) -> pl.DataFrame:
    texts = segments.select("segment_id", "text").iter_rows()
    others = [segment for segment, text in texts if guess_language(text or "") != "en"]
    missing = ruled.filter(pl.col("segment_id").is_in(others)).join(stacked, on=["segment_id", "code"], how="anti")
    return CODINGS.frame(pl.concat([stacked, missing.select(stacked.columns)])) if missing.height else stacked


def _override(machine: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    kept = machine.join(people.select("segment_id").unique(), on="segment_id", how="anti")
    given = people.filter(pl.col("code").is_not_null()).select("segment_id", "code").unique()
    return CODINGS.frame(pl.concat([kept, CODINGS.frame(given.with_columns(pl.lit(CODER).alias("coder")))]))


@cache
def _project_model() -> FittedModel | None:
    return load_model()

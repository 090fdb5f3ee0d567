"""Refitting the model coder and saying what that changed: examples, scores on held-out documents, codings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pipeline.code.model_file import MODEL_PATH, FittedModel, load_model
from pipeline.code.resolve import resolve
from pipeline.code.rules import code_by_rules
from pipeline.code.stack import carried
from pipeline.code.train import FEWEST_PASSAGES, Checked, train
from pipeline.codebook import Codebook, load_codebook
from pipeline.codings import check_codings
from pipeline.errors import StudyError
from pipeline.evaluate import difference, score
from pipeline.gold import Gold, gold_of
from pipeline.held_out import coder_cells
from pipeline.store import write_csv
from pipeline.tables import EVALUATION, FLIPS

_NAMED = 8
_SCORES = {"micro": "all codes, F1", "macro": "mean F1 of codes with ten or more positives", "gate": "any code or none"}


@dataclass(frozen=True)
class Retrained:
    """What a refit changed. `flips` is table FLIPS; `lines` say it in words, one fact each."""

    model: FittedModel | None
    flips: pl.DataFrame
    lines: tuple[str, ...]


def retrain(corpus: Path, path: Path = MODEL_PATH) -> Retrained:
    """Refit from `corpus`/training into `path` and compare with the model that was there.

    Without coded passages nothing is fitted and the rules stand alone. Without documents, or without people's codings
    of held-out ones, what cannot be compared is said to be so.
    """
    codebook = load_codebook(corpus / "codebook.yaml")
    before = _earlier(path, codebook)
    segments = _segments(corpus, codebook)
    checked = train(corpus, path)
    if checked is None:
        few = f"{corpus / 'training'} has fewer than {FEWEST_PASSAGES} coded passages"
        told = f"{few}: nothing was fitted, and rules code alone"
        return Retrained(None, FLIPS.empty(), (told,))
    after, unseen = checked.model, left_out(checked, codebook)
    write_csv(EVALUATION, unseen, path.with_name("left_out.csv"))
    lines = [f"{_count(corpus)} coded passages in training", *_examples(before, after), *_say_left_out(unseen)]
    if segments is None:
        return Retrained(after, FLIPS.empty(), (*lines, "no documents in the corpus: no codings to compare"))
    rules = code_by_rules(segments, codebook)
    codings = [resolve(segments, rules, model) for model in (before, after)]
    gold = gold_of(segments, corpus / "codings", codebook)
    flips = _flips(*codings)
    lines += list(_scores(codings, gold, codebook, before is None))
    return Retrained(after, flips, (*lines, *_say_flips(flips, codings)))


def left_out(checked: Checked, codebook: Codebook) -> pl.DataFrame:
    """Table EVALUATION of model and resolved coder over the English passages of the fit, each while it was left out.

    Whole files are left out where there are many, so that nobody is judged by what the same writer wrote; thresholds
    are the fit's, chosen on the same probabilities. Intervals resample files.
    """
    model, passages = checked.model, checked.passages
    english = passages.surroundings().english
    thresholds = {"model": model.thresholds, "resolved": model.thresholds_with_rules}
    note = "training passages in English while their files were left out; thresholds chosen on the same"
    frames = [
        score(
            name,
            carried(likely, thresholds[name])[english],
            passages.coded[english],
            passages.files[english],
            codebook,
            note,
        )
        for name, likely in checked.likely.items()
    ]
    return EVALUATION.frame(pl.concat(frames))


def _say_left_out(scores: pl.DataFrame) -> Iterator[str]:
    for row in scores.filter((pl.col("coder") == "resolved") & pl.col("code").is_in(list(_SCORES))).iter_rows(
        named=True
    ):
        if row["f1"] is not None:
            yield f"while their files were left out, {_SCORES[row['code']]}: {row['f1']:.3f}"


def _earlier(path: Path, codebook: Codebook) -> FittedModel | None:
    """The model fitted before, where it is one of this version and knows the same codes."""
    try:
        model = load_model(path)
    except StudyError:
        return None
    return model if model is not None and model.code_ids == list(codebook.ids) else None


def _segments(corpus: Path, codebook: Codebook) -> pl.DataFrame | None:
    from pipeline.ingest import ingest_corpus, read_manifest
    from pipeline.segment import segment_blocks
    from pipeline.settings import StudySettings

    if not (corpus / "manifest.csv").is_file():
        return None
    given = ingest_corpus(read_manifest(corpus), corpus, StudySettings(corpus=corpus))
    segments = segment_blocks(given.documents, given.texts, given.blocks)
    check_codings(corpus / "codings", segments, codebook)
    return segments


def _count(corpus: Path) -> int:
    files = sorted((corpus / "training").glob("*.jsonl"))
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


def _examples(before: FittedModel | None, after: FittedModel) -> Iterator[str]:
    if before is None:
        yield "no earlier model of this codebook: compared with rules alone"
        return
    more = {
        code: int(new) - int(old)
        for code, old, new in zip(after.code_ids, before.examples, after.examples, strict=True)
        if new != old
    }
    if not more:
        yield "no code has more or fewer examples than before"
        return
    most = sorted(more.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    yield f"examples changed for {len(more)} codes: " + _listed([f"{code} {change:+d}" for code, change in most])


def _scores(codings: list[pl.DataFrame], gold: Gold | None, codebook: Codebook, alone: bool) -> Iterator[str]:
    if gold is None:
        yield "no held-out document that people coded: no scores to compare"
        return
    cells = [coder_cells(one, gold, codebook).get("resolved", np.zeros_like(gold.cells)) for one in codings]
    tables = [score("resolved", one, gold.cells, gold.clusters, codebook, "") for one in cells]
    found = [dict(table.select("code", "f1").iter_rows()) for table in tables]
    yield f"resolved coder on {gold.note}:" + (" (before: rules alone)" if alone else "")
    for name, words in _SCORES.items():
        yield f"  {words}: {_floored(found[0][name])} before, {_floored(found[1][name])} after"
    change = difference(cells[0], cells[1], gold.cells, gold.clusters)
    low, high = change["low"], change["high"]
    if low is not None and high is not None:
        shown = "no change beyond chance" if low <= 0 <= high else "a change beyond chance"
        yield f"  difference of F1 {change['estimate']:+.3f} (95 % interval {low:+.3f} to {high:+.3f}): {shown}"


def _flips(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    keys = ["segment_id", "code"]
    one, other = (frame.select(*keys, "probability") for frame in (before, after))
    gone = one.join(other, on=keys, how="anti").with_columns(pl.lit("taken away").alias("change"))
    new = other.join(one, on=keys, how="anti").with_columns(pl.lit("added").alias("change"))
    return FLIPS.frame(pl.concat([gone, new]))


def _say_flips(flips: pl.DataFrame, codings: list[pl.DataFrame]) -> Iterator[str]:
    added, segments = flips.filter(pl.col("change") == "added").height, flips["segment_id"].n_unique()
    yield (
        f"codings of the corpus: {codings[0].height} before, {codings[1].height} after; {added} added, "
        f"{flips.height - added} taken away, in {segments} segments"
    )
    if flips.height:
        most = flips.group_by("code").len().sort("len", "code", descending=[True, False])
        yield "most changed: " + _listed([f"{code} {count}" for code, count in most.iter_rows()])


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:_NAMED]) + (f" and {len(parts) - _NAMED} more" if len(parts) > _NAMED else "")


def _floored(value: Any) -> str:
    return "undefined" if value is None else f"{np.floor(value * 1000) / 1000:.3f}"

"""The headline under every reasonable choice: does its sign hold?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.cells import FEWEST
from pipeline.gap.counts import Counts, applied, place, tally
from pipeline.gap.emphasis import side_moments
from pipeline.gap.index import measure_code
from pipeline.gap.intervals import Interval, difference_interval
from pipeline.tables import SPECIFICATION

THRESHOLDS = (0.5, 0.7, 0.9)
ENACTED = ("established", "limited")


@dataclass(frozen=True)
class Material:
    """What a specification may choose from: the study's frames, the segments that count, and the headline's counts."""

    documents: pl.DataFrame
    segments: pl.DataFrame
    codings: pl.DataFrame
    claims: pl.DataFrame
    counted: pl.DataFrame
    practice: pl.DataFrame
    codebook: Any
    coder: str | None
    counts: Counts

    def tally(self, counted: pl.DataFrame, marks: pl.DataFrame) -> Counts:
        return tally(self.documents, counted, marks, self.codebook)

    @property
    def marks(self) -> pl.DataFrame:
        return applied(self.codings, self.coder)


def measure_specifications(material: Material) -> tuple[pl.DataFrame, dict[str, np.ndarray]]:
    """The specification table of the codebook's measures, and every code's difference (K,) by specification.

    Leaving out one participant is published as the least and the greatest estimate only: the estimate without a
    named participant would give that participant's answers away by subtraction.
    """
    found = {name: interval for name, interval in _specifications(material) if interval is not None}
    rows = []
    for measure, entry in sorted(material.codebook.measures.items()):
        at = material.counts.codes.index(measure_code(entry))
        rows += [
            {"measure": measure, "specification": name, "estimate": float(interval.estimate[at]),
             "low": float(interval.low[at]), "high": float(interval.high[at])}
            for name, interval in found.items()
        ]  # fmt: skip
    return SPECIFICATION.frame(rows), {name: interval.estimate for name, interval in found.items()}


def _specifications(of: Material) -> Iterator[tuple[str, Interval | None]]:
    counts, marks = of.counts, of.marks
    yield "headline: sentence, documents weigh the same", of_counts(counts)
    yield "unit: presence in document", of_counts(presence(counts))
    yield "unit: passage (block)", of_counts(of.tally(*_passages(of, marks)))
    yield "weighting: pooled over documents", pooled(counts)
    yield "echoes: kept", of_counts(of.tally(of.counted, marks))
    yield "boilerplate: repeats counted", of_counts(of.tally(_with_repeats(of), marks))
    yield "practice: enacted only", of_counts(of.tally(_enacted(of), marks))
    yield "language: main language of the study only", _main_language(of, marks)
    yield from ((f"coder: {coder}", _by_coder(of, coder)) for coder in of.codings["coder"].unique().sort())
    yield from ((f"probability: at least {least}", _at_least(of, least)) for least in THRESHOLDS)
    yield "coder: probabilities as weights", _weighted(of)
    yield from _left_out(counts)


def of_counts(counts: Counts) -> Interval:
    """Policy minus practice per code (K,), documents weighing the same; NaN where too few participants speak."""
    practice = side_moments(counts, counts.side("practice"))
    return _protected(difference_interval(side_moments(counts, counts.side("policy")), practice), practice.units)


def _protected(interval: Interval, participants: np.ndarray) -> Interval:
    return Interval(*(np.where(participants < FEWEST, np.nan, end) for end in interval))


def presence(counts: Counts) -> Counts:
    """The counts with every unit as one observation: code present or not, where its dimension is coded at all."""
    return replace(counts, carrying=(counts.carrying > 0).astype(int), coded=(counts.coded > 0).astype(int))


def pooled(counts: Counts) -> Interval:
    """Policy minus practice per code (K,), every segment weighing the same, with a linearised cluster interval."""
    sides = [_ratio(counts.where(counts.side(side))) for side in ("policy", "practice")]
    estimate = sides[0][0] - sides[1][0]
    half = 1.96 * np.sqrt(sides[0][1] + sides[1][1])
    speaking = (counts.coded[counts.side("practice")] > 0).sum(axis=0)[counts.dimension_of]
    return _protected(Interval(estimate, estimate - half, estimate + half), speaking)


def _ratio(counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    coded = counts.coded[:, counts.dimension_of].astype(float)
    units, total = (coded > 0).sum(axis=0), coded.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counts.carrying.sum(axis=0) / total
        residual = (counts.carrying - share * coded) / total
        variance = (residual**2).sum(axis=0) * units / (units - 1)
    return share, variance


def _passages(of: Material, marks: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    # The first counted sentence of a block stands for it and carries whatever the block's sentences carry.
    blocks = of.practice.join(of.segments.select("segment_id", "block", "turn", "start"), on="segment_id", how="left")
    passage = pl.coalesce(pl.col("block"), pl.col("turn"), pl.col("start"))
    blocks = blocks.sort("document_id", "start").with_columns(
        head=pl.col("segment_id").first().over("document_id", passage)
    )
    heads = blocks.unique(subset=["head"], keep="first", maintain_order=True).with_columns(segment_id=pl.col("head"))
    lifted = marks.join(blocks.select("segment_id", "head"), on="segment_id", how="inner")
    marks = lifted.select("code", segment_id=pl.col("head")).unique(maintain_order=True)
    return heads.select(of.practice.columns), marks.select("segment_id", "code")


def _with_repeats(of: Material) -> pl.DataFrame:
    gone = of.counted.join(of.practice, on="segment_id", how="anti", maintain_order="left")
    return pl.concat([of.practice, gone.filter(pl.col("side") == "policy")])


def _enacted(of: Material) -> pl.DataFrame:
    enacted = of.claims.filter(pl.col("status").is_in(ENACTED) & ~pl.col("echo").fill_null(False))
    kept = of.practice.join(enacted.select("segment_id").unique(), on="segment_id", how="semi", maintain_order="left")
    return of.practice.filter(pl.col("side") == "policy").vstack(kept.filter(pl.col("side") == "practice"))


def _main_language(of: Material, marks: pl.DataFrame) -> Interval | None:
    spoken = of.practice.join(of.segments.select("segment_id", "language"), on="segment_id", how="left")
    languages = spoken["language"].drop_nulls().value_counts(sort=True).sort(["count", "language"], descending=True)
    if languages.height < 2:
        return None
    return of_counts(of.tally(spoken.filter(pl.col("language") == languages["language"][0]).drop("language"), marks))


def _by_coder(of: Material, coder: str) -> Interval | None:
    marks = of.codings.filter(pl.col("coder") == coder).select("segment_id", "code").unique(maintain_order=True)
    return _unless_one_sided(of, marks)


def _at_least(of: Material, least: float) -> Interval | None:
    chosen = of.codings if of.coder not in set(of.codings["coder"]) else of.codings.filter(pl.col("coder") == of.coder)
    if not chosen["probability"].is_not_null().any():
        return None
    kept = chosen.filter(pl.col("probability").fill_null(1.0) >= least)
    return _unless_one_sided(of, kept.select("segment_id", "code").unique(maintain_order=True))


def _weighted(of: Material) -> Interval | None:
    """Every code counted by its calibrated probability: the coder's doubt carried into the shares."""
    chosen = of.codings if of.coder not in set(of.codings["coder"]) else of.codings.filter(pl.col("coder") == of.coder)
    if not chosen["probability"].is_not_null().any():
        return None
    weights = chosen.select("segment_id", "code", weight=pl.col("probability").fill_null(1.0))
    weights = weights.group_by("segment_id", "code", maintain_order=True).agg(pl.col("weight").max())
    units, codes, dimension_of = of.counts.units, of.counts.codes, of.counts.dimension_of
    placed = place(of.practice, weights, units, codes, dimension_of)
    flat = placed["unit_at"].to_numpy() * len(codes) + placed["code_at"].to_numpy()
    carrying = np.bincount(flat, weights=placed["weight"].to_numpy(), minlength=units.height * len(codes))
    return of_counts(replace(of.counts, carrying=carrying.reshape(units.height, len(codes))))


def _unless_one_sided(of: Material, marks: pl.DataFrame) -> Interval | None:
    counts = of.tally(of.practice, marks)
    both = all(counts.coded[counts.side(side)].any() for side in ("policy", "practice"))
    return of_counts(counts) if both else None


def _left_out(counts: Counts) -> Iterator[tuple[str, Interval | None]]:
    for side, name in (("policy", "policy document"), ("practice", "participant")):
        rows = counts.side(side)
        if rows.sum() > 2:
            other = side_moments(counts, ~rows)
            found = _extremes(name, without_each(counts, rows), other, side_moments(counts, rows), side == "policy")
            speaking = (counts.coded[counts.side("practice")] > 0).sum(axis=0)[counts.dimension_of]
            yield from ((label, _protected(interval, speaking)) for label, interval in found)


def without_each(counts: Counts, rows: np.ndarray) -> np.ndarray:
    """(U, K) mean share of the selected units without each of them in turn."""
    shares = counts.shares[rows]
    present = ~np.isnan(shares)
    filled = np.where(present, shares, 0.0)
    left = present.sum(axis=0) - present
    total = filled.sum(axis=0) - filled
    return np.divide(total, left, out=np.full(total.shape, np.nan), where=left > 0)


def _extremes(name: str, means: np.ndarray, other: Any, own: Any, is_policy: bool) -> Iterator[tuple[str, Interval]]:
    picks: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "least": lambda gaps: np.min(np.where(np.isnan(gaps), np.inf, gaps), axis=0),
        "greatest": lambda gaps: np.max(np.where(np.isnan(gaps), -np.inf, gaps), axis=0),
    }
    gaps = means - other.mean if is_policy else other.mean - means
    for pick, of in picks.items():
        gap = of(gaps)
        gap = np.where(np.isfinite(gap), gap, np.nan)
        kept = own._replace(units=own.units - 1, mean=gap + other.mean if is_policy else other.mean - gap)
        kept = kept._replace(factor=own.factor * own.units / np.maximum(own.units - 1, 1))
        yield f"without one {name}: {pick}", difference_interval(*((kept, other) if is_policy else (other, kept)))


def robust_codes(estimate: np.ndarray, found: dict[str, np.ndarray]) -> np.ndarray:
    """(K,) whether no specification turns the sign of a difference; a tie (a code in every document) turns nothing."""
    signs = np.sign(np.round(estimate, 12))
    held = [np.nan_to_num(np.sign(np.round(other, 12))) * signs >= 0 for other in found.values()]
    return np.all(held, axis=0) & (np.nan_to_num(signs) != 0)

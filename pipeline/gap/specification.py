"""The headline under every reasonable choice: does its sign hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from pipeline.gap.by_people import read_whole
from pipeline.gap.cells import FEWEST
from pipeline.gap.counts import Counts, applied, tally
from pipeline.gap.doubt import soft_counts
from pipeline.gap.emphasis import side_moments
from pipeline.gap.index import measure_code
from pipeline.gap.intervals import Interval, difference_interval
from pipeline.gap.windows import in_force, windows
from pipeline.tables import SPECIFICATION

THRESHOLDS = (0.5, 0.7, 0.9)
# One cut for every code, below most codes' own threshold.
LENIENT = 0.3
# Policy documents left out one by one are listed up to here; participants are left out in at most so many groups.
MOST_NAMED = 30
MOST_GROUPS = 10
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
    seed: int
    likelihoods: pl.DataFrame | None = None
    prompted: pl.DataFrame | None = None
    people: tuple[pl.DataFrame, ...] = ()

    def tally(self, counted: pl.DataFrame, marks: pl.DataFrame) -> Counts:
        return tally(self.documents, counted, marks, self.codebook)

    @property
    def marks(self) -> pl.DataFrame:
        return applied(self.codings, self.coder)


def measure_specifications(material: Material) -> tuple[pl.DataFrame, dict[str, np.ndarray]]:
    """The specification table of the codebook's measures, and every code's difference (K,) by specification.

    Leaving out one participant is asked for `robust` only and published as yes or no (`turned_by_one`).
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
    yield "practice: volunteered only, passages in the interviewer's words left out", _volunteered(of, marks)
    yield "policies: in force when interviews were held", _of_time(counts, in_force(counts))
    yield "policies: not in force when interviews were held", _of_time(counts, ~in_force(counts))
    yield "policies: begun after the interviews", _of_time(counts, windows(counts)["after"])
    yield "language: main language of the study only", _main_language(of, marks)
    yield from ((f"coder: {coder}", _by_coder(of, coder)) for coder in of.codings["coder"].unique().sort())
    yield from ((f"coder: {_name(person)}, documents read whole", _by_person(of, person)) for person in of.people)
    yield from ((f"probability: at least {least}", _at_least(of, least)) for least in THRESHOLDS)
    yield "coder: probabilities as weights", _weighted(of)
    yield f"probability: at least {LENIENT}, also where the code was not applied", _lenient(of)
    yield "coder: every probability, no threshold", _soft(of)
    yield from _left_out(counts, of.seed)


def of_counts(counts: Counts) -> Interval:
    """Policy minus practice per code (K,), documents weighing the same.

    NaN where too few participants speak; ends are NaN where a single policy document does.
    """
    policy, practice = (side_moments(counts, counts.side(side)) for side in ("policy", "practice"))
    gap = difference_interval(policy, practice)
    low, high = (np.where(policy.units < 2, np.nan, end) for end in (gap.low, gap.high))
    return _protected(Interval(gap.estimate, low, high), practice.units)


def _protected(interval: Interval, participants: np.ndarray) -> Interval:
    return Interval(*(np.where(participants < FEWEST, np.nan, end) for end in interval))


def presence(counts: Counts) -> Counts:
    """The counts with every unit as one observation: code present or not, where its dimension is coded at all."""
    return replace(counts, carrying=(counts.carrying > 0).astype(int), coded=(counts.coded > 0).astype(int))


def _of_time(counts: Counts, policies: np.ndarray) -> Interval | None:
    """Undefined (None) when no or every policy document is meant: then nothing was varied."""
    meant = policies & counts.side("policy")
    if not meant.any() or meant.sum() == counts.side("policy").sum():
        return None
    return of_counts(counts.where(meant | counts.side("practice")))


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


def _volunteered(of: Material, marks: pl.DataFrame) -> Interval | None:
    if of.prompted is None or not of.prompted["prompted"].any():
        return None
    gone = of.prompted.filter("prompted").select("segment_id")
    return of_counts(of.tally(of.practice.join(gone, on="segment_id", how="anti", maintain_order="left"), marks))


def _main_language(of: Material, marks: pl.DataFrame) -> Interval | None:
    spoken = of.practice.join(of.segments.select("segment_id", "language"), on="segment_id", how="left")
    languages = spoken["language"].drop_nulls().value_counts(sort=True).sort(["count", "language"], descending=True)
    if languages.height < 2:
        return None
    return of_counts(of.tally(spoken.filter(pl.col("language") == languages["language"][0]).drop("language"), marks))


def _by_coder(of: Material, coder: str) -> Interval | None:
    marks = of.codings.filter(pl.col("coder") == coder).select("segment_id", "code").unique(maintain_order=True)
    return _unless_one_sided(of, marks)


def _name(person: pl.DataFrame) -> str:
    return str(person["coder"].drop_nulls().sort().first())


def _by_person(of: Material, person: pl.DataFrame) -> Interval | None:
    kept = read_whole(of.practice, person)
    counts = of.tally(kept, person.drop_nulls("code").select("segment_id", "code"))
    both = all(counts.coded[counts.side(side)].any() for side in ("policy", "practice"))
    return of_counts(counts) if both else None


def _at_least(of: Material, least: float) -> Interval | None:
    chosen = of.codings if of.coder not in set(of.codings["coder"]) else of.codings.filter(pl.col("coder") == of.coder)
    if not chosen["probability"].is_not_null().any():
        return None
    kept = chosen.filter(pl.col("probability").fill_null(1.0) >= least)
    return _unless_one_sided(of, kept.select("segment_id", "code").unique(maintain_order=True))


def _weighted(of: Material) -> Interval | None:
    """Every code applied counted by its calibrated probability: doubt about what was coded, not about what was not."""
    chosen = of.codings if of.coder not in set(of.codings["coder"]) else of.codings.filter(pl.col("coder") == of.coder)
    if not chosen["probability"].is_not_null().any():
        return None
    weights = chosen.select("segment_id", "code", pl.col("probability").fill_null(1.0))
    weights = weights.group_by("segment_id", "code", maintain_order=True).agg(pl.col("probability").max())
    return of_counts(soft_counts(of.counts, of.practice, weights))


def _soft(of: Material) -> Interval | None:
    if of.likelihoods is None or of.likelihoods.is_empty():
        return None
    return of_counts(soft_counts(of.counts, of.practice, of.likelihoods))


def _lenient(of: Material) -> Interval | None:
    if of.likelihoods is None or of.likelihoods.is_empty():
        return None
    kept = of.likelihoods.filter(pl.col("probability") >= LENIENT)
    return _unless_one_sided(of, kept.select("segment_id", "code"))


def _unless_one_sided(of: Material, marks: pl.DataFrame) -> Interval | None:
    counts = of.tally(of.practice, marks)
    both = all(counts.coded[counts.side(side)].any() for side in ("policy", "practice"))
    return of_counts(counts) if both else None


def _left_out(counts: Counts, seed: int) -> Iterator[tuple[str, Interval]]:
    policy = counts.side("policy")
    if 2 < policy.sum() <= MOST_NAMED:
        for row in np.flatnonzero(policy):
            yield f"without policy document: {counts.units['unit'][int(row)]}", of_counts(_without(counts, row))
    parts = [_without_groups(counts, at, seed) for at in range(len(counts.dimensions))]
    for name, pick in (("least", 0), ("greatest", 1)):
        ends = [np.full(len(counts.codes), np.nan) for _ in Interval._fields]
        for at, part in enumerate(parts):
            for whole, values in zip(ends, part[pick] if part else (), strict=False):
                whole[counts.dimension_of == at] = values
        yield f"without one group of {FEWEST} or more participants: {name}", Interval(*ends)


def _without(counts: Counts, left_out: Any) -> Counts:
    kept = np.full(counts.units.height, True)
    kept[left_out] = False
    return counts.where(kept)


def _without_groups(counts: Counts, dimension: int, seed: int) -> tuple[Interval, Interval] | None:
    """The least and the greatest difference of the dimension's codes (k,) when one group of participants is left out.

    The estimate without one participant, even the least or greatest of them, would give that participant's own share
    away by subtraction; so groups are left out that are no smaller than what is published elsewhere.
    """
    speaking = np.flatnonzero(counts.side("practice") & (counts.coded[:, dimension] > 0))
    many = min(len(speaking) // FEWEST, MOST_GROUPS)
    if many < 2:
        return None
    shuffled = np.random.default_rng([seed, 300 + dimension]).permutation(speaking)
    columns = counts.dimension_of == dimension
    found = [of_counts(_without(counts, group)) for group in np.array_split(shuffled, many)]
    stacked = [np.stack([end[columns] for end in ends]) for ends in zip(*found, strict=True)]
    picks = [pick(np.nan_to_num(stacked[0]), axis=0) for pick in (np.argmin, np.argmax)]
    least, greatest = ([end[pick, np.arange(columns.sum())] for end in stacked] for pick in picks)
    return Interval(*least), Interval(*greatest)


def without_each(counts: Counts, rows: np.ndarray) -> np.ndarray:
    """(U, K) mean share of the selected units without each of them in turn; NaN where none is left."""
    shares = counts.shares[rows]
    present = ~np.isnan(shares)
    filled = np.where(present, shares, 0.0)
    left = present.sum(axis=0) - present
    total = filled.sum(axis=0) - filled
    return np.divide(total, left, out=np.full(total.shape, np.nan), where=left > 0)


def turned_by_one(counts: Counts) -> np.ndarray:
    """(K,) whether the sign of policy minus practice turns when some single participant is left out."""
    policy, rows = side_moments(counts, counts.side("policy")).mean, counts.side("practice")
    whole = np.sign(np.round(policy - side_moments(counts, rows).mean, 12))
    gaps = np.sign(np.round(policy - without_each(counts, rows), 12))
    return (np.nan_to_num(gaps) * np.nan_to_num(whole) < 0).any(axis=0)


def robust_codes(counts: Counts, estimate: np.ndarray, found: dict[str, np.ndarray]) -> np.ndarray:
    """(K,) whether no specification, and no single participant, turns the sign of a difference; a tie turns nothing."""
    signs = np.sign(np.round(estimate, 12))
    held = [np.nan_to_num(np.sign(np.round(other, 12))) * signs >= 0 for other in found.values()]
    return np.all(held, axis=0) & ~turned_by_one(counts) & (np.nan_to_num(signs) != 0)

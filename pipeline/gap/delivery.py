"""Claims by status: what practice reports as delivered, what policy intends, how specific its intentions are."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.errors import StudyError
from pipeline.gap.counts import Counts
from pipeline.gap.intervals import LEVEL, Interval, mean_interval
from pipeline.gap.jackknife import jackknife_interval
from pipeline.gap.moments import moments

DELIVERED = ("established", "limited", "intended", "absent", "past")
PARTS = {"target": "measurable", "deadline": "deadline", "responsible": "responsible", "budget": "budget"}


def spoken_claims(claims: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Claims of counted segments with unit and side; policy quoted by a respondent is not practice."""
    placed = claims.drop("side").join(counted.select("segment_id", "side", "unit"), on="segment_id", how="inner")
    return placed.filter(~((pl.col("side") == "practice") & pl.col("echo").fill_null(False)))


def echoed_segments(claims: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """Practice segments (segment_id) in which every claim is policy quoted."""
    practice = counted.filter(pl.col("side") == "practice").select("segment_id")
    by_segment = claims.join(practice, on="segment_id", how="inner").group_by("segment_id")
    return by_segment.agg(pl.col("echo").fill_null(False).all()).filter("echo").select("segment_id").sort("segment_id")


def claim_counts(spoken: pl.DataFrame, counts: Counts) -> dict[str, np.ndarray]:
    """For each status of practice, (U, K) claims of the unit that carry the code.

    Raises StudyError for a code that the codebook does not know.
    """
    marks = _marks(spoken, counts)
    return {status: _grid(marks.filter(pl.col("status") == status), counts) for status in DELIVERED}


def intended_weights(spoken: pl.DataFrame, counts: Counts) -> np.ndarray:
    """(U, K) intended claims by code; a claim with m codes of a dimension gives each of them 1/m.

    Split so, a unit's weights over a dimension add up to its claims, and unmet emphasis stays within [0, 1].
    """
    marks = _marks(spoken.filter(pl.col("status") == "intended"), counts)
    share = 1.0 / pl.len().over("claim_id", "dimension_at")
    return _grid(marks.with_columns(weight=share), counts)


def _marks(spoken: pl.DataFrame, counts: Counts) -> pl.DataFrame:
    rows = counts.units.select("side", "unit", unit_at=pl.int_range(pl.len(), dtype=pl.Int64))
    at = pl.DataFrame(
        {"code": list(counts.codes), "code_at": range(len(counts.codes)), "dimension_at": counts.dimension_of}
    )
    single = spoken.select("claim_id", "status", "side", "unit", code=pl.col("codes").str.split(";")).explode("code")
    single = single.filter(pl.col("code").fill_null("") != "").unique(maintain_order=True)
    unknown = single.filter(~pl.col("code").is_in(list(counts.codes)))
    if unknown.height:
        where = f"claim {unknown['claim_id'][0]}"
        raise StudyError(where, f"code {unknown['code'][0]!r} is not in the codebook", "add it there or correct it")
    marks = single.join(at, on="code", how="inner").join(rows, on=["side", "unit"], how="inner")
    return marks.with_columns(weight=pl.lit(1.0)).sort("claim_id", "code_at")


def _grid(marks: pl.DataFrame, counts: Counts) -> np.ndarray:
    width = len(counts.codes)
    flat = marks["unit_at"].to_numpy() * width + marks["code_at"].to_numpy()
    size = counts.units.height * width
    return np.bincount(flat, weights=marks["weight"].to_numpy(), minlength=size).reshape(-1, width)


def delivery_shares(by_status: dict[str, np.ndarray], practice: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Of the practice claims of each code, the share of each status (K,), NaN without claims; and the claims (K,)."""
    totals = {status: grid[practice].sum(axis=0) for status, grid in by_status.items()}
    claims = np.sum(list(totals.values()), axis=0)
    return {status: _over(total, claims) for status, total in totals.items()}, claims.astype(int)


def intended_emphasis(weights: np.ndarray, counts: Counts) -> np.ndarray:
    """(U, K) share of a unit's intended claims of the dimension that go to the code; NaN for a unit without any."""
    totals = np.stack([weights[:, counts.columns(name)].sum(axis=1) for name in counts.dimensions], axis=1)[
        :, counts.dimension_of
    ]
    return _over(weights, totals)


def unmet_emphasis(emphasis: np.ndarray, delivered: np.ndarray) -> np.ndarray:
    """(K,) U(c): policy's mean intended emphasis (P, K) times the share of practice claims not established (K,).

    A code that no practice claim speaks of is not reported as delivered, so it counts in full; the table's note
    says so. NaN where no policy document intends anything in the dimension.
    """
    present = ~np.isnan(emphasis)
    mean = _over(np.where(present, emphasis, 0.0).sum(axis=0), present.sum(axis=0))
    return mean * (1 - np.nan_to_num(delivered))


def unmet_index(emphasis: np.ndarray, established: np.ndarray, claims: np.ndarray) -> Interval:
    """Unmet emphasis of one dimension, in [0, 1], with a two-sample jackknife interval.

    emphasis: (P, k) of policy documents. established, claims: (N, k) claims of each participant.
    """
    emphasis = emphasis[~np.isnan(emphasis).all(axis=1)]
    if not len(emphasis) or not claims.sum():
        return Interval(*(np.array(np.nan),) * 3)
    mean, undelivered = emphasis.mean(axis=0), _undelivered(established.sum(axis=0), claims.sum(axis=0))
    count = len(emphasis)
    means = (emphasis.sum(axis=0) - emphasis) / (count - 1) if count > 1 else np.full(emphasis.shape, np.nan)
    left = _undelivered(established.sum(axis=0) - established, claims.sum(axis=0) - claims)
    left = left[claims.sum(axis=1) > 0]
    return jackknife_interval(float(mean @ undelivered), means @ undelivered, left @ mean, LEVEL)


def _undelivered(established: np.ndarray, claims: np.ndarray) -> np.ndarray:
    return 1 - np.nan_to_num(_over(established, claims))


def specificity(spoken: pl.DataFrame, units: pl.DataFrame) -> dict[str, tuple[Interval, int, int]]:
    """Mean over policy documents of the share of intended claims with each part and with all of them.

    Returns by part: interval, claims and documents behind it.
    """
    intended = spoken.filter((pl.col("side") == "policy") & (pl.col("status") == "intended"))
    parts = [pl.col(column).fill_null(False).alias(name) for name, column in PARTS.items()]
    flags = intended.select("unit", *parts).with_columns(all=pl.all_horizontal(list(PARTS)))
    names = [*PARTS, "all"]
    by_unit = flags.group_by("unit").agg(pl.len().alias("claims"), *[pl.col(name).sum() for name in names])
    by_unit = units.select("unit").join(by_unit, on="unit", how="inner", maintain_order="left")
    if not by_unit.height:
        return {}
    sizes = by_unit["claims"].to_numpy()
    shares = by_unit.select(names).to_numpy() / sizes[:, None]
    interval = mean_interval(moments(shares, sizes))
    total, documents = int(sizes.sum()), by_unit.height
    return {name: (Interval(*(end[at] for end in interval)), total, documents) for at, name in enumerate(names)}


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    above, below = np.broadcast_arrays(above.astype(float), below.astype(float))
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)

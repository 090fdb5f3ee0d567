"""The headline measures: mode and governance gaps, unmet emphasis, divergence, specificity, detectable gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.gap.cells import FEWEST, NOTE, is_small
from pipeline.gap.counts import Counts
from pipeline.gap.delivery import specificity, unmet_index
from pipeline.gap.divergence import divergence
from pipeline.gap.emphasis import POWER, Emphasis
from pipeline.gap.intervals import Interval
from pipeline.tables import INDEX

SAMPLED = "mean over documents; score interval with moderated variance, policies as a sample"
FIXED = "mean over documents; score interval with moderated variance, policies as a fixed set"
JACKKNIFE = "two-sample jackknife over policy documents and participants, on log-odds"


class Delivery(NamedTuple):
    """Practice claims by status (U, K), policy's intended emphasis (U, K); per code (K,) shares, claims, unmet.

    hidden: (K,) codes whose shares, claims and unmet emphasis are withheld; hidden_sums: (M,) dimensions whose
    unmet emphasis is.
    """

    by_status: dict[str, np.ndarray]
    intended: np.ndarray
    shares: dict[str, np.ndarray]
    claims: np.ndarray
    unmet: np.ndarray
    hidden: np.ndarray
    hidden_sums: np.ndarray


def measure_index(
    counts: Counts,
    emphasis: Emphasis,
    delivery: Delivery,
    spoken: pl.DataFrame,
    asked: pl.DataFrame,
    codebook: Any,
    settings: Any,
) -> pl.DataFrame:
    """The index table. asked: the coverage matrix of `pipeline.gap.asked`."""
    rows = [
        *_measures(counts, emphasis, codebook),
        *_unmet(counts, delivery),
        *_divergences(counts, settings.resamples, settings.seed),
        *_specificity(spoken, counts),
        *_controls(counts, emphasis, codebook),
        *_detectable(counts, emphasis),
        *_prompted(counts, asked),
    ]
    return INDEX.frame(rows)


def _row(measure: str, interval: Interval, at: Any, method: str, note: str, ends: bool = True) -> dict[str, Any]:
    estimate, low, high = (float(np.asarray(end)[at]) for end in interval)
    if np.isnan(estimate):
        note = f"undefined: {note}"
    low, high = (low, high) if ends else (float("nan"), float("nan"))
    return {"measure": measure, "estimate": estimate, "low": low, "high": high, "method": method, "note": note}


def _measures(counts: Counts, emphasis: Emphasis, codebook: Any) -> Iterator[dict[str, Any]]:
    for name, measure in codebook.measures.items():
        at = counts.codes.index(measure_code(measure))
        documents, participants = int(emphasis.policy_documents[at]), int(emphasis.participants[at])
        if is_small(participants):
            yield {"measure": name, "method": SAMPLED, "note": NOTE}
            yield {"measure": f"{name}:policies_fixed", "method": FIXED, "note": NOTE}
            continue
        note = f"share of {measure_code(measure)} in policy minus in practice; {documents} policy documents, "
        note += f"{participants} participants"
        yield _row(name, emphasis.sampled, at, SAMPLED, note, min(documents, participants) > 1)
        yield _row(f"{name}:policies_fixed", emphasis.fixed, at, FIXED, note, participants > 1)


def measure_code(measure: Any) -> str:
    """The code that a headline measure of the codebook compares."""
    return str(measure["code"] if isinstance(measure, dict) else measure.code)


def _unmet(counts: Counts, delivery: Delivery) -> Iterator[dict[str, Any]]:
    policy, practice = counts.side("policy"), counts.side("practice")
    for dimension, name in enumerate(counts.dimensions):
        if delivery.hidden_sums[dimension]:
            yield {"measure": f"unmet:{name}", "method": JACKKNIFE, "note": NOTE}
            continue
        columns = counts.columns(name)
        claims = np.sum([grid[np.ix_(practice, columns)] for grid in delivery.by_status.values()], axis=0)
        established = delivery.by_status["established"][np.ix_(practice, columns)]
        interval = unmet_index(delivery.intended[np.ix_(policy, columns)], established, claims)
        note = f"{int(claims.sum())} practice claims"
        unspoken = delivery.unmet[columns][delivery.claims[columns] == 0]
        if np.isfinite(interval.estimate) and len(unspoken):
            note += f"; {float(unspoken.sum()):.3f} of it on codes that no practice claim speaks of"
        yield _row(f"unmet:{name}", interval, (), JACKKNIFE, note)


def _divergences(counts: Counts, resamples: int, seed: int) -> Iterator[dict[str, Any]]:
    is_policy = counts.side("policy")
    for at, name in enumerate(counts.dimensions):
        rng = np.random.default_rng([seed, 200 + at])
        found = divergence(counts.carrying[:, counts.columns(name)].astype(float), is_policy, resamples, rng)
        row = {"measure": f"divergence:{name}", "method": "Jensen–Shannon divergence in bits, documents weigh the same"}
        if is_small((counts.coded[~is_policy, at] > 0).sum()):
            yield row | {"note": NOTE}
            continue
        if found is None:
            yield row | {"note": "undefined: a side has no codings of the dimension"}
            continue
        note = f"chance alone: median {found.null_median:.3f}, 95th percentile {found.null_high:.3f}; p = {found.p:.4f}"
        yield row | {"estimate": found.estimate, "note": note}


def _specificity(spoken: pl.DataFrame, counts: Counts) -> Iterator[dict[str, Any]]:
    policy = counts.units.filter(pl.Series(counts.side("policy")))
    for part, (interval, claims, documents) in specificity(spoken, policy).items():
        note = f"{claims} intended claims of {documents} policy documents"
        method = "mean over policy documents; score interval with moderated variance"
        yield _row(f"specificity:{part}", interval, (), method, note, documents > 1)


def _controls(counts: Counts, emphasis: Emphasis, codebook: Any) -> Iterator[dict[str, Any]]:
    for code in getattr(codebook, "neutral_controls", ()):
        at = counts.codes.index(code)
        if is_small(emphasis.participants[at]):
            yield {"measure": f"control:{code}", "method": SAMPLED, "note": NOTE}
            continue
        few = min(int(emphasis.policy_documents[at]), int(emphasis.participants[at])) < 2
        note = "a code that should not differ; a difference here is genre or coding, not a gap"
        yield _row(f"control:{code}", emphasis.sampled, at, SAMPLED, note, not few)


def _detectable(counts: Counts, emphasis: Emphasis) -> Iterator[dict[str, Any]]:
    gaps = emphasis.detectable
    for name in counts.dimensions:
        used = counts.columns(name) & ~np.isnan(gaps) & (counts.carrying.sum(axis=0) > 0)
        both = used & (emphasis.policy_documents > 1) & (emphasis.participants >= FEWEST)
        note = f"median over {int(both.sum())} codes; smaller gaps would mostly be missed at this size"
        method = f"gap from practice's share told from zero in {POWER:.0%} of studies of this size at 95 %"
        estimate = float(np.median(gaps[both])) if both.any() else float("nan")
        if not estimate < 1:
            estimate, note = float("nan"), "undefined: too little is coded for any gap to be found"
        yield {"measure": f"detectable_gap:{name}", "estimate": estimate, "method": method, "note": note}


def _prompted(counts: Counts, asked: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for name in counts.dimensions:
        of = asked.filter(pl.col("dimension") == name)
        spoken, prompted = int(of["spoken"].sum()), int(of["prompted"].sum())
        silent = of.filter((pl.col("asked") == 0) & (pl.col("spoken") == 0)).height
        method = "share of respondents' coded segments that follow an interviewer's words with the same code"
        if is_small(of.filter(pl.col("spoken") > 0).height):
            yield {"measure": f"prompted:{name}", "method": method, "note": NOTE}
            continue
        told = f"fewer than {FEWEST}" if is_small(silent) else str(silent)
        note = f"{spoken} coded segments of respondents; {told} of {of.height} participants neither asked nor speaking"
        estimate = prompted / spoken if spoken else None
        yield {"measure": f"prompted:{name}", "estimate": estimate, "method": method, "note": note}

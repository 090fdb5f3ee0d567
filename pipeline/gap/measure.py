"""The gap of a study: one pure function from coded segments and claims to the tables of results."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipeline.gap.asked import coverage_matrix
from pipeline.gap.boilerplate import repeated
from pipeline.gap.cases import measure_cases
from pipeline.gap.cells import NOTE, is_small, withheld_codes
from pipeline.gap.corrected import measure_corrected
from pipeline.gap.counts import Counts, applied, check_sides, countable, tally
from pipeline.gap.delivery import (
    claim_counts,
    delivery_shares,
    echoed_segments,
    intended_emphasis,
    intended_weights,
    spoken_claims,
    unmet_emphasis,
)
from pipeline.gap.doubt import measure_doubt
from pipeline.gap.emphasis import Emphasis, emphasis_gap
from pipeline.gap.index import Delivery, measure_index
from pipeline.gap.presence import measure_presence
from pipeline.gap.prevalence import measure_prevalence
from pipeline.gap.prompting import mark_prompted
from pipeline.gap.specification import Material, measure_specifications, robust_codes
from pipeline.gap.windows import measure_windows
from pipeline.tables import GAP

FEW_CLUSTERS = 11


class People(NamedTuple):
    """What people coded.

    sample: passages drawn at random (segment_id, code, coder, sampling_probability). settled: segments whose machine
    codes they replaced. coders: each person's codings (segment_id, code or empty, coder).
    """

    sample: pl.DataFrame
    settled: frozenset[str] = frozenset()
    coders: tuple[pl.DataFrame, ...] = ()


NOBODY = People(
    pl.DataFrame(
        schema={"segment_id": pl.String, "code": pl.String, "coder": pl.String, "sampling_probability": pl.Float64}
    )
)


class Gap(NamedTuple):
    """Frames of the tables of these names."""

    prevalence: pl.DataFrame
    gap: pl.DataFrame
    index: pl.DataFrame  # type: ignore[assignment]
    cases: pl.DataFrame
    specification: pl.DataFrame
    corrected: pl.DataFrame
    doubt: pl.DataFrame
    presence: pl.DataFrame
    prompted: pl.DataFrame
    windows: pl.DataFrame
    boilerplate: pl.DataFrame


def measure_gap(
    documents: pl.DataFrame,
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame,
    codebook: Any,
    settings: Any,
    people: People = NOBODY,
    likelihoods: pl.DataFrame | None = None,
) -> Gap:
    """Every estimand of the study from the frames of the tables of the same names.

    codebook: `.codes` (id, dimension) and `.measures` (name → dimension and code). settings: `.coder`, `.seed`,
    `.resamples`. What is not defined (a side without documents, a code never used) is empty with a note. Raises
    StudyError for probabilities that are no shares, unknown codes and segments of unknown documents.
    """
    counted, marks, once, kept, counts = count_study(documents, segments, codings, claims, codebook, settings.coder)
    spoken = spoken_claims(claims, counted.join(once, on="segment_id", how="anti", maintain_order="left"))
    delivery = _delivery(spoken, counts)
    emphasis = emphasis_gap(counts, settings.resamples, settings.seed)
    asked = coverage_matrix(documents, segments, marks, codebook)
    prompted = mark_prompted(documents, segments, marks)
    material = Material(
        documents, segments, codings, claims, counted, kept, codebook, settings.coder, counts, settings.seed,
        likelihoods, prompted, people.coders,
    )  # fmt: skip
    specification, found = measure_specifications(material)
    return Gap(
        measure_prevalence(counts),
        _gap_table(counts, emphasis, delivery, robust_codes(counts, emphasis.sampled.estimate, found)),
        measure_index(
            counts,
            emphasis,
            delivery,
            spoken,
            asked,
            codebook,
            settings,
        ),
        measure_cases(counts, settings.resamples, settings.seed),
        specification,
        measure_corrected(counts, kept, marks, people.sample, people.settled),
        measure_doubt(counts, kept, likelihoods, emphasis),
        measure_presence(counts, kept, marks, asked, prompted),
        prompted,
        measure_windows(counts, delivery.intended, delivery.shares["established"], delivery.hidden),
        once,
    )


class Counted(NamedTuple):
    """What the headline counts: countable segments, codes applied, repeats among policies, segments kept, counts."""

    counted: pl.DataFrame
    marks: pl.DataFrame
    once: pl.DataFrame
    kept: pl.DataFrame
    counts: Counts


def count_study(
    documents: pl.DataFrame,
    segments: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame,
    codebook: Any,
    coder: str | None,
) -> Counted:
    """Coded segments by unit, without policy quoted by respondents and without what one policy repeats of another."""
    counted = countable(documents, segments)
    marks = applied(codings, coder)
    once = repeated(documents, segments.join(marks, on="segment_id", how="semi"))
    dropped = pl.concat([echoed_segments(claims, counted), once.select("segment_id")])
    kept = counted.join(dropped, on="segment_id", how="anti", maintain_order="left")
    return Counted(counted, marks, once, kept, tally(documents, kept, marks, codebook))


def _delivery(spoken: pl.DataFrame, counts: Counts) -> Delivery:
    by_status = claim_counts(spoken, counts)
    intended = intended_emphasis(intended_weights(spoken, counts), counts)
    shares, claims = delivery_shares(by_status, counts.side("practice"))
    unmet = unmet_emphasis(intended[counts.side("policy")], shares["established"])
    hidden, sums = _hidden(by_status, unmet, counts)
    return Delivery(by_status, intended, shares, claims, unmet, hidden, sums)


def _hidden(by_status: dict[str, np.ndarray], unmet: np.ndarray, counts: Counts) -> tuple[np.ndarray, np.ndarray]:
    speakers = np.sum(list(by_status.values()), axis=0)[counts.side("practice")] > 0
    hidden, sums = np.zeros(len(counts.codes), bool), np.zeros(len(counts.dimensions), bool)
    for at, name in enumerate(counts.dimensions):
        columns = counts.columns(name)
        # What policy intends can be counted from its claims, so only a code without any is no term of the sum.
        hidden[columns], sums[at] = withheld_codes(speakers[:, columns], np.nan_to_num(unmet[columns]) > 0)
    return hidden, sums


def _gap_table(counts: Counts, emphasis: Emphasis, delivery: Delivery, robust: np.ndarray) -> pl.DataFrame:
    missing = check_sides(counts.units)
    rows = []
    for at, code in enumerate(counts.codes):
        documents, participants = int(emphasis.policy_documents[at]), int(emphasis.participants[at])
        row = {
            "dimension": counts.dimensions[counts.dimension_of[at]],
            "code": code,
            "policy_share": emphasis.policy.estimate[at],
            "policy_documents": documents,
        }
        if is_small(participants):
            rows.append(row | {"note": NOTE})
            continue
        row |= _difference(emphasis, at, documents, participants) | _delivered(delivery, at, participants)
        rows.append(
            row
            | {
                "participants": participants,
                "few_clusters": min(documents, participants) < FEW_CLUSTERS,
                "robust": bool(robust[at]) if documents and participants else None,
                "note": _note(counts, at, documents, participants, delivery, missing),
            }
        )
    return GAP.frame([{key: _plain(value) for key, value in row.items()} for row in rows])


def _difference(emphasis: Emphasis, at: int, documents: int, participants: int) -> dict[str, Any]:
    detects = emphasis.detectable[at] < 1
    return {
        "practice_share": emphasis.practice.estimate[at],
        "difference": emphasis.sampled.estimate[at],
        **_ends(emphasis, at, documents, participants),
        "log_odds": emphasis.log_odds[at],
        "p": emphasis.p[at],
        "p_adjusted": emphasis.p_adjusted[at],
        "floor": emphasis.floor[at],
        "detectable": emphasis.detectable[at] if min(documents, participants) > 1 and detects else None,
    }


def _delivered(delivery: Delivery, at: int, participants: int) -> dict[str, Any]:
    # Unmet emphasis gives the established share away to whoever counts policy's claims.
    if delivery.hidden[at]:
        return {}
    return {
        **{status: delivery.shares[status][at] for status in delivery.shares},
        "practice_claims": int(delivery.claims[at]),
        "unmet": delivery.unmet[at] if participants else None,
    }


def _ends(emphasis: Emphasis, at: int, documents: int, participants: int) -> dict[str, Any]:
    sampled = emphasis.sampled if min(documents, participants) > 1 else None
    fixed = emphasis.fixed if documents and participants > 1 else None
    return {
        "low": sampled.low[at] if sampled else None,
        "high": sampled.high[at] if sampled else None,
        "low_fixed": fixed.low[at] if fixed else None,
        "high_fixed": fixed.high[at] if fixed else None,
    }


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.floating) else value


def _note(
    counts: Counts, at: int, documents: int, participants: int, delivery: Delivery, missing: list[str]
) -> str | None:
    if missing:
        return f"the study has no {' and no '.join(missing)} documents"
    if not documents or not participants:
        silent = "policy" if not documents else "practice"
        return f"nothing of this dimension is coded in {silent}"
    notes = []
    if not counts.carrying[:, at].any():
        notes.append("code never used")
    few = [f"{count} {name}" for count, name in _few(documents, participants)]
    if few:
        notes.append(f"only {' and '.join(few)}: p permutes both sides' labels and says nothing of one side alone")
    if delivery.hidden[at]:
        notes.append(f"shares of claims {NOTE}")
    elif not delivery.claims[at]:
        notes.append("no practice claim: all of policy's intention counts as unmet")
    return "; ".join(notes) or None


def _few(documents: int, participants: int) -> list[tuple[int, str]]:
    sides = ((documents, "policy documents"), (participants, "participants"))
    return [(count, name) for count, name in sides if count < FEW_CLUSTERS]

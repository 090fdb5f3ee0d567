"""Compute each finding's tests: estimate, 95 % interval over participants, verdict, passages behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.stats import beta, t, ttest_ind

from pipeline.codebook import Codebook
from pipeline.findings.declared import Finding, Test
from pipeline.findings.evidence import Evidence
from pipeline.gap.cells import FEWEST
from pipeline.settings import StudySettings
from pipeline.tables import FINDINGS


class Outcome(NamedTuple):
    """A test's contrast, positive in the direction of the finding, with interval and what it rests on."""

    estimate: float | None
    low: float | None
    high: float | None
    note: str


# Not even how few they are: the note is published too.
TOO_FEW = Outcome(None, None, None, f"withheld: fewer than {FEWEST} participants speak of it")


def check_findings(
    tables: Mapping[str, pl.DataFrame], codebook: Codebook, findings: Sequence[Finding], settings: StudySettings
) -> pl.DataFrame:
    """One row per finding (table FINDINGS).

    Verdict: shown when every test's interval lies on the expected side; contradicted when one lies on the other side;
    not shown when an interval holds zero; not testable when a test is undefined in these data. The estimate is that of
    the weakest test.
    """
    evidence = Evidence(tables, settings, codebook)
    return FINDINGS.frame([_row(finding, tables, evidence, codebook) for finding in findings])


def _row(
    finding: Finding, tables: Mapping[str, pl.DataFrame], evidence: Evidence, codebook: Codebook
) -> dict[str, object]:
    outcomes = [TESTS[test.kind](test, tables, evidence) for test in finding.tests]
    weakest = weakest_of(outcomes)
    passages = list(dict.fromkeys(name for test in finding.tests for name in _passages(test, evidence, codebook)))
    return {
        "finding": finding.id,
        "statement": finding.statement,
        "estimate": weakest.estimate if weakest else None,
        "low": weakest.low if weakest else None,
        "high": weakest.high if weakest else None,
        "verdict": verdict_of(outcomes),
        "passages": ";".join(passages) or None,
        "note": " | ".join(outcome.note for outcome in outcomes) or finding.why_not,
    }


def verdict_of(outcomes: Sequence[Outcome]) -> str:
    """What the tests of a finding say together; all of them must hold."""
    if not outcomes or any(outcome.estimate is None or outcome.low is None for outcome in outcomes):
        return "not_testable"
    if any(outcome.high is not None and outcome.high < 0 for outcome in outcomes):
        return "contradicted"
    return "shown" if all(outcome.low is not None and outcome.low > 0 for outcome in outcomes) else "not_shown"


def weakest_of(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The defined outcome whose interval reaches least far in the direction of the finding."""
    defined = [outcome for outcome in outcomes if outcome.estimate is not None]
    return min(defined, key=lambda outcome: outcome.low if outcome.low is not None else -np.inf) if defined else None


def _passages(test: Test, evidence: Evidence, codebook: Codebook) -> list[str]:
    """Passages behind a test: of its codes; for a headline measure, of its code in policy and of what practice has."""
    if test.kind == "index":
        measure = codebook.measures.get(test.given["measure"])
        if measure is None:
            return []
        codes = [code.id for code in codebook.of_dimension(measure.dimension)]
        return evidence.policy_passages([measure.code], limit=5)[:3] + evidence.passages(codes, limit=6)
    case = test.given.get("case") or test.given.get("more")
    return evidence.passages(test.codes, case, limit=6)


def _index(test: Test, tables: Mapping[str, pl.DataFrame], _: Evidence) -> Outcome:
    rows = tables["index"].filter(pl.col("measure") == test.given["measure"])
    nothing = (None, None, None)
    return index_outcome(test, *(nothing if rows.is_empty() else rows.select("estimate", "low", "high").row(0)))


def index_outcome(test: Test, estimate: float | None, low: float | None, high: float | None) -> Outcome:
    """A headline measure read in the direction that the test expects."""
    measure = test.given["measure"]
    if estimate is None:
        return Outcome(None, None, None, f"{measure} is undefined in this run")
    if test.given["expect"] == "negative":
        flipped = (None if high is None else -high, None if low is None else -low)
        return Outcome(-estimate, *flipped, f"{measure} {estimate:+.3f}, expected negative (sign turned)")
    return Outcome(estimate, low, high, f"{measure}, policy minus practice")


def _order(test: Test, _: Mapping[str, pl.DataFrame], evidence: Evidence) -> Outcome:
    case = test.given.get("case")
    groups: list[list[str]] = test.given["groups"]
    statuses, without = test.given.get("statuses"), test.given.get("without", [])
    shares = [evidence.shares(group, case, statuses, without) for group in groups]
    people = sorted(set.intersection(*[set(share) for share in shares])) if shares else []
    if len(people) < FEWEST:
        return TOO_FEW
    found = [_mean(np.array([first[name] - second[name] for name in people]), "") for first, second in pairwise(shares)]
    means = " > ".join(f"{np.mean([share[name] for name in people]):.2f}" for share in shares)
    weakest = weakest_of(found)
    note = f"mean shares in the order given {means}; smallest step; {len(people)} participants"
    return weakest._replace(note=note) if weakest else Outcome(None, None, None, note)


def _contrast(test: Test, _: Mapping[str, pl.DataFrame], evidence: Evidence) -> Outcome:
    more, less = (
        evidence.shares(test.codes, test.given[side], test.given.get("statuses")) for side in ("more", "less")
    )
    if min(len(more), len(less)) < FEWEST:
        return TOO_FEW
    note = f"mean share at {test.given['more']} ({len(more)} participants) minus at {test.given['less']} ({len(less)})"
    return _difference(list(more.values()), list(less.values()), note)


def _presence(test: Test, _: Mapping[str, pl.DataFrame], evidence: Evidence) -> Outcome:
    present = evidence.present(test.codes, together=test.kind == "together", case=test.given.get("case"))
    if len(present) < FEWEST:
        return TOO_FEW
    count, people, threshold = int(present.sum()), len(present), float(test.given["at_least"])
    low = float(beta.ppf(0.025, count, people - count + 1)) if count else 0.0
    high = float(beta.ppf(0.975, count + 1, people - count)) if count < people else 1.0
    note = f"{count} of {people} participants, minus the {threshold:.0%} asked for (Clopper–Pearson interval)"
    return Outcome(count / people - threshold, low - threshold, high - threshold, note)


def _status(test: Test, _: Mapping[str, pl.DataFrame], evidence: Evidence) -> Outcome:
    claims = evidence.claims_of(test.codes, test.given.get("case")).filter(pl.col("status") != "none")
    per_person = (
        claims.group_by("participant")
        .agg((pl.col("status").is_in(test.given["statuses"]).mean() * 2 - 1).alias("lead"))
        .sort("participant")
    )
    if per_person.height < FEWEST:
        return TOO_FEW
    note = f"{claims.height} claims of {per_person.height} participants; share with the statuses minus share without"
    return _mean(per_person["lead"].to_numpy(), note)


def _partners(test: Test, _: Mapping[str, pl.DataFrame], evidence: Evidence) -> Outcome:
    sectors: list[str] = test.given["sectors"]
    sides = []
    for case in (test.given["more"], test.given["less"]):
        claims = evidence.claims_of(test.codes, case).with_columns(
            (
                pl.col("partner_sector").is_in(sectors).fill_null(value=False)
                | pl.col("actor_sector").is_in(sectors).fill_null(value=False)
            ).alias("has")
        )
        sides.append(claims.group_by("participant").agg(pl.col("has").mean()).sort("participant")["has"].to_list())
    if min(len(sides[0]), len(sides[1])) < FEWEST:
        return TOO_FEW
    note = (
        f"claims that name {' or '.join(sectors)}: {test.given['more']} ({len(sides[0])} participants) minus "
        f"{test.given['less']} ({len(sides[1])})"
    )
    return _difference(sides[0], sides[1], note)


def _mean(values: np.ndarray, note: str) -> Outcome:
    """Mean over five participants or more with a t interval."""
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))
    reach = float(t.ppf(0.975, len(values) - 1)) * error
    return Outcome(mean, mean - reach, mean + reach, note)


def _difference(more: list[float], less: list[float], note: str) -> Outcome:
    """Difference of means of two groups of five participants or more, with Welch's interval."""
    estimate = float(np.mean(more) - np.mean(less))
    if np.ptp(more) == 0 and np.ptp(less) == 0:
        return Outcome(estimate, None, None, f"{note}; no spread, no interval")
    interval = ttest_ind(more, less, equal_var=False).confidence_interval(0.95)
    return Outcome(estimate, float(interval.low), float(interval.high), note)


TESTS: dict[str, Callable[[Test, Mapping[str, pl.DataFrame], Evidence], Outcome]] = {
    "index": _index,
    "order": _order,
    "contrast": _contrast,
    "presence": _presence,
    "together": _presence,
    "status": _status,
    "partners": _partners,
}

"""Do roles agree? Each finding tested within groups of participants' roles, small groups protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from pipeline.codebook import Codebook
from pipeline.findings.check import TESTS, TOO_FEW, Outcome, index_outcome, verdict_of, weakest_of
from pipeline.findings.declared import Finding, Test
from pipeline.findings.evidence import Evidence
from pipeline.gap.cells import FEWEST, is_small
from pipeline.gap.counts import Counts
from pipeline.gap.emphasis import side_moments
from pipeline.gap.intervals import difference_interval
from pipeline.gap.measure import count_study
from pipeline.settings import StudySettings
from pipeline.tables import TRIANGULATION

_NEGATIVE, _POSITIVE = -1, 1


def triangulate(
    tables: Mapping[str, pl.DataFrame],
    codebook: Codebook,
    findings: Sequence[Finding],
    role_groups: Mapping[str, Sequence[str]],
    settings: StudySettings,
) -> pl.DataFrame:
    """A row per finding and group of roles (table TRIANGULATION); none unless there are two groups or more.

    A test is withheld from every group when the participants whom it rests on are fewer than five in one of them, or
    in the rest: the finding itself is published, and subtraction would give them away. Headline measures are
    recomputed with the group's participants against all policies. Agreement: estimates `apart`, on opposite sides of
    zero; or else the `same` verdict, or only the same `direction`.
    """
    evidence = Evidence(tables, settings, codebook)
    members = _members(evidence, role_groups)
    if len(members) < 2:
        return TRIANGULATION.empty()
    counts = count_study(
        tables["documents"], tables["segments"], tables["codings"], tables["claims"], codebook, settings.coder
    ).counts
    index = partial(_index, counts, codebook)
    rows = [row for finding in findings for row in _rows(finding, evidence, members, tables, index)]
    return TRIANGULATION.frame(rows)


def _members(evidence: Evidence, role_groups: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    roles = evidence.practice.select("participant", "role").unique()
    found = {name: set(roles.filter(pl.col("role").is_in(list(of)))["participant"]) for name, of in role_groups.items()}
    return {name: people for name, people in found.items() if people}


def _rows(
    finding: Finding,
    evidence: Evidence,
    members: Mapping[str, set[str]],
    tables: Mapping[str, pl.DataFrame],
    index: Any,
) -> list[dict[str, Any]]:
    found = {}
    shown = [not _singles_out(rests_on(test, evidence), members) for test in finding.tests]
    for name, people in members.items():
        part = evidence.only(people)
        found[name] = [
            TOO_FEW
            if not published
            else index(test, people)
            if test.kind == "index"
            else TESTS[test.kind](test, tables, part)
            for test, published in zip(finding.tests, shown, strict=True)
        ]
    agreement = _agreement([found[name] for name in members])
    return [
        _row(finding, name, len(members[name]), outcomes) | {"agreement": agreement} for name, outcomes in found.items()
    ]


def _row(finding: Finding, group: str, participants: int, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    weakest = weakest_of(outcomes)
    return {
        "finding": finding.id,
        "group": group,
        "participants": None if is_small(participants) else participants,
        "estimate": weakest.estimate if weakest else None,
        "low": weakest.low if weakest else None,
        "high": weakest.high if weakest else None,
        "verdict": verdict_of(list(outcomes)),
        "note": " | ".join(outcome.note for outcome in outcomes) or finding.why_not,
    }


def _agreement(groups: Sequence[Sequence[Outcome]]) -> str | None:
    verdicts = {verdict_of(list(outcomes)) for outcomes in groups}
    if "not_testable" in verdicts:
        return None
    weakest = [weakest_of(outcomes) for outcomes in groups]
    signs = {np.sign(of.estimate) for of in weakest if of is not None and of.estimate is not None}
    if {_NEGATIVE, _POSITIVE} <= signs:
        return "apart"
    return "same" if len(verdicts) == 1 else "direction"


def rests_on(test: Test, evidence: Evidence) -> list[set[str]]:
    """Sets of participants whose words the test's parts are computed over: one set, or one for each case."""
    given = test.given
    if test.kind == "index":
        return [set(evidence.coded["participant"])]
    if test.kind == "order":
        shares = [
            set(evidence.shares(group, given.get("case"), given.get("statuses"), given.get("without", [])))
            for group in given["groups"]
        ]
        return [set.intersection(*shares)]
    if test.kind == "contrast":
        return [set(evidence.shares(test.codes, given[side], given.get("statuses"))) for side in ("more", "less")]
    if test.kind in ("presence", "together"):
        return [set(evidence.heard_on(test.codes, given.get("case")))]
    cases = [given["more"], given["less"]] if test.kind == "partners" else [given.get("case")]
    return [set(_claimants(test, evidence, case)) for case in cases]


def _claimants(test: Test, evidence: Evidence, case: str | None) -> list[str]:
    claims = evidence.claims_of(test.codes, case)
    return (claims.filter(pl.col("status") != "none") if test.kind == "status" else claims)["participant"].to_list()


def _singles_out(sets: Sequence[set[str]], members: Mapping[str, set[str]]) -> bool:
    """Whether some group's part of a set, or what no group holds of it, is a small cell."""
    everybody = set().union(*members.values())
    parts = [people & group for people in sets for group in members.values()]
    return any(is_small(len(part)) for part in [*parts, *[people - everybody for people in sets]])


def _index(counts: Counts, codebook: Codebook, test: Test, people: set[str]) -> Outcome:
    """The headline measure with the group's participants alone."""
    measure = codebook.measures.get(test.given["measure"])
    if measure is None:
        return Outcome(None, None, None, f"{test.given['measure']} is no measure of the codebook")
    at = counts.codes.index(measure.code)
    inside = counts.side("practice") & counts.units["unit"].is_in(list(people)).to_numpy()
    speaking = inside & (counts.coded[:, counts.dimension_of[at]] > 0)
    others = counts.side("practice") & ~inside & (counts.coded[:, counts.dimension_of[at]] > 0)
    if speaking.sum() < FEWEST or is_small(others.sum()):
        return TOO_FEW
    policy, practice = side_moments(counts, counts.side("policy")), side_moments(counts, inside)
    if policy.units[at] < 2:
        return index_outcome(test, None, None, None)
    ends = [float(end[at]) for end in difference_interval(policy, practice)]
    outcome = index_outcome(test, *ends)
    return outcome._replace(note=f"{outcome.note}; {int(speaking.sum())} participants of the group")

"""How coders err: by side and language, in status, on passages that carry nothing, which code for which, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from pipeline.codebook import Codebook
from pipeline.evaluate import ratio, score
from pipeline.gold import Gold
from pipeline.tables import CONFUSIONS, QUALITY, RELIABILITY, WORST_PASSAGES

NO_CODE = "no code"
BINS = 10
WORST = 40
_STATUS = "status accuracy"
_PARTS = ("precision", "recall", "f1")


def quality(
    gold: Gold, found: Mapping[str, Any], claims: pl.DataFrame | None, groups: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Table QUALITY of the coders in `found` (coder to cells (N, K)), over all segments and by side and language.

    `groups` has segment_id, side, language. `claims` (table CLAIMS) give the status that `uip claims` finds.
    """
    rows: list[dict[str, Any]] = []
    for kind, group, chosen in _groups(gold, groups):
        for coder, cells in found.items():
            rows += _scores(coder, cells[chosen], gold, chosen, codebook, kind, group)
            rows.append(_false_codes(coder, cells, gold, chosen, kind, group))
        if gold.paired[chosen].any():
            both = chosen & gold.paired
            ceiling = score("people", gold.second[both], gold.first[both], gold.clusters[both], codebook, "")
            note = f"one person against another, {int(both.sum())} segments"
            rows += list(_long(ceiling, codebook, kind, group, note))
        rows += _statuses(gold, claims, chosen, kind, group)
    return QUALITY.frame(rows)


def _groups(gold: Gold, groups: pl.DataFrame) -> Iterator[tuple[str, str, Any]]:
    facts = {row["segment_id"]: row for row in groups.iter_rows(named=True)}
    yield "all", "all", np.ones(len(gold.ids), dtype=bool)
    for kind in ("side", "language"):
        values = np.array([facts[name][kind] or "unknown" for name in gold.ids])
        for value in np.unique(values):
            yield kind, str(value), values == value


def _scores(
    coder: str, cells: Any, gold: Gold, chosen: Any, codebook: Codebook, kind: str, group: str
) -> list[dict[str, Any]]:
    rows = score(coder, cells, gold.cells[chosen], gold.clusters[chosen], codebook, "")
    note = f"{int(chosen.sum())} segments of {len(set(gold.documents[chosen]))} held-out documents"
    return list(_long(rows, codebook, kind, group, note))


def _long(scores: pl.DataFrame, codebook: Codebook, kind: str, group: str, note: str) -> Iterator[dict[str, Any]]:
    """Rows of EVALUATION that are no single code, one row per measure."""
    names = {*codebook.dimensions, "micro", "macro", "gate"}
    for row in scores.filter(pl.col("code").is_in(list(names))).iter_rows(named=True):
        for part in _PARTS if row["code"] != "macro" else ("f1",):
            ends = {"low": row["low"], "high": row["high"]} if part == "f1" else {}
            yield {
                "coder": row["coder"],
                "group_kind": kind,
                "group": group,
                "measure": f"{row['code']} {part}",
                "estimate": row[part],
                "count": row["support"] or 0,
                "note": note,
                **ends,
            }


def _false_codes(coder: str, cells: Any, gold: Gold, chosen: Any, kind: str, group: str) -> dict[str, Any]:
    rows = chosen & gold.negative
    estimate = ratio((cells.any(axis=1) & rows)[chosen], rows[chosen], gold.clusters[chosen])
    return {
        "coder": coder,
        "group_kind": kind,
        "group": group,
        "measure": "false codes",
        "count": int(rows.sum()),
        "note": "share of the segments to which no person gave a code that receive one",
        **estimate,
    }


def _statuses(gold: Gold, claims: pl.DataFrame | None, chosen: Any, kind: str, group: str) -> list[dict[str, Any]]:
    """Status accuracy over coded segments whose readers agree on it, and how often two readers agree."""
    given = [gold.statuses.get(name, ()) for name in gold.ids]
    agreed = chosen & gold.positive & np.array([len(set(one)) == 1 for one in given])
    two = chosen & gold.positive & np.array([len(one) > 1 for one in given])
    rows = []
    if claims is not None and agreed.any():
        stated = status_of(claims)
        pairs = zip(gold.ids, given, strict=True)
        right = np.array([bool(one) and stated.get(name, "none") == one[0] for name, one in pairs])
        claimed = agreed & np.array([name in stated for name in gold.ids])
        note = "coded segments on whose status people agree"
        rows.append(("claims", _STATUS, right, agreed, f"{note}; where no claim is found the status is 'none'"))
        rows.append(("claims", f"{_STATUS} of claims found", right, claimed, f"{note} and in which a claim is found"))
    if two.any():
        same = np.array([len(set(one)) == 1 for one in given])
        rows.append(("people", _STATUS, same, two, "coded segments to which two people gave a status"))
    return [
        {
            "coder": coder,
            "group_kind": kind,
            "group": group,
            "measure": measure,
            "count": int(over.sum()),
            "note": note,
            **ratio((hit & over)[chosen], over[chosen], gold.clusters[chosen]),
        }
        for coder, measure, hit, over, note in rows
    ]


def status_of(claims: pl.DataFrame) -> dict[str, str]:
    """Status of each segment's main claim: the first that carries a code, else the first."""
    coded = (pl.col("codes").fill_null("") == "").alias("uncoded")
    ordered = claims.with_columns(coded).sort("segment_id", "uncoded", "start", "claim_id")
    first = ordered.unique(subset="segment_id", keep="first", maintain_order=True)
    return dict(first.select("segment_id", "status").iter_rows())


def confusions(gold: Gold, found: Mapping[str, Any], codebook: Codebook) -> pl.DataFrame:
    """Table CONFUSIONS: codes missed beside codes given instead in the same dimension and segment."""
    rows = []
    for coder, cells in found.items():
        for dimension in codebook.dimensions:
            columns = [k for k, code in enumerate(codebook.codes) if code.dimension == dimension]
            counts: dict[tuple[str, str], int] = {}
            for pair in _pairs(gold.cells[:, columns], cells[:, columns], [codebook.ids[k] for k in columns]):
                counts[pair] = counts.get(pair, 0) + 1
            support = {codebook.ids[k]: int(gold.cells[:, k].sum()) for k in columns}
            rows += [
                {"coder": coder, "dimension": dimension, "meant": meant, "given": given, "segments": count,
                 "support": support.get(meant)}
                for (meant, given), count in counts.items()
            ]  # fmt: skip
    return CONFUSIONS.frame(rows)


def _pairs(gold: Any, found: Any, codes: list[str]) -> Iterator[tuple[str, str]]:
    for meant, given in zip(gold, found, strict=True):
        missed = [codes[k] for k in np.flatnonzero(meant & ~given)] or [NO_CODE]
        extra = [codes[k] for k in np.flatnonzero(given & ~meant)] or [NO_CODE]
        yield from ((one, other) for one in missed for other in extra if one != other)


def reliability(gold: Gold, predicted: Mapping[str, Any]) -> pl.DataFrame:
    """Table RELIABILITY of coders' probabilities (coder to (N, K)); cells on which people differ are left out."""
    rows = []
    for coder, cells in predicted.items():
        kept = ~gold.disputed
        given, truth = cells[kept], gold.cells[kept]
        clusters = np.repeat(gold.clusters[:, None], cells.shape[1], axis=1)[kept]
        at = np.minimum((given * BINS).astype(int), BINS - 1)
        for position in range(BINS):
            own = at == position
            found = ratio(truth & own, own, clusters)
            observed = found.pop("estimate")
            rows.append(
                {"coder": coder, "from": position / BINS, "to": (position + 1) / BINS, "cells": int(own.sum()),
                 "predicted": float(given[own].mean()) if own.any() else None, "observed": observed, **found}
            )  # fmt: skip
    return RELIABILITY.frame(rows)


def worst_passages(
    gold: Gold, cells: Any, predicted: Any | None, segments: pl.DataFrame, codebook: Codebook
) -> pl.DataFrame:
    """Table WORST_PASSAGES: the forty segments that `cells` (N, K) of the resolved coder are most wrong about.

    The loss is that of `predicted` (N, K), or the number of wrong codes where there are no probabilities.
    """
    wrong = (cells != gold.cells) & ~gold.disputed
    if predicted is None:
        loss = wrong.sum(axis=1).astype(float)
    else:
        likelihood = np.where(gold.cells, predicted, 1 - predicted)
        loss = -np.where(gold.disputed, 0.0, np.log(likelihood)).sum(axis=1)
    facts = {row["segment_id"]: row for row in segments.iter_rows(named=True)}
    order = sorted(np.flatnonzero(wrong.any(axis=1)), key=lambda i: (-loss[i], gold.ids[i]))[:WORST]
    return WORST_PASSAGES.frame(
        {
            "segment_id": gold.ids[i],
            "document_id": facts[gold.ids[i]]["document_id"],
            "meant": _joined(gold.cells[i], codebook),
            "given": _joined(cells[i], codebook),
            "loss": float(loss[i]),
            "text": facts[gold.ids[i]]["text"],
        }
        for i in order
    )


def _joined(cells: Any, codebook: Codebook) -> str | None:
    return ";".join(codebook.ids[k] for k in np.flatnonzero(cells)) or None

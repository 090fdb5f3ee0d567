"""Agreement of two coders: Cohen's kappa and Krippendorff's alpha, per code and overall, with bootstrap intervals.

Kappa takes the chance term from both coders' marginals over all units, coded or not (Cohen 1960). Alpha is nominal
(Krippendorff 2004), from the `krippendorff` package. Agreement on spans looks at where coded passages begin and end
(`pipeline.agreement_spans`). What is undefined stays empty, with a note.
"""

from __future__ import annotations

import re
from typing import Any

import krippendorff
import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.agreement_spans import Span, unitizing_alpha_of
from pipeline.errors import StudyError
from pipeline.tables import AGREEMENT

RESAMPLES = 1000
SEED = 2018
OVERALL = "overall"
# Krippendorff's (2004) advice: below the first nothing is concluded from a code, up to the second only tentatively.
TENTATIVE, RELIABLE = 0.667, 0.8
Cells = npt.NDArray[np.int8]
Place = tuple[str, int, int]
_PLACE = re.compile(r"(.+):(\d+)-(\d+)")


def agree(a: pl.DataFrame, b: pl.DataFrame, *, resamples: int = RESAMPLES, seed: int = SEED) -> pl.DataFrame:
    """Agreement (table AGREEMENT) of two coders' frames: segment_id, code (empty: nothing applies), coder.

    Every segment in either frame is a unit, and a code missing there is a "no". Intervals are percentiles over
    resampled documents where segment ids name them (`document:start-end`), else over resampled units. Agreement on
    spans needs such ids too: units are laid end to end, and neighbouring units with the code make one span.
    """
    names = _coder_names(a, b)
    units = sorted(set(a["segment_id"]) | set(b["segment_id"]))
    codes = sorted({code for frame in (a, b) for code in frame["code"] if code is not None})
    cells = np.stack([_cells(frame, units, codes) for frame in (a, b)])
    clusters, kind = _clusters(units)
    rows = [
        {"code": code, "coder_a": names[0], "coder_b": names[1], "units": len(units), **measured}
        for code, measured in _measure(cells, codes, clusters, kind, resamples, seed, _places(units))
    ]
    return AGREEMENT.frame(rows)


def kappa(a: npt.ArrayLike, b: npt.ArrayLike) -> float | None:
    """Cohen's kappa of two coders' values over the same units (n,); None where chance agreement is complete."""
    first, second = np.asarray(a).ravel(), np.asarray(b).ravel()
    if not len(first):
        return None
    values = np.union1d(first, second)
    observed = float((first == second).mean())
    expected = sum(float((first == value).mean()) * float((second == value).mean()) for value in values)
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def alpha(*coders: npt.ArrayLike) -> float | None:
    """Krippendorff's nominal alpha of coders (n,) each, NaN where a unit was not read; None where nothing varies.

    Units that fewer than two coders read are left out, as the coefficient asks.
    """
    data = np.array([np.ravel(coder) for coder in coders], dtype=float)
    paired = data[:, (~np.isnan(data)).sum(axis=0) > 1]
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=paired, level_of_measurement="nominal"))


def reading(value: float | None) -> str | None:
    """How far an alpha lets a code be interpreted."""
    if value is None:
        return None
    return "not interpreted" if value < TENTATIVE else "tentative" if value < RELIABLE else "reliable"


def _measure(
    cells: Cells, codes: list[str], clusters: Any, kind: str, resamples: int, seed: int, places: list[Place] | None
) -> list[Any]:
    columns = [(code, cells[:, :, [k]]) for k, code in enumerate(codes)]
    return [
        (name, _row(part, clusters, kind, resamples, seed, places))
        for name, part in [*columns, (OVERALL, cells)]
        if part.size
    ]


def _row(
    cells: Cells, clusters: Any, kind: str, resamples: int, seed: int, places: list[Place] | None
) -> dict[str, Any]:
    # Overall is over all (unit, code) decisions, so a unit with three codes weighs as three decisions.
    a, b = cells[0].ravel(), cells[1].ravel()
    (low, high), (kappa_low, kappa_high) = _intervals(cells, clusters, resamples, seed)
    found = {"kappa": kappa(a, b), "alpha": alpha(a, b), "low": low, "high": high}
    note = f"interval over {kind}" if low is not None else f"too few {kind} for an interval"
    if found["alpha"] is None:
        note = "undefined: both coders give every unit the same value"
    spans = None if places is None else _span_alpha(cells, places)
    more = {"kappa_low": kappa_low, "kappa_high": kappa_high, "span_alpha": spans, "reading": reading(found["alpha"])}
    return {**found, **more, "note": note}


Ends = tuple[float | None, float | None]


def _intervals(cells: Cells, clusters: Any, resamples: int, seed: int) -> tuple[Ends, Ends]:
    """Percentile intervals of alpha and kappa; only each cluster's four pair counts are needed, so this is cheap."""
    count = int(clusters.max()) + 1 if len(clusters) else 0
    if count < 2:
        return (None, None), (None, None)
    pairs = np.zeros((count, 4))
    np.add.at(pairs, np.repeat(clusters, cells.shape[2]), np.eye(4)[(2 * cells[0] + cells[1]).ravel()])
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples) @ pairs
    return _percentiles(_alpha_of_pairs(draws)), _percentiles(_kappa_of_pairs(draws))


def _percentiles(found: npt.NDArray[np.float64]) -> Ends:
    kept = found[~np.isnan(found)]
    # Where most resamples hold one value only, what is left no longer speaks for the sample.
    if len(kept) < len(found) / 2:
        return None, None
    low, high = np.percentile(kept, [2.5, 97.5])
    return float(low), float(high)


def _kappa_of_pairs(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Cohen's kappa from counts (m, 4) of the pairs 00, 01, 10, 11."""
    total = pairs.sum(axis=1)
    one, two = (pairs[:, 2] + pairs[:, 3]) / total, (pairs[:, 1] + pairs[:, 3]) / total
    observed, expected = (pairs[:, 0] + pairs[:, 3]) / total, one * two + (1 - one) * (1 - two)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def _places(units: list[str]) -> list[Place] | None:
    """Document, start and end of every unit, None where ids do not say."""
    found = [_PLACE.fullmatch(unit) for unit in units]
    if not all(found):
        return None
    return [(place[1], int(place[2]), int(place[3])) for place in found if place]


def _span_alpha(cells: Cells, places: list[Place]) -> float | None:
    order = sorted(range(len(places)), key=lambda row: places[row])
    length = sum(places[row][2] - places[row][1] for row in order)
    codes = range(cells.shape[2])
    laid = [[_spans(cells[coder, :, code], places, order) for coder in (0, 1)] for code in codes]
    return unitizing_alpha_of([both for both in laid if any(both)], length)


def _spans(carried: Any, places: list[Place], order: list[int]) -> list[Span]:
    """Runs of neighbouring units of a document that carry the code, on the units laid end to end."""
    spans: list[Span] = []
    at, last = 0, None
    for row in order:
        document, size = places[row][0], places[row][2] - places[row][1]
        if carried[row]:
            joined = spans.pop() if spans and last == document and sum(spans[-1]) == at else (at, 0)
            spans.append((joined[0], joined[1] + size))
        at, last = at + size, document
    return spans


def _alpha_of_pairs(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Nominal alpha of two coders without gaps, from counts (m, 4) of the pairs 00, 01, 10, 11."""
    values = 2 * pairs.sum(axis=1)
    ones = pairs[:, 1] + pairs[:, 2] + 2 * pairs[:, 3]
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = 2 * (pairs[:, 1] + pairs[:, 2]) / values
        expected = 2 * ones * (values - ones) / (values * (values - 1))
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def _cells(frame: pl.DataFrame, units: list[str], codes: list[str]) -> Cells:
    row, column = {unit: i for i, unit in enumerate(units)}, {code: k for k, code in enumerate(codes)}
    cells = np.zeros((len(units), len(codes)), dtype=np.int8)
    for unit, code in frame.select("segment_id", "code").iter_rows():
        if code is not None:
            cells[row[unit], column[code]] = 1
    return cells


def _clusters(units: list[str]) -> tuple[Any, str]:
    documents = [unit.rpartition(":")[0] for unit in units]
    known = all(documents) and len(set(documents)) > 1
    names = documents if known else units
    return np.unique(names, return_inverse=True)[1], "documents" if known else "units"


def _coder_names(a: pl.DataFrame, b: pl.DataFrame) -> tuple[str, str]:
    names = []
    for frame, name in ((a, "a"), (b, "b")):
        given = sorted(set(frame["coder"].drop_nulls())) if "coder" in frame.columns else []
        if len(given) > 1:
            raise StudyError(f"coder file with {', '.join(given)}", "holds more than one coder", "give one file each")
        names.append(given[0] if given else name)
    return names[0], names[1]

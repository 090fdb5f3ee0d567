"""The cuts of interviews that are published beside the whole, and which of them must be withheld.

A published share times its denominator is a sum over participants, so whoever reads the tables can add and subtract
cuts. A cut is safe when no sum or difference of published cuts, over all groupings together, singles out fewer
than FEWEST participants.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import polars as pl

from pipeline.gap.cells import FEWEST, is_small, withheld
from pipeline.gap.counts import Counts

# Withheld first when something must be: roles before cases, which are the study's design.
KINDS = ("university", "role")
# Beyond this many small cells of the cross-classification the finest grouping is withheld instead of searched.
_MOST_SEARCHED = 40


class Cuts(NamedTuple):
    """Groups of participants: kind and name of each, members (G, U) over all units, hidden (G, M) by dimension."""

    kinds: list[str]
    groups: list[str]
    members: np.ndarray
    hidden: np.ndarray


def practice_cuts(counts: Counts) -> Cuts:
    """The whole of the interviews first (kind and group "all"), then each case and each role."""
    inside = counts.side("practice")
    kinds, groups, members = ["all"], ["all"], [inside]
    for kind in KINDS:
        values = counts.units[kind]
        for group in values.filter(pl.Series(inside)).drop_nulls().unique().sort().to_list():
            kinds.append(kind)
            groups.append(group)
            members.append(inside & (values == group).fill_null(False).to_numpy())
    stacked = np.array(members)
    always = withheld_cuts(kinds, stacked[:, inside])
    hidden = [
        always | withheld_cuts(kinds, stacked[:, inside] & (counts.coded[inside, at] > 0))
        for at in range(len(counts.dimensions))
    ]
    return Cuts(kinds, groups, stacked, np.array(hidden).reshape(len(counts.dimensions), len(groups)).T)


def withheld_cuts(kinds: list[str], members: np.ndarray) -> np.ndarray:
    """(G,) which cuts to withhold, given their members (G, N); the first cut is the whole.

    Groups below FEWEST go with what would give them away within their grouping; then, as long as the rest still
    singles somebody out across groupings, the smallest group of the last of KINDS that has any left.
    """
    sizes = members.sum(axis=1)
    hidden = np.array([is_small(size) for size in sizes])
    for kind in KINDS:
        of_kind = [at for at, name in enumerate(kinds) if name == kind]
        together = withheld({str(at): int(sizes[at]) for at in of_kind})
        hidden[[at for at in of_kind if str(at) in together]] = True
    if hidden[0]:
        return np.full(len(kinds), True)
    while singles_out(members[~hidden]):
        left = [(-KINDS.index(kinds[at]), sizes[at], at) for at in range(1, len(kinds)) if not hidden[at] and sizes[at]]
        hidden[min(left)[2]] = True
    return hidden


def singles_out(published: np.ndarray) -> bool:
    """Whether sums and differences of the published cuts (P, N) give a cut of 1 to FEWEST - 1 participants.

    Participants who are in the same published cuts cannot be told apart, so only unions of such cells are asked:
    a union can be had when its indicator lies in the row space of the cells' membership.
    """
    cells, sizes = np.unique(published[:, published.any(axis=0)], axis=1, return_counts=True)
    if not cells.size:
        return False
    small = np.flatnonzero(sizes < FEWEST)
    if len(small) > _MOST_SEARCHED:
        return len(cells) > 1
    free = _null_space(cells.astype(float))
    unions = (union for many in range(1, FEWEST) for union in combinations(small, many))
    return any(
        sizes[list(union)].sum() < FEWEST and np.allclose(free[list(union)].sum(axis=0), 0, atol=1e-9)
        for union in unions
    )


def _null_space(rows: np.ndarray) -> np.ndarray:
    _, values, basis = np.linalg.svd(rows)
    rank = int((values > 1e-9).sum())
    return basis[rank:].T

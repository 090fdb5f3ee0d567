"""What people settled on in the documents held out of all training: the measure that coders are scored against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from pipeline.code.train import cells_of
from pipeline.codebook import Codebook
from pipeline.codings import people_of

_NAMES = "held-out.txt"
# Who has read less of a document than this (of what anyone read of it) coded a sample of it, not the document.
WHOLE = 0.9
# Below this many documents their bootstrap says nothing; passages are resampled instead, and the note says so.
FEWEST_DOCUMENTS = 5


@dataclass(frozen=True)
class Gold:
    """N segments with K codes each, in codebook order.

    cells (N, K): all readers gave the code. disputed (N, K): some did, some did not; such a cell counts neither way.
    first, second (N, K): two readers' own cells where `paired` (N,) says that two read the segment. documents,
    clusters (N,): the document, and what intervals resample; `over` names the latter. statuses: segment id to the
    statuses its readers gave, in order of their names.
    """

    ids: tuple[str, ...]
    cells: Any
    disputed: Any
    first: Any
    second: Any
    paired: Any
    documents: Any
    clusters: Any
    over: str
    statuses: dict[str, tuple[str, ...]]

    @property
    def positive(self) -> Any:
        """(N,) segments to which all readers gave some code."""
        return self.cells.any(axis=1)

    @property
    def negative(self) -> Any:
        """(N,) segments to which no reader gave any code."""
        return ~(self.cells | self.disputed).any(axis=1)

    @property
    def note(self) -> str:
        """What the scores rest on."""
        held = len(set(self.documents))
        few = "" if self.over == "documents" else f", {held} documents being too few to resample"
        return f"{len(self.ids)} segments of {held} held-out documents; intervals over {self.over}{few}"


def held_out_documents(folder: Path) -> tuple[str, ...]:
    """Ids of the documents kept for evaluation, one a line in `folder`/held-out.txt; none when there is no file."""
    path = folder / _NAMES
    if not path.exists():
        return ()
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def gold_of(segments: pl.DataFrame, folder: Path, codebook: Codebook) -> Gold | None:
    """The gold of the held-out documents in `segments`; None when nobody coded any of them.

    A document's gold is that of the people who read all of it (nine tenths of what anyone read): review sheets hold
    chosen passages, which would make scores look better or worse than they are.
    """
    kept = segments.filter(pl.col("document_id").is_in(list(held_out_documents(folder))))
    people = people_of(folder, codebook)
    read: list[tuple[str, list[pl.DataFrame]]] = []
    for (document,), rows in kept.sort("document_id", "start").group_by(["document_id"], maintain_order=True):
        read += _read_whole(str(document), rows["segment_id"].to_list(), people)
    return _gold(kept, read, codebook) if read else None


def _read_whole(
    document: str, ids: Sequence[str], people: Sequence[pl.DataFrame]
) -> list[tuple[str, list[pl.DataFrame]]]:
    """Segments of a document that every one of its whole readers read, each with those readers."""
    reads = [set(person["segment_id"].to_list()) & set(ids) for person in people]
    anyone = set().union(*reads) if reads else set()
    whole = [at for at, names in enumerate(reads) if names and len(names) >= WHOLE * len(anyone)]
    readers = [people[at] for at in whole]
    return [(name, readers) for name in ids if whole and all(name in reads[at] for at in whole)]


def _gold(kept: pl.DataFrame, read: list[tuple[str, list[pl.DataFrame]]], codebook: Codebook) -> Gold:
    ids = [name for name, _ in read]
    given = {id(person): person for _, readers in read for person in readers}
    cells = {key: _cells(person, ids, codebook) for key, person in given.items()}
    every = [[cells[id(person)][row] for person in readers] for row, (_, readers) in enumerate(read)]
    facts = {row["segment_id"]: row for row in kept.iter_rows(named=True)}
    documents = np.array([facts[name]["document_id"] for name in ids])
    clusters, over = _clusters([facts[name] for name in ids], documents)
    gold = np.array([np.all(rows, axis=0) for rows in every])
    return Gold(
        ids=tuple(ids),
        cells=gold,
        disputed=np.array([np.any(rows, axis=0) for rows in every]) & ~gold,
        first=np.array([rows[0] for rows in every]),
        second=np.array([rows[-1] for rows in every]),
        paired=np.array([len(rows) > 1 for rows in every]),
        documents=documents,
        clusters=clusters,
        over=over,
        statuses=_statuses(list(given.values()), set(ids)),
    )


def _cells(person: pl.DataFrame, ids: Sequence[str], codebook: Codebook) -> Any:
    return cells_of(person.drop_nulls("code"), ids, codebook.ids) > 0


def _clusters(facts: Sequence[dict[str, Any]], documents: Any) -> tuple[Any, str]:
    if len(np.unique(documents)) >= FEWEST_DOCUMENTS:
        return documents, "documents"
    places = [f"{fact['document_id']}|{fact['turn'] or 0}|{fact['section'] or ''}" for fact in facts]
    return np.array(places), "passages"


def _statuses(people: Sequence[pl.DataFrame], ids: set[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for person in people:
        stated = person.filter(pl.col("status").is_not_null() & pl.col("segment_id").is_in(list(ids)))
        first = stated.unique(subset="segment_id", keep="first", maintain_order=True)
        for name, status in first.select("segment_id", "status").iter_rows():
            found[name] = (*found.get(name, ()), status)
    return dict(sorted(found.items()))

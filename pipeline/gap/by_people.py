"""The study as a person coded it: only documents that the person read whole, by their codes alone."""

from __future__ import annotations

import polars as pl

# Who has read less of a document's counted sentences than this coded passages of it, not the document.
WHOLE = 0.9


def read_whole(kept: pl.DataFrame, person: pl.DataFrame) -> pl.DataFrame:
    """The counted segments (`kept`) of documents that a person read whole.

    person: (segment_id, code or empty, …); a segment with an empty code was read and carries nothing.
    """
    seen = kept.with_columns(read=pl.col("segment_id").is_in(person["segment_id"].unique().implode()))
    share = seen.group_by("document_id").agg(pl.col("read").mean())
    whole = share.filter(pl.col("read") >= WHOLE).select("document_id")
    return seen.filter("read").drop("read").join(whole, on="document_id", how="semi", maintain_order="left")

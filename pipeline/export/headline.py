"""The headline in words: computed from the index, with its interval, or said to be undefined."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipeline.codebook import Codebook, Measure
from pipeline.gap.cells import FEWEST


def headline_sentence(tables: Mapping[str, pl.DataFrame], codebook: Codebook) -> str:
    """One sentence per headline measure of the codebook: both sides' shares, the gap and its 95 % interval."""
    sentences = [_sentence(name, measure, tables) for name, measure in sorted(codebook.measures.items())]
    told = [sentence for sentence in sentences if sentence]
    return " ".join(told) or "No headline measure could be computed from this corpus."


def _sentence(name: str, measure: Measure, tables: Mapping[str, pl.DataFrame]) -> str | None:
    if "gap" not in tables or "index" not in tables:
        return None
    rows = tables["gap"].filter(pl.col("code") == measure.code)
    index = tables["index"].filter(pl.col("measure") == name)
    few = not rows.is_empty() and rows["participants"][0] is not None and rows["participants"][0] < FEWEST
    if few:
        return f"{_words(name)} is not shown: it rests on fewer than {FEWEST} participants."
    if rows.is_empty() or index.is_empty() or index["estimate"][0] is None:
        return f"{_words(name)} is undefined here."
    row, gap = rows.row(0, named=True), index.row(0, named=True)
    if row["policy_share"] is None or row["practice_share"] is None:
        return f"{_words(name)} is {gap['estimate']:+.2f}{_interval(gap)}."
    return (
        f"{_words(name)}: of passages coded for {row['dimension']}, {row['policy_share']:.0%} in policy "
        f"({row['policy_documents']} documents) and {row['practice_share']:.0%} in reported practice "
        f"({row['participants']} participants) carry {measure.code}; a difference of "
        f"{100 * gap['estimate']:+.0f} points{_interval(gap)}.{_flips(name, gap['estimate'], tables)}"
    )


def _flips(name: str, estimate: float, tables: Mapping[str, pl.DataFrame]) -> str:
    """Said of a headline that changes sign under a reasonable choice; nothing of one that does not."""
    if "specification" not in tables:
        return ""
    panel = tables["specification"].filter((pl.col("measure") == name) & pl.col("estimate").is_not_null())
    other = panel.filter(pl.col("estimate") * estimate < 0).sort("specification")["specification"].to_list()
    if not other:
        return ""
    return f" Not robust: its sign changes under {len(other)} of {panel.height} specifications ({'; '.join(other)})."


def _interval(row: Mapping[str, float | None]) -> str:
    if row["low"] is None or row["high"] is None:
        return ""
    return f" (95 % interval {100 * row['low']:+.0f} to {100 * row['high']:+.0f})"


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()

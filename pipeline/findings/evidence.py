"""What the tests of findings look at: participants' coded passages and claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy

import numpy as np
import polars as pl

from pipeline.codebook import Codebook
from pipeline.gap.asked import coverage_matrix
from pipeline.settings import StudySettings


class Evidence:
    """Coded passages of respondents, with participant and case, and their claims that are not echoes of policy.

    A passage in which every claim is policy quoted is no practice. `heard`: for each dimension, participants who were
    asked about it or speak of it; the others are missing, not silent.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame], settings: StudySettings, codebook: Codebook) -> None:
        dimension = {code.id: code.dimension for code in codebook.codes}
        documents = tables["documents"].select(
            "document_id", "side", "university", "role", pl.coalesce("participant", "document_id").alias("participant")
        )
        spoken = (
            tables["segments"]
            .filter(~pl.col("kind").is_in(["heading", "caption", "note"]))
            .filter(pl.col("speaker").is_null() | (pl.col("speaker") != "interviewer"))
            .join(documents, on="document_id")
        )
        self.practice = spoken.filter(pl.col("side") == "practice")
        chosen = tables["codings"].filter(pl.col("coder") == settings.coder).select("segment_id", "code")
        quoted = tables["claims"].group_by("segment_id").agg(pl.col("echo").fill_null(value=False).all())
        own = self.practice.join(quoted.filter("echo"), on="segment_id", how="anti", maintain_order="left")
        self.dimension = dimension
        self.coded = own.join(chosen, on="segment_id").with_columns(
            pl.col("code").replace_strict(dimension, default=None).alias("dimension")
        )
        coverage = coverage_matrix(tables["documents"], tables["segments"], chosen, codebook)
        heard = coverage.filter(pl.col("asked") + pl.col("spoken") > 0)
        self.heard = {name: set(heard.filter(pl.col("dimension") == name)["unit"]) for name in codebook.dimensions}
        self.policy = spoken.filter(pl.col("side") == "policy").join(chosen, on="segment_id")
        # Only where echo is known to be true is a claim left out; unknown counts as the speaker's own.
        self.claims = (
            tables["claims"]
            .filter(~pl.col("echo").fill_null(value=False))
            .join(self.practice.select("segment_id", "university", "participant"), on="segment_id")
        )

    def only(self, participants: Collection[str]) -> Evidence:
        """The same evidence from these participants alone; policy stays whole."""
        part = copy(self)
        member = pl.col("participant").is_in(list(participants))
        part.practice, part.coded = self.practice.filter(member), self.coded.filter(member)
        part.claims = self.claims.filter(member)
        return part

    def participants(self, case: str | None = None) -> list[str]:
        """Everybody interviewed, or everybody of a case."""
        found = self.practice if case is None else self.practice.filter(pl.col("university") == case)
        return sorted(found["participant"].unique().to_list())

    def heard_on(self, codes: Sequence[str], case: str | None = None) -> list[str]:
        """Participants who were asked about a dimension of the codes or speak of it."""
        heard = set().union(*[self.heard.get(self.dimension.get(code, ""), set()) for code in codes])
        return [name for name in self.participants(case) if name in heard]

    def shares(
        self,
        codes: Sequence[str],
        case: str | None = None,
        statuses: Sequence[str] | None = None,
        without: Sequence[str] = (),
    ) -> dict[str, float]:
        """Share of each participant's passages coded in the codes' dimension that carry one of them.

        With `statuses`, only what is claimed with one of these statuses counts, above and below the line; passages
        that carry a code of `without` are left out altogether.
        """
        left_out = self.coded.filter(pl.col("code").is_in(list(without)))["segment_id"].unique()
        within = self.coded.filter(pl.col("code").is_in(list(codes)))["dimension"].unique().to_list()
        dimensions = within or self.coded["dimension"].unique().to_list()
        rows = self.coded.filter(
            pl.col("dimension").is_in(dimensions) & ~pl.col("segment_id").is_in(left_out.implode())
        )
        if statuses is not None:
            rows = rows.join(self._claimed(statuses), on=["segment_id", "code"], how="semi")
        if case is not None:
            rows = rows.filter(pl.col("university") == case)
        grouped = rows.group_by("participant", "segment_id").agg(pl.col("code").is_in(list(codes)).any().alias("has"))
        means = grouped.group_by("participant").agg(pl.col("has").mean()).sort("participant")
        return dict(zip(means["participant"].to_list(), means["has"].to_list(), strict=True))

    def _claimed(self, statuses: Sequence[str]) -> pl.DataFrame:
        """Segments and codes that a claim with one of the statuses carries."""
        claims = self.claims.filter(pl.col("status").is_in(list(statuses)))
        codes = claims.select("segment_id", pl.col("codes").str.split(";").alias("code"))
        return codes.explode("code").drop_nulls().unique()

    def present(self, codes: Sequence[str], *, together: bool = False, case: str | None = None) -> np.ndarray:
        """For each participant heard on the codes, whether they speak of any of them (or of all on one passage)."""
        rows = self.coded.filter(pl.col("code").is_in(list(codes)))
        needed = len(set(codes)) if together else 1
        carrying = rows.group_by("participant", "segment_id").agg(pl.col("code").n_unique().alias("n"))
        speakers = set(carrying.filter(pl.col("n") >= needed)["participant"].to_list())
        return np.array([name in speakers for name in self.heard_on(codes, case)], dtype=bool)

    def claims_of(self, codes: Sequence[str], case: str | None = None) -> pl.DataFrame:
        rows = self.claims.filter(
            pl.col("codes").fill_null("").str.split(";").list.set_intersection(list(codes)).list.len() > 0
        )
        return rows if case is None else rows.filter(pl.col("university") == case)

    def passages(self, codes: Sequence[str], case: str | None = None, limit: int = 12) -> list[str]:
        """Segments that carry the codes, spread over participants: the first of each, then the second, and so on."""
        rows = self.coded.filter(pl.col("code").is_in(list(codes)))
        return _spread(rows if case is None else rows.filter(pl.col("university") == case), limit)

    def policy_passages(self, codes: Sequence[str], limit: int = 12) -> list[str]:
        """Policy segments that carry the codes, spread over documents."""
        return _spread(self.policy.filter(pl.col("code").is_in(list(codes))), limit)


def _spread(rows: pl.DataFrame, limit: int) -> list[str]:
    ranked = (
        rows.select("segment_id", "participant", "start")
        .unique()
        .sort("participant", "start")
        .with_columns(pl.int_range(pl.len()).over("participant").alias("rank"))
        .sort("rank", "participant")
    )
    return ranked["segment_id"].head(limit).to_list()

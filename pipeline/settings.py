"""Settings of a study, validated once; everything a run can be asked to do differently."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class StudySettings(BaseModel):
    """What a run is given. Paths are taken as the caller wrote them; seeds make a run repeatable to the byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: Path = Field(default=Path("corpus"), description="folder with manifest, documents and codebook")
    out: Path = Field(default=Path("exports"), description="folder that receives the exports")
    on_bad_document: Literal["reject", "stop"] = Field(
        default="reject", description="reject: list the document in rejected.csv and go on; stop: end the study"
    )
    coder: Literal["resolved", "rules", "model"] = Field(default="resolved", description="codings that are counted")
    english_model: str | None = Field(
        default=None, description="spaCy model to prefer, such as en_core_web_trf; empty: the best one installed"
    )
    seed: int = Field(default=2018, description="seed of every random draw")
    resamples: int = Field(default=2000, ge=200, le=100_000, description="resamples and permutations")
    # Fewer topics than this set apart how policies are written and how people talk, and little else.
    topics_from: int = Field(default=8, ge=2, description="fewest topics tried")
    topics_to: int = Field(default=16, ge=2, description="most topics tried")
    topic_seeds: int = Field(default=20, ge=2, description="seeds over which a topic's stability is measured")
    workers: int = Field(default=2, ge=1, le=64, description="processes that read documents")
    seconds_per_document: int = Field(default=120, ge=1, description="time limit for reading one document")
    megabytes_per_document: int = Field(default=2048, ge=128, description="memory limit for reading one document")

"""Seconds and memory of the gap stage, at the study's size and far beyond it, and how cost grows.

Every fifth sentence of an interview is the interviewer's, so that prompting has something to look for; at the study's
size every code has a probability on every sentence, so that doubt has too.

python tests/bench/gap.py            the study's size with 10,000 resamples, then 1,000 to 10,000 documents
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from pipeline.gap import measure_gap
from pipeline.tables import CLAIMS, CODINGS, DOCUMENTS, LIKELIHOODS, SEGMENTS

DIMENSIONS = {"form": 10, "aim": 7, "barrier": 16, "enabler": 7, "mode": 2, "helix": 3}


def codebook() -> SimpleNamespace:
    """A codebook of the study's shape."""
    codes = [
        SimpleNamespace(id=f"{d}.{at}", dimension=d, parent=None) for d, n in DIMENSIONS.items() for at in range(n)
    ]
    measures = {"mode_gap": SimpleNamespace(dimension="mode", code="mode.0")}
    return SimpleNamespace(codes=tuple(codes), dimensions=dict.fromkeys(DIMENSIONS), measures=measures)


def study(policies: int, participants: int, sentences: int) -> tuple[pl.DataFrame, ...]:
    """Frames of a random study: every third sentence coded with two codes, and claimed."""
    rng = np.random.default_rng(1)
    ids = [f"POL-{at:05}" for at in range(policies)] + [f"INT-{at:05}" for at in range(participants)]
    side = ["policy"] * policies + ["practice"] * participants
    documents = pl.DataFrame({"document_id": ids, "side": side, "title": ids}).with_columns(
        university=pl.Series([None] * policies + ["AB"[at % 2] for at in range(participants)]),
        participant=pl.Series([None] * policies + ids[policies:]),
        year_from=pl.lit(2015), year_to=pl.lit(2019),
    )  # fmt: skip
    at = np.tile(np.arange(sentences), len(ids))
    words = np.array([f"word{n}" for n in range(2000)])
    texts = [" ".join(words[row]) for row in rng.integers(0, 2000, (len(at), 12))]
    segments = pl.DataFrame(
        {"document_id": np.repeat(ids, sentences), "side": np.repeat(side, sentences), "start": at * 90, "text": texts}
    ).with_columns(
        end=pl.col("start") + 80, block=pl.col("start") // 270, language=pl.lit("en"),
        segment_id=pl.format("{}:{}-{}", "document_id", "start", pl.col("start") + 80),
        kind=pl.when(pl.col("side") == "policy").then(pl.lit("paragraph")).otherwise(pl.lit("turn")),
        speaker=pl.when(pl.col("side") == "policy").then(None)
        .when(pl.col("start") % 450 == 0).then(pl.lit("interviewer")).otherwise(pl.lit("respondent")),
    )  # fmt: skip
    coded = segments.gather_every(3)
    codes = np.array([code.id for code in codebook().codes])
    drawn = codes[rng.integers(0, len(codes), (coded.height, 2))]
    long = pl.concat([coded.select("segment_id").with_columns(code=pl.Series(drawn[:, at])) for at in (0, 1)]).unique()
    codings = long.with_columns(coder=pl.lit("resolved"), probability=pl.lit(0.8))
    statuses = np.array(["intended", "established", "limited", "absent", "past", "none"])
    claims = coded.select("segment_id", "document_id", "side", "start", "end", "text").with_columns(
        claim_id=pl.col("segment_id"), status=pl.Series(statuses[rng.integers(0, 6, coded.height)]),
        modality=pl.lit("none"), polarity=pl.lit("positive"), echo=pl.lit(False),
        codes=pl.Series([";".join(row) for row in drawn]),
    )  # fmt: skip
    return (
        DOCUMENTS.frame(documents),
        SEGMENTS.frame(segments.drop("side")),
        CODINGS.frame(codings),
        CLAIMS.frame(claims),
    )


def likelihoods(segments: pl.DataFrame) -> pl.DataFrame:
    """A small probability of every code on every sentence."""
    codes = pl.DataFrame({"code": [code.id for code in codebook().codes]})
    grid = segments.select("segment_id").join(codes, how="cross")
    rng = np.random.default_rng(2)
    return LIKELIHOODS.frame(grid.with_columns(probability=pl.Series(rng.beta(0.05, 2, grid.height).round(6))))


def main() -> None:
    """Print one line per size."""
    print("documents  segments  resamples  seconds  MB added  MB peak")
    for policies, participants, sentences, resamples in (
        (7, 21, 100, 10_000), (300, 700, 100, 2000), (1500, 3500, 100, 2000), (3000, 7000, 100, 2000),
    ):  # fmt: skip
        frames = study(policies, participants, sentences)
        likely = likelihoods(frames[1]) if policies < 100 else None
        before = _peak()
        start = time.perf_counter()
        settings = SimpleNamespace(coder="resolved", seed=2018, resamples=resamples)
        measure_gap(*frames, codebook(), settings, likelihoods=likely)
        seconds = time.perf_counter() - start
        total = policies + participants
        print(
            f"{total:9} {total * sentences:9} {resamples:10} {seconds:8.1f} {_peak() - before:9.0f} {_peak():8.0f}",
            flush=True,
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

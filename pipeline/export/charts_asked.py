"""Who was asked what: one row per question of the guide, one mark per participant, nobody named."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from pipeline.export.charts_svg import draw

# State, its words, colour and shape: told apart by shape and lightness too.
_LOOKS = {
    "answered": ("asked, and something of the codebook said", "#0072B2", "circle"),
    "nothing_said": ("asked, nothing of it said", "#D55E00", "cross"),
    "not_asked": ("not asked: missing, not zero", "#BDBDBD", "square"),
}
_STEP, _ROW, _LABEL = 22, 30, 330


def coverage_chart(guide: pl.DataFrame, question_coverage: pl.DataFrame) -> str:
    """The matrix of questions (table GUIDE) by participants (table QUESTION_COVERAGE); "" without questions.

    Each row is sorted by state, so that no column is a person.
    """
    rows = guide.sort(pl.col("question_id").str.len_chars(), "question_id").to_dicts()
    marks = [mark for row in rows for mark in _marks(row, question_coverage)]
    if not marks:
        return ""
    told = "; ".join(f"{row['question']} {row['asked']} of {row['participants']} asked" for row in rows)
    description = f"{len(rows)} questions, each with one mark per participant. {told}."
    return draw(_matrix(marks), title="Who was asked what", description=description, name="question-coverage")


def _marks(row: dict[str, Any], coverage: pl.DataFrame) -> list[dict[str, Any]]:
    states = coverage.filter(pl.col("question_id") == row["question_id"])["state"].to_list()
    ordered = sorted(states, key=list(_LOOKS).index)
    label = f"{row['question_id']}  {row['question']}"
    return [
        {"label": label, "at": at, "state": _LOOKS[state][0], "about": f"{row['question']}: {_LOOKS[state][0]}"}
        for at, state in enumerate(ordered, start=1)
    ]


def _matrix(marks: list[dict[str, Any]]) -> Any:
    words, colours, shapes = zip(*_LOOKS.values(), strict=True)
    legend = alt.Legend(title=None, orient="top", labelLimit=400)
    return (
        alt.Chart(alt.Data(values=marks))
        .mark_point(filled=True, size=110, opacity=1, strokeWidth=2)
        .encode(
            x=alt.X("at:O", title="participants, each row in its own order", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y(
                "label:N",
                sort=list(dict.fromkeys(mark["label"] for mark in marks)),
                title=None,
                axis=alt.Axis(labelLimit=_LABEL, labelPadding=8, ticks=False, domain=False),
            ),
            color=alt.Color("state:N", scale=alt.Scale(domain=words, range=colours), legend=legend),
            shape=alt.Shape("state:N", scale=alt.Scale(domain=words, range=shapes)),
            description="about:N",
        )
        .properties(width=alt.Step(_STEP), height=alt.Step(_ROW))
    )

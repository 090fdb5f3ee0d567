"""Charts of the report as inline SVG: altair's grammar drawn by vl-convert, no script and no network.

Each function takes a table, returns one `<svg>` string, and an empty string when there is nothing to draw. The values
stand in each mark's native tooltip; the report sets a table beside every chart, so that the drawing itself is one
image with a name and a short description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from pipeline.export.charts_panels import STATUSES, Bar, Look, Pair, dumbbells, stacked_bars
from pipeline.export.charts_svg import draw
from pipeline.gap.cells import FEWEST

_SHARE = "share of coded segments"
# Pairs stay apart for every kind of colour vision and differ in shape; cases look unlike sides on purpose.
_SIDE_LOOKS = (Look("policy", "#0072B2", "circle"), Look("reported practice", "#D55E00", "diamond"))
_CASE_LOOKS = (("#009E73", "square"), ("#5D3A9B", "triangle-up"))


def gap_chart(gap: pl.DataFrame, dimension: str) -> str:
    """Policy share joined to practice share for each code of `dimension` (table GAP), and the difference beside it.

    Codes are ordered by difference, policy's first. The difference carries its 95 % interval; the grey band is the
    floor, how far apart two halves of one side come by chance. Codes with a side undefined, or with fewer than five
    participants, are left out.
    """
    pairs = [
        _pair(row, _short_label(row["code"], dimension), "policy_share", "practice_share", _about_gap(row))
        for row in _published(gap, dimension, "participants")
        if _both(row, "policy_share", "practice_share")
    ]
    return _draw_pairs(pairs, _SIDE_LOOKS, _SHARE, f"{dimension}: policy and reported practice", f"gap-{dimension}")


def delivery_chart(gap: pl.DataFrame, dimension: str) -> str:
    """What interviews report of each code of `dimension` (table GAP): one bar of five statuses per code.

    The label carries the number of practice claims, the denominator. Codes without such claims, or with fewer than
    five participants, are left out. Codes with most claims stand first: a bar of one claim is no share to lean on.
    """
    rows = [row for row in _published(gap, dimension, "participants") if row["practice_claims"]]
    rows.sort(key=lambda row: (-row["practice_claims"], row["code"]))
    bars = [bar for row in rows for bar in _bars(row, dimension)]
    if not bars:
        return ""
    by_established = sorted(rows, key=lambda row: (-(row["established"] or 0.0), row["code"]))
    description = (
        f"{len(rows)} codes, one bar each, by the share of practice claims reported as {', '.join(STATUSES)}. "
        f"Established most: {_say_established(by_established[0])}; least: {_say_established(by_established[-1])}."
    )
    title = f"{dimension}: what interviews report, by status"
    return draw(stacked_bars(bars), title=title, description=description, name=f"delivery-{dimension}")


def cases_chart(cases: pl.DataFrame, dimension: str) -> str:
    """Share of each code of `dimension` in the two cases (table CASES), each and their difference with its interval.

    Codes with a case undefined, or with fewer than five participants in either case, are left out.
    """
    rows = [
        row
        for row in _published(cases, dimension, "participants_a", "participants_b")
        if _both(row, "share_a", "share_b")
    ]
    pairs = [
        _pair(row, _short_label(row["code"], dimension), "share_a", "share_b", _about_case(row), ("_a", "_b"))
        for row in rows
    ]
    looks = tuple(
        Look(_case_name(rows, case), colour, shape) for case, (colour, shape) in zip("ab", _CASE_LOOKS, strict=True)
    )
    title = f"{dimension}: {looks[0].name} and {looks[1].name}"
    return _draw_pairs(pairs, (looks[0], looks[1]), _SHARE, title, f"cases-{dimension}")


def topics_chart(topics: pl.DataFrame) -> str:
    """Prevalence of each topic (table TOPICS) in policy and in interviews, and the difference with its interval."""
    pairs = [
        _pair(row, _topic_label(row), "prevalence_policy", "prevalence_practice", _about_topic(row))
        for row in topics.to_dicts()
        if _both(row, "prevalence_policy", "prevalence_practice")
    ]
    return _draw_pairs(pairs, _SIDE_LOOKS, "prevalence", "Topics in policy and in reported practice", "topics")


def _draw_pairs(pairs: list[Pair], looks: tuple[Look, Look], measure: str, title: str, name: str) -> str:
    if not pairs:
        return ""
    pairs = sorted(pairs, key=lambda pair: (-(pair.difference or 0.0), pair.label))
    return draw(dumbbells(pairs, looks, measure), title=title, description=_summary(pairs, looks), name=name)


def _summary(pairs: Sequence[Pair], looks: tuple[Look, Look]) -> str:
    known = [pair for pair in pairs if pair.difference is not None]
    told = [f"{len(pairs)} rows, ordered by the difference {looks[0].name} minus {looks[1].name}"]
    if known:
        told.append(f"First: {_say_pair(known[0])}")
    if len(known) > 1:
        told.append(f"Last: {_say_pair(known[-1])}")
    return ". ".join(told) + "."


def _pair(
    row: dict[str, Any], label: str, first: str, second: str, about: str, ends: tuple[str, str] | None = None
) -> Pair:
    intervals = [(row[f"low{end}"], row[f"high{end}"]) for end in ends] if ends else [(None, None)] * 2
    return Pair(
        label=label,
        first=row[first],
        second=row[second],
        difference=row["difference"],
        interval=(row["low"], row["high"]),
        first_interval=intervals[0],
        second_interval=intervals[1],
        floor=row.get("floor"),
        about=about,
    )


def _bars(row: dict[str, Any], dimension: str) -> Iterator[Bar]:
    claims = row["practice_claims"]
    label = f"{_short_label(row['code'], dimension)} (n = {claims})"
    reached = 0.0
    for status in STATUSES:
        share = row[status] or 0.0
        if share > 0:
            about = f"{row['code']}: {share:.0%} of {claims} practice claims {status}"
            yield Bar(label, status, reached, reached + share, about)
        reached += share


def _published(frame: pl.DataFrame, dimension: str, *counts: str) -> list[dict[str, Any]]:
    """Rows of the dimension without those whose known number of participants is too small to publish."""
    return [
        row
        for row in frame.filter(pl.col("dimension") == dimension).to_dicts()
        if all(row[count] is None or row[count] >= FEWEST for count in counts)
    ]


def _both(row: dict[str, Any], first: str, second: str) -> bool:
    return row[first] is not None and row[second] is not None


def _short_label(code: str, dimension: str) -> str:
    """A code without its dimension, levels set apart: `craft.quilt.patched` is `quilt · patched`."""
    return code.removeprefix(f"{dimension}.").replace(".", " · ").replace("_", " ")


def _topic_label(row: dict[str, Any]) -> str:
    return f"{row['topic_id']}: {row['label'] or ''}"


def _case_name(rows: Sequence[dict[str, Any]], case: str) -> str:
    names = [row[f"case_{case}"] for row in rows if row[f"case_{case}"]]
    return f"case {names[0] if names else case.upper()}"


def _about_gap(row: dict[str, Any]) -> str:
    floor = "" if row["floor"] is None else f"; floor {100 * row['floor']:.1f} points"
    return (
        f"{row['code']}: policy {_percent(row['policy_share'])} ({_count(row['policy_documents'])} documents), "
        f"reported practice {_percent(row['practice_share'])} ({_count(row['participants'])} participants); "
        f"{_say_difference(row['difference'], row['low'], row['high'])}{floor}"
    )


def _about_case(row: dict[str, Any]) -> str:
    told = ", ".join(
        f"case {row[f'case_{case}'] or case.upper()} {_percent(row[f'share_{case}'])} "
        f"({_count(row[f'participants_{case}'])} participants)"
        for case in "ab"
    )
    return f"{row['code']}: {told}; {_say_difference(row['difference'], row['low'], row['high'])}"


def _about_topic(row: dict[str, Any]) -> str:
    return (
        f"topic {row['topic_id']}: {row['terms'] or ''}; policy {_percent(row['prevalence_policy'])}, "
        f"reported practice {_percent(row['prevalence_practice'])}; "
        f"{_say_difference(row['difference'], row['low'], row['high'])}"
    )


def _say_pair(pair: Pair) -> str:
    return f"{pair.label}, {_say_difference(pair.difference, *pair.interval)}"


def _say_difference(difference: float | None, low: float | None, high: float | None) -> str:
    if difference is None:
        return "difference undefined"
    if low is None or high is None:
        return f"difference {100 * difference:+.1f} points, no interval"
    return f"difference {100 * difference:+.1f} points, 95 % interval {100 * low:+.1f} to {100 * high:+.1f}"


def _say_established(row: dict[str, Any]) -> str:
    return f"{row['code']}, {_percent(row['established'])} of {row['practice_claims']}"


def _percent(share: float | None) -> str:
    return "undefined" if share is None else f"{share:.1%}"


def _count(number: int | None) -> str:
    return "number unknown" if number is None else str(number)

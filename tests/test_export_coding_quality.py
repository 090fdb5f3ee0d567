"""The report's part on coding: scores never rounded up, calibration drawn for eyes and screen readers."""

from __future__ import annotations

import polars as pl
import pytest
from lxml import etree

from pipeline.export.coding_quality import coding_quality, floored, reliability_chart
from pipeline.tables import CONFUSIONS, EVALUATION, QUALITY, RELIABILITY

CURVE = RELIABILITY.frame(
    [
        {"coder": "resolved", "from": 0.0, "to": 0.1, "cells": 900, "predicted": 0.01, "observed": 0.02, "low": 0.01,
         "high": 0.03},
        {"coder": "resolved", "from": 0.4, "to": 0.5, "cells": 9, "predicted": 0.45, "observed": 1.0},
        {"coder": "resolved", "from": 0.5, "to": 0.6, "cells": 0},
        {"coder": "resolved", "from": 0.9, "to": 1.0, "cells": 40, "predicted": 0.95, "observed": 0.8},
        {"coder": "model", "from": 0.9, "to": 1.0, "cells": 40, "predicted": 0.99, "observed": 0.5},
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"), [(0.699999, "0.69"), (0.7, "0.70"), (0.29, "0.29"), (1.0, "1.00"), (0.0, "0.00"), (None, "")]
)
def test_a_score_is_cut_and_never_rounded_up(value: float | None, shown: str) -> None:
    assert floored(value) == shown


def test_the_calibration_chart_says_in_words_what_it_draws() -> None:
    root = etree.fromstring(reliability_chart(CURVE).encode())
    texts = " ".join(element.text or "" for element in root.iter() if isinstance(element.tag, str))
    assert root.get("role") == "img"
    assert "2 bins" in texts
    assert "In 1 bins fewer passages carry the code" in texts
    assert "probability 95%: 80% of 40 carry the code" in texts
    assert "probability 1%: 2% of 900 carry the code (95 % interval 1% to 3%)" in texts
    assert "45%" not in texts
    assert "99%" not in texts


def test_without_enough_cells_there_is_no_chart() -> None:
    assert reliability_chart(CURVE.filter(pl.col("cells") < 10)) == ""
    assert reliability_chart(RELIABILITY.empty()) == ""


def test_without_scores_there_is_nothing_to_show() -> None:
    assert coding_quality({}) is None
    assert coding_quality({"evaluation": EVALUATION.empty()}) is None


def test_the_part_holds_scores_groups_and_the_commonest_confusions() -> None:
    tables = {
        "evaluation": EVALUATION.frame([{"coder": "resolved", "code": code, "f1": 0.5} for code in ("micro", "x")]),
        "quality": QUALITY.frame(
            {"coder": "resolved", "group_kind": kind, "group": group, "measure": "false codes", "estimate": 0.1}
            for kind, group in (("all", "all"), ("side", "policy"))
        ),
        "confusions": CONFUSIONS.frame(
            {"coder": "resolved", "dimension": "d", "meant": f"m{i:02d}", "given": "g", "segments": i}
            for i in range(20)
        ),
    }
    shown = coding_quality(tables)
    assert shown is not None
    assert [row["code"] for row in shown["scores"]] == ["micro"]
    assert [row["measure"] for row in shown["groups"]] == ["codes where none belongs"]
    assert [row["segments"] for row in shown["confusions"]] == list(range(19, 7, -1))
    assert shown["chart"] is None

from __future__ import annotations

import pytest

from pipeline.ingest.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Universities and plants work together.", "en"),
        ("Yes, of course.", "en"),
        ("Университеты и предприятия работают вместе.", "ru"),
        ("Университеттер мен кәсіпорындар бірге жұмыс істейді.", "kk"),
        ("Universitetter men käsıporyndar bırge jūmys ısteidı.", "kk-Latn"),
        ("Программа Fostering Productive Innovation работает", "mixed"),
        ("Nous travaillons ensemble avec les entreprises.", "other"),
        ("12 (3)", None),
    ],
)
def test_languages_are_told(text: str, language: str | None) -> None:
    assert identify(text) == language

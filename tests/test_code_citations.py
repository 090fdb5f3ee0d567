"""Bracketed citations are taken out before a passage is coded; other brackets stay."""

from __future__ import annotations

import pytest

from pipeline.code.citations import blanked, without_citations


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Firms teach (Osei, 2017).", "Firms teach."),
        (
            "Firms teach (Osei et al., 2009; Lind and Roe, 2011), and more (see Ray, 1999, p. 14).",
            "Firms teach, and more.",
        ),
        ("Firms taught (Osei 2010, 2012) and paid.", "Firms taught and paid."),
        ("Фирмы преподают (Иванов, 2015).", "Фирмы преподают."),
        ("The share grew (from 3 per cent in 2011).", "The share grew (from 3 per cent in 2011)."),
        ("Dual training (2015–2019) went on.", "Dual training (2015–2019) went on."),
        ("Agreements (memoranda) were signed.", "Agreements (memoranda) were signed."),
        ("(Osei, 2017).", "(Osei, 2017)."),
    ],
)
def test_citations_are_left_out_and_other_brackets_stay(text: str, bare: str) -> None:
    assert without_citations(text) == bare


def test_a_blanked_text_keeps_its_length_and_every_other_word_its_place() -> None:
    text = "Firms in Peru (Osei, 2017) and Chile teach."
    assert len(blanked(text)) == len(text)
    assert blanked(text).index("Chile") == text.index("Chile")
    assert "Osei" not in blanked(text)

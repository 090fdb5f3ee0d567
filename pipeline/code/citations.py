"""Passages without their bracketed citations, which name people and years and say nothing of partnership."""

from __future__ import annotations

import re

# "(OECD, 2017)", "(see Brandt et al., 2009, p. 4; Thune 2011)": names, then a year, and perhaps more of the kind.
_CITATION = re.compile(
    r"\s*\((?:(?:see|cf\.|e\.g\.|for example|also|in),? )*[A-ZÀ-ŽА-ЯЁ][^()]*?,? (?:19|20)\d\d[a-z]?"
    r"(?:, ?pp?\. ?\d[\d–-]*)?(?:[;,] [^()]*)?\)"
)


def without_citations(text: str) -> str:
    """`text` less its citations; one that is nothing else stays as it is."""
    bare = _CITATION.sub("", text)
    return bare if bare.strip(" .") else text


def blanked(text: str) -> str:
    """`text` of the same length with blanks for its citations, so that offsets stay; else as `without_citations`."""
    bare = _CITATION.sub(lambda found: " " * len(found[0]), text)
    return bare if bare.strip(" .") else text

"""The gate: does a segment speak of partnership between the two sides at all? Words only, no parse.

Word lists come from the codebook. A segment is open when it names both sides, or partnership and one side, or a
term that implies both; phrases listed as exclusions are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_WORD = re.compile(r"\w+")
UNIVERSITY, INDUSTRY, PARTNERSHIP, PASSES, EXCLUSIONS = 1, 2, 4, 8, 16
_LISTS = {
    "university": UNIVERSITY,
    "industry": INDUSTRY,
    "partnership": PARTNERSHIP,
    "passes": PASSES,
    "exclusions": EXCLUSIONS,
}


class Gate:
    """One language's gate. Looking a known word up costs one dictionary access, so unseen text runs fast."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        entries = [(_plain(entry), bit) for name, bit in _LISTS.items() for entry in lists.get(name, ())]
        self._single = [(entry, bit) for entry, bit in entries if " " not in entry]
        self._phrases: dict[str, list[tuple[re.Pattern[str], int]]] = {}
        for entry, bit in entries:
            if " " in entry:
                self._phrases.setdefault(entry.split()[0], []).append((_phrase(entry), bit))
        self._known = lru_cache(maxsize=200_000)(self._look_up)

    def sides(self, text: str) -> int:
        """Bits of what `text` names: UNIVERSITY, INDUSTRY, PARTNERSHIP, PASSES."""
        lowered = _plain(text)
        bits, phrases = self._scan(lowered)
        excluded = [pattern for pattern, bit in phrases if bit == EXCLUSIONS]
        if any(pattern.search(lowered) for pattern in excluded):
            for pattern in excluded:
                lowered = pattern.sub(" ", lowered)
            bits, phrases = self._scan(lowered)
        for pattern, bit in phrases:
            if bit != EXCLUSIONS and not bits & bit and pattern.search(lowered):
                bits |= bit
        return bits

    def _scan(self, lowered: str) -> tuple[int, list[tuple[re.Pattern[str], int]]]:
        bits = 0
        phrases: list[tuple[re.Pattern[str], int]] = []
        for word in set(_WORD.findall(lowered)):
            found, starts = self._known(word)
            bits |= found
            if starts:
                phrases += starts
        return bits, phrases

    def _look_up(self, word: str) -> tuple[int, tuple[tuple[re.Pattern[str], int], ...]]:
        bits = 0
        for entry, bit in self._single:
            if _same(entry, word):
                bits |= bit
        starts = [pair for first, pairs in self._phrases.items() if _same(first, word) for pair in pairs]
        return bits, tuple(starts)


def is_open(bits: int) -> bool:
    """Whether what a segment names makes it one on partnership."""
    if bits & PASSES:
        return True
    if bits & PARTNERSHIP and bits & (UNIVERSITY | INDUSTRY):
        return True
    return bool(bits & UNIVERSITY and bits & INDUSTRY)


def _plain(text: str) -> str:
    # Russian print writes ё as е as often as not.
    return text.lower().replace("ё", "е")


def _same(entry: str, word: str) -> bool:
    return word.startswith(entry[:-1]) if entry.endswith("*") else word == entry


def _phrase(entry: str) -> re.Pattern[str]:
    words = [re.escape(word).replace(r"\*", r"\w*") for word in entry.split()]
    return re.compile(r"\b" + r"\W+".join(words) + r"\b")

"""Tells a text layer that means something from one whose letters a broken font map has turned to nonsense."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ingest.dictionary import is_word

# Three lines with one of these leave no doubt: the dictionaries are opened only for pages that lack them.
_COMMON = frozenset("the and for that with from shall для что при или как это его және үшін мен бойынша бұл".split())
_CERTAIN = 3
# Strings of three letters nearly all mean something somewhere.
_WORD = re.compile(r"[^\W\d_]{4,}")
_INSIDE = re.compile(r"[^\W\d_](?:_|[^\w\s'’.\-\xad‐&/])+[^\W\d_]|[a-zа-я][A-ZА-Я]")
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýāēīōūąęěıаеёиоуыэюяәіөүұў")
_KAZAKH = re.compile(r"[әғқңөұүһі]")
_END_OF_CYRILLIC = "\u0530"
FEWEST_WORDS = 30
"""A page with fewer words is left as it is: headings, names and figures alone say too little."""
KNOWN = 0.12
"""A page with a smaller share of dictionary words is suspected. Spanish and Latin pages have .13 and more."""
VOWELS = (0.33, 0.7)
"""Share of vowels among letters in any language of Latin or Cyrillic script; exchanged letters rarely keep it."""
_UNMAPPED = 0.1
# Signs or capitals inside words, to a word.
_BROKEN = 0.3


def is_nonsense(lines: Iterable[str]) -> bool:
    """Have the letters of a page been exchanged or lost? Other languages and scripts are no nonsense.

    Two signs are asked for: hardly a word in the dictionaries of English and Russian, and a share of vowels that no
    language has or words full of signs. Or a tenth of the characters has no meaning (private use, unmapped, control).
    """
    lines = list(lines)
    certain = 0
    for line in lines:
        certain += not _COMMON.isdisjoint(line.split())
        if certain == _CERTAIN:
            return False
    text = "\n".join(lines)
    return _unmapped(text) or _exchanged(text)


def _unmapped(text: str) -> bool:
    marks = [char for char in text if not char.isspace()]
    lost = sum(
        "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char < " " or "\x7f" <= char < "\xa0" for char in marks
    )
    return len(marks) >= FEWEST_WORDS and lost > _UNMAPPED * len(marks)


def _exchanged(text: str) -> bool:
    # Codes and abbreviations in capitals stand in no dictionary and need no vowels.
    words = [word.lower() for word in _WORD.findall(text) if not word.isupper()]
    letters = "".join(words)
    ours = [letter for letter in letters if letter < _END_OF_CYRILLIC]
    if len(words) < FEWEST_WORDS or len(ours) < 0.5 * len(letters):
        return False
    vowels = sum(letter in _VOWELS for letter in ours) / len(ours)
    odd = not VOWELS[0] <= vowels <= VOWELS[1] or len(_INSIDE.findall(text)) > _BROKEN * len(words)
    return odd and known_share(words) < KNOWN


def known_share(words: list[str]) -> float:
    """Share of lower-case words that stand in the English or Russian dictionary, or carry a Kazakh letter."""
    return sum(map(_known, words)) / len(words)


def _known(word: str) -> bool:
    return is_word(word) or (not word.isascii() and bool(_KAZAKH.search(word)))

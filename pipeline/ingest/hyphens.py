"""Joins words that a line end has cut, and keeps true hyphens."""

from __future__ import annotations

import re
from collections.abc import Set

from pipeline.ingest.dictionary import is_word

_CUT = re.compile(r"([^\W\d_]+)[\xad\u2010-]$")
_HYPHENS = ("\xad", "\u2010", "-", "\u2013")
_HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Shorter parts are words by chance too often.
_SHORTEST = 3
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words_of(texts: list[str]) -> Set[str]:
    """Words that stand whole inside lines: the lexicon by which cut words are judged."""
    found: set[str] = set()
    for text in texts:
        found.update(_WORDS.findall(text.lower())[:-1])
    return found


def join(before: str, after: str, lexicon: Set[str]) -> str:
    """Two successive lines as one text: cut words joined, a true hyphen kept, else a space between."""
    if not before.endswith(_HYPHENS):
        return before.replace("\xad", "-") + " " + after
    # Only the last word is looked at: `before` may be a paragraph of many lines.
    start = before.rfind(" ") + 1
    last = before[start:]
    cut, head = _CUT.search(last), _HEAD.match(after)
    if cut is None or head is None:
        glue = "" if last.endswith(("\xad", "\u2010")) or re.search(r"\w[-\u2013]$", last) else " "
        return before.replace("\xad", "-") + glue + after
    keep = _is_true(cut.group(1), head.group(), lexicon)
    return before[: start + cut.end(1)] + ("-" if keep else "") + after


def _is_true(stem: str, rest: str, lexicon: Set[str]) -> bool:
    """Does the hyphen between two parts belong to the word? The document's own words decide, then dictionaries."""
    if rest[0].isupper() and not stem.isupper():
        return True
    small = stem.lower(), rest.lower()
    joined, hyphened = "".join(small), "-".join(small)
    if joined in lexicon or hyphened in lexicon:
        return joined not in lexicon
    parts = all(len(part) >= _SHORTEST and is_word(part) for part in small)
    return parts and not is_word(joined)


def rejoined(before: str, after: str, lexicon: Set[str]) -> str | None:
    """Two lines of a narrow cell as one where a word was cut without a hyphen; None where no word was.

    The first line is one piece without space, which is no word; with the head of the second it is one.
    """
    head = _HEAD.match(after)
    if head is None or not before.isalpha() or not after[:1].islower():
        return None
    piece, whole = before.lower(), before.lower() + head.group().lower()
    if piece in lexicon or is_word(piece) or not (whole in lexicon or is_word(whole)):
        return None
    return before + after

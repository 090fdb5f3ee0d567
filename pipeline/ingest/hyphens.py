"""Joins words that a line end has cut, and keeps true hyphens."""

from __future__ import annotations

import re
from collections.abc import Set

_CUT = re.compile(r"([^\W\d_]+)[\xad\u2010-]$")
_HYPHENS = ("\xad", "\u2010", "-", "\u2013")
_HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
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
    stem, rest = cut.group(1), head.group()
    keep = f"{stem}-{rest}".lower() in lexicon and f"{stem}{rest}".lower() not in lexicon
    keep = keep or (rest[0].isupper() and not stem.isupper())
    return before[: start + cut.end(1)] + ("-" if keep else "") + after

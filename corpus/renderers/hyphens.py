"""Where an English word may be broken, so that the two-column document has hyphenated line ends."""

from __future__ import annotations

import re

SOFT = "\u00ad"
_WORD = re.compile(r"[a-z]{8,}")
_SUFFIX = re.compile(r"(?<=[a-z]{4})(?=(?:tion|sion|ment|ness|ship|able|ture|tive|cial|tial)(?:s|al|ly|ed)?$)")
_PREFIX = re.compile(r"^(inter|under|over|trans|super)(?=[a-z]{4})")
# Between two consonants with vowels round them, but not inside a pair that is spoken as one.
_MIDDLE = re.compile(r"(?<=[a-z]{2}[aeiou][bcdfgklmnprstvz])(?<!ck)(?=[bcdfgmnptv][aeiou][a-z]{2})")


def with_soft_hyphens(text: str) -> str:
    """`text` with soft hyphens in its long lower-case words."""
    return _WORD.sub(lambda match: _broken(match[0]), text)


def _broken(word: str) -> str:
    for pattern in (_SUFFIX, _MIDDLE):
        word = SOFT.join(
            _MIDDLE.sub(SOFT, piece) if pattern is _MIDDLE else pattern.sub(SOFT, piece) for piece in word.split(SOFT)
        )
    return _PREFIX.sub(rf"\1{SOFT}", word)

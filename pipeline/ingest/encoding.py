"""From bytes to text: which encoding a text file is in, and the repair of mojibake where it is certain."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

import ftfy

from pipeline.errors import StudyError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5")
# The commonest Russian letters: text decoded by the right table is made of them, by a wrong one it is not.
_COMMON = frozenset("оеаинтсрвлкмдпу")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SHARE_OF_CONTROLS = 0.01
# What is left of Cyrillic read by a Latin table: Ð and Ñ beside Cyrillic letters, or in pairs with another odd sign.
_RUINED = re.compile(r"[\u0400-\u04ff][ÐÑ]|[ÐÑ][\u0400-\u04ff]|(?:[ÐÑ][^\x00-\x7f]){3}")
_MOST_RUINED = 2


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32, CP1251, KOI8-R, CP866 or CP1252, with "\\n" line ends.

    Raises StudyError when the bytes are not text, no encoding explains them, or mojibake has lost letters for good.
    """
    text = clean(decode(path.read_bytes(), path.name))
    for number, line in enumerate(text.split("\n"), start=1):
        if len(_RUINED.findall(line)) >= _MOST_RUINED:
            reason = f"line {number} was saved in a wrong encoding and letters are lost (it reads like {'ÐÑ'!r})"
            raise StudyError(path.name, reason, "take the text from its source again and save it as UTF-8")
    return text


def decode(raw: bytes, name: str) -> str:
    """`raw` as text by its byte-order mark, by UTF-8 where it is valid, else by the likeliest old encoding."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strict(raw, encoding, name)
    if wide := _wide(raw):
        return _strict(raw, wide, name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _legacy(raw, name)
    if len(_CONTROL.findall(text)) > _SHARE_OF_CONTROLS * len(text):
        raise StudyError(name, "is binary data, not text", "give the document itself, saved as text, DOCX or PDF")
    return text


def clean(text: str) -> str:
    """Text without control characters, in composed form, with mojibake repaired where the repair is certain."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    # fix_encoding alone: quotes, ligatures and widths are the author's business.
    text = "\n".join(repair(line) for line in text.split("\n"))
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).replace("\ufeff", "")


def repair(line: str) -> str:
    """A line with its mojibake undone: UTF-8 read as a Latin table, or as CP1251."""
    if line.isascii():
        return line
    fixed = ftfy.fix_encoding(line)
    return fixed if fixed != line else _undo_cp1251(line)


def _undo_cp1251(line: str) -> str:
    """UTF-8 Cyrillic that was read as CP1251 ("РџСЂРѕ…") alternates Р or С with another sign; nothing else does."""
    leads = sum(line.count(letter) for letter in "РСТУ")
    if leads < 4 or leads < 0.35 * sum(not character.isspace() for character in line):
        return line
    try:
        fixed = line.encode("cp1251").decode("utf-8")
    except UnicodeError:
        return line
    return fixed if len(fixed) < len(line) else line


def _strict(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"says it is {encoding.upper()} but breaks off or is damaged at byte {error.start}"
        raise StudyError(name, reason, "save it anew as UTF-8") from error


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: in text of any European script one byte of each pair is nearly constant."""
    sample = raw[:4096]
    if len(sample) < 8 or len(sample) % 2:
        return None
    low, high = sample[0::2], sample[1::2]
    for name, constant in (("utf-16-le", high), ("utf-16-be", low)):
        if sum(byte in (0, 4) for byte in constant) > 0.9 * len(constant):
            return name
    return None


def _legacy(raw: bytes, name: str) -> str:
    sample = raw[:200_000]
    letters = sum(byte >= 0x80 for byte in sample)
    candidates = [(likelihood(text), encoding) for encoding in _CYRILLIC if (text := _decoded(sample, encoding))]
    score, encoding = max(candidates, default=(0.0, ""))
    if score > 0.5 and letters > 0.2 * len(sample.replace(b" ", b"")):
        return raw.decode(encoding, errors="replace")
    western = _decoded(raw, "cp1252")
    if western is not None and letters < 0.2 * len(sample):
        return western
    raise StudyError(name, "is in an encoding that cannot be told for certain", "save it anew as UTF-8")


def likelihood(text: str) -> float:
    """How far `text` reads as Russian or Kazakh: share of common lower-case letters among letters beyond ASCII."""
    letters = [character for character in text if not character.isascii()]
    return sum(character in _COMMON for character in letters) / len(letters) if letters else 0.0


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None

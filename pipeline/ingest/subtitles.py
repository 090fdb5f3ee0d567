"""WebVTT and SRT: cues merged into turns, the speaker from voice tags or from a name before a colon."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

import webvtt
from webvtt.errors import MalformedFileError

from pipeline.errors import StudyError
from pipeline.ingest.encoding import read_text
from pipeline.ingest.reading import Block, Reading
from pipeline.ingest.structure import one_line
from pipeline.ingest.transcript import opens_turn

_TAG = re.compile(r"<[^<>]*>")
_VOICE = re.compile(r"<v(?:\.[\w.]*)?\s+([^>]*)>")
_NAME = re.compile(r"^-?\s*([^\W\d_][\w .'’-]{0,38}?)\s*:\s+")
_NOTE = re.compile(r"^NOTE[ \t\n](.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)


def read(path: Path, side: str | None) -> Reading:
    """Notes of the file, then its cues; consecutive cues of one speaker are one block with `speaker` as typed."""
    text = read_text(path).strip() + "\n"
    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    cues = _cues(text, kind, path)
    notes = [one_line(line) for note in _NOTE.findall(text) for line in note.split("\n")] if kind == "vtt" else []
    blocks = [Block("note", note) for note in notes if note] + _merged(cues)
    return Reading(kind, tuple(blocks))


def _cues(text: str, kind: str, path: Path) -> list[str]:
    try:
        captions = webvtt.from_buffer(io.StringIO(text), format=kind).captions
    except (MalformedFileError, ValueError, IndexError) as error:
        raise StudyError(path.name, f"is not {kind.upper()}", "export the captions again") from error
    if not captions:
        raise StudyError(path.name, "holds no cues", "export the captions again")
    return [caption.raw_text for caption in captions]


def _merged(cues: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for cue in cues:
        for speaker, words in _voices(cue):
            if not words:
                continue
            same = speaker is None or (blocks and blocks[-1].speaker == speaker)
            if blocks and same:
                blocks[-1] = Block("paragraph", f"{blocks[-1].text} {words}", speaker=blocks[-1].speaker)
            else:
                blocks.append(Block("paragraph", words, speaker=speaker))
    return blocks


def _voices(cue: str) -> list[tuple[str | None, str]]:
    """A cue as (speaker as typed or None, words): by voice tags, or by names at the start of its lines."""
    pieces = _VOICE.split(cue)
    if len(pieces) > 1:
        named = list(zip(pieces[1::2], pieces[2::2], strict=True))
        return [(None, _words(pieces[0])), *((one_line(name), _words(words)) for name, words in named)]
    return [_named(line) for line in cue.split("\n")]


def _named(line: str) -> tuple[str | None, str]:
    words = _words(line)
    match = _NAME.match(words)
    if match and (opens_turn(words) or (match[1][0].isupper() and len(match[1].split()) <= 2)):
        return match[1], words[match.end() :]
    return None, words.removeprefix("- ")


def _words(text: str) -> str:
    return one_line(unescape(_TAG.sub("", text)))

"""Turns of an interview: who speaks in which block, from any of the notations in which people transcribe.

Names before a colon, initials, Q and A, names on a line of their own, bold names (a reader gives them as the block's
`speaker`), with or without a time stamp. What stands before the first turn is the header: kind `note`, and metadata.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.ingest.reading import Block, Reading

INTERVIEWER, RESPONDENT = "interviewer", "respondent"
_ASKS = re.compile(
    r"(?:i|q|int|iv|interviewer|researcher|moderator|question|facilitator|interviewers?\s*\d*"
    r"|интервьюер|вопрос|модератор|и|в|сұхбаттасушы|сұрақ|с)\.?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?:r|a|p|resp|ie|respondent|interviewee|participant|answer|speaker|респондент|ответ|участник|р|о"
    r"|жауап|жауап беруші|ж)\.?\s*-?\d*\.?|p-?[a-z]?\d+",
    re.IGNORECASE,
)
_TIME = r"[\[(<]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])>]?"
_STAMP = re.compile(rf"^\s*{_TIME}(?:\s*(?:-->|[-–])\s*{_TIME})?\s*")
_LABEL = re.compile(r"^([^\W\d_][\w .'’-]{0,38}?)\s*(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?)?\s*:\s*(.*)$")
_PAIR = re.compile(
    r"^(?:date|place|location|venue|participant|participant code|university|institution|position|role|field|duration"
    r"|language|recorded|transcribed by|transcriber|interview(?: no| number| id| code)?|case|code|time|age|gender|sex"
    r"|дата|место|участник|университет|должность|язык|күні|орны|университеті|лауазымы)\s*[:：]\s*(.{0,80})$",
    re.IGNORECASE,
)
_NOISE = re.compile(r"^(?:[\[(][^\])]{1,40}[\])][\s.,]*)+$")
_OVERLAP = re.compile(r"\s*//+\s*")
_HEADER_BLOCKS = 30
_HEADER_WORDS = 20
_FEWEST_TURNS = 6
_MOSTLY = 0.6
"""Share of blocks that open a turn, where no name says who interviews."""
_ASKED = 0.25
"""Share of an interviewer's turns that ask something, at least."""
Labelled = tuple[Block, str | None, str]  # the block, the speaker's name as typed or None, and the words said


def with_turns(reading: Reading) -> Reading:
    """`reading` of an interview with its blocks as turns; one that has turns already is given back as it is.

    Blocks of a turn carry its number and speaker: interviewer, respondent, respondent-2 … in order of first speech.
    Without any notation every block after the header is the respondent's.
    """
    if any(block.kind == "turn" for block in reading.blocks):
        return reading
    first = _header_end(reading.blocks)
    labelled = [_labelled(block) for block in reading.blocks[first:]]
    names = _names(labelled)
    start = next((n for n, (_, name, _) in enumerate(labelled) if name in names), 0)
    header = reading.blocks[: first + start]
    notes = [replace(block, kind="note", speaker=None, lead_in=None, table=None, header=False) for block in header]
    turns = _turns(labelled[start:], _speakers(labelled, names))
    return replace(reading, blocks=(*notes, *turns), tables=(), metadata=_metadata(header))


def looks_like_transcript(blocks: Sequence[Block]) -> bool:
    """Whether most blocks begin with one of at least two speakers' names, one of whom interviews.

    An interviewer is one by name (I, Q, Interviewer …); among other names, the one many of whose turns ask something,
    and then nearly all of the text must be turns: a plan with Goal: and Task: has repeated labels too.
    """
    labelled = [_labelled(block) for block in blocks]
    names = _names(labelled)
    opened = sum(name in names for _, name, _ in labelled)
    if len(names) < 2:
        return False
    if any(_ASKS.fullmatch(name) for name in names):
        return opened >= max(4, 0.3 * len(blocks))
    asked = max(_asked(labelled, name) for name in names)
    return opened >= max(_FEWEST_TURNS, _MOSTLY * len(blocks)) and asked >= _ASKED


def _header_end(blocks: Sequence[Block]) -> int:
    """How many blocks at the start are header: up to the last line of metadata among short lines."""
    end = 0
    for number, block in enumerate(blocks[:_HEADER_BLOCKS]):
        if len(block.text.split()) > _HEADER_WORDS:
            break
        cells = ": ".join(block.cells) if block.cells else block.text
        if _PAIR.match(cells) and block.speaker is None:
            end = number + 1
    return end


def _labelled(block: Block) -> Labelled:
    text = _STAMP.sub("", block.text)
    if block.speaker:
        return block, _plain(block.speaker), text.lstrip(": ")
    if match := _LABEL.match(text):
        return block, _plain(match[1]), _STAMP.sub("", match[2])
    alone = _plain(_STAMP.sub("", text))
    if len(alone) > 1 and (_ASKS.fullmatch(alone) or _ANSWERS.fullmatch(alone)):
        return block, alone, ""
    return block, None, text


def _plain(name: str) -> str:
    return _STAMP.sub("", name).strip(" :.*[]()").casefold()


def _names(labelled: Sequence[Labelled]) -> set[str]:
    """Names that open turns: known ones, and others that come back like a speaker and not like a word of the text."""
    counts = Counter(name for _, name, _ in labelled if name)
    known = {name for name in counts if _ASKS.fullmatch(name) or _ANSWERS.fullmatch(name)}
    if any(_ASKS.fullmatch(name) for name in known) and len(known) >= 2:
        return known
    often = {name for name, count in counts.items() if count >= 3 and len(name.split()) <= 3}
    return known | often


def _speakers(labelled: Sequence[Labelled], names: set[str]) -> dict[str, str]:
    """Each name as typed → interviewer, respondent, respondent-2 …"""
    order = list(dict.fromkeys(name for _, name, _ in labelled if name in names and name))
    asking = [name for name in order if _ASKS.fullmatch(name)] or _most_asking(labelled, order)
    answering = [name for name in order if name not in asking]
    numbered = {name: RESPONDENT if n == 1 else f"{RESPONDENT}-{n}" for n, name in enumerate(answering, start=1)}
    return {**dict.fromkeys(asking, INTERVIEWER), **numbered}


def _most_asking(labelled: Sequence[Labelled], order: Sequence[str]) -> list[str]:
    """Among unknown names the one most of whose turns ask something; with a single name there is no interviewer."""
    return [max(order, key=lambda name: _asked(labelled, name))] if len(order) > 1 else []


def _asked(labelled: Sequence[Labelled], name: str) -> float:
    """Share of a speaker's turns that ask something."""
    said = [text for _, who, text in labelled if who == name]
    return sum("?" in text for text in said) / len(said)


def _turns(labelled: Sequence[Labelled], speakers: dict[str, str]) -> list[Block]:
    turns: list[Block] = []
    number, speaker = 0, RESPONDENT
    for block, name, said in labelled:
        if name in speakers:
            number, speaker = number + 1, speakers[name or ""]
            text = said
        else:
            text = _STAMP.sub("", block.text)
        text = " ".join(_OVERLAP.sub(" ", text).split())
        if text:
            kind = "note" if _NOISE.match(text) else "turn"
            turns.append(
                Block(kind, text, block.page, (), speaker, max(number, 1), None, block.confidence, block.boxes)
            )
    return turns


def _metadata(header: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    pairs = (": ".join(block.cells) if block.cells else block.text for block in header)
    split = (text.split(":", 1) for text in pairs if ":" in text)
    return tuple((key.strip(), value.strip()) for key, value in split)


def opens_turn(line: str) -> bool:
    """Whether a line of text begins with a time stamp or with a known speaker's name."""
    stamp = _STAMP.match(line)
    match = _LABEL.match(_STAMP.sub("", line))
    name = _plain(match[1]) if match else _plain(_STAMP.sub("", line))
    return bool(stamp or ((len(name) > 1 or match) and (_ASKS.fullmatch(name) or _ANSWERS.fullmatch(name))))

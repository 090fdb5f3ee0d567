"""Plain text and WebVTT."""

from __future__ import annotations

from renderers.notation import NOTATIONS, metadata, spoken
from renderers.source import LABEL, NOTE_MARK, Interview, Part, Policy

_CUE_WORDS = 11


def policy_text(policy: Policy) -> bytes:
    """A policy as a text file: headings in capitals or underlined, provisions with their numbers."""
    lines = [policy.title.upper(), "", LABEL, ""]
    for part in policy.parts:
        lines += [*_policy_lines(part), ""]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _policy_lines(part: Part) -> list[str]:
    text = NOTE_MARK.sub(lambda match: f" [{match[1]}]", part.text)
    if part.kind == "heading":
        return [text.upper()] if part.level == 1 else [text, "-" * len(text)]
    if part.kind == "table":
        return [text, *("\t".join(row) for row in part.rows)]
    if part.kind == "note":
        return [f"[{part.mark}] {text}"]
    return [f"{part.mark or ('-' if part.kind == 'bullet' else '')} {text}".strip()]


def interview_text(interview: Interview) -> bytes:
    """An interview as a text file in its own notation, encoding and line ends."""
    notation = NOTATIONS[interview.document_id]
    lines = [f"Interview {interview.document_id}", LABEL, *(f"{key}: {value}" for key, value in metadata(interview))]
    lines.append("")
    for time, name, text in spoken(interview):
        start = f"{time} {name}".strip()
        lines += [start, text] if notation.own_line else [f"{start} {text}"]
        if notation.spaced:
            lines.append("")
    body = notation.newline.join([*lines, ""]).rstrip() + notation.newline
    # Python writes UTF-16 in the machine's byte order; files must not depend on the machine.
    return b"\xff\xfe" + body.encode("utf-16-le") if notation.encoding == "utf-16" else body.encode(notation.encoding)


def interview_vtt(interview: Interview) -> bytes:
    """An interview as WebVTT: voice tags, cues of a few words that end in mid-sentence."""
    header = "\n".join(f"{key}: {value}" for key, value in metadata(interview))
    blocks = [f"WEBVTT - Interview {interview.document_id}", f"NOTE\n{LABEL}\n{header}"]
    seconds = 2.0
    for _, name, text in spoken(interview):
        words = text.split()
        for first in range(0, len(words), _CUE_WORDS):
            cue = words[first : first + _CUE_WORDS]
            end = seconds + len(cue) / 2.4
            blocks.append(f"{_stamp(seconds)} --> {_stamp(end)}\n<v {name}>{' '.join(cue)}</v>")
            seconds = end
        seconds += 0.8
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{seconds % 60:06.3f}"

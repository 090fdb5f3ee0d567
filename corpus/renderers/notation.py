"""How an interview is written down: who is speaking, in the notation of each file, and when."""

from __future__ import annotations

from dataclasses import dataclass

from renderers.source import Interview

_WORDS_PER_SECOND = 2.4


@dataclass(frozen=True)
class Notation:
    """The two speakers' names as typed, whether the time stands before them, and whether lines are blank between."""

    interviewer: str
    respondent: str
    time: bool = False
    bold: bool = False
    spaced: bool = True
    own_line: bool = False
    encoding: str = "utf-8"
    newline: str = "\n"
    header_table: bool = False


FULL = Notation("Interviewer:", "Respondent:")
INITIALS = Notation("I:", "R:")
QUESTION = Notation("Q:", "A:")
_LABELS = {
    "en": ("Participant", "University", "Position", "Field", "Date"),
    "ru": ("Участник", "Университет", "Должность", "Область", "Дата"),
}
NOTATIONS = {
    "A01": Notation("Interviewer", "Respondent", bold=True),
    "A02": INITIALS,
    "A03": INITIALS,
    "A04": FULL,
    "A05": Notation("Interviewer:", "Respondent:", bold=True, header_table=True),
    "A06": Notation("Q:", "A:", spaced=False),
    "A07": FULL,
    "A08": Notation("Вопрос:", "Ответ:"),
    "A09": Notation("I:", "R:", time=True, encoding="utf-8-sig", newline="\r\n"),
    "A10": Notation("Interviewer", "P-A10", time=True, bold=True),
    "B01": Notation("INTERVIEWER:", "RESPONDENT:", bold=True),
    "B02": QUESTION,
    "B03": Notation("Int.:", "Resp.:"),
    "B04": Notation("Interviewer:", "P-B04:"),
    "B05": Notation("Interviewer", "P-B05"),
    "B06": Notation("I:", "R:", spaced=False),
    "B07": Notation("I:", "R:", bold=True, header_table=True),
    "B08": Notation("Interviewer:", "Respondent:", time=True),
    "B09": Notation("Интервьюер", "Респондент", time=True, own_line=True, encoding="utf-16"),
    "B10": Notation("Interviewer:", "Respondent:", time=True),
    "B11": Notation("Interviewer", "Respondent", bold=True, own_line=True),
}


def clock(seconds: float) -> str:
    """Seconds from the start of the recording as hh:mm:ss."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def spoken(interview: Interview) -> list[tuple[str, str, str]]:
    """The turns as (time, speaker's name as typed, text)."""
    notation = NOTATIONS[interview.document_id]
    seconds = 4.0
    turns = []
    for asked, text in interview.turns:
        time = f"[{clock(seconds)}]" if notation.time else ""
        turns.append((time, notation.interviewer if asked else notation.respondent, text))
        seconds += len(text.split()) / _WORDS_PER_SECOND + 1.5
    return turns


def metadata(interview: Interview) -> list[tuple[str, str]]:
    """The header block that researchers put on a transcript."""
    header = interview.header
    values = (interview.participant, header["university"], header["role"], header["field"], header["date"])
    return list(zip(_LABELS[interview.language], values, strict=True))

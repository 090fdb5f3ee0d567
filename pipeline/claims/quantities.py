# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Quantities, years and targets in text: "from 0.2 to 1 per cent of GDP by 2025" as numbers with units.

Values are plain numbers (1.5 million -> 1500000.0); units are `percent`, `percent of GDP`, `percentage points`, a
currency code, `times`, or the counted noun as written. Of a range the lower end is kept: it is what must be reached.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Quantity(NamedTuple):
    """A value with its unit, at `start`:`end` of the text; `share_of` is true for percentages of something."""

    value: float
    unit: str
    start: int
    end: int


class Target(NamedTuple):
    """What is to be reached (value in unit) by when, from what; any part may be None. `text` is the wording."""

    value: float | None
    unit: str | None
    year: int | None
    base_value: float | None
    base_year: int | None
    text: str


_WORDS = {
    "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
    "один": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трёх": 3, "трех": 3, "четыре": 4, "пять": 5, "десять": 10,
    "двадцать": 20, "сто": 100,
    "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "он": 10, "жиырма": 20,
}  # fmt: skip
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:[ ,\u00a0\u202f]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
    rf"|(?:{_TENS})-(?:{_ONES})|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
)
_SCALES = (
    (r"trillion|trln|trn|трлн|триллион\w*", 1e12),
    (r"billion|bln|bn|млрд|миллиард\w*", 1e9),
    (r"million|mln|mn|млн|миллион\w*", 1e6),
    (r"thousand|тыс|тысяч\w*|мың", 1e3),
    (r"hundred", 1e2),
)
_SCALE = "|".join(pattern for pattern, _ in _SCALES)
_PERCENT = r"%|per\s?cent\b|percent\b|процент\w*|пайыз\w*"
_POINTS = r"percentage points?|процентн\w+ пункт\w*"
_MONEY = (
    (r"KZT|₸|tenge|тенге|теңге\w*", "KZT"),
    (r"US\s?\$|USD|\$|(?:US )?dollars?|доллар\w*", "USD"),
    (r"EUR|€|euros?|евро", "EUR"),
    (r"RUB|roubles?|rubles?|рубл\w*", "RUB"),
)
_CURRENCY = "|".join(pattern for pattern, _ in _MONEY)
_OF_WHOLE = r"\s+(?:of|от|к)\s+(?:the\s+)?(?:gross domestic product|GDP|ВВП)|\s+ВВП"
_TIMES = r"times|fold|раз\w?\b|есе\w*"
# A counted noun may have two words before it that qualify it: "24 world-level laboratories".
_NOUN = r"(?!of\b|in\b|by\b|to\b|and\b|or\b|as\b|at\b|for\b|from\b|with\b|the\b|is\b|are\b|was\b|will\b|shall\b)[^\W\d_][\w’'-]*"

_QUANTITY = re.compile(
    rf"(?P<lead>(?:{_CURRENCY})\s?)?(?<![\w.,№])(?P<low>{_NUMBER})(?:\s?(?:-|–|—|to|or|до)\s?(?P<high>{_NUMBER}))?"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:(?:\s+of)?\s?-?(?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT})(?P<whole>{_OF_WHOLE})?"
    rf"|(?P<money>{_CURRENCY})(?!\w)|(?P<times>{_TIMES})|(?P<noun>{_NOUN}(?:\s+(?:{_NOUN})){{0,3}})))?",
    re.IGNORECASE,
)
_MULTIPLES = re.compile(
    r"\b(?:(?P<double>doubl\w+|twice|twofold|удво\w+|вдвое|екі есе)|(?P<triple>tripl\w+|threefold|утро\w+|втрое|үш есе)"
    r"|(?P<quadruple>quadrupl\w+|fourfold)|(?P<half>halv\w+|cut in half|сократ\w+ вдвое))\b",
    re.IGNORECASE,
)
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_SPAN = re.compile(rf"\b({_YEAR})\s?(?:-|–|—|to|до)\s?({_YEAR})\b")
_BY_YEAR = re.compile(
    rf"\b(?:by|in|until|till|to|before|from|since|through|during|for|of|end-|mid-|starting|начиная с|к|до|в|с|от)?\s?"
    rf"(?:the\s+)?(?:end|beginning|start|middle|close|концу|конца|началу)?\s?(?:of\s+)?(?:the\s+)?(?:year\s+)?"
    rf"\b({_YEAR})(?:\s?(?:г\.|год\w*|жыл\w*))?",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:to|up to|до|reach\w*)\s+(?:the\s+)?(?:level|average|mean|уровня|standard)s?\s+(?:of\s+)?(?:the\s+)?"
    r"([A-ZА-Я][\w&-]+(?:\s+[a-zа-я]+)?)",
)
_NOT_A_TARGET = re.compile(
    r"(?:\b(?:No|Nos|Art|Article|Chapter|Section|Paragraph|Step|Clause|Annex|Table|Order|Law|Decree|Resolution"
    r"|статья|пункт|приказ|закон)\.?|№|\$\s?\d+:)\s*$",
    re.IGNORECASE,
)
_PERIOD_NOUN = re.compile(
    r"^(?:years?|months?|weeks?|days?|hours?|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|лет|года?|году|годах|месяц\w*|дн\w+|день|дней|недел\w+|час\w*|раза?\b|рет|веке?|января|февраля|марта|апреля|мая"
    r"|июня|июля|августа|сентября|октября|ноября|декабря|жыл\w*|ай(?:да|дан|лық)?|күн\w*|апта\w*|сағат\w*|century|times a)\b",
    re.IGNORECASE,
)
_PRONOUN_NOUNS = re.compile(
    r"^(?:who|which|that|thing|day|side|hand|table|another|way|example|more|such|place)\b", re.I
)


def find_quantities(text: str) -> list[Quantity]:
    """Values with a unit in `text`, in order; bare numbers, dates, durations and numbers of laws are left out."""
    found = [quantity for match in _QUANTITY.finditer(text) if (quantity := _quantity(match, text)) is not None]
    for match in _MULTIPLES.finditer(text):
        value = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "half": 0.5}[match.lastgroup or "double"]
        if not any(q.start < match.end() and match.start() < q.end for q in found):
            found.append(Quantity(value, "times", *match.span()))
    return sorted(found, key=lambda quantity: quantity.start)


def find_years(text: str) -> list[tuple[int, int, int]]:
    """Years as (year, start, end), in order; of a period such as 2016-2019 the last year."""
    spans = [(int(match.group(2)), match.start(), match.end()) for match in _SPAN.finditer(text)]
    single = [
        (int(match.group(1)), match.start(), match.end())
        for match in _BY_YEAR.finditer(text)
        if not any(start < match.end() and match.start() < end for _, start, end in spans)
    ]
    return sorted(spans + single, key=lambda item: item[1])


def find_targets(text: str) -> list[Target]:
    """What `text` sets to be reached, in order: one per value, with base and year; a year alone is one target."""
    quantities, years = find_quantities(text), find_years(text)
    bases = {index for index, quantity in enumerate(quantities) if _is_base(text, quantities, index)}
    goals = [index for index in range(len(quantities)) if index not in bases]
    if not goals:
        level = _LEVEL.search(text)
        if level is not None:
            return [Target(None, None, years[-1][0] if years else None, None, None, level.group())]
        ahead = [item for item in years if not _is_reference(text, item)]
        return (
            [Target(None, None, ahead[-1][0], None, None, text[ahead[-1][1] : ahead[-1][2]].strip())] if ahead else []
        )
    return [_target(text, quantities, years, index, bases, last=index == goals[-1]) for index in goals]


def _target(
    text: str, quantities: list[Quantity], years: list[tuple[int, int, int]], index: int, bases: set[int], *, last: bool
) -> Target:
    goal = quantities[index]
    base = quantities[index - 1] if index - 1 in bases else None
    following = quantities[index + 1].start if not last and index + 1 < len(quantities) else len(text)
    after = [item for item in years if goal.end <= item[1] < following]
    before = [item for item in years if item[2] <= goal.start and not _is_reference(text, item)]
    base_years = [item for item in years if base is not None and base.end <= item[1] < goal.start]
    chosen = after[0] if after else next((item for item in reversed(before) if item not in base_years), None)
    if chosen is None and (later := [item for item in years if item[1] >= goal.end]):
        chosen = later[0]
    if chosen is not None and _is_reference(text, chosen):
        chosen = next((item for item in years if not _is_reference(text, item)), None)
    start = min(item for item in (goal.start, base.start if base else goal.start))
    end = max(goal.end, chosen[2] if chosen else 0)
    return Target(
        goal.value,
        goal.unit,
        chosen[0] if chosen else None,
        base.value if base else None,
        base_years[0][0] if base_years else None,
        text[min(start, chosen[1] if chosen else start) : end].strip(),
    )


def _is_base(text: str, quantities: list[Quantity], index: int) -> bool:
    quantity = quantities[index]
    if index + 1 == len(quantities):
        return False
    between = text[quantity.end : quantities[index + 1].start]
    ahead = re.search(r"\b(?:from|с|со|от|against|compared with)\s+\S*\s?$", text[: quantity.start], re.IGNORECASE)
    return bool(ahead) and bool(re.search(r"\b(?:to|до|into)\b", between, re.IGNORECASE)) and len(between) < 60


def _is_reference(text: str, item: tuple[int, int, int]) -> bool:
    """A year that a law, a decree or a base was dated by, not one by which something is due."""
    return bool(
        re.search(
            r"(?:compared (?:with|to)|against|over|relative to|dated|decree|law|resolution|address|order|"
            r"since|from|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November"
            r"|December))(?: \w+){0,2}\s*$",
            text[: item[1]],
            re.IGNORECASE,
        )
        or re.match(r"\s*(?:since|from|against|compared|of)\b", text[item[1] : item[2]], re.IGNORECASE)
    )


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if _NOT_A_TARGET.search(text[: match.start("low")]):
        return None
    scale = _scale(match["scale"])
    low, high = _number(match["low"]), _number(match["high"]) if match["high"] else None
    # "from 20 to 30 %" is a base and a goal and never a range; the pattern sees only "20 to 30 %".
    moved = high is not None and re.search(r"\b(?:from|с)\s*$", text[: match.start()], re.IGNORECASE)
    unit, end = _unit(match)
    if unit is None or (1900 <= low <= 2100 and scale == 1 and unit not in ("KZT", "USD") and "," not in match["low"]):
        return None
    value = high if moved and high is not None else low
    return Quantity(value * scale, unit, match.start("high") if moved else match.start(), end)


def _unit(match: re.Match[str]) -> tuple[str | None, int]:
    if match["points"]:
        return "percentage points", match.end("points")
    if match["percent"]:
        return ("percent of GDP", match.end("whole")) if match["whole"] else ("percent", match.end("percent"))
    if match["money"] or match["lead"]:
        wording = (match["money"] or match["lead"]).strip()
        code = next(code for pattern, code in _MONEY if re.fullmatch(pattern, wording, re.IGNORECASE))
        return code, match.end("money") if match["money"] else match.end("scale" if match["scale"] else "low")
    if match["times"]:
        return "times", match.end("times")
    return _counted(match)


def _counted(match: re.Match[str]) -> tuple[str | None, int]:
    noun = match["noun"]
    if not noun or _PERIOD_NOUN.match(noun) or _PRONOUN_NOUNS.match(noun):
        return None, match.end()
    words = re.split(r"\s+", noun)
    kept = _noun_phrase(words)
    if not kept:
        return None, match.end()
    phrase = " ".join(kept)
    return phrase, match.start("noun") + noun.find(kept[-1]) + len(kept[-1])


def _noun_phrase(words: list[str]) -> list[str]:
    """Words up to the first plural: the counted noun with what stands before it ("joint research projects")."""
    if re.match(r"[\u0400-\u04ff]", words[0]):
        return _cyrillic_phrase(words)
    for position, word in enumerate(words):
        if re.search(r"(?:[^su]s|people|staff|personnel|children|alumni|[аяыиеов]|ей|лар|лер|дар|дер|тар|тер)$", word):
            return words[: position + 1]
    return []


def _cyrillic_phrase(words: list[str]) -> list[str]:
    """Adjectives and the noun they stand before: Russian counts in the genitive, Kazakh in the bare singular."""
    for position, word in enumerate(words):
        follows = words[position + 1] if position + 1 < len(words) else ""
        acting = re.search(r"(?:[ае]д[ыі]|йд[ыі]|лд[ыі])$", follows.lower())
        if acting or not re.search(r"(?:[ыи]х|ые|ие|[ои]го|ную|[тлд]ық|[тлд]ік|[ғг][ыі])$", word.lower()):
            return words[: position + 1]
    return []


def _number(wording: str) -> float:
    low = wording.lower()
    if low in _WORDS:
        return float(_WORDS[low])
    if "-" in low:
        return float(sum(_WORDS[part] for part in low.split("-")))
    plain = re.sub(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))", "", low)
    return float(plain.replace(",", "."))


def _scale(wording: str | None) -> float:
    if not wording:
        return 1.0
    return next(value for pattern, value in _SCALES if re.fullmatch(pattern, wording, re.IGNORECASE))

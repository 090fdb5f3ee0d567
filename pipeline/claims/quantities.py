# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Values with units in text: percentages, counts, money, ratios, fractions and multiples, of any of three languages.

Values are plain numbers (1.5 million -> 1500000.0); units are `percent`, `percent of GDP`, `percentage points`, a
currency code, `times`, `ratio`, or the counted noun as written. Of a range the lower end is the value, since it is what
must be reached, and the upper end is kept beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.claims.numerals import NUMBER, has_number, read_number
from pipeline.claims.parts import find_parts


class Quantity(NamedTuple):
    """A value with its unit, at `start`:`end` of the text; `high` is the upper end of a range, `base` where it starts.

    `per` is "year" for a yearly rate.
    """

    value: float
    unit: str
    start: int
    end: int
    high: float | None = None
    base: float | None = None
    per: str | None = None


_SCALES = (
    (r"trillion|trln|trn|трлн|триллион\w*", 1e12),
    (r"billion|bln|bn|млрд|миллиард\w*", 1e9),
    (r"million|mln|mn|млн|миллион\w*", 1e6),
    (r"thousand|thsd|тыс|тысяч\w*|мың", 1e3),
    (r"hundred", 1e2),
)
_SCALE = "|".join(pattern for pattern, _ in _SCALES)
_PERCENT = r"%|per\s?cent\b|percent\b|pct\b|процент\w*|пайыз\w*"
_POINTS = r"percentage points?|p\.p\.|pp\b|процентн\w+ пункт\w*|п\.\s?п\."
_MONEY = (
    (r"KZT|₸|tenge|тенге|теңге\w*", "KZT"),
    (r"US\s?\$|USD|\$|(?:US |U\.S\. )?dollars?|доллар\w*", "USD"),
    (r"EUR|€|euros?|евро", "EUR"),
    (r"RUB|roubles?|rubles?|рубл\w*", "RUB"),
)
_CURRENCY = "|".join(pattern for pattern, _ in _MONEY)
_OF_WHOLE = r"\s+(?:of|от|к)\s+(?:the\s+)?(?:gross domestic product|GDP|ВВП)|\s+ВВП"
_TIMES = r"times\b|-?fold\b|раз\w?\b|есе\w*"
# A counted noun may have words before it that qualify it: "24 world-level laboratories".
_NOUN = r"(?!over\b|within\b|after\b|before\b|during\b|until\b|till\b|than\b|between\b|among\b|into\b|who\b|which\b|that\b|each\b|every\b|not\b|have\b|were\b|been\b|through\b|via\b|across\b|without\b|against\b|about\b|annually\b|yearly\b|instead\b|when\b|while\b|so\b|where\b|its\b|his\b|this\b|has\b|does\b|us\b|cannot\b|can\b|could\b|would\b|may\b|always\b|needs\b|wants\b|of\b|in\b|by\b|to\b|and\b|or\b|as\b|at\b|on\b|for\b|from\b|with\b|under\b|per\b|the\b|is\b|are\b|was\b|will\b|shall\b|must\b|should\b)[^\W\d_][\w’'–-]*"

# "A hundred thousand of our students" are students.
_DETERMINERS = r"(?:the|our|their|its|his|her|my|your|these|those|such|all)\b"

_QUANTITY = re.compile(
    rf"(?P<between>\bbetween\s+)?(?P<lead>(?:{_CURRENCY})\s?)?(?<![\w.,№/])(?P<low>{NUMBER})"
    rf"(?:\s?(?:{_SCALE}|{_PERCENT})?\s?(?(between)\band\b|(?:-|–|—|\bto\b|\bor\b|\bдо\b))\s?(?!(?:19|20)\d\d\b)(?P<high>{NUMBER}))?"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:(?:\s+of(?:\s+{_DETERMINERS})?)?\s?-?(?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT})(?P<whole>{_OF_WHOLE})?"
    rf"|(?P<money>{_CURRENCY})(?!\w)|(?P<times>{_TIMES})|(?P<noun>(?:(?:new|more|additional|other|further)\s+)?{_NOUN}(?:\s+(?:{_NOUN})){{0,3}})))?",
    re.IGNORECASE,
)
_PER_YEAR = re.compile(
    r"\s*(?:of \w+ |\w+ ){0,3}?(?:a year|per year|annually|each year|every year|yearly|per annum|/year|в год|ежегодно|жылына|жыл сайын)\b",
    re.I,
)
_DURATION = re.compile(
    r"(?:(?:academic|calendar|full|working|teaching|consecutive|whole|uninterrupted|successive)\s+)*(?P<unit>hours?|days?|weeks?|months?|semesters?|years?)\b(?! (?:of age|old|ago|later|earlier|before))",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:at least|at most|(?:no|not) (?:less|fewer|shorter|longer) than|a minimum of|a maximum of|minimum|up to|not more than|no more than|spend\w*|last\w*|extended to|raised to|increased to|shortened to|reduced to|cut to"
    r"|(?:stays?|placements?|internships?|practice|secondments?|courses?|periods?|stints?|training|attachments?|visits?) (?:of|lasting) (?:at least )?)\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|с|со|от)\s*$", re.IGNORECASE)
# "Two of the three vice-rectors" are vice-rectors.
_NUMBERED = re.compile(NUMBER + r"\s+", re.IGNORECASE)
_ONE_OF = re.compile(r"\s+of\b", re.IGNORECASE)
_ON_TO = re.compile(r"\s+to\s+(?:an?\s+|at\s+|no\s+|\w+\s+than\s+)*(?:\w+\s+of\s+)?" + NUMBER, re.IGNORECASE)
_FROM_SPAN = re.compile(
    r"\bfrom\s(?:\S+\s){1,3}(?:hours?|days?|weeks?|months?|years?)\sto\s(?:about\s|just\s)?$", re.IGNORECASE
)
# A footnote mark may cling to a year: "by 2020.1 State programmes".
_BARE_YEAR = re.compile(r"\d{4}(?:\.\d{1,2})?")
_HOW_OFTEN = re.compile(r"\s+(?:an?|per|each|every|in)\b", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:the|these|those|all|both|our|their|its|his|her|my)\s*$", re.IGNORECASE)
_NOT_A_TARGET = re.compile(
    r"(?:\b(?:No|Nos|Art|Articles?|Chapter|Section|Paragraphs?|para|sub-?paragraph|Step|Clause|Annex|Appendix|Table|Figure|Order|Law|Decree|Resolution|SDG|Stage|Phase|Grade|Pages?|pp|ISO|Industry(?= ?4)|aged?|ages|(?:survey|sample|poll|census) of|(?:for|per|to) (?:every|each)|interviews? with|scale of|older than|younger than|over the age of|under the age of|per"
    r"|статья|статьи|пункт\w*|приказ|закон|глава|раздел|таблица)\.?|№|#|§|\$\s?\d+:)\s*$",
    re.IGNORECASE,
)
_PERIOD_NOUN = re.compile(
    r"^(?:(?:academic|calendar|full|whole|working|consecutive|of)\s+)?(?:years?|months?|weeks?|days?|hours?|minutes?|semesters?|terms?|decades?|centur(?:y|ies)|terms?|stages?|phases?|sides?|directions?|sections?|chapters?|articles?|paragraphs?|points? of|pages?|times a|years? of age|year-olds?|participants?|respondents?|interviewees?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|лет|года?|году|годах|месяц\w*|дн\w+|день|дней|недел\w+|час\w*|раза?\b|рет|веке?|этап\w*|участник\w*|января|февраля|марта|апреля|мая"
    r"|июня|июля|августа|сентября|октября|ноября|декабря|жыл\w*|ай(?:да|дан|лық)?|күн\w*|апта\w*|сағат\w*|кезең\w*|st\b|nd\b|rd\b|th\b)\b",
    re.IGNORECASE,
)
_PRONOUN_NOUNS = re.compile(
    r"^(?:who|which|that|thing|day|side|hand|table|another|way|example|such|place|can|could|may|has|have|had|does|do|did|would|because|but|so|if|when)\b",
    re.I,
)
_QUALIFYING = frozenset(
    "skills sales sports services systems communications graphics economics electronics mathematics resources careers"
    " arts sciences sciences' logistics physics graduates employers' works doctors master's bachelor's women's".split()
)
_PLURAL = re.compile(
    r"(?:[^su]s|people|men|women|staff|personnel|children|alumni|consortia|curricula|criteria|media|phenomena|fora|symposia|memoranda|[аяыиеов]|ей|лар|лер|дар|дер|тар|тер)$"
)


def find_quantities(text: str) -> list[Quantity]:
    """Values with a unit in `text`, in order; bare numbers, dates, durations and numbers of laws are left out."""
    found = [Quantity(*part) for part in find_parts(text)]
    if not has_number(text):
        return [_rated(text, quantity) for quantity in sorted(found, key=lambda quantity: quantity.start)]
    position = 0
    while (match := _QUANTITY.search(text, position)) is not None:
        quantity = _quantity(match, text)
        # What follows a number may be the next one: "over the next five years ten pilot plants".
        position = match.end("high" if match["high"] else "low") if quantity is None else quantity.end
        if quantity is not None and not any(q.start < quantity.end and quantity.start < q.end for q in found):
            found.append(quantity)
    return [_rated(text, quantity) for quantity in sorted(found, key=lambda quantity: quantity.start)]


def _rated(text: str, quantity: Quantity) -> Quantity:
    yearly = _PER_YEAR.match(text, quantity.end)
    return quantity._replace(per="year") if yearly else quantity


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if match["low"][0].isdigit() and _NOT_A_TARGET.search(text[: match.start("low")]):
        return None
    scale = _scale(match["scale"])
    low, high = read_number(match["low"]), read_number(match["high"]) if match["high"] else None
    unit, end = _unit(match)
    if unit is None and (lasting := _duration(match, text)) is not None:
        unit, end = lasting
    if match["low"].lower() == "one" and _ONE_OF.match(text, match.end("low")):
        return None
    if unit is None or _is_no_amount(match, unit, text):
        return None
    if _is_date(low, scale, unit, match["low"]):  # "by 2025 to 30 %"
        year_only = high is None or _is_date(high, scale, unit, match["high"])
        return None if year_only or high is None else Quantity(high * scale, unit, match.start("high"), end)
    if high is not None and _FROM.search(text[: match.start()]):  # a base and a goal, never a range
        return Quantity(high * scale, unit, match.start(), end, base=low * scale)
    return Quantity(low * scale, unit, match.start(), end, high=high * scale if high is not None else None)


def _is_no_amount(match: re.Match[str], unit: str, text: str) -> bool:
    """Whether it is "three times a year", or counts what is known already ("the three universities")."""
    if unit == "times":
        return _HOW_OFTEN.match(text, match.end("times")) is not None
    return match["noun"] is not None and _KNOWN.search(text[: match.start()]) is not None


def _is_date(low: float, scale: float, unit: str, written: str) -> bool:
    return (
        1900 <= low <= 2100
        and scale == 1
        and unit not in ("KZT", "USD", "EUR", "RUB")
        and _BARE_YEAR.fullmatch(written) is not None
    )


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


def _duration(match: re.Match[str], text: str) -> tuple[str, int] | None:
    """Unit and end of how long something must last: "at least two weeks"; spans of time in passing are no amounts."""
    noun = match["noun"]
    lasts = noun and _DURATION.match(noun)
    before = text[: match.start()]
    starts = _FROM_SPAN.search(before) or (_FROM.search(before) and (match["high"] or _ON_TO.match(text, match.end())))
    if not lasts or not (_LASTING.search(before) or starts):
        return None
    return lasts["unit"].lower(), match.start("noun") + lasts.end()


def _counted(match: re.Match[str]) -> tuple[str | None, int]:
    noun = match["noun"]
    if not noun or _PERIOD_NOUN.match(noun) or _PRONOUN_NOUNS.match(noun):
        return None, match.end()
    kept = _noun_phrase(re.split(r"\s+", _after_number(noun)))
    if not kept:
        return None, match.end()
    return " ".join(kept), match.start("noun") + noun.find(kept[-1]) + len(kept[-1])


def _after_number(noun: str) -> str:
    number = _NUMBERED.match(noun)
    return noun[number.end() :] if number is not None else noun


def _noun_phrase(words: list[str]) -> list[str]:
    """Words up to the first plural: the counted noun with what stands before it ("joint research projects")."""
    if re.match(r"[\u0400-\u04ff]", words[0]):
        return _cyrillic_phrase(words)
    for position, word in enumerate(words):
        if _PLURAL.search(word) and not _qualifies(words, position):
            return words[: position + 1]
    return []


def _qualifies(words: list[str], position: int) -> bool:
    """Whether a plural stands before another that it qualifies: "skills councils", "human resources managers"."""
    follows = words[position + 1] if position + 1 < len(words) else ""
    return words[position].lower() in _QUALIFYING and _PLURAL.search(follows) is not None


def _cyrillic_phrase(words: list[str]) -> list[str]:
    """Adjectives and the noun they stand before: Russian counts in the genitive, Kazakh in the bare singular."""
    for position, word in enumerate(words):
        follows = words[position + 1] if position + 1 < len(words) else ""
        acting = re.search(r"(?:[ае]д[ыі]|йд[ыі]|лд[ыі])$", follows.lower())
        if acting or not re.search(r"(?:[ыи]х|ые|ие|[ои]го|ную|[тлд]ық|[тлд]ік|[ғг][ыі])$", word.lower()):
            return words[: position + 1]
    return []


def _scale(wording: str | None) -> float:
    if not wording:
        return 1.0
    return next(value for pattern, value in _SCALES if re.fullmatch(pattern, wording, re.IGNORECASE))

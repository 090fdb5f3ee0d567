# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Claims of Russian and Kazakh segments from their own cues of tense, duty, negation and rarity.

No offline parser of the two languages is declared; actors come from the gazetteer's names in front of the verb.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.quantities import find_targets
from pipeline.claims.status import Standing


def _any(*stems: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(stems) + r")", re.IGNORECASE)


_MODALITIES = (
    ("obligation", _any(r"должн\w*", r"обязан\w*", r"необходимо", r"поруча\w+", r"требует\w* чтобы", r"следует обеспеч",
                        r"\w+ тиіс\b", r"қажет\b", r"тапсырамын", r"міндетті", r"обязать")),
    ("recommendation", _any(r"следует", r"рекоменд\w+", r"целесообразн\w+", r"желательно", r"стоит", r"надо бы", r"жөн\b", r"ұсын\w+")),
    ("aspiration", _any(r"планиру\w+", r"намерен\w*", r"стреми\w+", r"надеем\w+", r"хотим", r"хотели бы", r"цель\w*\b", r"мечта\w+", r"собираем\w+",
                        r"предполага\w+", r"жоспарла\w*", r"көздел\w*", r"мақсат\w*", r"ниетт\w*", r"үміттен\w*")),
    ("commitment", _any(r"буд(?:ет|ут|ем)\b", r"предусмотрен\w*", r"предусматрива\w+", r"обеспеч(?:ит|ат)\b", r"созда(?:дут|ст|дим)\b", r"внедр(?:ит|ят|им)\b", r"увелич(?:ит|ат)\w*",
                        r"\w+(?:латын|летін) болады", r"\w*болады\b", r"қамтамасыз етіледі", r"құрылады", r"енгізіледі", r"арттырылады", r"жеткізіледі", r"кеңейтіледі")),
)  # fmt: skip
_PAST = _any(
    r"раньше",
    r"прежде",
    r"в советск\w+",
    r"при союзе",
    r"больше не\b",
    r"уже не\b",
    r"\w+ лет назад",
    r"когда-то",
    r"бұрын",
    r"кеңес (?:заман|дәуір|кез)\w*",
    r"енді \w+ма\w+",
)
_LIMITED = _any(
    r"только (?:од\w+|нескольк\w+|дв\w+|на бумаге|формальн\w*)",
    r"лишь",
    r"редк\w+",
    r"на бумаге",
    r"формальн\w+",
    r"единичн\w+",
    r"мало\b",
    r"немног\w+",
    r"почти не",
    r"слаб\w+",
    r"тек (?:бір|қағаз)\w*",
    r"сирек",
    r"қағаз жүзінде",
    r"аз\b",
    r"некоторы\w+ случа\w+",
)
_ABSENT = _any(
    r"нет\b",
    r"никто",
    r"ни од\w+",
    r"отсутству\w+",
    r"не (?!только)\w+",
    r"никак\w+",
    r"нету",
    r"жоқ\b",
    r"ешкім",
    r"ешбір",
    r"емес\b",
    r"\w+м(?:а|е)й(?:ды|ді|мыз|міз)\b",
    r"\w+п(?:а|е)й(?:ды|ді|мыз|міз)\b",
    r"\w+б(?:а|е)й(?:ды|ді|мыз|міз)\b",
)
_NONE = _any(
    r"важн\w+",
    r"мог(?:ут|ла|ли) бы",
    r"мо(?:жет|гут)\b",
    r"если\b",
    r"считаю",
    r"является (?:ключ\w+|основ\w+|услови\w+)",
    r"маңызды",
    r"мүмкін",
    r"егер",
    r"деп ойлаймын",
)
_INFINITIVE = re.compile(
    r"^\W*(?:\w+(?:ать|ять|ить|еть|ти|чь)(?:ся)?|(?:создание|внедрение|развитие|обеспечение|увеличение|расширение|повышение|привлечение|открытие|организация|разработка|поддержка)\w*)\b",
    re.IGNORECASE,
)
_WE = _any(r"мы\b", r"наш\w*", r"у нас", r"нас\b", r"я\b", r"біз\w*", r"мен\b")
_WITH = re.compile(r"(?<!\w)(?:совместно с|вместе с|с участием|с|со)\s+((?:\w+\s?){1,4})", re.IGNORECASE)
_PASSIVE = _any(
    r"буд(?:ет|ут) \w+(?:н|т)(?:а|о|ы)?\b", r"предусм\w+ся", r"құрылады", r"енгізіледі", r"\w+(?:лады|леді)\b"
)


def read_other_language(
    text: str, language: str | None, lead: str, words: Gazetteer, side: str | None
) -> dict[str, Any]:
    """Fields of the one claim that a Russian or Kazakh segment makes."""
    read = f"{lead} {text}" if lead and _INFINITIVE.match(text) else text
    stand = _standing(read, policy=side == "policy")
    targets = find_targets(text) if stand.status == "intended" else []
    actor, sector = _actor(read, words, side)
    partner = _WITH.search(text)
    partner_sector = words.sector(partner.group(1)) if partner else None
    return {
        "standing": stand,
        "start": 0,
        "end": len(text),
        "actor": actor,
        "sector": sector,
        "partner": partner.group(1).strip() if partner and partner_sector else None,
        "partner_sector": partner_sector,
        "target": targets[0] if targets else None,
    }


def _standing(text: str, *, policy: bool) -> Standing:
    polarity = "negative" if _ABSENT.search(text) else "positive"
    if not _PAST.search(text):
        for modality, cue in _MODALITIES:
            if cue.search(text) and not (_NONE.search(text) and re.search(r"\bесли\b|\bегер\b|бы\b", text)):
                return Standing("intended", modality, polarity)
        if policy and _INFINITIVE.match(text):
            return Standing("intended", "commitment", polarity)
    order = (("past", _PAST), ("limited", _LIMITED), ("absent", _ABSENT), ("none", _NONE))
    return Standing(next((status for status, cue in order if cue.search(text)), "established"), "none", polarity)


def _actor(text: str, words: Gazetteer, side: str | None) -> tuple[str | None, str | None]:
    first = next((mention for mention in words.sectors.find(text)), None)
    we = _WE.search(text)
    if side != "policy" and we and (first is None or we.start() < first.start):
        return we.group(), "university"
    if first is None or _PASSIVE.search(text) or first.start > 60:
        return None, None
    end = re.match(r"\w*", text[first.end :])
    return text[first.start : first.end + (end.end() if end else 0)], first.label

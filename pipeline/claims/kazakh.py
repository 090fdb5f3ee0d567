# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Claims of Kazakh segments from word forms: verb endings, modal words, negation and rarity. There is no parser.

Kazakh puts the verb last and marks duty, plan and negation on it or right after it, so the endings tell the status;
a segment makes one claim. Actors are names of bodies in the bare nominative, first persons, and the possessor.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.status import Standing
from pipeline.claims.targets import find_targets


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)


_MODALITIES = (
    ("obligation", _any(r"тиіс\w*", r"\w+(?:у|уы|уі|уге|уға|уды|уді|уымыз|уіміз) (?:қажет|керек|шарт|лазым)\w{0,3}", r"міндетті(?= болады|[.;!]|\s*$)", r"міндетте(?:йді|леді|лсін|йміз)", r"тапсыр(?:амын|ылсын|ылады)", r"\w+(?:сын|сін)(?=\s*(?:[.;!]|$))", r"талап етіледі")),
    ("recommendation", _any(r"\w+(?:у|ю|уды|уді) ұсыныл\w+", r"ұсынамы[зн]", r"жөн", r"абзал", r"орынды", r"дұрыс болар еді")),
    ("aspiration", _any(r"жоспарл\w+", r"жоспарда\w*", r"көзде\w+", r"мақсат(?:ы|ымыз)?(?= ?[–—-])", r"мақсат (?:қой|етіп|тұт)\w*", r"мақсатында", r"ниетт\w*", r"үміттен\w+", r"болжан\w+", r"\w+(?:ғы|гі|қы|кі)(?:мыз|міз) келеді", r"(?!сабақ|тамақ|аймақ|еңбек|көмек|бөлек|ермек|құрмет)\w{2,}(?:мақ|мек|бақ|бек|пақ|пек)(?:шы|ші|шымыз|шіміз)?", r"армандай\w+", r"ойымызда бар")),
    ("commitment", _any(r"\w+(?:тын|тін) болады", r"\w+(?:латын|летін) болады", r"болады", r"қарастырыл\w+", r"уәде \w+", r"\w+(?:ыла|іле|ла|ле)(?:ды|ді)", r"\w+(?:ады|еді|йды|йді|амыз|еміз|ймыз|йміз)")),
)  # fmt: skip
_FUTURE = _any(
    r"(?:19|20)\d\d\s?(?:жыл\w*|ж\.)",
    r"келесі (?:жыл\w*|оқу)",
    r"келер жыл\w*",
    r"алдағы \w+",
    r"болашақта",
    r"жақында",
)
_PASSIVE = _any(
    r"\w+(?:ыла|іле|ына|іне)(?:ды|ді)",
    r"\w+(?:тыры|тірі)л\w+",
    r"\w+(?:лана|лене)(?:ды|ді)",
    r"артады",
    r"өседі",
    r"көбейеді",
    r"беріледі",
)
# Verbs of doing, whose present-future tense in a policy says what is to be done.
_DOING = re.compile(
    r"(?:аш|құр|енгіз|жаса|өткіз|бөл|арттыр|көбейт|кеңейт|дамыт|қолда|жүргіз|тарт|ұйымдастыр|айнал|меңгер|сал|жаңарт"
    r"|қалыптастыр|әзірле|орналастыр|қамтамасыз ет|жеткіз|бағала|таныстыр|қос|шегер|құқылы бол|(?:тәжірибе|тағылымдама)дан өт)"
    r"(?:а|е|й)(?:ды|ді)\W*$",
    re.IGNORECASE,
)
_PAST = _any(
    r"бұрын(?:ғы)?", r"кеңес (?:заман|дәуір|кез|үкіметі)\w*", r"кезінде (?=\w+ еді)", r"енді \w+(?:ма|ме|ба|бе|па|пе)й\w+", r"\w+(?:тын|тін)(?:быз|біз|мын|мін|еді)", r"\w+(?:тын|тін) (?:еді|болған)", r"\w+ жыл бұрын", r"(?:тоқсаныншы|сексенінші|жетпісінші) жылдар(?:ы|да)",
    r"\w+(?:ған|ген) еді", r"баяғыда", r"бұдан былай \w+м[ае]й\w+",
)  # fmt: skip
_LIMITED = _any(
    r"тек",
    r"ғана",
    r"сирек",
    r"қағаз жүзінде",
    r"аз(?! уақыт)",
    r"аздаған",
    r"бірен-саран",
    r"кейде",
    r"формальды",
    r"санаулы",
    r"шамалы",
    r"жеткілікті емес",
    r"анда-санда",
    r"бар болғаны",
)
_ABSENT = _any(
    r"жоқ\w{0,4}",
    r"ешкім\w*",
    r"ешбір",
    r"ештеңе",
    r"ешқандай",
    r"емес\w{0,3}",
    r"\w+(?:ма|ме|ба|бе|па|пе)(?:йды|йді|ймыз|йміз|ймін|йсің|ды|ді|ған|ген|дық|дік|й отыр\w*|й жатыр\w*)",
)
_NEGATIVE = _any(
    r"жоқ\w{0,4}",
    r"ешкім\w*",
    r"ешбір",
    r"емес\w{0,3}",
    r"ешқандай",
    r"\w+(?:ма|ме|ба|бе|па|пе)(?:йды|йді|ймыз|йміз|ймін|ды|ді|ған|ген|дық|дік)",
)
_BELIEF = _any(
    r"маңызды\w*",
    r"мүмкін",
    r"деп ойлаймын",
    r"менің ойымша",
    r"деп есептеймін",
    r"деп санаймын",
    r"дегеніміз",
    r"деп аталады",
    r"шарты болып табылады",
    r"\w+(?:уға|уге) болады",
)
_CONDITION = _any(r"егер\w*", r"\w+(?:са|се)(?:қ|к|м)?,", r"\w+(?:ар|ер|р) еді(?:к|м|ңіз)?")
_ONGOING = _any(r"қазір", r"бүгінде", r"жыл сайын", r"ай сайын", r"апта сайын", r"аптасына", r"жаз сайын", r"күн сайын")
_REPORTS = re.compile(r"\s*(?:деп (?:айт\w+|жаз\w+|мәлімде\w+)|дейді|деді|дейт\w+)\W*$", re.IGNORECASE)
_WE = _any(
    r"біз(?:дің|де|ге|ден|бен)?", r"мен(?:ің)?", r"маған", r"\w+(?:[аей]мыз|[аей]міз|[аей]мын|[аей]мін|тынбыз|тінбіз)"
)
_GENITIVE = re.compile(r"(?:[дтн][ыі]ң)$", re.IGNORECASE)
_DATIVE = re.compile(r"(?:[ғқ]а|[гк]е|на|не)$", re.IGNORECASE)
# Accusative, locative, ablative and instrumental: what is acted upon, where, whence and with what.
_OTHER_CASE = re.compile(r"(?:[дтн][ыі]|(?<!пала)[дт][ае](?:ғы|гі)?|[дтн][ае]н|[мпб]ен|ын|ін)$", re.IGNORECASE)
_STEM_LIKE_CASE = re.compile(r"(?:кәсіпорын|орын|палата)$", re.IGNORECASE)
_HAS = _any(r"бар", r"жоқ")
_TOLD = _any(
    r"\w+(?:у|ю) ұсыныл\w+", r"міндетте(?:леді|лсін|йді)", r"тапсыр(?:ылсын|амын|ылады)", r"\w+у (?:қажет|керек)"
)
_OWNED = re.compile(r"\s+(\w+(?:[лдт][ае]р[ыі]|с[ыі])(?:н|ның|нің|на|не|нда|нде|нан|нен)?)(?!\w)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:пен|мен|бен)(?!\w)", re.IGNORECASE)


def kazakh_claim(
    text: str, lead: str, words: Gazetteer, side: str | None, *, hindrance: bool = False, level: str | None = None
) -> dict[str, Any]:
    """Fields of the one claim that a Kazakh segment makes: status, modality, polarity, sector, target, no predicate."""
    read = f"{lead} {text}" if lead and len(text.split()) < 12 and not text.rstrip().endswith((".", "!", "?")) else text
    stand = kazakh_standing(read, policy=side == "policy", hindrance=hindrance)
    targets = find_targets(text) if stand.status == "intended" else []
    actor, sector = _actor(text, words, side)
    return {
        "standing": stand,
        "start": 0,
        "end": len(text),
        "actor": actor,
        "sector": level or sector,
        "target": targets[0] if targets else None,
    }


def kazakh_standing(text: str, *, policy: bool, hindrance: bool = False) -> Standing:
    """Status, modality and polarity of Kazakh `text`; `policy` and `hindrance` as in `status.standing`."""
    text = _REPORTS.sub("", text)
    polarity = "negative" if _NEGATIVE.search(text) else "positive"
    if _PAST.search(text):
        return Standing("past", "none", polarity)
    if _CONDITION.search(text) and not policy:
        return Standing("none", "none", polarity)
    modality = _modality(text, policy=policy)
    if modality != "none":
        return Standing("intended", modality, polarity)
    if hindrance:
        return Standing("established", "none", polarity)
    order = (("limited", _LIMITED), ("absent", _ABSENT), ("none", _BELIEF))
    return Standing(next((status for status, cue in order if cue.search(text)), "established"), "none", polarity)


def _modality(text: str, *, policy: bool) -> str:
    for modality, cue in _MODALITIES[:3]:
        if cue.search(text):
            return modality
    # The tense in -ады is present and future: a year, "next", or the passive of a policy makes it a promise.
    if _ABSENT.search(text) or _LIMITED.search(text) or _BELIEF.search(text) or _ONGOING.search(text):
        return "none"
    promised = re.search(r"\w+(?:тын|тін) болады", text, re.IGNORECASE) or _FUTURE.search(text)
    if promised and _MODALITIES[3][1].search(text):
        return "commitment"
    return "commitment" if policy and (_PASSIVE.search(text) or _DOING.search(text)) else "none"


def _actor(text: str, words: Gazetteer, side: str | None) -> tuple[str | None, str | None]:
    policy = side == "policy"
    we = None if policy else _WE.search(text)
    mentions = words.sectors.find(text)
    # Who reports is not who acts.
    for mention in mentions[1:] if _REPORTS.search(text) else mentions:
        if we is not None and we.start() <= mention.start:
            break
        if _acts(text, text[mention.start : mention.end], mention.end):
            return text[mention.start : mention.end], mention.label
    if we is not None:
        return we.group(), "university"
    return None, None if policy else words.sector(text)


def _acts(text: str, written: str, end: int) -> bool:
    """Whether the noun `written`, ending at `end` of `text`, may be who acts: by its case and by the verb."""
    if _AND.match(text, end):
        return False
    # «университет ғалымдары»: the case is that of the noun that the name qualifies.
    if not (_GENITIVE.search(written) or _DATIVE.search(written)) and (owned := _OWNED.match(text, end)):
        written = owned.group(1)
    if _GENITIVE.search(written):
        return _HAS.search(text) is not None
    if _STEM_LIKE_CASE.search(written) or not (_DATIVE.search(written) or _OTHER_CASE.search(written)):
        return not _PASSIVE.search(text)
    return _DATIVE.search(written) is not None and _TOLD.search(text) is not None

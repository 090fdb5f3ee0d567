# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Status, modality and polarity of a Russian clause: intended, established, limited, absent, past or none.

Cues are grammar and not subject matter: modal words, tense and aspect from the tagger, negation where it stands,
words of rarity and of time. Their order is that of `status`: a condition overrules a plan, a plan a negation.
"""

from __future__ import annotations

import re

from pipeline.claims.russian_roles import RussianClause
from pipeline.claims.status import Standing


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)


_OBLIGATION = _any(
    r"(?<!кто )долж(?:ен|на|но|ны)", r"обязан[аоы]?", r"необходимо", r"надлежит", r"требуется", r"поруча(?:ю|ет|ем|ется)",
    r"предписыва\w+", r"подлеж(?:ит|ат)", r"обязыва(?:ю|ет|ют)\w*", r"вменя\w+ в обязанность", r"обязательн(?:о|ы|ым) (?:для|к)",
)  # fmt: skip
_WANTING = _any(
    r"(?<!, )надо(?! (?:сказать|отметить|признать))|надо (?=\w+ть)(?!сказать|отметить|признать)",
    r"нужно(?! (?:сказать|отметить|признать))",
    r"пора",
)
_RECOMMENDATION = _any(
    r"следует(?! (?:отметить|сказать|из))", r"рекоменду\w+", r"целесообразн\w+", r"желательно", r"предлага(?:ется|ем|ют|ю)",
    r"стоит (?=\w+(?:ть|ти|чь)\b)", r"надо бы", r"нужно бы", r"хорошо бы", r"стоило бы", r"следовало бы", r"не мешало бы", r"призыва(?:ем|ю|ет)", r"пусть", r"давно пора",
)  # fmt: skip
_ASPIRATION = _any(
    r"(?:за)?планиру\w+", r"запланирован\w*", r"намерен[аоы]?", r"намерева\w+", r"стрем(?:имся|ится|ятся|люсь)", r"наде(?:емся|юсь|ются|ется)",
    r"(?<!не )хот(?:им|ят|ел[иа]? бы|елось бы)", r"(?<!не )хоч(?:ет|у|ется)", r"собира(?:емся|ются|ется|юсь)", r"предполага(?:ется|ем|ют|ет)", r"цел(?:ь|ью)(?= (?!не\b))", r"главная задача|задача",
    r"мечта(?:ем|ю|ют|ет)", r"рассчитыва(?:ем|ют|ет|ю)", r"ожида(?:ется|ем|ют)", r"призван[аоы]?", r"намечен\w*", r"намеча(?:ется|ем|ют)", r"думаем (?=\w+(?:ть|ти)\b)", r"в планах", r"в перспективе",
)  # fmt: skip
_COMMITMENT = _any(
    r"буд(?:ет|ут|ем|у)(?! ли)", r"предусмотрен[аоы]?", r"предусматрива(?:ется|ют|ет|ются)", r"обеща(?:ет|ют|ем|ю|л|ла|ли)", r"обязу(?:ется|ются|емся)",
)  # fmt: skip
_CHANGE = frozenset(
    "создаваться вводиться внедряться формироваться открываться учреждаться устанавливаться передаваться предоставляться "
    "выделяться обеспечиваться вноситься разрабатываться".split()
)
_CONDITION = re.compile(
    r"(?<!\w)(?:если (?!честно|говорить|коротко|откровенно|не ошиба)|при условии|в случае,? если|раз уж)", re.I
)
_HYPOTHETIC = re.compile(r"(?<!\w)(?<!хотя )(?<!как )(?<!вроде )бы(?!\w)", re.I)
_LET = re.compile(r"(?<!\w)пусть(?!\w)", re.IGNORECASE)
_WISH = _any(
    r"(?:надо|нужно|хорошо|стоило|следовало|не мешало|хотел\w*|хотелось|желательно было) бы",
    r"бы (?:надо|хотел\w*|хотелось)",
)
_COUNTERFACTUAL = re.compile(
    r"(?<!\w)(?:без|сам[аи]?|если бы не)(?!\w).*(?<!\w)(?:бы|не)(?!\w).*(?<!\w)(?:не|бы)(?!\w)", re.IGNORECASE
)
_POSSIBLE = re.compile(r"(?<!\w)(?<!не )мо(?:жет|гут)(?!\w)(?!,)", re.IGNORECASE)
_PAST = _any(
    r"раньше(?!,? чем)(?! (?:нас|них|других|всех|срока|времени|намеченного))", r"прежде(?! всего)", r"(?<!ые )(?<!ой )(?<!ых )ранее(?! не)", r"в советск\w+", r"при (?:союзе|советах|советской|ссср)", r"в союзе", r"в ссср", r"в былые", r"в то время", r"тогда(?= (?:был|у нас был|мы))",
    r"(?:больше|уже|теперь|давно) не(?!\w)", r"(?<!как )(?<!как \w{2} )(?:\w+ )(?:лет|года?) (?:тому )?назад", r"когда-то", r"перестал[иао]?", r"прекратил\w*", r"распал(?:ся|ась|ось|ись)", r"упразднил\w*|упраздн[её]н\w*",
    r"в (?:семидесят|восьмидесят|девяност|шестидесят)\w+", r"в (?:19)?[6-9]0-[ехм]\w*", r"до (?:19\d\d|распада|перестройки|независимости|развала)\w*", r"до кризиса", r"в прошлом(?! году| учебном| месяце)", r"было время", r"(?:за)?кончил(?:ся|ась|ось|ись)", r"теперь (?:его |её |ее |их |уже )?нет", r"уже нет", r"при (?:старом|прежнем|бывшем) \w+",
)  # fmt: skip
_STILL = _any(
    r"до сих пор",
    r"по-прежнему",
    r"и сейчас",
    r"и сегодня",
    r"сейчас (?:мы|у нас есть)",
    r"теперь (?!не\b|того|его|их нет)\w+",
)
_LIMITED = _any(
    r"только (?:раз|у нас|од\w+|дв\w+|тр[иё]\w*|нескольк\w+|на бумаге|формальн\w*|в|изредка|отдельн\w+|некотор\w+|\d+)", r"лишь", r"всего(?:-навсего)? (?:од\w+|дв\w+|тр[иё]\w*|нескольк\w+|лишь|\d+)", r"редк\w+", r"изредка", r"единичн\w+", r"единиц[аы]",
    r"на бумаге", r"формальн\w+", r"для галочки", r"для отч[её]та", r"мало(?!\w)", r"маловато", r"немног\w+", r"почти (?:не|нет|никто)", r"слабо", r"эпизодическ\w+", r"время от времени", r"иногда", r"точечн\w+",
    r"отдельн\w+ (?:случа\w+|пример\w+|вуз\w*|предприяти\w+|кафедр\w+)", r"частично", r"не (?:все|всегда|везде|часто|каждый|каждая|очень|особо|так много|в полной мере|совсем)", r"раз в (?:год|два|пять|три)", r"и то маленьк\w+", r"от случая к случаю", r"пилотн\w+", r"в ограниченн\w+", r"кое-где", r"кое-как", r"от силы", r"ограничива\w+", r"незначительн\w+", r"невелик[аоои]?", r"частным образом",
)  # fmt: skip
_ABSENT = _any(
    r"нет(?!,)", r"нету", r"никто", r"ни од(?:ин|на|но|ного|ной|ному|ним)", r"никак(?:ой|их|ого|ая|ие)", r"ничего(?! себе)", r"никогда", r"ни разу", r"отсутству\w+", r"отсутстви\w+", r"не (?:было|существует|бывает|ведется|ведётся|предусмотрено|создан\w*|хватает)", r"так и не", r"нигде", r"без единого",
)  # fmt: skip
_NOT_ABSENT = re.compile(
    r"(?<!\w)не (?:только|раз(?!\w)|менее|более|просто|хуже|меньше|больше|позднее|позже|ниже|без)", re.I
)
_BELIEF = _any(
    r"(?:очень |крайне |особенно )?важн[аоы]\w*", r"ключев\w+ (?:\w+ )?(?:услови\w+|фактор\w*|рол\w+|элемент\w*)", r"явля(?:ется|ются) (?:\w+ )?(?:ключ\w+|основ\w+|услови\w+|залог\w*|двигател\w*|необходим\w+|главн\w+|важ\w+)",
    r"мо(?:жет|гут)", r"можно", r"могл[иао] бы", r"лучше (?:\w+ )?(?:объясн|препода|науч|обуч)\w+", r"(?:я )?(?:так )?считаю", r"(?:я )?думаю", r"полага(?:ю|ем)", r"по-моему", r"на мой взгляд", r"мне кажется", r"убежд[её]н[аы]?", r"я верю", r"понима(?:ется|ют) под|понимается", r"называ(?:ется|ются)", r"представляет собой", r"означает", r"это когда", r"в .{0,20}модели", r"залог\w* успеха",
)  # fmt: skip
_MODALITIES = (
    ("obligation", _OBLIGATION),
    ("recommendation", _RECOMMENDATION),
    ("aspiration", _ASPIRATION),
    ("commitment", _COMMITMENT),
)


def russian_standing(text: str, clause: RussianClause | None, *, policy: bool, hindrance: bool = False) -> Standing:
    """Status, modality and polarity of `text`, whose tree is `clause` (None: no word was parsed).

    `policy` and `hindrance` are as in `status.standing`: duties bind and bare measures are meant in a policy; a
    passage that only presents something in the way has the status of the hindrance.
    """
    negated = clause is not None and is_negated(clause, text)
    polarity = "negative" if negated or _ABSENT.search(text) else "positive"
    modality = _modality(text, clause, policy=policy, negated=negated)
    if modality != "none":
        return Standing("intended", modality, polarity)
    return Standing(
        _status(text, negated=negated, hindrance=hindrance, ahead=_is_ahead(clause) or not policy), "none", polarity
    )


def is_negated(clause: RussianClause, text: str) -> bool:
    """Whether «не» stands at the verb, or «нет» is it."""
    if clause.head.lemma == "нет" or clause.governor.lemma == "нет":
        return True
    for word in {clause.head.index: clause.head, clause.governor.index: clause.governor}.values():
        for child in clause.sentence.children(word):
            if child.lemma == "не" and not _NOT_ABSENT.match(text, child.start - _offset(clause, text)):
                return True
    return False


def _offset(clause: RussianClause, text: str) -> int:
    """Where `text` starts in the document its words count from: 0 for a whole segment, else the clause's start."""
    return clause.start if clause.end - clause.start == len(text) else 0


def _modality(text: str, clause: RussianClause | None, *, policy: bool, negated: bool) -> str:
    past = bool(_PAST.search(text)) and not _STILL.search(text)
    hypothetic = bool(_HYPOTHETIC.search(text)) and not _WISH.search(text) and not re.search(r"чтобы?\b", text, re.I)
    if past or hypothetic or (_CONDITION.search(text) and not policy and not _LET.search(text)):
        return "none"
    hits = [(match.start(), order) for order, (_, cue) in enumerate(_MODALITIES) if (match := cue.search(text))]
    wanting = _WANTING.search(text)
    if wanting and not (hits and min(hits)[0] <= wanting.start()):
        return "obligation" if policy else "recommendation"
    if hits:
        return _MODALITIES[min(hits)[1]][0]
    if clause is not None:
        return _grammatical(text, clause, policy=policy, negated=negated)
    return "none"


def _grammatical(text: str, clause: RussianClause, *, policy: bool, negated: bool) -> str:
    """Modality that no word says: the future of perfective verbs, bare infinitives and nouns of a policy."""
    if _is_ahead(clause):
        return "none" if _BELIEF.search(text) else "commitment"
    if not policy or negated or _LIMITED.search(text) or _ABSENT.search(text):
        return "none"
    if clause.governor.feats.get("VerbForm") == "Inf":
        return "obligation" if clause.actor else "commitment"
    if clause.head.lemma in _CHANGE and clause.head.feats.get("Tense") == "Pres":
        return "commitment"
    return "none" if clause.finite else "commitment"


def _is_ahead(clause: RussianClause | None) -> bool:
    return clause is not None and "Fut" in (clause.governor.feats.get("Tense"), clause.head.feats.get("Tense"))


def _status(text: str, *, negated: bool, hindrance: bool, ahead: bool) -> str:
    if _PAST.search(text) and not _STILL.search(text):
        return "past"
    hypothetic = bool(_HYPOTHETIC.search(text)) and not _WISH.search(text)
    if hypothetic or (_CONDITION.search(text) and (ahead or _BELIEF.search(text))):
        return "established" if hypothetic and _COUNTERFACTUAL.search(text) else "none"
    if hindrance:
        return "none" if _POSSIBLE.search(text) and not negated else "established"
    absent = negated or bool(_ABSENT.search(text))
    order = (("limited", _LIMITED.search(text)), ("absent", absent), ("none", _BELIEF.search(text)))
    return next((status for status, found in order if found), "established")

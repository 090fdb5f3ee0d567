# ruff: noqa: E501  (cues are lists; a wrapped alternation is harder to read than a long line)
"""Status, modality and polarity of a clause from its wording: intended, established, limited, absent, past or none.

The cues are grammar and not subject matter: modals, aspect, negation, negative quantifiers, time. They are read in the
order in which English lets one overrule another (a condition overrules a plan, a plan overrules a negation).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.claims.cues import Cue


class Standing(NamedTuple):
    """What a clause claims of its content: status, modality (of intended clauses), polarity."""

    status: str
    modality: str
    polarity: str


def _words(*patterns: str) -> Cue:
    # For text in small letters: a pattern that ignores case cannot skip ahead to its first letters.
    return Cue(r"\b(?:" + "|".join(patterns).lower() + r")\b")


_NOT = r"(?:not|n['’]t|never)"
_OBLIGATION = _words(
    r"must", r"shall", r"(?:is|are) to be (?:obliged|required|instructed)", r"(?:is|are|be|been|was|were) (?:\w+ )?(?:required|obliged|instructed|ordered|directed"
    r"|mandated|bound|tasked|charged) (?:to|with)", r"under (?:a|an|the) (?:\w+ )?(?:duty|obligation)",
    r"(?:has|have|had) (?:got )?to(?= \w)(?! do with)", r"(?:is|are|be) (?:mandatory|compulsory|obligatory)",
    r"(?:it is|is) (?:\w+ )?necessary to", r"I (?:instruct|charge|order|direct|task|require)",
    r"(?:instructs?|obliges?|orders?|requires|resolves|decrees|demands?)(?: that|\b.{0,60}?\bto\b)",
    r"(?:the )?duty to", r"need(?:s)? to be",
)  # fmt: skip
_COMMITMENT = _words(
    r"(?<!\bwho )(?<!\bwhich )will(?! of\b)", r"won['’]t", r"(?:we|they|it|he|she|I|you|there|who)['’]ll", r"(?:is|are) going to",
    r"(?:is|are) to(?! be (?:obliged|required|instructed))(?= (?:be|have|\w+e?\b))(?! some| a | the | us\b| them\b)", r"undertakes? to", r"commits? (?:itself|themselves) to",
    r"pledges?(?: to)?", r"promises? to", r"(?:is|are) (?:envisaged|foreseen|scheduled|provided for|planned to be)",
    r"(?:we|they)(?: have|['’]ve)? (?:already )?agreed to", r"(?:is|are) (?:set|due) to",
)  # fmt: skip
_RECOMMENDATION = _words(
    r"should", r"ought to", r"recommend(?:s|ed)?(?: that|\b)", r"(?:is|are) (?:advised|recommended|encouraged|urged|invited) to",
    r"advis(?:e|es) (?:that|the|to)", r"suggests? (?:that )?.{0,40}\bto\b", r"calls? (?:for|on|upon)", r"urges?",
    r"(?:would|will) (?:do well|be well advised) to", r"had better", r"it (?:is|would be|seems) (?:\w+ )?(?:advisable|desirable|expedient|worth) to",
    r"need(?:s)? to(?! be)", r"proposes? that", r"let (?:us|the)",
)  # fmt: skip
_ASPIRATION = _words(
    r"(?:aim|aims|aiming)(?: is| of\b.{0,60}? is)? (?:to|at)", r"(?:seek|seeks|seeking|strive|strives|striving|hope|hopes|hoping|intend|intends"
    r"|plan|plans|planning|wish|wishes|want|wants|dream|dreams|aspire|aspires|expect|expects|hoped) (?:to|that|of|for|in|we|our|one|a|by|soon|it|every)",
    r"(?:the |our |its |an? )?(?:aim|goal|objective|ambition|vision|task|purpose|intention|plan|priority|dream|hope|idea) (?:(?:of|as|for|in) .{0,80}? )?(?:is|are|was|will be|being|remains) (?:to|that|for|\w+ing)",
    r"(?:is|are) (?:planned|intended|hoped|expected|proposed)", r"proposes? to", r"envisages?|envisions?|foresees?|pictures?",
    r"would like(?: to)?", r"we['’]d like", r"(?:we|they|the \w+) (?:are|is) (?:thinking|planning|hoping|dreaming|preparing|considering)",
    r"(?:plans?|intentions?|ambitions?|hopes?) (?:to|are|for|exist|is)", r"in (?:the|our) plans?", r"looks? (?:forward )?to (?:a|the|see\w*|hav\w*|mak\w*|becom\w*)",
    r"with (?:a|the) (?:view|aim|goal) (?:to|of)", r"sets? (?:itself )?the (?:goal|target|aim|task)", r"(?:target|targets|targeted) (?:of|is|for)",
)  # fmt: skip
_FUTURE_PLAN = _words(
    r"(?:is|are) (?:still )?(?:only )?a plan", r"(?:so far|for now|still|yet) (?:this is |it is |it's )?(?:only )?(?:a |in )?(?:plans?|project|paper)",
    r"by (?:20[2-9]\d)", r"next (?:year|autumn|spring|semester|academic year|summer|winter)",
)  # fmt: skip
_CONDITIONAL = Cue(
    r"(?:^|[,;:—–-]\s*|\b(?:only|even|but|and|as) )(?:if|unless|provided that|were\b (?!\w+ed)|had we|suppose|when there (?:is|are))\b".lower()
)
_HYPOTHETIC = _words(
    r"would(?! (?:like|not|never|always|come (?:each|every)))",
    r"['’]d (?:be|have|come|like)",
    r"could",
    r"might",
    r"may",
)
_POTENTIAL = _words(
    r"can(?! ?not|['’]t)", r"could(?! not|n['’]t| name| find| get)", r"may(?! \d{1,4})", r"might",
    r"(?:is|are) likely to", r"has the potential to", r"tends? to be more",
)  # fmt: skip
_EVALUATION = _words(
    r"(?:is|are|remains?|becomes?|seems?) (?:\w+ly |a |an |the |so |very |most |more |of )*(?:crucial|vital|essential|important|paramount|indispensable"
    r"|imperative|critical|key to|key (?:factor|condition|element)|central to|cornerstone|prerequisite|precondition|necessary(?! to)|useful|valuable|"
    r"engine|driver of|foundation|heart of|best way|shortest way|natural partners?|right (?:way|place))",
    r"(?:stress|stresses|stressed|highlight\w*|emphasi[sz]\w*|underlin\w*|underscor\w*|note[sd]? the importance|recognis\w*|acknowledg\w*|point\w* to) (?:\w+ ){0,4}?(?:importance|need|role|significance|value|benefits|potential|necessity|complexit\w+)",
    r"(?:importance|significance|benefits?|role) (?:of .{0,90}? )?(?:has|have|is|are|was|were) (?:\w+ ){0,3}(?:stressed|highlighted|emphasi[sz]ed|underlined|recognised|recognized|noted|argued)",
    r"(?:I|we) (?:personally )?(?:believe|think|suppose|am convinced|are convinced|am sure|feel)(?= (?:that|a|the|this|it|every|any|no|only|university|universities|science))",
    r"in my (?:opinion|view)", r"(?:is|are) (?:defined as|understood as|understood to|a term|the process|a form of|an arrangement|called|known as)",
    r"(?:refers?|amounts) to", r"means? (?:that|any|a|an|the)", r"(?:is|are) (?:a|the) (?:\w+ )?condition (?:of|for)", r"denotes?", r"for the purposes of", r"(?:presuppos\w+|requires? (?!that)|depends? (?:on|upon)|needs? (?:both|a|an|the|time|trust|money|patience)\b)",
    r"(?:is|are) (?:better|best) (?:taught|learn\w+|left|done|made)", r"(?:in|under) this model", r"there is no (?:substitute|better|alternative|other way)", r"(?:scholars|authors|theor\w+|literature|model|framework) (?:\w+ )?(?:suggests?|argues?|claims?|holds?|posits?|describes?|entails?|assumes?|illustrates?)",
)  # fmt: skip
_PAST = _words(
    r"used to(?! it\b| this\b| such\b| the\b)", r"no longer", r"not any ?more", r"any ?more", r"formerly", r"previously(?! unknown)",
    r"in (?:the )?(?:soviet|socialist|old|former|colonial|yugoslav|earlier|former|those|these old) (?:times?|days?|years?|era|period|system|union)",
    r"(?:under|before|during|until) (?:the )?(?:soviet|socialis[mt]|independence|perestroika|union|collapse|communis[mt]|yugoslav|war)\w*",
    r"(?:in|during|before|until|till|through) the (?:early |late |mid-)?(?:19)?[4-9]0s", r"(?:in|until|till|before|between) 19\d\d", r"back then", r"in those (?:days|years|times)",
    r"(?:twenty|thirty|forty|fifty|fifteen|ten|\d0|many|some|several|five|six|seven|eight) years ago", r"(?<!\btwo )(?<!\bthree )(?<!\bfew )(?<!\bone )years ago", r"decades ago", r"once(?= (?:had|was|were|sent|ran|came|\w+ed))", r"at one time",
    r"(?:has|have|had|was|were|is) (?:since )?(?:been )?(?:discontinued|abolished|closed down|wound up|lapsed|dissolved|scrapped|stopped)", r"ceased", r"(?:we|they) stopped",
    r"(?:was|were) (?:closed|shut|cancelled|abandoned)(?: down)? (?:in|after|when)",
    r"(?:until|till|before) (?:the )?(?:crisis|pandemic|reform|privati[sz]ation|transition|plant closed|merger|(?:\w+ ){1,4}(?:closed|left|collapsed))", r"lapsed", r"came to an end", r"died out", r"in the past",
    r"soviet (?:\w+ )?(?:universities|institutes|ministries|plants|factories|enterprises|students)",
)  # fmt: skip
_STILL = _words(r"now", r"today", r"currently", r"still", r"nowadays", r"at present", r"since then", r"to this day")
_LIMITED = _words(
    r"only (?:a|an|one|two|three|four|few|some|in|on|once|for|when|occasionally|partly|the|formally|sporadic\w*|\d+|here)",
    r"hardly|scarcely|barely", r"rarely|seldom|sporadic(?:ally)?|occasional(?:ly)?|episodic(?:ally)?", r"(?:a|one or two|but|just) (?:few|handful)",
    r"handful", r"(?<!a )(?<!quite )(?:very |so |too |relatively )?few(?! years)", r"(?:is|are|remain\w*|very|rather|still|quite|so) (?:\w+ly |\w+ )?(?:rare|few|scarce|limited|weak|modest|thin|fragmentary|patchy|superficial|nominal|symbolic)",
    r"(?:mostly|only|merely|largely|just|exist\w*|remain\w*|stay\w*|live\w*) (?:only )?on paper", r"on paper", r"for (?:the )?(?:show|form|tick|report)", r"pro forma", r"in name only", r"(?:purely|mostly|largely|merely) (?:formal\w*|ceremonial|nominal|symbolic)", r"formality", r"formally(?= (?:exist|we|there|it|sign))",
    r"(?:on|at) a (?:small|modest|limited|very small) scale", r"small[- ]scale", r"isolated (?:cases?|examples?|instances?)", r"(?:single|sole|one) (?:example|case|instance|exception)", r"(?:one|two|1|2) (?:or two )?(?:cases?|examples?|exceptions?)",
    r"token", r"not (?:many|much|often|always|every|all|yet (?:wide\w*|system\w*)|really|enough|so (?:many|often|much))", r"(?:n['’]t) (?:many|much|often|always|work(?:ing)? well)", r"little(?! by little)(?= (?:has|is|was|more|use|cooperation|contact|effect|of|came|interest|work|joint|follow\w*|happen\w*|collaboration))", r"less has been",
    r"(?:once|twice) (?:a|in (?:five|ten|three|two)) years?", r"pilot", r"nothing more", r"and (?:that's|that is) all", r"that's all|that is (?:all|it)", r"gather(?:s|ing)? dust", r"in (?:a )?drawers?", r"(?:never|not) (?:goes|go|went|gone|get|got) (?:beyond|further)", r"stops? there", r"far from (?:systematic|regular)",
    r"insignificant(?:ly)?", r"(?:is|are|remains?|stays?) (?:very |rather |still |quite )?(?:low|small|negligible)", r"only (?:begin|began|begun|beginning|start\w*)",
    r"by friendship|personal (?:favour|acquaintance)", r"insufficient(?:ly)?", r"to a (?:small|limited|modest) (?:extent|degree)", r"fewer than", r"at best", r"exceptions?",
)  # fmt: skip
_ABSENT = _words(
    rf"(?:do|does|did|has|have|had|is|are|was|were|wo|ca|could|should|can) ?{_NOT}(?! only| just| because| least| new | to mention)", r"cannot",
    r"(?:there (?:is|are|was|were|has been|have been|'s)|there['’]s|have|has|had|see|saw|find|found|know|get|got|with|contains?|provides?|foresees?|foresee|receives?) (?:still |as yet |practically |almost |absolutely |simply |currently )?(?:no|nothing|nobody|none|neither)",
    r"nobody|no ?one|none of|not (?:a single|one|any)|not (?:yet|so far)|neither|nor", r"no (?:university|company|companies|firms?|department|lecturer|employers?|contracts?|agreements?|such|joint|office|enterprise|factory|plant|professor|student|graduate|faculty|single|business|\w+ (?:has|have|is|are|was|were|exists?))",
    r"(?:gives?|shows?|takes?|pays?|offers?|makes?|leaves?|brings?|provides?|carries|shown|given|taken) (?:practically |almost |absolutely |virtually )?no(?! (?:fewer|less|more|later|doubt))",
    r"never", r"nothing", r"(?:has|have) yet to", r"lacks?|lacking|lack of|absence of|absent|missing", r"without (?:any|a single)", r"(?:is|are|does|do) non-?existent", r"zero", r"failed to|fails to|fail to", r"refus\w+",
)  # fmt: skip
_NEGATION = _words(_NOT, r"no|nobody|none|nothing|neither|nor|cannot|without|hardly|yet to|absence of|lack of")


_MODALITIES = (
    ("obligation", _OBLIGATION),
    ("commitment", _COMMITMENT),
    ("recommendation", _RECOMMENDATION),
    ("aspiration", _ASPIRATION),
)


def standing(text: str, *, policy: bool = False, fragment: bool = False, hindrance: bool = False) -> Standing:
    """Status, modality and polarity of one clause (English).

    `policy`: the clause stands in a policy text, where duties bind and a fragment without a finite verb is a measure;
    `fragment`: it has no finite verb; `hindrance`: it only presents something that stands in the way, and a status
    then describes the hindrance: a lack is an established one.
    """
    low = text.lower()
    polarity, modality = _wording(low, policy, fragment)
    if modality != "none":
        return Standing("intended", modality, polarity)
    return Standing(_status(low, hindrance=hindrance), "none", polarity)


@lru_cache(maxsize=2_000)
def _wording(text: str, policy: bool, fragment: bool) -> tuple[str, str]:
    """Polarity and modality; kept, since a passage is read with and without its hindrance."""
    polarity = "negative" if _NEGATION.search(text) else "positive"
    return polarity, _modality(text, policy=policy, fragment=fragment)


def _modality(text: str, *, policy: bool, fragment: bool) -> str:
    if not policy and _CONDITIONAL.search(text):
        return "none"
    # The first cue in the sentence governs the rest: in "hopes that firms will pay" the hope does.
    hits = [(match.start(), order) for order, (_, cue) in enumerate(_MODALITIES) if (match := cue.search(text))]
    measure = fragment and policy
    if not (hits or measure) or (_PAST.search(text) and not _STILL.search(text)):
        return "none"
    if hits:
        return _MODALITIES[min(hits)[1]][0]
    return "none" if _LIMITED.search(text) or _ABSENT.search(text) else "commitment"


@lru_cache(maxsize=2_000)
def _status(text: str, *, hindrance: bool) -> str:
    still = _STILL.search(text) and re.search(r"\b(?:is|are|has|have)\b", text)
    if _PAST.search(text) and not still:
        return "past"
    if _CONDITIONAL.search(text) and (_HYPOTHETIC.search(text) or _COMMITMENT.search(text)):
        return "none"
    if hindrance:
        return "none" if _POTENTIAL.search(text) and not _ABSENT.search(text) else "established"
    order = (
        ("limited", _LIMITED),
        ("absent", _ABSENT),
        ("none", _EVALUATION),
        ("none", _POTENTIAL),
        ("none", _HYPOTHETIC),
    )
    return next((status for status, cue in order if cue.search(text)), "established")

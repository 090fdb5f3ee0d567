"""Who acts in an English clause, from its dependency tree alone: the doer, or whoever is to act. Nothing is guessed.

Labels are those of spaCy's English models (CLEAR style). A passive without an agent has no actor, unless its subject is
told, entitled or drawn in to act ("employers should be involved"); a thing that only happens has none either.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from pipeline.claims.phrases import children, is_deverbal, own_subject, phrase

VERBAL = ("VERB", "AUX")
_ORDERING = frozenset(
    "instruct require oblige order direct task charge recommend advise encourage ask urge mandate invite expect compel "
    "force allow permit enable entitle authorise authorize commission tell request push call appeal press".split()
)
_ORDERED_ONLY_AS_PASSIVE = frozenset("invite expect ask tell commission call appeal allow permit enable push".split())
# Verbs under which the measure itself stands as an infinitive.
_LIGHT = frozenset("be have need ought appear seem begin start continue remain be get".split())
# What comes into being, stands or passes away does not act by that.
_HAPPENING = frozenset("exist appear emerge arise disappear vanish lapse happen occur".split())
# A passive of these leaves its subject to act: "universities will be given the right", "companies are drawn in".
_ENABLING = frozenset(
    "give grant offer draw involve engage include attract exempt free entitle allow permit enable authorise authorize "
    "transform turn convert reorganise reorganize oblige encourage stimulate motivate prohibit forbid bar ban "
    "interest represent license accredit relieve reward assign entrust empower".split()
)
_SAID_OF = frozenset("say find report think believe see know observe show consider".split())
_WISHES = frozenset(
    "aim dream plan task goal objective intention idea hope wish ambition vision mission duty purpose priority role "
    "responsibility obligation job function request proposal".split()
)

# "It depends on the dean whether …" leaves open what is done.
_OPEN = frozenset("whether if where when why how because since".split())


def actor_of(head: Token) -> Span | None:
    """The noun phrase of whoever acts or is to act in the clause of `head`; None where nobody is named."""
    subject, verb = own_subject(head), _content(head)
    if verb.lemma_.lower() in _HAPPENING or _comes_into_being(verb):
        return phrase(subject) if subject is not None and is_deverbal(subject) else None
    named = _let(head) or _told(head, subject) or _called_upon(head) or agent_of(head)
    if named is None and subject is None:
        return _shared(head)
    return phrase(named or _doer(head, verb, subject))


def _comes_into_being(verb: Token) -> bool:
    return verb.lemma_.lower() in ("come", "enter") and any(
        child.lower_ == "into" and any(c.lower_ in ("being", "existence", "force", "effect") for c in children(child))
        for child in children(verb)
    )


def _doer(head: Token, verb: Token, subject: Token | None) -> Token | None:
    """The subject, where it is one who acts: not of a plain passive, and not the "it" or "there" of an empty one."""
    if subject is None or subject.dep_ == "csubj":
        return None
    if subject.dep_ == "expl" or (subject.lower_ == "it" and _is_impersonal(head)):
        return _inner_subject(head) or _existing(head)
    if (subject.dep_ == "nsubjpass" or _is_passive(verb)) and verb.lemma_.lower() not in _ENABLING:
        return _wisher(subject) or (subject if _acts_besides(verb) else None)
    return _wisher(subject) or _antecedent(subject) or subject


def _acts_besides(verb: Token) -> bool:
    """Whether the subject of a passive acts after all: "was said to have brought", "was made head and left"."""
    said_of = verb.lemma_.lower() in _SAID_OF and any(c.dep_ == "xcomp" and c.pos_ in VERBAL for c in children(verb))
    return said_of or any(
        c.dep_ == "conj" and c.pos_ in VERBAL and own_subject(c) is None and not _is_passive(c) and c.tag_ != "VBN"
        for c in children(verb)
    )


def _told(head: Token, subject: Token | None) -> Token | None:
    """Who is told to act: the subject of the passive, else the object or the inner subject."""
    if head.lemma_.lower() not in _ORDERING:
        return None
    if subject is not None and subject.dep_ == "nsubjpass" and subject.lower_ != "it":
        return subject if agent_of(head) is None or any(c.dep_ in ("xcomp", "ccomp") for c in children(head)) else None
    inner = next((c for c in children(head) if c.dep_ in ("ccomp", "xcomp") and c.pos_ in VERBAL), None)
    if inner is None or head.lemma_.lower() in _ORDERED_ONLY_AS_PASSIVE:
        return None
    told = next((c for c in children(inner) if c.dep_ == "nsubj"), None)
    return told or next((c for c in children(head) if c.dep_ in ("dobj", "dative")), None)


def agent_of(head: Token) -> Token | None:
    """The noun after the `by` of a passive clause; a date or a sum is none."""
    agents = (c for verb in dict.fromkeys((head, _content(head))) for c in children(verb) if c.dep_ == "agent")
    for by in agents:
        found = next((c for c in children(by) if c.dep_ == "pobj"), None)
        if found is not None and not found.like_num and found.lower_ != "hand":
            return found
    return None


def told_of(head: Token) -> Span | None:
    """The subject of a passive of ordering, whatever the agent: "users are obliged by contract"."""
    subject = own_subject(head)
    is_told = subject is not None and subject.dep_ == "nsubjpass" and head.lemma_.lower() in _ORDERING
    return phrase(subject) if is_told else None


def _shared(head: Token) -> Span | None:
    """The actor of a clause without a subject: that of its coordinated or governing clause, or its `by` phrase."""
    if head.dep_ in ("conj", "xcomp", "advcl", "parataxis") and head.head.i != head.i and head.head.pos_ in VERBAL:
        return actor_of(head.head)
    if head.pos_ in ("NOUN", "PROPN"):
        return phrase(_doer_of_noun(head) or _wisher(head))
    return None


def _doer_of_noun(noun: Token) -> Token | None:
    """Who does what a noun names: "opening of offices by universities"."""
    near = (noun, *(c for prep in children(noun) if prep.dep_ == "prep" for c in children(prep) if c.dep_ == "pobj"))
    for child in (c for token in near if token is noun or not is_deverbal(token) for c in children(token)):
        if child.lower_ == "by" and child.dep_ in ("prep", "agent"):
            found = next((c for c in children(child) if c.dep_ == "pobj"), None)
            if found is not None and not any(c.dep_ == "nummod" for c in children(found)) and not found.like_num:
                return found
    return None


def _is_impersonal(head: Token) -> bool:
    return any(
        child.dep_ in ("acomp", "ccomp", "attr", "oprd") or (child.dep_ == "nsubjpass" and child.lower_ == "it")
        for child in children(head)
    )


def _inner_subject(head: Token) -> Token | None:
    """ "It is planned that universities open …", "it is important for companies to send …"."""
    for child in head.subtree:
        if child.dep_ in ("ccomp", "xcomp", "advcl", "acl") and child.pos_ in VERBAL and child.i > head.i:
            if any(c.dep_ in ("mark", "advmod") and c.lower_ in _OPEN for c in children(child)):
                continue
            subject = own_subject(child)
            if subject is not None and subject.dep_ == "nsubj" and subject.lower_ not in ("that", "which", "who", "it"):
                return subject
    return None


def _existing(head: Token) -> Token | None:
    """ "There is one firm which really takes our students": what exists is who acts in the relative clause."""
    attr = next((child for child in children(head) if child.dep_ == "attr"), None)
    if attr is None:
        return None
    found = next((child for child in (attr, *children(attr)) if _acts_in_relative(child)), None)
    return found


def _acts_in_relative(noun: Token) -> bool:
    clause = next((child for child in children(noun) if child.dep_ == "relcl"), None)
    subject = own_subject(clause) if clause is not None else None
    return subject is not None and subject.dep_ == "nsubj" and subject.lower_ in ("who", "which", "that")


def _content(head: Token) -> Token:
    """The verb that says what is done, below "is to", "have to", "begin to" and the like."""
    if head.lemma_.lower() not in _LIGHT and head.lower_ != "going":
        return head
    return next((child for child in children(head) if child.dep_ == "xcomp" and child.pos_ in VERBAL), head)


def measure_of(head: Token) -> Token:
    """The verb of the measure: what is ordered, below a verb of ordering, or what stands below a light verb."""
    if head.lemma_.lower() in _ORDERING:
        inner = (c for c in children(head) if c.dep_ in ("xcomp", "ccomp") and c.pos_ in VERBAL)
        return next(inner, head)
    return _content(head)


def _let(head: Token) -> Token | None:
    """ "Let the company build the laboratory": whoever is let."""
    if head.lemma_.lower() != "let" or own_subject(head) is not None:
        return None
    inner = next((c for c in children(head) if c.dep_ in ("ccomp", "xcomp") and c.pos_ in VERBAL), None)
    return next((c for c in children(inner) if c.dep_ == "nsubj"), None) if inner is not None else None


def _called_upon(head: Token) -> Token | None:
    """ "I call on our businessmen to …": who is called upon is to act."""
    if head.lemma_.lower() not in ("call", "appeal", "count", "rely"):
        return None
    on = next((c for c in children(head) if c.dep_ in ("prep", "prt") and c.lower_ in ("on", "upon", "to")), None)
    return next((c for c in children(on) if c.dep_ == "pobj"), None) if on is not None else None


def _is_passive(head: Token) -> bool:
    return any(child.dep_ == "auxpass" for child in children(head))


def _wisher(subject: Token) -> Token | None:
    """Whose aim, dream or task it is: "my dream is that …", "the task of universities is to …"."""
    if subject.lemma_.lower() not in _WISHES:
        return None
    owner = next((child for child in children(subject) if child.dep_ == "poss"), None)
    if owner is not None:
        return owner
    of = next((c for c in children(subject) if c.dep_ == "prep" and c.lower_ in ("of", "for", "from")), None)
    return next((c for c in children(of) if c.dep_ == "pobj"), None) if of is not None else None


def _antecedent(subject: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    clause = subject.head
    if subject.lower_ in ("who", "which", "that") and clause.dep_ == "relcl":
        return clause.head
    return None

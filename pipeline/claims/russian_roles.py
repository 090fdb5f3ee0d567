"""Who does what with whom in a Russian clause, from the dependency tree. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.claims.gazetteer import Gazetteer
from pipeline.russian import Sentence, Word

# Words under which the measure itself stands as an infinitive or a clause.
MODALS = frozenset(
    "должен должный обязать обязанный обязан необходимо нужно надо нужный надлежать требоваться следовать "
    "рекомендоваться рекомендовать целесообразно желательно предлагаться предлагать планировать планироваться "
    "намерен намереваться "
    "стремиться надеяться хотеть хотеться собираться предполагаться предполагать мечтать рассчитывать ожидаться "
    "призвать призванный обещать обязаться обязываться предстоять поручить поручать предусмотреть предусматриваться "
    "намечаться наметить пора стоить мочь смочь можно нельзя начать начинать стать продолжить продолжать уметь".split()
)
SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
_LEFT_OUT = ("acl", "acl:relcl", "appos", "advcl", "parataxis", "conj:clause")
# What is counted or measured does not act.
_MEASURED = frozenset(
    "доля число количество объем уровень расход доход затраты показатель охват удельный процент сумма размер цель "
    "задача целевой индикатор механизм мера программа план стратегия финансирование мероприятие".split()
)


@dataclass(frozen=True)
class RussianClause:
    """One clause. `head` is what is done, `governor` the modal or reporting word over it (or the head itself)."""

    sentence: Sentence
    head: Word
    governor: Word
    words: tuple[Word, ...]
    actor: tuple[Word, ...] = ()
    partner: tuple[Word, ...] = ()
    object: tuple[Word, ...] = ()
    finite: bool = True
    shares: bool = False
    reported: bool = False

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @property
    def contrasted(self) -> bool:
        """Whether the clause is set against the one before it by «а» or «зато»."""
        return any(child.lemma in ("а", "зато") for child in self.sentence.children(self.governor))


def text_of(words: Sequence[Word], text: str) -> str | None:
    """The stretch of `text` from the first to the last of `words`; None of none."""
    return text[words[0].start : words[-1].end] if words else None


def with_roles(clause: RussianClause, first: RussianClause | None, gazetteer: Gazetteer) -> RussianClause:
    """`clause` with its actor, partner and object; one without a subject of its own shares that of `first`."""
    actor = _actor(clause, gazetteer)
    if not actor and first is not None and (clause.shares or not _own_subject(clause)) and not _is_passive(clause.head):
        actor = list(first.actor)
    return replace(
        clause, actor=tuple(actor), partner=tuple(_partner(clause, gazetteer)), object=tuple(_object(clause))
    )


def _places(clause: RussianClause) -> list[Word]:
    return list({clause.governor.index: clause.governor, clause.head.index: clause.head}.values())


def _own_subject(clause: RussianClause) -> Word | None:
    for place in _places(clause):
        if clause.shares and place.index == clause.governor.index:
            continue
        for child in clause.sentence.children(place):
            if child.relation in SUBJECTS and child.index != clause.head.index:
                return _agreeing(clause.sentence, place, child)
    return None


def _agreeing(sentence: Sentence, verb: Word, subject: Word) -> Word:
    """`subject`, or what the parser took for the object where only that agrees with the verb in number."""
    number = verb.feats.get("Number")
    others = [child for child in sentence.children(verb) if child.relation == "obj"]
    several = any(child.relation in ("conj", "nummod", "nummod:gov") for child in sentence.children(subject))
    if number and not several and subject.feats.get("Number", number) != number:
        return next((other for other in others if other.feats.get("Number") == number), subject)
    return subject


def _is_passive(word: Word) -> bool:
    return word.feats.get("Voice") == "Pass" and word.lemma not in MODALS


def _actor(clause: RussianClause, gazetteer: Gazetteer) -> list[Word]:
    agent = _agent(clause, gazetteer)
    if agent:
        return agent
    subject = _own_subject(clause)
    acts = subject is not None and not _is_passive(clause.head) and clause.head.lemma not in ("нет", "быть", "есть")
    if subject is not None and acts and subject.relation != "csubj" and subject.lemma not in _MEASURED:
        return _phrase(clause.sentence, subject)
    return _dative(clause) or _possessor(clause)


def _agent(clause: RussianClause, gazetteer: Gazetteer) -> list[Word]:
    """By whom a passive is done: an instrumental that names a body or a person of a sector."""
    if not _is_passive(clause.head):
        return []
    for child in clause.sentence.children(clause.head):
        bare = not any(c.relation == "case" for c in clause.sentence.children(child))
        if child.feats.get("Case") == "Ins" and bare and child.pos in ("NOUN", "PROPN", "PRON"):
            phrase = _phrase(clause.sentence, child)
            if gazetteer.sector(" ".join(word.text for word in phrase)):
                return phrase
    return []


def _dative(clause: RussianClause) -> list[Word]:
    """Who is told: the dative of an impersonal modal word or of a bare infinitive."""
    impersonal = clause.governor.lemma in MODALS or clause.governor.feats.get("VerbForm") == "Inf"
    if not impersonal:
        return []
    for place in _places(clause):
        for child in clause.sentence.children(place):
            bare = not any(c.relation == "case" for c in clause.sentence.children(child))
            if child.feats.get("Case") == "Dat" and child.relation in ("iobj", "obl", "nsubj") and bare:
                return _phrase(clause.sentence, child)
    over = clause.sentence.words[clause.governor.head]
    if over.index < clause.governor.index and over.feats.get("Case") == "Dat":
        return [word for word in _phrase(clause.sentence, over) if word.index < clause.governor.index]
    return []


def _possessor(clause: RussianClause) -> list[Word]:
    """Who has or lacks: «у нас», «у кафедры»."""
    for word in (clause.head, *clause.sentence.children(clause.head), *clause.sentence.children(clause.governor)):
        marks = [child for child in clause.sentence.children(word) if child.relation == "case"]
        if any(mark.lemma == "у" for mark in marks) and word.feats.get("Case") == "Gen":
            inside = {mark.index for mark in marks}
            if word.index == clause.head.index:
                return [word]
            return [w for w in _phrase(clause.sentence, word) if w.index not in inside]
    return []


def _partner(clause: RussianClause, gazetteer: Gazetteer) -> list[Word]:
    """With whom: «с», «вместе с», «совместно с» and a name or noun of a sector; «при участии», «с участием» of one."""
    acting = {word.index for word in clause.actor}
    for word in clause.words:
        named = _joined(clause.sentence, word)
        if named is None or named.index in acting:
            continue
        phrase = [w for w in _phrase(clause.sentence, named) if w.relation != "case"]
        if phrase and gazetteer.sector(named.text):
            return phrase
    return []


def _joined(sentence: Sentence, word: Word) -> Word | None:
    """The noun with which something is done, when `word` is the head of such a phrase."""
    marks = {child.lemma for child in sentence.children(word) if child.relation == "case"}
    taking_part = word.lemma in ("участие", "привлечение", "поддержка") and marks & {"с", "при"}
    if taking_part:
        return next((child for child in sentence.children(word) if child.relation == "nmod"), None)
    return word if word.feats.get("Case") == "Ins" and marks & {"с", "со", "вместе"} else None


def _object(clause: RussianClause) -> list[Word]:
    wanted = ("obj", "nsubj:pass")
    subject = _own_subject(clause)
    for place in (clause.head, clause.governor) if not clause.shares else (clause.head,):
        for child in clause.sentence.children(place):
            lacked = clause.head.lemma in ("нет", "быть", "есть") and child.relation == "nsubj"
            passive = _is_passive(clause.head) and child.relation == "nsubj"
            measured = child.relation == "nsubj" and child.lemma in _MEASURED
            swapped = child.relation == "nsubj" and subject is not None and subject.relation == "obj"
            if subject is not None and subject.index == child.index and child.relation == "obj":
                continue
            if child.relation in wanted or lacked or passive or measured or swapped:
                return _phrase(clause.sentence, child)
    if clause.head.pos == "NOUN":
        for child in clause.sentence.children(clause.head):
            if child.relation == "nmod" and child.feats.get("Case") == "Gen":
                return _phrase(clause.sentence, child)
    return []


def _phrase(sentence: Sentence, word: Word) -> list[Word]:
    """The noun phrase of `word` without its relative clauses and appositions, up to the first gap."""
    left_out = [w.index for w in sentence.subtree(word) if w.relation in _LEFT_OUT and w.index != word.index]
    kept = [w for w in sentence.subtree(word, left_out) if w.index == word.index or w.text not in ",;:–—-()"]
    inside = {w.index for w in kept}
    first, last = word.index, word.index
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside or (last + 2 in inside and sentence.words[last + 1].text in ",-«»"):
        last += 1
    return [sentence.words[index] for index in range(first, last + 1)]

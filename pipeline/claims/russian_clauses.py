"""Clauses of a Russian sentence from its dependency tree: who acts, with whom, upon what, under which modal word.

Relations are those of Universal Dependencies. Nothing is guessed: a passive without an agent has no actor.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.claims.gazetteer import Gazetteer
from pipeline.claims.russian_roles import MODALS, SUBJECTS, RussianClause, with_roles
from pipeline.russian import Sentence, Word

_REPORTING = frozenset(
    "говорить сказать сообщать сообщить писать написать заявить заявлять отмечать отметить рассказывать рассказать "
    "объяснять объяснить подчеркивать утверждать указывать указать твердить требовать велеть думать считать полагать "
    "верить казаться".split()
)
_INSIDE = ("xcomp", "csubj", "csubj:pass", "ccomp", "acl", "nsubj", "advcl")
_VERBAL = ("VERB", "AUX")
_NOMINAL_ENDS = ("ние", "тие", "ция", "зация", "вка", "тка", "дка", "ржка", "держка", "мотр", "пуск", "рост", "обмен")


def clauses_of(sentence: Sentence, gazetteer: Gazetteer) -> list[RussianClause]:
    """Clauses of `sentence`, main clause first; the one of a sentence without a verb is not finite."""
    top, reported = _reported(sentence)
    heads = _heads(sentence, top)
    tops = [governor.index if not shares else head.index for head, governor, shares in heads]
    found: list[RussianClause] = []
    for (head, governor, shares), own in zip(heads, tops, strict=True):
        barred = [other for other in tops if other != own]
        words = [w for w in sentence.subtree(sentence.words[own], barred) if w.text.strip(" ,;:—–-.")]
        clause = RussianClause(
            sentence, head, governor, tuple(words or [head]), finite=_is_finite(sentence, governor), shares=shares,
            reported=reported,
        )  # fmt: skip
        found.append(with_roles(clause, found[0] if found else None, gazetteer))
    return found


def without_side_clauses(text: str, sentences: Sequence[Sentence]) -> str:
    """`text` with its relative and temporal clauses blanked, of the same length: they tell of what or when."""
    letters = list(text)
    for sentence in sentences:
        for word in sentence.words:
            marks = {child.lemma for child in sentence.children(word)}
            aside = word.relation == "acl:relcl" and "чтобы" not in marks
            if aside or (word.relation == "advcl" and marks & {"когда", "пока"}):
                under = sentence.subtree(word)
                first, last = under[0].start, under[-1].end
                letters[first:last] = " " * (last - first)
    return "".join(letters)


def _reported(sentence: Sentence) -> tuple[Word, bool]:
    """What a verb of saying reports, when it does: the claim is in it."""
    root = sentence.root
    if root.lemma in _REPORTING:
        for child in sentence.children(root):
            if child.relation in ("ccomp", "parataxis", "acl", "csubj") and _is_clause(sentence, child):
                return child, True
    if root.pos in ("NOUN", "PROPN") and root.feats.get("Case") == "Dat":
        told = (child for child in sentence.children(root) if child.feats.get("VerbForm") == "Inf")
        return next(told, root), False
    return root, False


def _is_clause(sentence: Sentence, word: Word) -> bool:
    if word.pos in _VERBAL or word.lemma in MODALS:
        return True
    return any(child.relation in SUBJECTS for child in sentence.children(word))


def _heads(sentence: Sentence, top: Word) -> list[tuple[Word, Word, bool]]:
    """(head, governor, whether the governor is another clause's) of every clause, main clause first."""
    found: list[tuple[Word, Word, bool]] = []
    queue: list[tuple[Word, Word | None]] = [(top, None)]
    while queue:
        word, over = queue.pop(0)
        head = word if over is not None else _content(sentence, word)
        found.append((head, over or word, over is not None))
        for node in {word.index: word, head.index: head}.values():
            shared = over or (word if node.index != word.index else None)
            queue += [(child, shared) for child in sentence.children(node) if _coordinate(sentence, node, child)]
    return found


def _content(sentence: Sentence, word: Word) -> Word:
    """The word that says what is to be done, below the modal words."""
    # «обязан принимать» is a duty, «обязал принимать» is a deed.
    ordered = word.lemma in ("обязать", "поручить") and word.feats.get("VerbForm") == "Fin"
    if word.lemma not in MODALS or ordered:
        return word
    for child in sentence.children(word):
        infinitive = child.feats.get("VerbForm") == "Inf"
        promised = child.relation in ("ccomp", "csubj", "csubj:pass") and child.feats.get("VerbForm") == "Fin"
        if (child.relation in _INSIDE and infinitive) or promised:
            return _content(sentence, child)
    return word


def _coordinate(sentence: Sentence, node: Word, child: Word) -> bool:
    if child.relation == "conj":
        if child.pos in _VERBAL or child.lemma in MODALS or child.lemma == "нет":
            return True
        return _is_measure(node) and _is_measure(child)
    if child.relation == "parataxis":
        return child.pos in _VERBAL and any(c.relation in SUBJECTS for c in sentence.children(child))
    return child.relation == "advcl" and any(c.lemma in ("хотя", "тогда") for c in sentence.children(child))


def _is_measure(word: Word) -> bool:
    return word.pos == "NOUN" and word.lemma.endswith(_NOMINAL_ENDS) and word.feats.get("Case", "Nom") == "Nom"


def _is_finite(sentence: Sentence, word: Word) -> bool:
    if word.feats.get("VerbForm") == "Fin" or word.feats.get("Variant") == "Short" or word.lemma in MODALS:
        return True
    if word.lemma == "нет":
        return True
    children = sentence.children(word)
    return any(c.relation in ("cop", "aux", "aux:pass", *SUBJECTS) for c in children)

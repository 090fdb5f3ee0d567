"""Clauses of an English sentence from its dependency parse: verb, subject, partner, object and the words that belong.

Labels are those of spaCy's English models (CLEAR style). Nothing is guessed: a passive without an agent has no actor.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_VERBAL = ("VERB", "AUX")
_ORDERING = frozenset(
    "instruct require oblige order direct task charge recommend advise encourage ask urge mandate invite expect".split()
)
_REPORTING = frozenset("say tell report state write note add declare claim announce explain answer remark".split())
_CONTRAST = frozenset(("although", "though", "while", "whereas", "but"))


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its head, the span of its words, and who acts, with whom, upon what (spans or None)."""

    head: Token
    start: int
    end: int
    actor: Span | None
    partner: Span | None
    object: Span | None
    finite: bool

    @property
    def text(self) -> str:
        return self.head.doc.text[self.start : self.end]


def clauses_of(doc: Doc) -> list[Clause]:
    """Clauses of `doc`, main clause of each sentence first; at least one for a text with any word."""
    found: list[Clause] = []
    for sentence in doc.sents:
        heads = _heads(_content_root(sentence.root))
        found += [_clause(head, [other for other in heads if other.i != head.i], sentence) for head in heads]
    return found


def _content_root(root: Token) -> Token:
    """What a verb of saying reports, when it does: the claim is in it."""
    if root.lemma_.lower() not in _REPORTING:
        return root
    inner = [child for child in root.children if child.dep_ == "ccomp" and child.pos_ in _VERBAL]
    return inner[0] if inner else root


def _heads(root: Token) -> list[Token]:
    heads, queue = [root], [root]
    while queue:
        for child in queue.pop(0).children:
            if child.pos_ not in _VERBAL:
                continue
            if child.dep_ in ("conj", "parataxis") or (child.dep_ == "advcl" and _contrasts(child)):
                heads.append(child)
                queue.append(child)
            elif child.dep_ == "ccomp" and child.i < root.i and _own_subject(child) is not None:
                heads.append(child)
    return heads


def _contrasts(head: Token) -> bool:
    return any(child.dep_ in ("mark", "advmod") and child.lower_ in _CONTRAST for child in head.children)


def _clause(head: Token, others: list[Token], sentence: Span) -> Clause:
    if not others:
        span = (head.left_edge.idx, head.right_edge.idx + len(head.right_edge))
        return Clause(head, *span, _actor(head), _partner(head), _object(head), _is_finite(head))
    # A clause owns the words under its head, less those under other heads below it.
    barred = {token.i for other in others if head.is_ancestor(other) for token in other.subtree}
    inside = [token for token in head.subtree if token.i not in barred]
    start = inside[0].idx if inside else head.idx
    last = inside[-1] if inside else head
    return Clause(head, start, last.idx + len(last), _actor(head), _partner(head), _object(head), _is_finite(head))


def _is_finite(head: Token) -> bool:
    verbs = [head, *(child for child in head.children if child.dep_ in ("aux", "auxpass"))]
    return any("Fin" in token.morph.get("VerbForm", []) or token.tag_ == "MD" for token in verbs)


def _own_subject(head: Token) -> Token | None:
    return next((child for child in head.children if child.dep_ in _SUBJECTS), None)


def _actor(head: Token) -> Span | None:
    """The doer: the agent of a passive, whoever is told to do it, else the subject; shared along coordination."""
    agent = next((child for child in head.children if child.dep_ == "agent"), None)
    if agent is not None:
        return _phrase(next((child for child in agent.children if child.dep_ == "pobj"), None))
    subject = _own_subject(head)
    lemma = head.lemma_.lower()
    if lemma in _ORDERING and (told := _told(head, subject)) is not None:
        return told
    if subject is None:
        return _actor(head.head) if head.dep_ == "conj" and head.head.i != head.i else None
    if subject.dep_ in ("nsubjpass", "expl"):
        return None
    return _phrase(subject)


def _told(head: Token, subject: Token | None) -> Span | None:
    inner = next((c for c in head.children if c.dep_ in ("ccomp", "xcomp") and c.pos_ in _VERBAL), None)
    if subject is not None and subject.dep_ == "nsubjpass" and subject.lower_ != "it":
        return _phrase(subject)
    if inner is None or head.lemma_.lower() in ("invite", "expect"):
        return None
    told = next((c for c in inner.children if c.dep_ == "nsubj"), None)
    return _phrase(told or next((c for c in head.children if c.dep_ in ("dobj", "dative")), None))


def _partner(head: Token) -> Span | None:
    """Whom it is done with: the object of `with`, `together with` or `by agreement with`."""
    for token in head.subtree:
        if token.lower_ == "with" and token.dep_ in ("prep", "pcomp"):
            found = next((child for child in token.children if child.dep_ == "pobj"), None)
            if found is not None:
                return _phrase(found)
    return None


def _object(head: Token) -> Span | None:
    wanted = ("dobj", "nsubjpass", "attr", "oprd")
    for token in (head, *(child for child in head.children if child.dep_ in ("xcomp", "ccomp"))):
        found = next((child for child in token.children if child.dep_ in wanted), None)
        if found is not None:
            return _phrase(found)
    return None


def _phrase(token: Token | None) -> Span | None:
    """The noun phrase of `token` up to its first clause: relative clauses and appositions are left out."""
    if token is None:
        return None
    left = token.left_edge.i
    right = token.right_edge.i
    for child in token.subtree:
        if child.i > token.i and child.dep_ in ("relcl", "acl", "appos", "advcl", "parataxis", "punct"):
            right = min(right, child.left_edge.i - 1)
    return token.doc[left : max(right, token.i) + 1]

"""What the wording and grammar of a passage say of its status, as named marks for a fitted reader.

Content words give way to their part of speech, so that what is learned is how English plans, denies and limits, not
what the training passages were about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from spacy.tokens import Doc

from pipeline.claims.phrases import children
from pipeline.claims.status import standing

_OPEN = ("NOUN", "PROPN", "NUM", "VERB", "ADJ")
# Words of the open classes that carry status themselves: of planning, duty, lack, smallness, time and judgement.
_KEPT = frozenset(
    "have be do use plan aim hope intend want need seek expect envisage require oblige instruct recommend propose stop"
    " close abolish lack absence few many little rare limited weak low insufficient single paper formal formality"
    " crucial important essential necessary vital key begin start introduce possible able likely example case year ago"
    " past former soviet previous last next future new only once first goal objective task purpose importance role"
    " believe think help depend".split()
)
_HEAD_PARTS = ("aux", "auxpass", "neg")
_SUBJECTS = ("nsubj", "nsubjpass", "expl")


def skeleton(doc: Doc) -> str:
    """The passage with content words as their part of speech: `VBZ`, `NNS`; grammar words as they stand."""
    return " ".join(_bone(token) for token in doc if not token.is_space)


def _bone(token: Any) -> str:
    kept = token.pos_ not in _OPEN or token.lemma_.lower() in _KEPT
    return str(token.lower_ if kept else token.tag_)


def marks(doc: Doc, *, policy: bool, hindrance: bool, roles: Iterable[str] = ()) -> list[str]:
    """Named marks of a passage: what the rules read in it, its main verb, its side, the roles of its codes."""
    own = standing(doc.text, policy=policy, hindrance=hindrance)
    other = standing(doc.text, policy=policy, hindrance=not hindrance)
    found = [f"rules={own.status}:{own.modality}", f"else={other.status}", f"polarity={own.polarity}"]
    named = sorted(set(roles))
    found += [f"policy={policy}", f"roles={'+'.join(named)}", *(f"role={name}" for name in named)]
    return [*found, *_head(doc)]


def _head(doc: Doc) -> Sequence[str]:
    root = next((sentence.root for sentence in doc.sents), None)
    if root is None:
        return []
    found = [f"verb={root.tag_}", f"lemma={root.lemma_.lower()}"]
    for child in children(root):
        if child.dep_ in _HEAD_PARTS:
            found.append(f"part={child.lower_}")
        elif child.dep_ in _SUBJECTS:
            found.append(f"subject={child.dep_}:{child.lower_ if child.pos_ == 'PRON' else child.pos_}")
            found += [f"of={word.lower_}" for word in children(child) if word.dep_ == "det"]
        elif child.dep_ in ("mark", "advcl"):
            found.append(f"clause={child.dep_}")
    return found

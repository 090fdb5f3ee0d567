"""REFI-QDA projects and codebooks: written whole, valid, the same every time, and read back as they were."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.codebook import Code, Codebook
from pipeline.errors import StudyError
from pipeline.export.qda import export_qda, import_qda, read_codes, read_project
from pipeline.tables import CODINGS, DOCUMENTS, SEGMENTS, TEXTS

QDA = Path(__file__).parents[2] / "shared" / "realdata" / "qda"
REAL_PROJECTS = [path for path in (QDA / "skyloom_TestProject.qdpx", QDA / "skyloom_Project.qde") if path.exists()]

# Beyond the Basic Multilingual Plane, a page break and Cyrillic: positions must count code points.
POLICY_TEXT = "Colleges 𝒳 and firms.\n\fFirms will host students. Nothing here."
PRACTICE_TEXT = "Жұмыс берушілер келмейді. They rarely come & <talk>."


def codebook() -> Codebook:
    codes = (
        Code("play.host", "play", definition="hosting", include=("visits",), exclude=("letters",)),
        Code("play.talk", "play"),
        Code("wall.firm", "wall", definition="walls of firms"),
        Code("wall.firm.distance", "wall", parent="wall.firm"),
    )
    return Codebook(codes, {"play": "What they do", "wall": "What hinders"}, {}, {}, {})


def segment(document: str, text: str, part: str) -> dict[str, object]:
    start = text.index(part)
    end = start + len(part)
    return {
        "segment_id": f"{document}:{start}-{end}",
        "document_id": document,
        "kind": "paragraph",
        "start": start,
        "end": end,
        "text": part,
    }


HOST = segment("law", POLICY_TEXT, "Firms will host students.")
COME = segment("talk", PRACTICE_TEXT, "They rarely come & <talk>.")
QUIET = segment("law", POLICY_TEXT, "Nothing here.")


def study() -> dict:
    codings = [
        {"segment_id": HOST["segment_id"], "code": "play.host", "coder": "model", "probability": 0.875},
        {"segment_id": HOST["segment_id"], "code": "play.host", "coder": "Ann B."},
        {"segment_id": COME["segment_id"], "code": "wall.firm.distance", "coder": "Ann B."},
        {"segment_id": COME["segment_id"], "code": "play.talk", "coder": "rules"},
    ]
    documents = [
        {"document_id": "law", "side": "policy", "title": "A law", "program": "P", "year_from": 2010, "licence": "own"},
        {"document_id": "talk", "side": "practice", "title": "A talk", "university": "A", "role": "the-only-rector"},
    ]
    texts = [{"document_id": "law", "text": POLICY_TEXT}, {"document_id": "talk", "text": PRACTICE_TEXT}]
    return {
        "documents": DOCUMENTS.frame(documents),
        "texts": TEXTS.frame(texts),
        "segments": SEGMENTS.frame([HOST, COME, QUIET]),
        "codings": CODINGS.frame(codings),
    }


@pytest.fixture
def written(tmp_path: Path) -> Path:
    export_qda(study(), codebook(), tmp_path)
    return tmp_path


def project_xml(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def schema_errors(content: etree._Element, schema: str) -> list[str]:
    """What the published schema says against `content`; nothing where the schema is not at hand."""
    if not (QDA / schema).exists():
        return []
    checker = etree.XMLSchema(etree.parse(QDA / schema))
    checker.validate(content)
    return [error.message for error in checker.error_log]


def rewritten(path: Path, change, target: Path) -> Path:
    """A copy of the package at `path` with `change(name, content)` applied to every part."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as copy:
        for entry in archive.infolist():
            copy.writestr(entry.filename, change(entry.filename, archive.read(entry)))
    return target


def test_project_and_codebook_obey_the_published_schemas(written: Path) -> None:
    assert schema_errors(project_xml(written / "study.qdpx"), "Project.xsd") == []
    assert schema_errors(etree.parse(written / "codebook.qdc").getroot(), "Codebook.xsd") == []


def test_project_without_codings_obeys_the_schema_too(tmp_path: Path) -> None:
    tables = {name: frame for name, frame in study().items() if name != "codings"}
    export_qda(tables, codebook(), tmp_path)
    assert schema_errors(project_xml(tmp_path / "study.qdpx"), "Project.xsd") == []
    assert import_qda(tmp_path / "study.qdpx").is_empty()


def test_same_tables_give_the_same_bytes_in_any_row_order(written: Path, tmp_path: Path) -> None:
    shuffled = {name: frame.reverse() for name, frame in study().items()}
    export_qda(shuffled, codebook(), tmp_path / "again")
    for name in ("study.qdpx", "codebook.qdc"):
        assert (tmp_path / "again" / name).read_bytes() == (written / name).read_bytes()


def test_selections_quote_the_stored_text_exactly(written: Path) -> None:
    with zipfile.ZipFile(written / "study.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
        quoted = set()
        for source in root.iter("{*}TextSource"):
            text = archive.read(source.get("plainTextPath").replace("internal://", "sources/")).decode()
            for selection in source.iter("{*}PlainTextSelection"):
                quoted.add(text[int(selection.get("startPosition")) : int(selection.get("endPosition"))])
    assert quoted == {HOST["text"], COME["text"]}


def test_codings_come_back_with_coder_and_probability(written: Path) -> None:
    assert import_qda(written / "study.qdpx").equals(study()["codings"])


def test_codes_hang_below_their_dimension_and_parent(written: Path) -> None:
    root = etree.parse(written / "codebook.qdc").getroot()
    child = next(code for code in root.iter("{*}Code") if code.get("name") == "wall.firm.distance")
    assert [above.get("name") for above in child.iterancestors("{*}Code")] == ["wall.firm", "wall"]
    assert [code.get("name") for code in root.iter("{*}Code") if code.get("isCodable") == "false"] == ["play", "wall"]


def test_codebook_comes_back_with_dimensions_parents_and_meaning(written: Path) -> None:
    for name in ("codebook.qdc", "study.qdpx"):
        codes = read_codes(written / name)
        assert [(code.id, code.dimension, code.parent) for code in codes] == [
            (code.id, code.dimension, code.parent) for code in codebook().codes
        ]
        assert codes[0].definition == "hosting\nIncludes: visits\nExcludes: letters"


def test_role_of_a_participant_is_not_in_the_project(written: Path) -> None:
    with zipfile.ZipFile(written / "study.qdpx") as archive:
        assert b"the-only-rector" not in archive.read("project.qde")


def test_control_characters_in_a_title_do_not_break_the_project(tmp_path: Path) -> None:
    tables = study()
    rows = [{**row, "title": "A\x0b\x00title"} for row in tables["documents"].to_dicts()]
    export_qda(tables | {"documents": DOCUMENTS.frame(rows)}, codebook(), tmp_path)
    assert import_qda(tmp_path / "study.qdpx").height == 4


def test_coding_with_a_code_outside_the_codebook_stops_the_export(tmp_path: Path) -> None:
    tables = study()
    rows = [*tables["codings"].to_dicts(), {"segment_id": HOST["segment_id"], "code": "lost", "coder": "x"}]
    with pytest.raises(StudyError, match="code lost is not in the codebook"):
        export_qda(tables | {"codings": CODINGS.frame(rows)}, codebook(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_segment_beyond_its_text_stops_the_export(tmp_path: Path) -> None:
    tables = study()
    texts = TEXTS.frame([{"document_id": "law", "text": "short"}, {"document_id": "talk", "text": PRACTICE_TEXT}])
    with pytest.raises(StudyError, match="lies outside its text"):
        export_qda(tables | {"texts": texts}, codebook(), tmp_path)


def test_selection_drawn_by_hand_is_laid_on_the_segments_it_covers(written: Path, tmp_path: Path) -> None:
    # A person codes from the middle of one sentence to just into the next: only the first is meant.
    start, end = HOST["start"] + 6, HOST["end"] + 4
    moved = _with_positions(written / "study.qdpx", tmp_path / "moved.qdpx", (HOST["start"], HOST["end"]), (start, end))
    codings = import_qda(moved, study()["segments"], codebook())
    assert codings.equals(study()["codings"])


def test_selection_over_two_sentences_codes_both(written: Path, tmp_path: Path) -> None:
    new = (HOST["start"], QUIET["end"])
    wide = _with_positions(written / "study.qdpx", tmp_path / "wide.qdpx", (HOST["start"], HOST["end"]), new)
    coded = set(import_qda(wide, study()["segments"])["segment_id"])
    assert coded == {HOST["segment_id"], QUIET["segment_id"], COME["segment_id"]}


def test_windows_line_breaks_do_not_move_codings(written: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name.endswith(".txt"):
            return b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
        old, new = (HOST["start"], HOST["end"]), (HOST["start"] + 1, HOST["end"] + 1)
        return _moved(content, old, new)

    windows = rewritten(written / "study.qdpx", change, tmp_path / "windows.qdpx")
    assert import_qda(windows, study()["segments"]).equals(study()["codings"])
    assert import_qda(windows).equals(study()["codings"])


def test_project_coded_over_another_text_is_refused(written: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"host", b"HOST") if name.endswith(".txt") else content

    other = rewritten(written / "study.qdpx", change, tmp_path / "other.qdpx")
    with pytest.raises(StudyError, match="is not the study's") as caught:
        import_qda(other, study()["segments"])
    assert "HOST" not in str(caught.value)


def test_source_that_the_study_does_not_know_is_named(written: Path) -> None:
    segments = SEGMENTS.frame([HOST])
    with pytest.raises(StudyError, match="'talk' is no document"):
        import_qda(written / "study.qdpx", segments)


def test_code_that_the_codebook_does_not_know_is_named(written: Path) -> None:
    smaller = Codebook(codebook().codes[:2], {"play": "What they do"}, {}, {}, {})
    with pytest.raises(StudyError, match=r"'wall\.firm\.distance' is not in the codebook"):
        import_qda(written / "study.qdpx", codebook=smaller)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not REFI-QDA"),
        (b"<Project>", "is not REFI-QDA"),
        (b"<html/>", "holds no REFI-QDA Project"),
        (b'<!DOCTYPE Project [<!ENTITY a "b">]><Project>&a;</Project>', "declares a document type"),
        (
            b'<Project><TextSource><PlainTextSelection startPosition="-1" endPosition="x"/></TextSource></Project>',
            "no place",
        ),
    ],
)
def test_file_that_is_no_project_is_refused_in_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.qdpx"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=said) as caught:
        read_project(path)
    assert "\n" not in str(caught.value)


def test_truncated_package_and_missing_file_are_refused(written: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.qdpx"
    broken.write_bytes((written / "study.qdpx").read_bytes()[:-40])
    for path in (broken, tmp_path / "none.qdpx", tmp_path):
        with pytest.raises(StudyError, match=str(path)):
            read_project(path)


def test_package_without_a_project_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", "no project")
    path = tmp_path / "empty.qdpx"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(StudyError, match="holds 0 project files"):
        read_project(path)


def test_transcript_selections_take_their_place_from_sync_points(tmp_path: Path) -> None:
    guid = "00000000-0000-0000-0000-00000000000"
    path = tmp_path / "sound.qde"
    path.write_text(
        f"""<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Users><User guid="{guid}1" name="Ann"/></Users>
        <CodeBook><Codes><Code guid="{{{guid}2}}" name="c" isCodable="true"/></Codes></CodeBook>
        <Sources><AudioSource guid="{guid}3" name="tape"><Transcript guid="{guid}4">
        <PlainTextContent>one two</PlainTextContent>
        <SyncPoint guid="{guid}5" position="4"/><SyncPoint guid="{guid}6" position="7"/>
        <TranscriptSelection guid="{guid}7" fromSyncPoint="{guid}5" toSyncPoint="{guid}6">
        <Coding guid="{guid}8" creatingUser="{guid}1"><CodeRef targetGUID="{guid}2"/></Coding></TranscriptSelection>
        </Transcript><Coding guid="{guid}9"><CodeRef targetGUID="{guid}2"/></Coding></AudioSource>
        </Sources></Project>"""
    )
    project = read_project(path)
    assert [(s.source, s.start, s.end, s.text, s.code, s.coder) for s in project.selections] == [
        ("tape", 4, 7, "two", "c", "Ann")
    ]
    assert project.left_out == 1


def test_codes_that_share_a_name_are_told_apart_by_their_path(tmp_path: Path) -> None:
    path = tmp_path / "twins.qdc"
    codes = "".join(
        f'<Code guid="{n}" name="{top}" isCodable="true"><Code guid="{n}{n}" name="other" isCodable="true"/></Code>'
        for n, top in enumerate(("barrier", "enabler"))
    )
    path.write_text(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{codes}</Codes></CodeBook>')
    assert [code.id for code in read_codes(path)] == ["barrier", "barrier > other", "enabler", "enabler > other"]


def test_projects_of_other_programs_are_read() -> None:
    for path in REAL_PROJECTS:
        project = read_project(path)
        assert len(project.selections) == 9
        assert project.left_out == 7
        codings = import_qda(path)
        assert set(codings["coder"]) == {"Friedrich Markgraf"}
        assert {"Mabel.txt:0-410", "Simon.docx:688-907"} <= set(codings["segment_id"])
        assert len(read_codes(path)) == 14


def _moved(content: bytes, old: tuple[int, int], new: tuple[int, int]) -> bytes:
    before = f'startPosition="{old[0]}" endPosition="{old[1]}"'.encode()
    assert before in content
    return content.replace(before, f'startPosition="{new[0]}" endPosition="{new[1]}"'.encode())


def _with_positions(path: Path, target: Path, old: tuple[int, int], new: tuple[int, int]) -> Path:
    def change(name: str, content: bytes) -> bytes:
        return _moved(content, old, new) if name.endswith(".qde") else content

    return rewritten(path, change, target)

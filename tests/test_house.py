"""The house rules that can be checked by walking the source tree."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOMS = ("ingest", "segment", "code", "claims", "topics", "gap", "findings", "export")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules(root: Path) -> list[Path]:
    return sorted((root / "pipeline").rglob("*.py"))


def test_the_library_imports_neither_prefect_nor_the_flows(root: Path) -> None:
    reaching = {
        f"{path.relative_to(root)}: {name}"
        for path in modules(root)
        for name in imports_of(path)
        if name.split(".")[0] in ("prefect", "flows")
    }
    assert not reaching


def test_no_room_reaches_back_to_a_later_one(root: Path) -> None:
    reaching = []
    for path in modules(root):
        room = path.relative_to(root / "pipeline").parts[0]
        if room not in ROOMS:
            continue
        later = ROOMS[ROOMS.index(room) + 1 :]
        # claims, topics and code stand side by side after segment; all of them may read codes, none the gap
        reaching += [
            f"{path.relative_to(root)}: {name}"
            for name in imports_of(path)
            if name.startswith("pipeline.") and name.split(".")[1] in later
        ]
    assert not reaching


def test_no_code_of_this_study_stands_in_the_library(root: Path) -> None:
    raw = yaml.safe_load((root / "corpus" / "codebook.yaml").read_text(encoding="utf-8"))
    ids = {code["id"] for code in raw["codes"]}
    assert len(ids) > 40
    # Every id has a dot, so it is no ordinary word: neither a string nor a sentence may hold one.
    assert all("." in code for code in ids)
    named = re.compile("|".join(rf"(?<![\w.]){re.escape(code)}(?![\w.])" for code in sorted(ids)))
    found = [
        str(path.relative_to(root))
        for folder in ("pipeline", "flows")
        for path in [*(root / folder).rglob("*.py"), *(root / folder).rglob("*.j2")]
        if named.search(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_there_is_no_room_for_odds_and_ends(root: Path) -> None:
    assert not [path for path in modules(root) if path.name in ("utils.py", "helpers.py", "misc.py", "common.py")]


def test_the_lock_file_names_hashes_and_no_addresses(root: Path) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][\w.-]*==\S+", lock, re.MULTILINE)
    assert len(pins) > 100
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "http" not in re.sub(r"^http\S*==", "", lock, flags=re.MULTILINE).replace("httpx", "").replace(
        "httpcore", ""
    )


@pytest.mark.parametrize("wanted", ["prefect", "spacy", "scikit-learn", "pdfplumber", "gensim", "pytest"])
def test_the_packages_at_the_core_are_locked(root: Path, wanted: str) -> None:
    assert re.search(rf"^{wanted}==", (root / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)

"""The findings file: each finding with its statement and the tests that can show it or fail to.

Kinds of test and what they need:

- `index`: `measure`, `expect` (positive or negative): the sign of a headline measure.
- `order`: `groups` (lists of codes of one dimension, most first), optional `case`: each group's share among a
  participant's passages of the dimension exceeds the next one's.
- `contrast`: `codes`, `more`, `less` (two cases): share of participants' passages that carry a code, more − less.
  Both take `statuses`: then only what is claimed with one of them counts (practice: established, limited);
  `order` takes `without`: passages that carry one of these codes are left out.
- `presence`: `codes`, `at_least` (a share), optional `case`, `side`: participants who speak of it at all.
- `together`: `codes` (all on one passage), `at_least`: participants with such a passage.
- `status`: `codes`, `statuses`, optional `case`: claims with these statuses outnumber the others.
- `partners`: `codes`, `sectors`, `more`, `less`: share of claims whose partner or actor is of these sectors.

Beside the findings the file may hold `role_groups`: names of groups of participants' roles (each role in one group),
for which every finding is tested apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.codebook import Codebook
from pipeline.errors import StudyError

KINDS: dict[str, tuple[str, ...]] = {
    "index": ("measure", "expect"),
    "order": ("groups",),
    "contrast": ("codes", "more", "less"),
    "presence": ("codes", "at_least"),
    "together": ("codes", "at_least"),
    "status": ("codes", "statuses"),
    "partners": ("codes", "sectors", "more", "less"),
}


ROLE_GROUPS = "role_groups"


@dataclass(frozen=True)
class Test:
    """One computed test: its kind and what it was given."""

    __test__ = False  # not a test of this project's own

    kind: str
    given: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        """Every code the test looks at, in the order given."""
        if self.kind == "order":
            return [code for group in self.given["groups"] for code in group]
        return list(self.given.get("codes", []))


@dataclass(frozen=True)
class Finding:
    """A finding: its id, what was found, and the tests, all of which must hold. None: not testable, with the reason."""

    id: str
    statement: str
    tests: tuple[Test, ...]
    why_not: str | None = None


def load_findings(path: Path, codebook: Codebook) -> tuple[Finding, ...]:
    """Read a findings file. StudyError names file and finding for anything unknown or missing."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(path, "cannot be read", "give a YAML file in UTF-8") from error
    except yaml.YAMLError as error:
        line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        raise StudyError(f"{path} line {line}", "is not YAML", "correct the line") from error
    if not isinstance(raw, dict):
        raise StudyError(path, "holds no findings", "give a mapping of finding ids")
    return tuple(_finding(path, str(name), given, codebook) for name, given in raw.items() if name != ROLE_GROUPS)


def load_role_groups(path: Path) -> dict[str, tuple[str, ...]]:
    """Roles by group that a findings file declares, in its order; StudyError for a role in two groups or no list."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    given = raw.get(ROLE_GROUPS) if isinstance(raw, dict) else None
    if given is None:
        return {}
    where = f"{path} {ROLE_GROUPS}"
    if not isinstance(given, dict) or not all(isinstance(roles, list) and roles for roles in given.values()):
        raise StudyError(where, "is no mapping of groups to lists of roles", "write `leadership: [rector, head]`")
    roles = [str(role) for listed in given.values() for role in listed]
    twice = sorted({role for role in roles if roles.count(role) > 1})
    if twice:
        raise StudyError(where, f"role {twice[0]!r} stands twice", "put each role into one group")
    return {str(name): tuple(str(role) for role in listed) for name, listed in given.items()}


def _finding(path: Path, name: str, given: Any, codebook: Codebook) -> Finding:
    where = f"{path} finding {name}"
    if not isinstance(given, dict) or not given.get("statement"):
        raise StudyError(where, "has no statement", "say what was found")
    tests = tuple(_test(where, test, codebook) for test in given.get("tests", []))
    if not tests and not given.get("not_testable"):
        raise StudyError(where, "has neither tests nor a reason", "add tests, or not_testable with the reason")
    return Finding(name, " ".join(str(given["statement"]).split()), tests, given.get("not_testable"))


def _test(where: str, given: Any, codebook: Codebook) -> Test:
    kind = given.get("kind") if isinstance(given, dict) else None
    if kind not in KINDS:
        raise StudyError(where, f"test kind {kind!r} is unknown", f"use one of {', '.join(KINDS)}")
    missing = [name for name in KINDS[kind] if name not in given]
    if missing:
        raise StudyError(where, f"test {kind} lacks {missing[0]!r}", f"give {', '.join(KINDS[kind])}")
    test = Test(kind, {name: value for name, value in given.items() if name != "kind"})
    unknown = [code for code in test.codes if code not in codebook.ids]
    if unknown:
        raise StudyError(where, f"code {unknown[0]!r} is not in the codebook", "correct it or add it to the codebook")
    return test

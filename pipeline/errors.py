"""The one error that users see: which file, where in it, what is wrong, what cures it."""

from __future__ import annotations

from pathlib import Path


class StudyError(Exception):
    """Input or a study that cannot be used, told in one line.

    `where` names the file (and the row, page or line when known), `reason` says what is wrong with it and
    `cure` what the user can do. `str(error)` is exactly one line, whatever the parts contain.
    """

    def __init__(self, where: str | Path, reason: str, cure: str) -> None:
        self.where = str(where)
        self.reason = reason
        self.cure = cure
        super().__init__(_one_line(f"{self.where}: {reason}; {cure}"))

    def __reduce__(self) -> tuple[type[StudyError], tuple[str, str, str]]:
        # Errors cross process borders (parsing runs in workers), so they must pickle by their parts.
        return type(self), (self.where, self.reason, self.cure)


class TableError(StudyError):
    """Rows that break a declared table: an unknown column, a missing value, a repeated key."""


def _one_line(text: str) -> str:
    return " ".join(text.split())

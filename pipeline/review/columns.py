"""The columns of a review sheet: those that are given and those that a person fills in."""

from __future__ import annotations

import re

from pipeline.tables import REVIEW

CODE_COLUMNS = tuple(f"code_{number}" for number in range(1, 7))
STATUS, MODALITY, NOTE = "status", "modality", "note"
# What stands in code_1 of a passage that was read and carries none: an empty cell would say nothing.
NO_CODE = "no code"
_READ = ("number", "place", "before", "text")
FILLED = (*CODE_COLUMNS, STATUS, MODALITY, NOTE)
GIVEN = (*_READ, *(name for name in REVIEW.names if name not in _READ))
# The reader's order: the passage first, then what to fill in, then what only the import needs.
ORDER = (*_READ, *FILLED, *(name for name in GIVEN if name not in _READ))
# What import cannot do without; the rest of the given columns is there for the person who reads.
NEEDED = ("number", "rows", "segment_id", "text", "sampling_probability", "check", *FILLED)
_MORE_CODES = re.compile(r"code_\d+")


def is_code_column(name: str) -> bool:
    """Whether a column holds codes: a person may add code_7 and so on."""
    return bool(_MORE_CODES.fullmatch(name))

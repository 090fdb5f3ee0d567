"""Where Prefect keeps its things, decided before it is imported: beside the checkout, never in the user's home."""

from __future__ import annotations

import logging
import os
from pathlib import Path


def prepare_prefect(*, ephemeral: bool, home: Path | None = None) -> None:
    """Set Prefect's environment. Must run before Prefect is imported anywhere in the process.

    With `ephemeral`, an API address in the environment is ignored: interviews stay on this machine.
    """
    home = home or Path(os.environ.get("UIP_PREFECT_HOME", ".prefect"))
    os.environ["PREFECT_HOME"] = str(home.resolve())
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # A small corpus is fitted with few updates by nature; twenty seeds would say so a hundred times.
    logging.getLogger("gensim").setLevel(logging.ERROR)
    if ephemeral:
        # A server that shares its machine with other work needs more than Prefect's twenty seconds to answer.
        os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
        os.environ.pop("PREFECT_API_URL", None)
        os.environ.pop("PREFECT_API_KEY", None)
        os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "true"

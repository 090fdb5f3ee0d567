"""Run the study once with a Prefect API of its own: what `make run` and `uip run` call."""

from __future__ import annotations

import json
import sys

from flows.environment import prepare_prefect


def main() -> int:
    """Read settings as JSON from standard input, run the flow, print headline and place of the report."""
    from pipeline.errors import StudyError
    from pipeline.settings import StudySettings

    settings = StudySettings.model_validate_json(sys.stdin.read() or "{}")
    prepare_prefect(ephemeral=True)
    from flows.study import study_flow

    print(f"study of {settings.corpus}", file=sys.stderr, flush=True)
    try:
        study_flow(settings)
    except StudyError as error:
        print(f"uip: {error}", file=sys.stderr)
        return 1
    record = json.loads((settings.out / "run.json").read_text(encoding="utf-8"))
    print(record.get("headline", ""))
    if record["rules_only"]:
        print(f"Note: {record['rules_only']}.")
    print(f"report: {settings.out / 'report.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

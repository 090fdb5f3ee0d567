"""Every benchmark of this folder, one after the other, each measured beside its named alternative in the same run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {"rules": sorted(str(path) for path in (ROOT / "corpus" / "training").glob("*.jsonl"))}


def main() -> int:
    """Run each module as a script from the project's root; 1 when one fails."""
    failed = 0
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        print(f"\n## {path.stem}", flush=True)
        command = [sys.executable, "-m", f"tests.bench.{path.stem}", *GIVEN.get(path.stem, [])]
        failed |= subprocess.run(command, cwd=ROOT, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Known text set in many layouts and read back: `python -m tests.bench.faithfulness [SEED …]` (shares; 1 is all)."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from pipeline.ingest.pdf import read
from tests.layouts import layouts, score

# Looked at while the layout step was made: 1. The others are shown as they come.
SEEDS = (1, 101, 102)


def main(arguments: list[str]) -> int:
    """A line for each layout and seed."""
    print(f"{'layout':<34}{'seed':>6}{'characters':>12}{'order':>8}{'cells':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for seed in map(int, arguments or SEEDS):
            for number, (name, lay_out) in enumerate(layouts().items()):
                path = Path(folder, f"{seed}-{number}.pdf")
                truth = lay_out(path, random.Random(seed))
                got = score(truth, read(path))
                cells = "" if got.cells is None else f"{got.cells:8.3f}"
                print(f"{name:<34}{seed:>6}{got.characters:>12.4f}{got.order:>8.3f}{cells}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

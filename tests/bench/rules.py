"""Scores of the rules coder: `python tests/bench/rules.py CODED.jsonl…` (fields text, codes, disputed; -v per code)."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.code.gate import Gate
from pipeline.code.rules import code_by_rules
from pipeline.codebook import Codebook, load_codebook


def score(rows: list[dict[str, Any]], book: Codebook) -> tuple[Counter[str], Counter[str], Counter[str], str]:
    """Hits, false codes and misses per code, and a line on gate and negatives. Disputed codes count neither way."""
    frame = pl.DataFrame({"segment_id": [str(i) for i in range(len(rows))], "text": [row["text"] for row in rows]})
    found: dict[str, set[str]] = {}
    for segment_id, code in code_by_rules(frame, book).select("segment_id", "code").iter_rows():
        found.setdefault(segment_id, set()).add(code)
    hit, false, miss, gate = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for number, row in enumerate(rows):
        gold, said = set(row["codes"]), found.get(str(number), set()) - set(row.get("disputed", ()))
        hit.update(gold & said)
        false.update(said - gold)
        miss.update(gold - said)
        gate[f"{bool(gold)}{bool(said)}"] += 1
    negatives = gate["FalseTrue"] + gate["FalseFalse"]
    gate_f1 = 2 * gate["TrueTrue"] / max(1, 2 * gate["TrueTrue"] + gate["FalseTrue"] + gate["TrueFalse"])
    rate = gate["FalseTrue"] / max(1, negatives)
    return hit, false, miss, f"gate F1 {gate_f1:.3f}  negatives with a code {rate:.3f} of {negatives}"


def f1(hit: int, false: int, miss: int) -> float:
    return 2 * hit / max(1, 2 * hit + false + miss)


def report(path: Path, book: Codebook, every: bool) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = path.with_name("segments.csv")
    if "text" not in rows[0]:
        by_id = dict(pl.read_csv(texts).select("segment_id", "text").iter_rows())
        rows = [{**row, "text": by_id[row["segment_id"]]} for row in rows]
    hit, false, miss, gate = score(rows, book)
    codes = [code for code in book.ids if hit[code] + miss[code]]
    macro = sum(f1(hit[c], false[c], miss[c]) for c in codes) / max(1, len(codes))
    print(f"{path.name}: micro {f1(hit.total(), false.total(), miss.total()):.3f}  macro {macro:.3f}  {gate}")
    for dimension in book.dimensions:
        ids = [code.id for code in book.of_dimension(dimension)]
        h, f, m = (sum(counter[i] for i in ids) for counter in (hit, false, miss))
        print(f"  {dimension:10} P {h / max(1, h + f):.2f} R {h / max(1, h + m):.2f} F1 {f1(h, f, m):.3f} n {h + m}")
    for code in codes if every else ():
        print(f"    {code:38} hit {hit[code]:3} false {false[code]:3} miss {miss[code]:3}")


def speed(paths: list[Path], book: Codebook) -> None:
    text = [json.loads(line).get("text", "") for path in paths for line in path.open(encoding="utf-8")] * 20
    gate, start = Gate(book.gate["en"]), time.perf_counter()
    for segment in text:
        gate.sides(segment)
    words = sum(len(segment.split()) for segment in text)
    print(f"gate: {words / (time.perf_counter() - start):,.0f} words/s on one core")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    codebook = load_codebook("corpus/codebook.yaml")
    for argument in arguments:
        report(Path(argument), codebook, "-v" in sys.argv)
    speed([Path(argument) for argument in arguments], codebook)

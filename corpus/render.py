"""Renders the demonstration corpus: sources in, documents and manifest out, the same bytes every time.

python corpus/render.py          writes corpus/documents and corpus/manifest.csv
python corpus/render.py --check  exit status 1 when they are not what the sources yield
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

from renderers.pages import Look, interview_pages, policy_pages
from renderers.plain import interview_text, interview_vtt, policy_text
from renderers.source import Interview, Policy, read_interview, read_policy
from renderers.web import policy_page
from renderers.word import interview_document, policy_document

CORPUS = Path(__file__).resolve().parent
LICENCE = "CC BY 4.0; composed for demonstration; not the study's data; do not cite"
COLUMNS = (
    "document_id,path,side,program,title,year_from,year_to,language,university,field,role,participant,"
    "sha256,source_url,licence,retrieved"
).split(",")
POLICIES: dict[str, tuple[str, Callable[[Policy], bytes]]] = {
    "SK2050": ("docx", policy_document),
    "ADDR-2018": ("txt", policy_text),
    "SDP": ("pdf", lambda policy: policy_pages(policy, Look(1, "", False))),
    "SPIID-1": ("pdf", lambda policy: policy_pages(policy, Look(2, "State Programme 2010-2014", True))),
    "SPIID-2": ("pdf", lambda policy: policy_pages(policy, Look(1, "State Programme 2015-2019", False))),
    "SPED-1": ("html", policy_page),
    "SPED-2": ("docx", policy_document),
    "SPED-0": ("docx", policy_document),
    "STEPS-100": ("html", policy_page),
}
INTERVIEWS: dict[str, tuple[str, Callable[[Interview], bytes]]] = {
    **dict.fromkeys("A01 A02 A05 A08 A10 B01 B04 B07 B10 B11".split(), ("docx", interview_document)),
    **dict.fromkeys("A04 A06 A09 B03 B06 B09".split(), ("txt", interview_text)),
    **dict.fromkeys("A03 A07 B02 B08".split(), ("pdf", interview_pages)),
    "B05": ("vtt", interview_vtt),
}


def rendered(corpus: Path = CORPUS) -> dict[str, bytes]:
    """Every file of the corpus that comes from the sources: path relative to the corpus → bytes."""
    files: dict[str, bytes] = {}
    rows: list[dict[str, str]] = []
    for name, (suffix, render) in POLICIES.items():
        policy = read_policy(corpus / "sources" / "policy" / f"{name}.md")
        rows.append(_add(files, f"documents/{name}.{suffix}", render(policy), _policy_row(policy)))
    for name, (suffix, write) in INTERVIEWS.items():
        interview = read_interview(corpus / "sources" / "interviews" / f"{name}.txt")
        rows.append(_add(files, f"documents/{name}.{suffix}", write(interview), _interview_row(interview)))
    files["manifest.csv"] = _csv(sorted(rows, key=lambda row: row["document_id"]))
    return files


def _add(files: dict[str, bytes], path: str, content: bytes, row: dict[str, str]) -> dict[str, str]:
    files[path] = content
    return {**row, "path": path, "sha256": hashlib.sha256(content).hexdigest(), "licence": LICENCE}


def _policy_row(policy: Policy) -> dict[str, str]:
    first, _, last = policy.header["period"].partition("-")
    return {
        "document_id": policy.document_id,
        "side": "policy",
        "program": policy.document_id,
        "title": policy.title,
        "year_from": first,
        "year_to": last or first,
        "language": policy.language,
    }


def _interview_row(interview: Interview) -> dict[str, str]:
    header = interview.header
    year = header["date"][:4]
    row = {"document_id": interview.document_id, "side": "practice", "participant": interview.participant}
    row["language"] = interview.language
    row |= {"title": f"Interview {interview.document_id}", "year_from": year, "year_to": year}
    return row | {name: header[name] for name in ("university", "field", "role")}


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def differing(files: dict[str, bytes], corpus: Path) -> list[str]:
    """Files that are missing, stale, or in the documents folder without a source."""
    present = {f"documents/{path.name}" for path in (corpus / "documents").glob("*")}
    stale = [name for name, content in files.items() if not _holds(corpus / name, content)]
    return sorted({*stale, *(present - set(files))})


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Render the demonstration corpus from its sources.")
    parser.add_argument(
        "--check", action="store_true", help="only say whether the documents are what the sources yield"
    )
    files = rendered()
    stale = differing(files, CORPUS)
    if parser.parse_args(arguments).check:
        print(
            "\n".join(f"{name}: is not what the sources yield; run `make corpus`" for name in stale),
            end="\n" * bool(stale),
        )
        return 1 if stale else 0
    (CORPUS / "documents").mkdir(exist_ok=True)
    for name in stale:
        if name in files:
            (CORPUS / name).write_bytes(files[name])
        else:
            (CORPUS / name).unlink()
    print(f"{len(files)} files, {len(stale)} of them renewed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

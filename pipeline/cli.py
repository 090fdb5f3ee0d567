"""The command line `uip`: each command reads files, calls one room and writes files, whole or not at all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline import commands
from pipeline.errors import StudyError

_EXAMPLES = """examples:
  uip run --corpus corpus --out exports
  uip ingest strategy.pdf interview.docx --out read
  uip ingest strategy.pdf --out read --until pages
  uip code passages.csv --out codes.csv
  uip claims passages.csv --out claims.csv
  uip agreement anna.csv boris.csv
"""


def _corpus() -> Path:
    """The corpus in the folder one stands in, else that of the project."""
    here = Path("corpus")
    return here if here.is_dir() else Path(__file__).resolve().parent.parent / "corpus"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 input or study unusable (one line says why), 2 wrong usage."""
    parser = build_parser()
    given = parser.parse_args(arguments)
    try:
        return int(given.command(given) or 0)
    except StudyError as error:
        print(f"uip: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("uip: stopped; outputs of earlier runs are intact", file=sys.stderr)
        return 1


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; the README lists the same ones."""
    parser = argparse.ArgumentParser(
        prog="uip",
        description="How far is practice from what policy promises? Compares strategy papers with interviews.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commanded = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commanded)
    _add_files(commanded)
    _add_coders(commanded)
    _add_review(commanded)
    _add_exchange(commanded)
    return parser


def _add_run(commanded: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commanded.add_parser("run", help="run the study flow over a corpus", epilog="example: uip run --out exports")
    run.add_argument("--corpus", type=Path, default=_corpus(), help="folder with manifest, documents, codebook")
    run.add_argument("--out", type=Path, default=Path("exports"), help="folder that receives the exports")
    run.add_argument("--on-bad-document", choices=("reject", "stop"), default="reject")
    run.add_argument("--coder", choices=("resolved", "rules", "model"), default="resolved")
    run.add_argument("--seed", type=int, default=2018)
    run.add_argument("--resamples", type=int, default=2000)
    run.add_argument("--english-model", default=None, help="installed spaCy model to prefer")
    run.set_defaults(command=commands.run)


def _add_files(commanded: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ingest = commanded.add_parser(
        "ingest", help="read any documents into segments", epilog="example: uip ingest *.pdf --out read"
    )
    ingest.add_argument("files", type=Path, nargs="+", metavar="FILE")
    ingest.add_argument("--out", type=Path, required=True)
    ingest.add_argument("--until", choices=("pages", "segments"), default="segments")
    ingest.add_argument("--on-bad-document", choices=("reject", "stop"), default="reject")
    ingest.set_defaults(command=commands.ingest)
    manifest = commanded.add_parser(
        "manifest",
        help="write a first manifest.csv for a folder of documents",
        epilog="example: uip manifest my-study (with the files in my-study/documents)",
    )
    manifest.add_argument("corpus", type=Path, metavar="FOLDER")
    manifest.set_defaults(command=commands.manifest)
    for name, command, text in (
        ("code", commands.code, "code any segments (columns segment_id,text, optionally side, language)"),
        ("claims", commands.claims, "extract claims from any segments"),
    ):
        parser = commanded.add_parser(name, help=text, epilog=f"example: uip {name} passages.csv --out {name}.csv")
        parser.add_argument("input", type=Path, metavar="IN.csv")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--corpus", type=Path, default=_corpus(), help="folder with codebook and gazetteer")
        parser.set_defaults(command=command)


def _add_coders(commanded: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    agreement = commanded.add_parser(
        "agreement", help="kappa and alpha per code between two coders", epilog="example: uip agreement a.csv b.csv"
    )
    agreement.add_argument("a", type=Path, metavar="A.csv")
    agreement.add_argument("b", type=Path, metavar="B.csv")
    agreement.add_argument("--out", type=Path, default=None, help="file; default: the terminal")
    agreement.set_defaults(command=commands.agreement)
    train = commanded.add_parser("train", help="refit the model coder from the coded corpus")
    train.add_argument("--corpus", type=Path, default=_corpus())
    train.add_argument("--changes", type=Path, default=None, metavar="FILE", help="also the codings that changed")
    train.set_defaults(command=commands.train)
    evaluate = commanded.add_parser("evaluate", help="the coders against the gold codings, per code")
    evaluate.add_argument("--corpus", type=Path, default=_corpus())
    evaluate.add_argument("--out", type=Path, default=Path("evaluation.csv"))
    more = evaluate.add_mutually_exclusive_group()
    more.add_argument("--across-training", action="store_true", help="each document and register of training in turn")
    more.add_argument("--details", type=Path, default=None, metavar="DIR", help="also how coders err, to this folder")
    evaluate.add_argument(
        "--learning-curve", type=Path, default=None, metavar="FILE", help="also scores by size of training (minutes)"
    )
    evaluate.set_defaults(command=commands.evaluate)
    simulate = commanded.add_parser("simulate", help="coverage and false alarms of the gap estimators")
    simulate.add_argument("--out", type=Path, required=True)
    simulate.add_argument("--quick", action="store_true", help="fewer simulated corpora")
    simulate.set_defaults(command=commands.simulate)


def _add_review(commanded: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    review = commanded.add_parser(
        "review",
        help="passages worth a look, out to a sheet and back",
        epilog="example: uip review export --out review",
    )
    which = review.add_subparsers(required=True, metavar="export|import")
    export = which.add_parser("export", help="choose passages of a run and write review.xlsx and review.csv")
    export.add_argument("--corpus", type=Path, default=_corpus())
    export.add_argument("--run", type=Path, default=Path("exports"), help="folder that `uip run` wrote")
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--passages", type=_count, default=120, help="passages that the coders are unsure of")
    export.add_argument("--random", type=_count, default=60, help="passages drawn at random, for estimation")
    export.add_argument("--seed", type=int, default=7)
    export.set_defaults(command=commands.review_export)
    read = which.add_parser("import", help="check a filled sheet and store it as a coder's file")
    read.add_argument("sheet", type=Path, metavar="SHEET")
    read.add_argument("--coder", required=True, help="name of the file in the corpus' codings folder")
    read.add_argument("--corpus", type=Path, default=_corpus())
    read.add_argument("--run", type=Path, default=None, help="folder of a run, to spare reading the documents again")
    read.add_argument("--partial", action="store_true", help="leave out rows that are not filled in")
    read.add_argument("--replace", action="store_true", help="replace the coder's earlier file")
    read.set_defaults(command=commands.review_import)


def _count(given: str) -> int:
    number = int(given)
    if number < 0:
        raise argparse.ArgumentTypeError("give a number of passages, 0 or more")
    return number


def _add_exchange(commanded: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fetch = commanded.add_parser(
        "fetch",
        help="download the official documents named in the manifest",
        epilog="example: uip fetch --corpus corpus/official",
    )
    fetch.add_argument("--corpus", type=Path, default=_corpus(), help="folder with the manifest")
    fetch.set_defaults(command=commands.fetch)
    qda = commanded.add_parser("qda", help="REFI-QDA project and codebook", epilog="example: uip qda import x.qdpx")
    which = qda.add_subparsers(required=True, metavar="export|import")
    export = which.add_parser("export", help="from a run's exports to study.qdpx and codebook.qdc")
    export.add_argument("--exports", type=Path, default=Path("exports"))
    export.add_argument("--corpus", type=Path, default=_corpus())
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(command=commands.qda_export)
    read = which.add_parser("import", help="codings of a .qdpx as CSV")
    read.add_argument("project", type=Path, metavar="PROJECT.qdpx")
    read.add_argument("--out", type=Path, required=True)
    read.add_argument("--segments", type=Path, default=None, help="segments.csv to lay the codings on")
    read.add_argument("--codebook", type=Path, default=None, help="codebook.yaml to check the codes by")
    read.set_defaults(command=commands.qda_import)


if __name__ == "__main__":
    sys.exit(main())

"""The study as a Prefect flow: one task per stage, cached by what it was given, with progress and artifacts.

Tasks hand each other keys, not tables: the tables lie in a content-addressed store, so that no interview text reaches
Prefect's database, parameters, artifacts or logs.
"""

# No postponed annotations here: a deployment loads this file by path, and Prefect must find the types themselves.
from flows.environment import prepare_prefect

prepare_prefect(ephemeral=False)

import shutil  # noqa: E402
import sys  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

import polars as pl  # noqa: E402
from prefect import flow, task  # noqa: E402
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.states import State  # noqa: E402

from flows.keep import TableStore  # noqa: E402
from pipeline.export import write_exports  # noqa: E402
from pipeline.record import describe_run  # noqa: E402
from pipeline.settings import StudySettings  # noqa: E402
from pipeline.stage_keys import code_version, corpus_version, stage_key  # noqa: E402
from pipeline.stages import STAGES, Stage, Study, run_stage  # noqa: E402
from pipeline.tables import EXPORTED  # noqa: E402

STORE = Path(".cache") / "tables"
# Not None: the Prefect UI makes its form from the type and the default.
DEFAULTS = StudySettings()


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _is_passing(_task: object, _run: object, state: State) -> bool:
    """Only trouble with files may pass by itself; a fault in the input or the code is not tried again."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(
    name="stage",
    task_run_name="{name}",
    retries=2,
    retry_delay_seconds=1,
    retry_condition_fn=_is_passing,
    cache_key_fn=lambda _context, given: given["key"],
    persist_result=True,
)
def run_stage_task(name: str, key: str, inputs: dict[str, str], settings: StudySettings) -> str:
    """Run one stage on stored tables and store what it gives; returns the key under which it lies."""
    stage = next(stage for stage in STAGES if stage.name == name)
    store = TableStore(STORE)
    _progress(f"  {stage.doing} …")
    tables = {table: store.load(inputs[table], table) for table in stage.inputs}
    store.save(key, run_stage(stage, Study(settings), tables))
    return key


@task(name="export", retries=2, retry_delay_seconds=1, retry_condition_fn=_is_passing)
def export_task(keys: dict[str, str], settings: StudySettings, started: str) -> None:
    """Write the exports and the report from the stored tables."""
    store = TableStore(STORE)
    study = Study(settings)
    tables = {name: store.load(key, name) for name, key in keys.items() if store.has(key, name)}
    record = describe_run(study, started)
    _progress("  writing exports and report …")
    write_exports(tables, study.codebook, record, settings.out)


@flow(name="study", log_prints=False)
def study_flow(settings: StudySettings = DEFAULTS) -> dict[str, float | None]:
    """Run the whole study over `settings.corpus` and write `settings.out`; returns the headline measures."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    study = Study(settings)
    base = code_version() + corpus_version(settings.corpus)
    keys: dict[str, str] = {}
    for stage in STAGES:
        key = stage_key(stage, study, base, keys)
        _run_cached(stage, key, {name: keys[name] for name in stage.inputs}, settings)
        keys |= dict.fromkeys(stage.outputs, key)
    export_task({table.name: keys[table.name] for table in EXPORTED if table.name in keys} | _texts(keys), settings,
                started)  # fmt: skip
    return _publish(TableStore(STORE), keys, settings)


def _texts(keys: dict[str, str]) -> dict[str, str]:
    return {"texts": keys["texts"]}


def _run_cached(stage: Stage, key: str, inputs: dict[str, str], settings: StudySettings) -> None:
    # Prefect remembers that a stage ran; the tables may have been deleted since. Then it must run again.
    kept = TableStore(STORE).complete(key)
    run_stage_task.with_options(refresh_cache=not kept)(stage.name, key, inputs, settings)


def _publish(store: TableStore, keys: dict[str, str], settings: StudySettings) -> dict[str, float | None]:
    """Artifacts for the Prefect UI: numbers only, never a passage."""
    index = store.load(keys["index"], "index")
    gap = store.load(keys["gap"], "gap")
    create_table_artifact(
        key="headline", table=index.select("measure", "estimate", "low", "high").to_dicts(), description="Headline"
    )
    create_markdown_artifact(key="gap-chart", markdown=_bars(gap), description="Policy minus practice, code by code")
    report = (settings.out / "report.html").resolve()
    create_link_artifact(key="report", link=report.as_uri(), link_text="report.html", description="The report")
    return {row["measure"]: row["estimate"] for row in index.iter_rows(named=True)}


def _bars(gap: pl.DataFrame, width: int = 20) -> str:
    lines = ["| code | policy | practice | difference | |", "|---|---|---|---|---|"]
    for row in gap.filter(pl.col("difference").is_not_null()).sort("dimension", "code").iter_rows(named=True):
        size = min(width, round(abs(row["difference"]) * width))
        bar = ("▇" * size + " policy") if row["difference"] > 0 else ("▇" * size + " practice")
        lines.append(
            f"| {row['code']} | {row['policy_share']:.2f} | {row['practice_share']:.2f} "
            f"| {row['difference']:+.2f} | {bar if size else ''} |"
        )
    return "\n".join(lines)


def forget() -> None:
    """Drop every stored table (the next run computes everything anew)."""
    shutil.rmtree(STORE, ignore_errors=True)

"""The report and the Prefect UI as a person sees them: in Chromium, without a network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

from tests.conftest import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the browser tests need Debian's chromium (apt-get install chromium)"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


def test_the_report_draws_its_charts_and_says_nothing_on_the_console(browser: Browser, study_home: Path) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    told: list[ConsoleMessage] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message))  # noqa: PLW0108  Playwright cannot wrap a builtin method
    page.on("request", lambda request: asked.append(request.url))
    page.goto((study_home / "exports" / "report.html").as_uri())
    sizes = page.evaluate("[...document.querySelectorAll('figure svg')].map(s => s.getBoundingClientRect().width)")
    assert len(sizes) >= 6
    assert min(sizes) > 100
    assert page.locator("text=composed for demonstration").count() or page.locator(".label").count()
    assert page.locator("section h3 .badge").count() == 14
    assert not [message.text for message in told if message.type in ("error", "warning")]
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}
    page.close()


def test_the_report_can_be_read_by_keyboard_and_on_a_narrow_screen(browser: Browser, study_home: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((study_home / "exports" / "report.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the headline"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


@pytest.fixture(scope="module")
def served(study_home: Path) -> Iterator[str]:
    """`make serve` on a port of its own, where the study has run once before; the address of the server."""
    home = study_home
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "PYTHONPATH": str(ROOT)}
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flows.serve"], cwd=home, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_deployment(address, home / "log")
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def ask(address: str, path: str, given: dict[str, object] | None = None) -> Any:
    """The API's answer; with `given`, to a request that posts it."""
    content = None if given is None else json.dumps(given).encode()
    request = urllib.request.Request(f"{address}/api{path}", content, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=10))


def wait_for_deployment(address: str, log: Path, seconds: int = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if ask(address, "/deployments/filter", {}):
                return
        except OSError:
            pass
        time.sleep(1)
    raise AssertionError(log.read_text()[-2000:])


def test_the_prefect_ui_shows_the_deployment_with_its_weekly_schedule(browser: Browser, served: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/deployments")
    page.get_by_text("weekly").first.wait_for(timeout=60_000)
    page.get_by_text("weekly").first.click()
    page.get_by_text("Monday").first.wait_for(timeout=60_000)
    page.close()


def test_the_schedule_puts_coming_runs_on_the_list(served: str) -> None:
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    deadline = time.monotonic() + 60
    while not (coming := ask(served, "/flow_runs/filter", wanted)) and time.monotonic() < deadline:
        time.sleep(1)
    assert coming
    assert {run["auto_scheduled"] for run in coming} == {True}


def test_the_deployment_runs_to_its_end_when_asked_from_the_server(served: str, study_home: Path) -> None:
    deployment = ask(served, "/deployments/filter", {})[0]
    settings = {"corpus": str(ROOT / "corpus"), "out": str(study_home / "again")}
    run = ask(served, f"/deployments/{deployment['id']}/create_flow_run", {"parameters": {"settings": settings}})
    deadline = time.monotonic() + 180
    while run["state_type"] not in ("COMPLETED", "FAILED", "CRASHED") and time.monotonic() < deadline:
        time.sleep(1)
        run = ask(served, f"/flow_runs/{run['id']}")
    assert run["state_type"] == "COMPLETED", run["state"]
    assert (study_home / "again" / "gap.csv").read_bytes() == (study_home / "exports" / "gap.csv").read_bytes()

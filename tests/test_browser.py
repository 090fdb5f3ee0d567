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
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`make serve` on a port of its own; the address of the server."""
    home = tmp_path_factory.mktemp("serve")
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


def wait_for_deployment(address: str, log: Path, seconds: int = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        request = urllib.request.Request(
            f"{address}/api/deployments/filter", b"{}", {"Content-Type": "application/json"}
        )
        try:
            if json.load(urllib.request.urlopen(request, timeout=5)):
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

"""A site to walk through: server and worker as processes of their own, and browsers that look at what they see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from lms.app import create_app
from lms.core import clock
from lms.core.config import from_environment
from lms.core.db import db
from tests.browser.seed import PASSWORD, grow
from tools.chromium import find_chromium
from tools.servers import free_port

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE: dict[str, Any] = {  # one dot a pixel: what is laid out is the same, and painted in a quarter of the time
    "viewport": {"width": 360, "height": 780},
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[None]:
    """The processes run by the machine's clock, and so does what the test reads here."""
    clock.set_clock(None)
    yield


@dataclass
class Site:
    """A running installation: its folder, port and processes."""

    folder: Path
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Who signed in, in which language: the next window of theirs is open already."""

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LMS_", "DATABASE_URL", "REDIS_URL", "FILES_URL", "SMTP_URL"))
        }
        return {**kept, "LMS_DEMO_MODE": "1", "LMS_VAR_DIR": str(self.folder), "LMS_PUBLIC_URL": self.base}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of the project with the site's settings, to its end."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextlib.contextmanager
    def inside(self) -> Iterator[Flask]:
        """The site's application in this process, for what a test prepares or reads: spares the start of another."""
        app = create_app(from_environment(self.environment))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def start(self, name: str) -> None:
        """Start the web server or the worker and wait until it is there."""
        options = {"serve": ["serve", "--port", str(self.port), "--workers", "1"], "worker": ["worker"]}[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "lms.cli", *options],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if name == "serve":
            self._wait()

    def kill(self, name: str) -> None:
        """End a process and its children as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                _pause()
        raise RuntimeError((self.folder / "serve.log").read_text())


def _pause() -> None:
    import threading

    threading.Event().wait(0.1)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, quick_hashes: None) -> Path:
    """The folder of the walk's company, made once for all processes of a test run; copied for each site."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "company"
    with (base / "company.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            growing = base / "company.growing"
            growing.mkdir()
            clock.set_clock(None)
            with Site(growing, 0).inside():
                grow()
            growing.rename(folder)
    return folder


@pytest.fixture(scope="session")
def site(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The walk's company, served."""
    made = Site(tmp_path_factory.mktemp("site"), free_port())
    shutil.copytree(company, made.folder, dirs_exist_ok=True)
    made.start("serve")
    made.start("worker")
    yield made
    for name in list(made.processes):
        made.kill(name)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium for the run."""
    path = find_chromium()
    if path is None:
        pytest.fail("There is no Chromium; `make test` installs it.")
    chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield chromium
    chromium.close()


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opener]:
    """Opens a browser window, signed in as somebody where a name is given; errors in its console fail the test."""
    contexts = []
    errors: list[str] = []

    def opener(
        username: str | None = None,
        *,
        size: dict[str, Any] = DESK,
        language: str = "en",
        password: str = PASSWORD,
        **options: Any,
    ) -> Page:
        session = site.sessions.get((username, language)) if username and password == PASSWORD else None
        context = browser.new_context(
            base_url=site.base, locale=language, **size, **({"storage_state": session} if session else {}), **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                errors.append(message.text) if message.type == "error" and "status of 4" not in message.text else None
            ),
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        if username:
            if session:
                page.goto("/")
            if not session or page.url.endswith("/sign-in") or not page.locator(f"html[lang|={language[:2]}]").count():
                context.clear_cookies()
                sign_in(page, username, password)
                site.sessions[username, language] = context.storage_state()
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not [error for error in errors if "ERR_CONNECTION" not in error and "Failed to fetch" not in error], errors


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in by keyboard, as people do."""
    page.goto("/sign-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")

"""Web server and worker started as one: they come up together and leave nothing behind, however they are ended."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.servers import free_port

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PATIENCE = 120


@contextmanager
def _started(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "DATABASE_URL"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "lms.cli", "serve", "--prepare", "--with-worker", "--workers", "1", "--port", str(port)],
        cwd=ROOT,
        env={**environment, "LMS_VAR_DIR": str(folder), "SECRET_KEY": "start" * 8},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()
        _until_closed(process)


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Asked until it answers; the connection itself waits, so nothing sleeps here."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except OSError:
            select.select([], [], [], 0.05)
    return False


def _until_closed(process: subprocess.Popen[bytes]) -> bool:
    """Every process that was started holds this pipe; it ends when the last of them is gone."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    while select.select([descriptor], [], [], PATIENCE)[0]:
        if not os.read(descriptor, 65536):
            return True
    return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begun empty; what was ended there by whatever means is started there again."""
    return tmp_path_factory.mktemp("installation")


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_whatever_ends_it_ends_all_of_it(kind: signal.Signals, folder: Path) -> None:
    with _started(folder) as (process, port):
        assert _answers(port, process)
        process.send_signal(kind)
        assert process.wait(timeout=PATIENCE) == (0 if kind != signal.SIGKILL else -signal.SIGKILL)
        assert _until_closed(process), "a process outlived the one that started it"

"""The web server, and web server and worker together."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from typing import Any


def serve_web(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. One thread in each process: measured best on both databases."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "lms.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        backlog=2048,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def serve_with_worker(host: str, port: int, workers: int) -> int:
    """Run both as processes of their own; when one ends, or on Ctrl-C, end the other and wait for it."""
    own = [sys.executable, "-m", "lms.cli"]
    children = [
        subprocess.Popen(
            [*own, "serve", "--host", host, "--port", str(port), "--workers", str(workers)], start_new_session=True
        ),
        subprocess.Popen([*own, "worker"], start_new_session=True),
    ]

    def stop(*_: Any) -> None:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while all(child.poll() is None for child in children):
        with contextlib.suppress(subprocess.TimeoutExpired):
            children[0].wait(timeout=0.5)
    failed = [child.returncode for child in children if child.poll()]
    stop()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
    return failed[0] if failed and failed[0] > 0 else 0

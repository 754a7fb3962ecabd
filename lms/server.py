"""The web server, and web server and worker together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from lms.core.web import drop_stale_compressed


class PortTaken(Exception):
    """Something else listens on the address already."""


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTaken where somebody listens: the server itself would share the port in silence, and both would answer."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} is taken by another program. Stop it, or choose another port with --port."
            ) from error


def serve_web(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. One thread in each process: measured best on both databases."""
    drop_stale_compressed()
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
    children: list[subprocess.Popen[bytes]] = []

    def stop(*_: Any) -> None:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGINT)

    # Before the children begin, so that they do not inherit a Ctrl-C that somebody's shell ignores.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    web = [*own, "serve", "--host", host, "--port", str(port), "--workers", str(workers)]
    for command in (web, [*own, "worker"]):
        children.append(subprocess.Popen(command, start_new_session=True))
    while all(child.poll() is None for child in children):
        with contextlib.suppress(subprocess.TimeoutExpired):
            children[0].wait(timeout=0.5)
    failed = [child.returncode for child in children if child.poll()]
    stop()
    for child in children:
        _end(child)
    return failed[0] if failed and failed[0] > 0 else 0


def _end(child: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was asked to stop, and end it with all its own processes if it does not."""
    for kind, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 4)):
        try:
            child.wait(timeout=seconds)
            break
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, kind)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)

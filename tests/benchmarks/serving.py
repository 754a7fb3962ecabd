"""Starting the servers under measurement: granian with two processes, as `lms serve` runs."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from tools.servers import free_port


@contextlib.contextmanager
def serving(target: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a WSGI target; gives port and process id. The server is stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "1", "--backlog", "2048", "--no-ws", "--log-level", "warning", target]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself, which was told already
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if connection.recv(12):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start within a minute")

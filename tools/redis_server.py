"""A Redis that lives as long as it is needed, on a free port, keeping nothing on disk.

with throwaway_redis() as url: ...           url is redis://…
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.servers import ServerFailed, free_port, running

ATTEMPTS = 4


@contextlib.contextmanager
def throwaway_redis() -> Iterator[str]:
    """The address of an empty Redis, gone when the block ends."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise ServerFailed("Redis is not installed: no redis-server was found.")
    with tempfile.TemporaryDirectory(prefix="shifu-redis-") as folder, contextlib.ExitStack() as stack:
        port = _start(stack, program, Path(folder))
        yield f"redis://127.0.0.1:{port}/0"


def _start(stack: contextlib.ExitStack, program: str, folder: Path) -> int:
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        server = running(
            [*command, "--dir", folder],
            is_ready=lambda port=port: _answers(port),  # type: ignore[misc]
            log=folder / "log",
            stop_signal=signal.SIGTERM,
        )
        try:
            stack.enter_context(server)
        except ServerFailed:
            if attempt == ATTEMPTS:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False

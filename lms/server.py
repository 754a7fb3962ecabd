"""The web server, and web server and worker together."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

_forking = multiprocessing.get_context("fork")
_SIGNAL_AT_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)


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
                f"{host}:{port} is taken by another program. Stop it, or choose another port: make run PORT={port + 1},"
                f" or lms serve --port {port + 1}.\n{host}:{port} 已被其他程序占用。请先停止该程序，或改用其他端口：make run PORT={port + 1}。"
            ) from error


def serve_web(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. One thread in each process: measured best on both databases."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from lms.core.web import drop_stale_compressed

    drop_stale_compressed()
    if multiprocessing.get_start_method() == "fork":
        import lms.app  # noqa: F401  read once here, and shared by the workers forked from this process
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
    import lms.app  # noqa: F401  once, for every process forked from here; nothing is opened by it

    started: list[BaseProcess] = []

    def stop(*_: Any) -> None:
        for process in started:
            _signal(process, signal.SIGINT)

    # Before they begin, so that they do not inherit a Ctrl-C that somebody's shell ignores.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    for work in (partial(serve_web, host, port, workers), _work_jobs):
        process: BaseProcess = _forking.Process(target=_in_own_session, args=(work, os.getpid()))
        process.start()
        started.append(process)
    wait([process.sentinel for process in started])
    failed = [process.exitcode for process in started if process.exitcode]
    stop()
    for process in started:
        _end(process)
    return failed[0] if failed and failed[0] > 0 else 0


def _work_jobs() -> None:
    from lms.app import create_app
    from lms.worker import work

    work(create_app())


def _in_own_session(work: Callable[[], None], parent: int) -> None:
    """In the new process: out of the terminal's reach, since the parent passes Ctrl-C on, and not outliving the parent."""
    os.setsid()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, signal.default_int_handler)
    with contextlib.suppress(OSError, AttributeError):  # only Linux knows it
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, int(signal.SIGTERM))
    if os.getppid() == parent:
        with contextlib.suppress(KeyboardInterrupt):
            work()


def _signal(process: BaseProcess, kind: signal.Signals) -> None:
    if process.pid and process.is_alive():
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, kind)


def _end(process: BaseProcess) -> None:
    """Wait for a process that was asked to stop, and end it with all its own processes if it does not."""
    for kind, seconds in ((signal.SIGTERM, 8), (signal.SIGKILL, 4)):
        process.join(timeout=seconds)
        if not process.is_alive():
            break
        _signal(process, kind)
    if process.pid:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

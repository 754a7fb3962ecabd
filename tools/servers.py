"""What throwaway servers have in common: a free port, a start that is waited for, an end that is certain."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
START_SECONDS = 60


class ServerFailed(RuntimeError):
    """A server did not come up; the message carries its own last words."""


def free_port() -> int:
    """A port nobody listens on just now. Another process may still be quicker, so callers try again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    *,
    is_ready: Callable[[], bool],
    log: Path,
    stop_signal: signal.Signals,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a child, once it answers; ended on the way out, whatever happened inside."""
    # A session of its own: Ctrl-C reaches us, and we end the server in order.
    # A parent that is killed outright takes the server along; Linux ties that to the thread, hence the check.
    in_main_thread = threading.current_thread() is threading.main_thread()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            preexec_fn=_end_with_parent(stop_signal) if in_main_thread else None,
            **as_user(user),  # type: ignore[call-overload]
        )
    try:
        _wait_until(is_ready, process, log)
        yield process
    finally:
        _stop(process, stop_signal)


def as_user(user: str | None) -> dict[str, object]:
    """Arguments that make subprocess run something as another user; none when the user stays."""
    return {"user": user, "group": _group_of(user), "extra_groups": []} if user else {}


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _end_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    try:
        prctl = ctypes.CDLL(None).prctl
    except AttributeError:  # not Linux
        return None
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS * 20):
        if process.poll() is None and is_ready():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            raise ServerFailed(f"{process.args!r} ended with {process.returncode}:\n{_tail(log)}")
    raise ServerFailed(f"{process.args!r} did not answer within {START_SECONDS} s:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    for ending in (stop_signal, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)

"""Two processes that print. They are started when there is enough to do, replaced after some hundred papers (so that what
their libraries forget to free is freed) or when they die, and work in a folder of the run's own, which goes with it.

Every copy is printed, or its fault is told; the results come in the order of the copies, a few at a time, so that memory
stays flat however many there are.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO

import structlog

from certificates.printing.job import Copy, Printed, Run, print_copies
from certificates.printing.worker import receive, send

log = structlog.get_logger(__name__)
PROCESSES = 2
PORTION = 8
"""How many copies travel at once."""
AHEAD = 3
"""How many portions wait for each process, so that none is idle while results are kept."""
RECYCLE_AFTER = 800
"""Papers of one process; starting another takes as long as twenty papers."""
WORTH_IT = 24
"""From how many copies on processes are started."""
_PREFIX, _BEFORE = "shifu-printing-", "shifu-press-"
_ROOT = Path(__file__).resolve().parents[2]


def sweep(folder: Path | None = None) -> None:
    """Remove the folders of runs that were killed. A running one holds the lock of its folder."""
    for left in (folder or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (left / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


class WorkFolder:
    """A temporary folder that the next run removes where this one is killed."""

    def __init__(self) -> None:
        sweep()
        made = Path(tempfile.mkdtemp(prefix=_BEFORE))
        self._lock: IO[str] = (made / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # Only a folder whose lock is held gets a name by which others look for what killed runs left.
        self.path = made.rename(made.with_name(_PREFIX + made.name.removeprefix(_BEFORE)))

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


class _Process:
    """One printing process and the run that it knows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self.known: Run | None = None
        self.printed = 0

    def print(self, run: Run, copies: list[Copy]) -> list[Printed]:
        """The papers; where the process dies over them, each is tried once more by a new one, alone."""
        try:
            return self._ask(run, copies)
        except (EOFError, BrokenPipeError, OSError):
            log.warning("printing process died", copies=[copy.key for copy in copies])
            self.stop()
        return [printed for copy in copies for printed in self._alone(run, copy)]

    def _alone(self, run: Run, copy: Copy) -> list[Printed]:
        try:
            return self._ask(run, [copy])
        except (EOFError, BrokenPipeError, OSError):
            self.stop()
            return [Printed(copy.key, fault="the printing process died")]

    def _ask(self, run: Run, copies: list[Copy]) -> list[Printed]:
        if self.printed >= RECYCLE_AFTER:
            self.stop()
        if self.process is None:
            self._start()
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if self.known is not run:
            send(self.process.stdin, run)
            self.known = run
        send(self.process.stdin, copies)
        self.printed += len(copies)
        answer: list[Printed] = receive(self.process.stdout)
        return answer

    def _start(self) -> None:
        # One arena: pages are laid out on one thread, and what other arenas keep free is of no use to it.
        environment = {**os.environ, "TMPDIR": str(self.folder), "PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "certificates.printing.worker"],
            cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def stop(self) -> None:
        """End the process and wait for it."""
        if self.process is not None:
            for stream in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    assert stream is not None
                    stream.close()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process, self.known, self.printed = None, None, 0


class Press:
    """Prints runs of copies; a context manager. Few copies are printed here and now, many by the processes."""

    def __init__(self, processes: int = PROCESSES) -> None:
        self._count = processes
        self._folder: WorkFolder | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._all: list[_Process] = []

    def __enter__(self) -> Press:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes and remove what they left."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            process.stop()
        if self._folder is not None:
            self._folder.__exit__(None, None, None)
        self._threads, self._folder, self._all = None, None, []

    @property
    def folder(self) -> Path:
        """The folder of this run, for whatever may not outlast it."""
        if self._folder is None:
            self._folder = WorkFolder()
        return self._folder.path

    @property
    def process_ids(self) -> list[int]:
        """The processes that run now."""
        return [one.process.pid for one in self._all if one.process is not None]

    def print(self, run: Run, copies: Sequence[Copy]) -> Iterator[list[Printed]]:
        """The papers in the order of the copies, a portion at a time."""
        portions = [list(copies[start : start + PORTION]) for start in range(0, len(copies), PORTION)]
        if len(copies) < WORTH_IT and self._threads is None:
            for portion in portions:
                for copy in portion:
                    yield print_copies(run, [copy])
            return
        waiting: deque[Future[list[Printed]]] = deque()
        threads = self._started()
        for portion in portions:
            waiting.append(threads.submit(self._print, run, portion))
            if len(waiting) > self._count * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _print(self, run: Run, portion: list[Copy]) -> list[Printed]:
        process = self._idle.get()
        try:
            return process.print(run, portion)
        finally:
            self._idle.put(process)

    def _started(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._all = [_Process(self.folder) for _ in range(self._count)]
            for process in self._all:
                self._idle.put(process)
            self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="printing")
        return self._threads

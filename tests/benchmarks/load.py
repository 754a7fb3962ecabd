"""Requests over kept-alive connections from a few threads, and what they cost the server in CPU."""

from __future__ import annotations

import os
import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
WARMING = 12
"""Requests of each client before the measurement: the first of a process reads templates and builds statements, as long as fifty."""


@dataclass(frozen=True)
class Measured:
    """One measurement: requests a second, milliseconds for the median, 95th percentile and worst, CPU milliseconds a request."""

    rate: float
    p50: float
    p95: float
    worst: float
    cpu: float
    size: int


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its descendants, user and system."""
    total = 0.0
    for child in [pid, *_descendants(pid)]:
        try:
            fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += (int(fields[11]) + int(fields[12])) / _TICK
    return total


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += [int(child), *_descendants(int(child))]
        except FileNotFoundError:
            continue
    return found


class Client:
    """One browser's kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> tuple[int, int]:
        """Status and size of the answer."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ConnectionError("the server closed the connection")
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length"))
        while len(body) < length:
            body += self.socket.recv(65536)
        return int(lines[0].split()[1]), len(head) + 4 + length


def measure(
    pids: list[int],
    port: int,
    make_request: Callable[[int, int], bytes],
    *,
    clients: int,
    seconds: float,
    good: int = 200,
) -> Measured:
    """`make_request(client, n)` gives the bytes of each client's n-th request. Raises when an answer is not `good`."""
    times: list[float] = []
    sizes: list[int] = []
    errors: list[BaseException] = []
    start: list[float] = []

    def begin() -> None:
        start[:] = [sum(cpu_seconds(pid) for pid in pids), time.monotonic()]

    ready = threading.Barrier(clients, action=begin)

    def ask(client: Client, number: int, n: int) -> float:
        request = make_request(number, n)
        begun = time.perf_counter()
        status, size = client.send(request)
        if status != good:
            raise AssertionError(f"answered {status} instead of {good}")
        sizes.append(size)
        return time.perf_counter() - begun

    def browse(number: int) -> None:
        try:
            client, own = Client(port), []
            for n in range(WARMING):
                ask(client, number, n)
            ready.wait()
            stop, n = start[1] + seconds, WARMING
            while time.monotonic() < stop:
                own.append(ask(client, number, n))
                n += 1
            times.extend(own)
        except BaseException as error:
            errors.append(error)
            ready.abort()

    threads = [threading.Thread(target=browse, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise next((error for error in errors if not isinstance(error, threading.BrokenBarrierError)), errors[0])
    before, begun = start
    took = time.monotonic() - begun
    cpu = sum(cpu_seconds(pid) for pid in pids) - before
    times.sort()
    return Measured(
        rate=len(times) / took,
        p50=1000 * statistics.median(times),
        p95=1000 * times[int(0.95 * (len(times) - 1))],
        worst=1000 * times[-1],
        cpu=1000 * cpu / len(times),
        size=max(sizes),
    )

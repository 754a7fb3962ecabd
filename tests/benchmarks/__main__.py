"""`make bench`: what pages, saving an answer, work orders, training effects and certificates cost, beside the least that a page can be, in the same run.

`--quick` takes shorter measurements and stays at 400 people; `--sqlite-only` leaves PostgreSQL out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.kpi_pages import MISSED
from tests.benchmarks.load import Measured, measure
from tests.benchmarks.serving import serving
from tools.postgres import new_database, throwaway_postgres

ROOT = Path(__file__).parents[2]
Request = Callable[[int, int], bytes]
FAILED: list[str] = []
"""The parts that could not be measured."""


class PartFailed(Exception):
    """A part ended otherwise than it should: what it said."""


def _run(env: dict[str, str], *arguments: str, may_miss: bool = False) -> str:
    """What a part printed. `may_miss`: a part that ends with MISSED has measured everything, but not what was aimed at."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not (may_miss and done.returncode == MISSED):
        raise PartFailed(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def _show(env: dict[str, str], *arguments: str) -> None:
    """Print what a part measured; one that breaks is told of, and the others are measured all the same."""
    try:
        print(_run(env, *arguments, may_miss=True).rstrip(), flush=True)
    except PartFailed as failure:
        FAILED.append(arguments[0])
        print(failure, flush=True)


def _get(path: str, cookies: list[str]) -> Request:
    return lambda client, n: (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nCookie: {cookies[(client * 31 + n) % len(cookies)]}\r\nAccept-Language: zh-CN\r\nAccept-Encoding: br, gzip\r\n\r\n"
    ).encode()


def _line(name: str, measured: Measured, base: Measured) -> None:
    ratio = measured.cpu / base.cpu
    print(
        f"  {name:34} {measured.rate:7.0f} req/s  p50 {measured.p50:7.1f}  p95 {measured.p95:7.1f}  worst {measured.worst:7.0f} ms"
        f"  CPU {measured.cpu:5.2f} ms  {ratio:4.1f}×  {measured.size / 1024:6.1f} KB",
        flush=True,
    )


def _token(port: int, cookie: str, attempt: int) -> tuple[str, str]:
    """The CSRF token of an exam page and the cookie that goes with it."""
    import http.client
    import re

    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/attempts/{attempt}/1", headers={"Cookie": cookie, "User-Agent": "benchmark"})
    answer = connection.getresponse()
    page = answer.read().decode()
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if answer.status != 200 or not found:
        sys.exit(f"the exam page answered {answer.status}")
    fresh = answer.getheader("Set-Cookie", cookie).split(";")[0]
    return found.group(1), fresh


def _answers(port: int, site: dict[str, list[str]], clients: int) -> Request:
    """Each client answers its own exam, question after question, as often as the time allows."""
    sitting = [
        (attempt, *_token(port, cookie, attempt))
        for attempt, cookie in zip(site["attempts"][:clients], site["cookies"], strict=False)
    ]
    sent: dict[str, int] = site.setdefault("sent", {})  # type: ignore[assignment, arg-type]

    def request(client: int, n: int) -> bytes:
        attempt, token, cookie = sitting[client]
        count = sent[attempt] = sent.get(attempt, -1) + 1
        answer = {"position": count % 20 + 1, "sequence": count // 20 + 1, "answer": {"chosen": [count % 2]}}
        body = json.dumps(answer).encode()
        return (
            f"POST /attempts/{attempt}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nCookie: {cookie}\r\nX-CSRFToken: {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    return request


def _insert(client: int, n: int) -> bytes:
    """One row for the baseline to write."""
    return b"POST /insert HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nan answer"


def _database(name: str, url: str, folder: Path, people: list[int], seconds: float) -> None:
    bare = {"DATABASE_URL": url if name == "SQLite" else new_database(url, "bare")}
    if name == "SQLite":
        bare["DATABASE_URL"] = f"sqlite:///{folder / 'bare.sqlite'}"
    _run(bare, "tests.benchmarks.fill_bare")
    env = {"DATABASE_URL": url, "LMS_DEMO_MODE": "1", "LMS_VAR_DIR": str(folder), "LMS_LOG_FORMAT": "json"}
    _run(env, "lms.cli", "db", "upgrade")
    begun = time.monotonic()
    _run(env, "lms.cli", "demo", "--people", "400", "--months", "24", "--seed", "1")
    print(f"\n{name}: demo company loaded in {time.monotonic() - begun:.0f} s")
    print(f"\n{name}, an exam that many begin and answer at once")
    sitting = ["--people", "150" if name == "SQLite" else "500", "--seconds", "60" if seconds < 5 else "600"]
    _show(env, "tests.benchmarks.exams_load", *sitting)
    print(f"\n{name}, a room full of people who scan the code within a minute")
    scanning = ["--people", "300", "--seconds", "20" if seconds < 5 else "60"]
    _show(env, "tests.benchmarks.attendance_load", *scanning)
    print(f"\n{name}, calendars of 2,000 sessions in a month")
    calendar = ["--bare", bare["DATABASE_URL"], "--seconds", str(seconds)]
    _show(env, "tests.benchmarks.session_calendar", *calendar)
    print(f"\n{name}, a month of fees for 200 trainers")
    _show(env, "tests.benchmarks.fee_statement", *calendar)
    for many in people:
        site = json.loads(_run(env, "tests.benchmarks.population", "--people", str(many)).splitlines()[-1])
        print(f"\n{name}, {many} people")
        exam = f"/attempts/{site['attempts'][0]}/1"
        paths = {"home": "/", "lesson": site["lesson"], "exam page": exam}
        turn = ["--bare", bare["DATABASE_URL"], "--cookie", site["cookies"][0], "--pages", json.dumps(paths)]
        print("  turn about in one process, without server and client:")
        _show(env, "tests.benchmarks.in_turn", *turn)
        print("  through the server:", flush=True)
        with serving("tests.benchmarks.bare:application", {**bare, "BENCH_BARE": "1"}) as (port, pid):
            bases = {c: measure([pid], port, _get("/page", ["token=t7"]), clients=c, seconds=seconds) for c in (1, 16)}
            inserts = {c: measure([pid], port, _insert, clients=c, seconds=seconds) for c in (1, 16, 64)}
        with serving("lms.wsgi:application", env) as (port, pid):
            for clients in (1, 16):
                _line(f"bare page, {clients} clients", bases[clients], bases[clients])
                for title, path in paths.items():
                    cookies = site["cookies"][:1] if path == exam else site["cookies"]
                    measured = measure([pid], port, _get(path, cookies), clients=clients, seconds=seconds)
                    _line(f"{title}, {clients} clients", measured, bases[clients])
            for clients in (1, 16, 64):
                _line(f"bare durable insert, {clients} clients", inserts[clients], inserts[clients])
                measured = measure([pid], port, _answers(port, site, clients), clients=clients, seconds=seconds)
                _line(f"saving an answer, {clients} clients", measured, inserts[clients])


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shifu-bench-") as name:
        yield Path(name)


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sqlite-only", action="store_true")
    options = parser.parse_args()
    people, seconds = ([400], 2.0) if options.quick else ([400, 40_000], 5.0)
    print(
        f"{os.cpu_count()} cores. CPU is that of the server's processes for one request; × is its ratio to the bare line above."
    )
    with _folder() as folder:
        _database("SQLite", f"sqlite:///{folder / 'shifu.sqlite'}", folder, people, seconds)
    if not options.sqlite_only:
        with _folder() as folder, throwaway_postgres(durable=True) as url:
            _database("PostgreSQL", url, folder, people, seconds)
    print("\nPages of service figures")
    with _folder() as folder:
        env = {"DATABASE_URL": f"sqlite:///{folder / 'shifu.sqlite'}", "LMS_DEMO_MODE": "1", "LMS_VAR_DIR": str(folder)}
        _run(env, "lms.cli", "db", "upgrade")
        _run(env, "lms.cli", "demo", "--people", "400", "--months", "24", "--seed", "1")
        _show(env, "tests.benchmarks.kpi_pages", "2000" if options.quick else "40000", "36")
    _show({}, "tests.benchmarks.work_orders", "500000" if options.quick else "5000000")
    _show({}, "tests.benchmarks.effects", *(["10000"] if options.quick else ["10000", "100000"]))
    _show({}, "tests.benchmarks.calculations", *(["--quick"] if options.quick else []))
    print("\nCertificates")
    _show({}, "tests.benchmarks.certificates", *(["120", "--bare", "8"] if options.quick else ["2000", "--bare", "40"]))
    if FAILED:
        sys.exit(f"Not measured: {', '.join(FAILED)}")


if __name__ == "__main__":
    main()

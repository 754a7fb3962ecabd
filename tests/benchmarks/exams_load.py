"""An exam that many people begin and answer at once, each over a connection of their own, against the real server.

Run as `python -m tests.benchmarks.exams_load --people 500 --seconds 600` on the database in the environment, which holds a
demo company. Everybody opens the start page, all begin in the same moment, then each saves an answer every 20 seconds and
opens the next question. At the end each answer that was acknowledged is looked for in the database. Prints what was
measured; ends with MISSED where an answer is missing or the slowest twentieth of the saves took longer than the aim.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from assessments.models import Attempt, AttemptItem, Exam, ItemVersion, Response
from assessments.queries.attempts import saved_answers
from lms.app import create_app
from lms.core.db import db
from lms.people.models import Account
from tests.benchmarks.kpi_pages import MISSED
from tests.benchmarks.load import cpu_seconds
from tests.benchmarks.population import BROWSER, cookie, multiply
from tests.benchmarks.serving import serving

EVERY = 20.0
"""Seconds between two answers of one person."""
AIM = 150.0
"""Milliseconds that nineteen of twenty saves may take."""


@dataclass
class Times:
    """Milliseconds by what was asked for, and what was answered otherwise than wished."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Candidate:
    """One person's browser: a kept-alive connection, a cookie, a token, and the answers that were acknowledged."""

    port: int
    cookie: str
    times: Times
    token: str = ""
    attempt: int = 0
    kept: dict[int, tuple[int, list[int]]] = field(default_factory=dict)

    async def connect(self) -> None:
        """Open the connection."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(
        self, kind: str, method: str, path: str, body: bytes = b"", form: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; the time counts from sending it to the last byte of the answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nCookie: {self.cookie}\r\nAccept-Language: zh-CN\r\nX-CSRFToken: {self.token}\r\n"
        if body or method == "POST":
            content = "application/x-www-form-urlencoded" if form else "application/json"
            head += f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n"
        begun = time.perf_counter()
        request = f"{head}\r\n".encode() + body
        self.writer.write(request)
        try:
            raw = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            # The server lets go of a connection that was quiet for long; a browser then opens another and asks again.
            await self.connect()
            self.writer.write(request)
            raw = await self.reader.readuntil(b"\r\n\r\n")
        lines = raw.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:] if ": " in line)}
        content_length = int(headers.get("content-length", 0))
        answer = await self.reader.readexactly(content_length) if content_length else b""
        self.times.by_kind.setdefault(kind, []).append(1000 * (time.perf_counter() - begun))
        if fresh := headers.get("set-cookie"):
            self.cookie = fresh.split(";")[0]
        return int(lines[0].split()[1]), headers, answer

    async def open(self, code: str) -> None:
        """The start page, and the token in it."""
        status, _, page = await self.ask("start page", "GET", f"/exams/{code}")
        found = re.search(rb'name="csrf-token" content="([^"]+)"', page)
        if status != 200 or not found:
            self.times.wrong.append(f"the start page answered {status}")
            return
        self.token = found.group(1).decode()

    async def begin(self, code: str) -> None:
        """Press the button, and open the first question."""
        status, headers, _ = await self.ask("beginning", "POST", f"/exams/{code}/start", b"x=1", form=True)
        if status != 302:
            self.times.wrong.append(f"beginning answered {status}")
            return
        self.attempt = int(headers["location"].rsplit("/", 1)[1])
        await self.ask("question", "GET", f"/attempts/{self.attempt}/1")

    async def answer(self, number: int, questions: int) -> None:
        """Save one answer and open the next question."""
        position, sequence = number % questions + 1, number // questions + 1
        chosen = [(number + self.attempt) % 2]
        body = {"position": position, "sequence": sequence, "answer": {"chosen": chosen, "flagged": False}}
        status, _, told = await self.ask("save", "POST", f"/attempts/{self.attempt}/answers", json.dumps(body).encode())
        if status != 200 or json.loads(told)["saved"] != sequence:
            self.times.wrong.append(f"a save answered {status}: {told[:200]!r}")
            return
        self.kept[position] = (sequence, chosen)
        await self.ask("question", "GET", f"/attempts/{self.attempt}/{(number + 1) % questions + 1}")


async def _sit(candidate: Candidate, questions: int, seconds: float, wait: float) -> None:
    loop = asyncio.get_running_loop()
    begun, number = loop.time() + wait, 0
    while (due := begun + number * EVERY) < begun - wait + seconds:
        await asyncio.sleep(max(0.0, due - loop.time()))
        await candidate.answer(number, questions)
        number += 1


async def everybody(
    port: int, cookies: Sequence[str], code: str, questions: int, seconds: float
) -> tuple[list[Candidate], Times]:
    """All sit at once; an answer falls due for each at a moment of its own within every 20 seconds."""
    times, chance = Times(), random.Random(7)
    candidates = [Candidate(port, cookie_, times) for cookie_ in cookies]
    for candidate in candidates:
        await candidate.connect()
        await candidate.open(code)
    if not times.wrong:
        await asyncio.gather(*(candidate.begin(code) for candidate in candidates))
    if not times.wrong:
        await asyncio.gather(*(_sit(c, questions, seconds, chance.uniform(0, EVERY)) for c in candidates))
    return candidates, times


def lost(candidates: Sequence[Candidate]) -> list[str]:
    """Acknowledged answers that the database does not hold, or holds otherwise, and rows that nobody sent."""
    missing = []
    for candidate in candidates:
        saved = saved_answers(candidate.attempt)
        orders = dict(
            db.session.execute(
                select(AttemptItem.position, AttemptItem.option_order).where(
                    AttemptItem.attempt_id == candidate.attempt
                )
            ).all()
        )
        for position, (sequence, shown) in candidate.kept.items():
            wanted = sorted(orders[position][place] for place in shown)
            found = saved.get(position)
            if found is None or found.sequence != sequence or list(found.chosen) != wanted:
                missing.append(f"attempt {candidate.attempt}, question {position}, number {sequence}")
    rows = db.session.scalar(
        select(func.count()).select_from(Response).where(Response.attempt_id.in_([c.attempt for c in candidates]))
    )
    sent = sum(sequence for candidate in candidates for sequence, _chosen in candidate.kept.values())
    return [*missing, *([f"{rows} rows for {sent} answers"] if rows != sent else [])]


def commit_rate(seconds: float = 2.0) -> float:
    """How often this database commits one row durably in a second, one after the other, on one connection."""
    table = Table("bench_commit", MetaData(), Column("id", Integer, primary_key=True), Column("text", String(40)))
    with db.engine.connect().execution_options(writing=True) as connection:
        with connection.begin():
            table.create(connection)
        count, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            with connection.begin():
                connection.execute(insert(table), {"text": "one answer"})
            count += 1
        took = time.perf_counter() - begun
        with connection.begin():
            table.drop(connection)
    return count / took


def _candidates(app: Flask, username: str, people: int) -> list[str]:
    have = db.session.scalar(select(func.count()).select_from(Account)) or 0
    clones = multiply(username, have + people + 80)[:people]
    epoch = db.session.scalar(select(Account.epoch).where(Account.username == username)) or 0
    with app.test_request_context(environ_overrides=BROWSER):
        return [cookie(app, account, epoch) for account, _person in clones]


def _size(code: str) -> int:
    """Keep to choices: their answers are made without knowing the items."""
    exam = db.session.scalars(select(Exam).where(Exam.code == code)).one()
    last = db.session.scalar(select(func.max(Attempt.id)).where(Attempt.exam_id == exam.id))
    kinds = select(ItemVersion.kind).join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
    found = list(db.session.scalars(kinds.where(AttemptItem.attempt_id == last)))
    db.session.rollback()
    if not found or {*found} - {"single", "multiple", "true_false"}:
        sys.exit(f"the exam {code} is not made of choices alone")
    return len(found)


def main() -> None:
    """Let them sit, look for their answers, print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--user", default="learner")
    parser.add_argument("--exam", default="technician-theory-1")
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        cookies, questions = _candidates(app, options.user, options.people), _size(options.exam)
        rate = commit_rate()
        db.engine.dispose()
        with serving("lms.wsgi:application", {}) as (port, pid):
            before, begun = cpu_seconds(pid), time.monotonic()
            candidates, times = asyncio.run(everybody(port, cookies, options.exam, questions, options.seconds))
            cpu, took = cpu_seconds(pid) - before, time.monotonic() - begun
        if times.wrong:
            sys.exit(f"{len(times.wrong)} wrong answers, the first: {times.wrong[0]}")
        missing = lost(candidates)
    print(
        f"{options.people} people, {options.seconds:.0f} s, an answer every {EVERY:.0f} s; one row durably {rate:.0f} times a second"
    )
    for kind, measured in times.by_kind.items():
        measured.sort()
        at = [measured[min(len(measured) - 1, int(share * len(measured)))] for share in (0.5, 0.95, 0.99)]
        print(
            f"  {kind:12} {len(measured):6}  p50 {at[0]:7.1f}  p95 {at[1]:7.1f}  p99 {at[2]:7.1f}  worst {measured[-1]:7.0f} ms"
        )
    print(f"  server CPU {cpu:.1f} s of {2 * took:.0f} on two cores; {len(missing)} answers lost")
    saves = times.by_kind["save"]
    if missing or saves[int(0.95 * (len(saves) - 1))] > AIM:
        print(*missing[:5], sep="\n", file=sys.stderr)
        sys.exit(MISSED)


if __name__ == "__main__":
    main()

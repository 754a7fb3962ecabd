"""A room full of people who scan the trainer's code within one minute, each over a connection of their own, against the real server.

Run as `python -m tests.benchmarks.attendance_load --people 300 --seconds 60` on the database in the environment, which holds a demo
company. Everybody scans what the screen shows at that moment, opens the page behind it and taps once, while the trainer's list asks for
news every three seconds. At the end each who was told "you are on the list" is looked for in the database. Prints what was
measured beside one durable row of the same run; ends with MISSED where somebody is missing or stands there twice.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, insert, or_, select

from courses.attendance.actions.doors import open_door
from courses.attendance.models import Attendance, AttendanceDoor
from courses.attendance.rules import codes
from courses.models import Course, CourseVersion
from courses.sessions.actions.planning import Wanted, plan_session
from courses.sessions.models import SessionDay, SignUp
from courses.sessions.rules.planning import PlannedDay
from courses.sessions.rules.states import SessionKind, Step
from courses.sessions.rules.times import Span
from lms.app import create_app
from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.errors import RuleBroken
from lms.people.models import Account, Person, RoleAssignment
from tests.benchmarks.exams_load import commit_rate
from tests.benchmarks.kpi_pages import MISSED
from tests.benchmarks.load import cpu_seconds
from tests.benchmarks.population import BROWSER, cookie, multiply
from tests.benchmarks.serving import serving


@dataclass
class Times:
    """Milliseconds by what was asked for, and what was answered otherwise than wished."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Phone:
    """One person's phone: a connection and its cookies."""

    port: int
    times: Times
    cookies: dict[str, str]
    person_id: int = 0
    told: bool = False

    async def connect(self) -> None:
        """Open the connection."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, kind: str, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """One request; the time counts from sending it to the last byte of the answer."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nCookie: {jar}\r\nAccept-Language: zh-CN\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        begun = time.perf_counter()
        self.writer.write(f"{head}\r\n".encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.split(": ", 1) for line in lines[1:] if ": " in line]
        size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        answer = await self.reader.readexactly(size) if size else b""
        self.times.by_kind.setdefault(kind, []).append(1000 * (time.perf_counter() - begun))
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return int(lines[0].split()[1]), answer

    async def come_in(self, day_id: int, secret: str, wait: float) -> None:
        """Scan what the screen shows at this moment, and tap once."""
        await asyncio.sleep(wait)
        await self.connect()
        status, _ = await self.ask("scan", "GET", f"/a/{day_id}/{codes.link_code(secret, day_id, clock.now())}")
        status, page = await self.ask("page", "GET", f"/attendance/{day_id}")
        token = re.search(rb'name="csrf_token" value="([^"]+)"', page)
        if status != 200 or token is None:
            self.times.wrong.append(f"the page behind the code answered {status}")
            return
        status, page = await self.ask("tap", "POST", f"/attendance/{day_id}", b"csrf_token=" + token.group(1))
        if status != 302:
            self.times.wrong.append(f"the tap answered {status}")
            return
        self.told = True

    async def watch(self, day_id: int, seconds: float) -> None:
        """The trainer's screen, every three seconds."""
        await self.connect()
        for _turn in range(int(seconds // 3)):
            await asyncio.sleep(3)
            await self.ask("trainer's list", "GET", f"/attendance/days/{day_id}/arrivals?seen=0")


async def everybody(phones: Sequence[Phone], trainer: Phone, day_id: int, secret: str, seconds: float) -> None:
    """Each at a moment of their own."""
    chance = random.Random(7)
    arriving = [phone.come_in(day_id, secret, chance.uniform(0, seconds)) for phone in phones]
    await asyncio.gather(trainer.watch(day_id, seconds), *arriving)


def _session(trainer_id: int, people: Sequence[int]) -> tuple[int, str]:
    """A session that begins in half an hour, with a seat for everybody; its day and the secret of its codes."""
    at = clock.now()
    with transaction() as session:
        code = session.scalar(
            select(Course.code)
            .join(CourseVersion)
            .where(CourseVersion.published_at.is_not(None), Course.retired_on.is_(None))
        )
        unit = session.scalar(select(Person.unit_id).where(Person.id == trainer_id))
        if code is None or unit is None:
            sys.exit("the demo company has no course, or its trainer no unit")
        span = Span(at + timedelta(minutes=30), at + timedelta(hours=3))
        wanted = Wanted(
            course_code=code, unit_id=unit, kind=SessionKind.CLASSROOM, language="zh", seats=len(people),
            days=(PlannedDay(span, "Asia/Shanghai"),), lead_id=trainer_id,
        )  # fmt: skip
        planned = plan_session(wanted=wanted, actor=System(), at=at)
        rows = [
            {
                "session_id": planned.id,
                "person_id": one,
                "step": str(Step.SEATED),
                "queued_at": at,
                "at": at,
                "reason": "",
            }
            for one in people
        ]
        session.execute(insert(SignUp), rows)
        day = session.scalars(select(SessionDay).where(SessionDay.session_id == planned.id)).one()
        door = open_door(day=day, actor=System(), at=at)
        found = (day.id, door.secret)
    return found


def _trainers(username: str) -> list[tuple[int, int, int]]:
    """Person, account and epoch of those who may lead it: the one named, then all others, for the demo's may be teaching now."""
    leads = select(RoleAssignment.person_id).where(RoleAssignment.role == Role.TRAINER)
    found = db.session.execute(
        select(Account.person_id, Account.id, Account.epoch)
        .where(or_(Account.username == username, Account.person_id.in_(leads)))
        .order_by(Account.username != username, Account.id)
    )
    return [tuple(row) for row in found]


def _led(trainers: Sequence[tuple[int, int, int]], people: Sequence[int]) -> tuple[tuple[int, int, int], int, str]:
    """Who leads it, its day and the secret of its codes."""
    for trainer in trainers:
        try:
            return trainer, *_session(trainer[0], people)
        except RuleBroken:  # teaches then
            db.session.rollback()
    return sys.exit("every trainer teaches in half an hour")


def _phones(app: Flask, username: str, people: int) -> list[tuple[int, dict[str, str]]]:
    have = db.session.scalar(select(func.count()).select_from(Account)) or 0
    clones = multiply(username, have + people + 80)[:people]
    epoch = db.session.scalar(select(Account.epoch).where(Account.username == username)) or 0
    with app.test_request_context(environ_overrides=BROWSER):
        return [(person, _jar(cookie(app, account, epoch))) for account, person in clones]


def _jar(text: str) -> dict[str, str]:
    name, _, value = text.partition("=")
    return {name: value}


def lost(day_id: int, phones: Sequence[Phone]) -> list[str]:
    """Who was told to be on the list and is not, and who is on it twice."""
    rows = Counter(db.session.scalars(select(Attendance.person_id).where(Attendance.session_day_id == day_id)))
    missing = [f"person {phone.person_id} is missing" for phone in phones if phone.told and not rows[phone.person_id]]
    return [*missing, *(f"person {person} stands there {n} times" for person, n in rows.items() if n > 1)]


def main() -> None:
    """Let them in, look for them, print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--user", default="learner")
    parser.add_argument("--trainer", default="trainer")
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        people = _phones(app, options.user, options.people)
        trainers = _trainers(options.trainer)
        db.session.rollback()
        (_person, trainer_account, epoch), day_id, secret = _led(trainers, [person for person, _jar_ in people])
        with app.test_request_context(environ_overrides=BROWSER):
            trainer_jar = _jar(cookie(app, trainer_account, epoch))
        db.session.rollback()
        rate = commit_rate()
        db.engine.dispose()
        times = Times()
        with serving("lms.wsgi:application", {}) as (port, pid):
            phones = [Phone(port, times, jar, person) for person, jar in people]
            before, begun = cpu_seconds(pid), time.monotonic()
            trainer = Phone(port, times, trainer_jar)
            asyncio.run(everybody(phones, trainer, day_id, secret, options.seconds))
            cpu, took = cpu_seconds(pid) - before, time.monotonic() - begun
        if times.wrong:
            sys.exit(f"{len(times.wrong)} wrong answers, the first: {times.wrong[0]}")
        missing = lost(day_id, phones)
        assert db.session.get(AttendanceDoor, day_id) is not None
    durable = 1000 / rate
    print(f"{options.people} people scan within {options.seconds:.0f} s; one row durably {durable:.2f} ms")
    for kind, measured in times.by_kind.items():
        measured.sort()
        at = [measured[min(len(measured) - 1, int(share * len(measured)))] for share in (0.5, 0.95)]
        print(
            f"  {kind:14} {len(measured):6}  p50 {at[0]:7.1f}  p95 {at[1]:7.1f}  worst {measured[-1]:7.0f} ms"
            f"  p50 is {at[0] / durable:6.1f}× one durable row"
        )
    print(f"  server CPU {cpu:.1f} s of {2 * took:.0f} on two cores; {len(missing)} lost or twice")
    if missing:
        print(*missing[:5], sep="\n", file=sys.stderr)
        sys.exit(MISSED)


if __name__ == "__main__":
    main()

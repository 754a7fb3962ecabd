"""Calendars and lists with thousands of sessions in one month: `python -m tests.benchmarks.session_calendar --bare URL`.

Fills the site of the environment, which holds the demo company, with sessions of one month (three hours each, in rooms of their own,
with trainers and people on them), and asks for month, week and list beside the bare page of the database at URL, in the same run.
"""

from __future__ import annotations

import argparse
import os
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from courses.models import CourseVersion
from courses.sessions.models import CourseSession, Room, SessionDay, SessionTrainer, SignUp
from courses.sessions.rules.states import Step
from lms.app import create_app
from lms.core import clock
from lms.core.access import Role
from lms.core.bilingual import Bilingual
from lms.core.db import db, own_transaction
from lms.people.models import Account, Person, RoleAssignment, Unit
from tests.benchmarks.load import Measured, measure
from tests.benchmarks.population import BROWSER, cookie
from tests.benchmarks.serving import serving

ROOMS, ON_EACH = 40, 4


def fill(sessions: int, month: datetime) -> None:
    """So many sessions in the four weeks from a Monday on."""
    versions = list(db.session.scalars(select(CourseVersion.id).where(CourseVersion.published_at.is_not(None))))
    people = list(db.session.scalars(select(Person.id).limit(300)))
    trainers = (
        list(db.session.scalars(select(RoleAssignment.person_id).where(RoleAssignment.role == Role.TRAINER)))
        or people[:3]
    )
    unit = db.session.scalar(select(Unit.id).order_by(Unit.path).limit(1))
    zone = clock.zone().key
    first = (db.session.scalar(select(CourseSession.id).order_by(CourseSession.id.desc()).limit(1)) or 0) + 1
    db.session.rollback()
    at = clock.now()
    ids = range(first, first + sessions)
    with own_transaction() as connection:

        def put(model: Any, rows: list[dict[str, Any]]) -> None:
            connection.execute(insert(model.__table__), rows)

        put(Room, [{"code": f"B{n}", "name": Bilingual(f"教室{n}", f"Room {n}"), "site": Bilingual(), "equipment": Bilingual(), "seats": 20, "added_at": at} for n in range(ROOMS)])  # fmt: skip
        rooms = list(connection.scalars(select(Room.id).where(Room.code.startswith("B"))))
        put(CourseSession, [
            {"id": n, "number": f"B-{n:06d}", "course_version_id": versions[n % len(versions)], "unit_id": unit, "kind": "classroom",
             "language": "zh", "seats": 20, "note": "", "needs_approval": False, "invited_only": False, "remind_days": [2, 1],
             "planned_at": at, "cancel_reason": ""}
            for n in ids
        ])  # fmt: skip
        begins = [month + timedelta(days=k % 28, hours=k // 28 % 3 * 3) for k in range(sessions)]
        put(SessionDay, [
            {"session_id": n, "starts_at": begin, "ends_at": begin + timedelta(hours=3), "zone": zone, "room_id": rooms[n % len(rooms)]}
            for n, begin in zip(ids, begins, strict=True)
        ])  # fmt: skip
        put(SessionTrainer, [
            {"session_id": n, "person_id": trainers[n % len(trainers)], "role": "lead", "added_at": at, "removed_reason": ""} for n in ids
        ])  # fmt: skip
        put(SignUp, [
            {"session_id": n, "person_id": people[(n * 7 + k) % len(people)], "step": str(Step.SEATED), "queued_at": at, "reason": "", "at": at}
            for n in ids
            for k in range(ON_EACH)
        ])  # fmt: skip
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def line(name: str, measured: Measured, base: Measured) -> None:
    """Print one measurement beside the bare page."""
    print(
        f"  {name:34} {measured.rate:7.0f} req/s  p50 {measured.p50:7.1f}  p95 {measured.p95:7.1f} ms"
        f"  CPU {measured.cpu:6.2f} ms  {measured.cpu / base.cpu:5.1f}×  {measured.size / 1024:6.1f} KB",
        flush=True,
    )


def get(path: str, cookies: str) -> Any:
    """What each client asks for."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: benchmark\r\nCookie: {cookies}\r\nAccept-Language: zh-CN\r\n"
        "Accept-Encoding: br, gzip\r\n\r\n"
    ).encode()
    return lambda _client, _n: request


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bare", required=True, help="the database of the bare page, filled")
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        local = clock.now().astimezone(clock.zone()) + timedelta(days=60)
        monday = (local - timedelta(days=local.weekday())).replace(day=1, hour=9, minute=0, second=0, microsecond=0)
        fill(options.sessions, monday)
        account, epoch = db.session.execute(
            select(Account.id, Account.epoch).where(Account.username == "manager")
        ).one()
        with app.test_request_context(environ_overrides=BROWSER):
            manager = cookie(app, account, epoch)
        db.session.rollback()
    day = f"{monday:%Y-%m-15}"
    with serving("tests.benchmarks.bare:application", {"DATABASE_URL": options.bare, "BENCH_BARE": "1"}) as (port, pid):
        base = measure([pid], port, get("/page", "token=t7"), clients=4, seconds=options.seconds)
    line("bare page, 4 clients", base, base)
    with serving("lms.wsgi:application", dict(os.environ)) as (port, pid):
        for title, path in (
            (f"month of {options.sessions} sessions", f"/sessions/month?day={day}"),
            ("its week", f"/sessions/week?day={day}"),
            ("the list, first page", f"/sessions?from={day}"),
            ("my sessions", "/sessions/mine"),
        ):
            line(title, measure([pid], port, get(path, manager), clients=4, seconds=options.seconds), base)


if __name__ == "__main__":
    main()

"""A month of fees for 200 trainers: `python -m tests.benchmarks.fee_statement --bare URL`.

Fills the site of the environment, which holds the demo company, with sessions that were taught three months ago (each with a trainer who
holds a grade and with attendance), works the month out, and asks for its pages beside the bare page of the database at URL, in the
same run.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from courses.attendance.models import Attendance
from courses.models import CourseVersion
from courses.sessions.models import CourseSession, SessionDay, SessionTrainer
from lms.app import create_app
from lms.core import clock
from lms.core.audit import System
from lms.core.db import db, own_transaction, transaction
from lms.people.models import Account, Person, Unit
from lms.trainers.fees.actions import prepare_month, set_rules
from lms.trainers.fees.models import FeeLine
from lms.trainers.fees.queries import list_rules
from lms.trainers.grades.actions import ship_grades
from lms.trainers.models import TrainerGrade, TrainerGradeVersion
from tests.benchmarks.load import measure
from tests.benchmarks.population import BROWSER, cookie
from tests.benchmarks.serving import serving
from tests.benchmarks.session_calendar import get, line

EACH, THERE = 10, 8
RULES = {"rates": [{"hour": "200"}], "preparation": {"first": "1", "again": "0.25", "share": "0.5"}, "weekend": "1.5"}


def fill(trainers: int, month: date) -> None:
    """Ten sessions of three hours for each trainer, eight people in each."""
    people = list(db.session.scalars(select(Person.id).order_by(Person.id).limit(trainers)))
    versions = list(db.session.scalars(select(CourseVersion.id).where(CourseVersion.published_at.is_not(None))))
    unit = db.session.scalar(select(Unit.id).order_by(Unit.path).limit(1))
    grade = db.session.scalar(select(func.min(TrainerGradeVersion.id)))
    first = (db.session.scalar(select(func.max(CourseSession.id))) or 0) + 1
    first_day = (db.session.scalar(select(func.max(SessionDay.id))) or 0) + 1
    db.session.rollback()
    at, zone = clock.now(), clock.zone()
    begin = datetime(month.year, month.month, 1, 9, tzinfo=zone)
    ids = range(len(people) * EACH)
    with own_transaction() as connection:

        def put(model: Any, rows: list[dict[str, Any]]) -> None:
            connection.execute(insert(model.__table__), rows)

        put(TrainerGrade, [
            {"person_id": person, "version_id": grade, "cycle": 0, "how": "import", "from_day": date(2020, 1, 1), "until_day": date(2040, 1, 1),
             "evidence": [], "reason": "", "granted_at": at}
            for person in people
        ])  # fmt: skip
        put(CourseSession, [
            {"id": first + n, "number": f"F-{n:06d}", "course_version_id": versions[n % len(versions)], "unit_id": unit, "kind": "classroom",
             "language": "zh", "seats": 20, "note": "", "needs_approval": False, "invited_only": False, "remind_days": [],
             "planned_at": at, "cancel_reason": "", "ended_at": at}
            for n in ids
        ])  # fmt: skip
        begins = [begin + timedelta(days=n % 27) for n in ids]
        put(SessionDay, [
            {"id": first_day + n, "session_id": first + n, "starts_at": start, "ends_at": start + timedelta(hours=3), "zone": zone.key}
            for n, start in zip(ids, begins, strict=True)
        ])  # fmt: skip
        put(SessionTrainer, [
            {"session_id": first + n, "person_id": people[n % len(people)], "role": "lead", "added_at": at, "removed_reason": ""} for n in ids
        ])  # fmt: skip
        put(Attendance, [
            {"session_day_id": first_day + n, "person_id": people[(n * 7 + k) % len(people)], "how": "list", "noted_at": at, "reason": ""}
            for n in ids
            for k in range(THERE)
        ])  # fmt: skip
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("course_session", "session_day"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
            connection.exec_driver_sql("ANALYZE")


def main() -> None:
    """Fill, work out, serve, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bare", required=True, help="the database of the bare page, filled")
    parser.add_argument("--trainers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    app = create_app()
    with app.app_context():
        back = clock.today().year * 12 + clock.today().month - 4
        month = date(back // 12, back % 12 + 1, 1)
        with transaction():
            ship_grades(actor=System("bench"), at=clock.now())
            if not list_rules():
                set_rules(
                    from_day=date(2020, 1, 1),
                    currency="CNY",
                    content=RULES,
                    reason="bench",
                    actor=System("bench"),
                    at=clock.now(),
                )
        fill(options.trainers, month)
        manager = db.session.scalar(select(Person).join(Account).where(Account.username == "manager"))
        assert manager is not None
        account, epoch = db.session.execute(
            select(Account.id, Account.epoch).where(Account.username == "manager")
        ).one()
        db.session.rollback()
        begun = time.process_time()
        with transaction():
            run = prepare_month(month=month, note="", actor=manager, at=clock.now())
            run_id = run.id
        worked = (time.process_time() - begun) * 1000
        lines, who = db.session.execute(
            select(func.count(), func.max(FeeLine.person_id)).where(FeeLine.run_id == run_id)
        ).one()
        db.session.rollback()
        with app.test_request_context(environ_overrides=BROWSER):
            reader = cookie(app, account, epoch)
        db.session.rollback()
    with serving("tests.benchmarks.bare:application", {"DATABASE_URL": options.bare, "BENCH_BARE": "1"}) as (port, pid):
        base = measure([pid], port, get("/page", "token=t7"), clients=4, seconds=options.seconds)
    line("bare page, 4 clients", base, base)
    print(
        f"  the run: {lines} lines of {options.trainers} trainers  CPU {worked:8.0f} ms  {worked / base.cpu:7.1f}×",
        flush=True,
    )
    code = month.isoformat()[:7]
    with serving("lms.wsgi:application", dict(os.environ)) as (port, pid):
        for title, path in (
            (f"the month, {options.trainers} trainers", f"/trainers/fees/{code}"),
            ("one statement", f"/trainers/fees/{code}/{who}"),
            ("the months", "/trainers/fees"),
        ):
            line(title, measure([pid], port, get(path, reader), clients=4, seconds=options.seconds), base)


if __name__ == "__main__":
    main()

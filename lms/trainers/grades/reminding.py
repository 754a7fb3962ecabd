"""Reminding of the re-review 90, 60, 30 and 7 days before a grade ends: the trainer, and the supervisors of the trainer's unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db, transaction
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders
from lms.trainers.certification.queries import find_open
from lms.trainers.grades.queries import as_periods, grades_of
from lms.trainers.grades.rules import REMINDER_DAYS, Period, Status, reminder_due, standing_on
from lms.trainers.models import TrainerGrade, TrainerReminder

MORNING = 7
"""The hour, in the organisation's zone."""


def remind_due(*, at: datetime) -> int:
    """Remind everybody for whom it is time, each reminder once; whoever has applied already, or has passed the re-review, needs
    none. Returns how many trainers were reminded. Called every ten minutes."""
    local = at.astimezone(clock.zone())
    if local.hour < MORNING:
        return 0
    today = local.date()
    with transaction():
        g = TrainerGrade
        query = (
            select(g)
            .join(Person, Person.id == g.person_id)
            .where(
                g.until_day >= today, g.until_day <= today + timedelta(days=max(REMINDER_DAYS)), g.from_day <= today,
                Person.left_on.is_(None),
            )
            .options(joinedload(g.person).joinedload(Person.unit), joinedload(g.version))
            .order_by(g.until_day, g.id)
        )  # fmt: skip
        ending = list(db.session.scalars(query))
        sent: dict[int, set[int]] = {}
        rows = db.session.execute(
            select(TrainerReminder.grade_id, TrainerReminder.days).where(
                TrainerReminder.grade_id.in_([row.id for row in ending])
            )
        )
        for grade_id, days in rows:
            sent.setdefault(grade_id, set()).add(days)
        return sum(_remind(row, sent.get(row.id, set()), at) for row in ending)


def _remind(row: TrainerGrade, sent: set[int], at: datetime) -> bool:
    today = clock.local_date(at)
    due = reminder_due(row.until_day, today, sent)
    if due is None:
        return False
    standing = standing_on(as_periods(grades_of([row.person_id])), today)
    if not _concerns(standing.period, standing.status, row) or find_open(row.person_id) is not None:
        return False
    left = (row.until_day - today).days
    link = path_to("trainers.apply_as_trainer", kind="renewal")
    notify(
        recipient_of(row.person), "trainer_review_due", link=link, at=at, grade=row.version.title,
        day=row.until_day, days=left,
    )  # fmt: skip
    for supervisor in list_holders(Role.SUPERVISOR, row.person.unit, today):
        if supervisor.id != row.person_id:
            notify(
                recipient_of(supervisor), "trainer_reviews_due", link=path_to("trainers.rate_speaker", person_id=row.person_id),
                at=at, name=row.person.name, day=row.until_day, days=left,
            )  # fmt: skip
    db.session.add(TrainerReminder(grade_id=row.id, days=due, sent_at=at))
    db.session.flush()
    return True


def _concerns(period: Period | None, status: Status, row: TrainerGrade) -> bool:
    """Is this the grade that its holder would have to have re-reviewed now?"""
    return period is not None and period.grade_id == row.id and status is Status.REVIEW

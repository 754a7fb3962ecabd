"""Asking people, weeks after a training, to show what they still know; and reminding them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from assessments.models import Exam
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.evaluation.actions.tasks import finished_between
from lms.evaluation.models import RetentionTest
from lms.evaluation.queries.plans import Planned
from lms.evaluation.queries.retention import list_waiting, people_asked, people_with_score
from lms.evaluation.rules.planning import Round, finish_window
from lms.evaluation.rules.retention import OPEN_DAYS, reminder_due
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people


def ask_retention(*, planned: Planned, actor: Actor, at: datetime) -> int:
    """Ask whoever finished so many weeks ago, and has a result in the exam after, to sit it once more, drawn anew. May be run
    twice, and makes up what a stopped system missed within a fortnight. Returns how many were asked."""
    plan, today = planned.plan, clock.local_date(at)
    if not plan.retention_weeks or not plan.exam_after:
        return 0
    exam = db.session.scalar(select(Exam).where(Exam.code == plan.exam_after, Exam.retired_at.is_(None)))
    if exam is None:
        return 0
    one = Round(2, 7 * plan.retention_weeks, OPEN_DAYS, ())
    first, last = finish_window(one, today)
    subject = planned.subject.key
    finished = {finish.person_id: finish for finish in finished_between(subject, one, first, last, plan)}
    people = sorted(people_with_score(exam.id, list(finished)) - people_asked(subject, list(finished)))
    for person in list_people(people):
        test = RetentionTest(
            subject_kind=subject[0], subject_code=subject[1], person_id=person.id, exam_id=exam.id, plan_id=plan.id,
            finished_on=finished[person.id].on, opens_on=today, due_on=today + timedelta(days=OPEN_DAYS),
            closes_on=today + timedelta(days=2 * OPEN_DAYS), made_at=at, reminders=0,
        )  # fmt: skip
        db.session.add(test)
        db.session.flush()
        _tell(test, person, "retention_open", exam, planned.subject.title, at)
        audit.record(
            "evaluation.retention_asked", "retention_test", test.id, actor=actor, at=at, person=person.id,
            code=plan.subject_code, exam=exam.code, weeks=plan.retention_weeks,
        )  # fmt: skip
    return len(people)


def remind_retention(*, planned: Planned, actor: Actor, at: datetime) -> int:
    """Remind whoever has not begun yet: at most twice. Returns how many reminders went out."""
    today = clock.local_date(at)
    reminded = 0
    for test in list_waiting(planned.subject.key, today):
        if not reminder_due(test.due_on, test.reminders, clock.local_date(test.reminded_at or test.made_at), today):
            continue
        exam = db.session.get_one(Exam, test.exam_id)
        _tell(test, db.session.get_one(Person, test.person_id), "retention_reminder", exam, planned.subject.title, at)
        test.reminders, test.reminded_at = test.reminders + 1, at
        reminded += 1
        audit.record(
            "evaluation.retention_reminded", "retention_test", test.id, actor=actor, at=at, person=test.person_id,
            code=test.subject_code, count=test.reminders,
        )  # fmt: skip
    db.session.flush()
    return reminded


def _tell(test: RetentionTest, person: Person, kind: str, exam: Exam, title: Bilingual, at: datetime) -> None:
    notify(
        recipient_of(person), kind, link=path_to("assessments.exam", code=exam.code), at=at, title=title,
        minutes=exam.minutes, day=test.due_on,
    )  # fmt: skip

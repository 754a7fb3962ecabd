"""What evaluation does when something happened below."""

from __future__ import annotations

from typing import Any

from courses.events import CourseCompleted
from lms.core import clock
from lms.core.db import db
from lms.evaluation.actions.spent import book_spent
from lms.evaluation.actions.tasks import ask_finisher
from lms.evaluation.plan_jobs import ROUND
from lms.evaluation.queries.finishes import COURSE, ON_DUTY, PROGRAMME, Finish, find_intake
from lms.evaluation.queries.plans import list_planned
from lms.onboarding.events import ProgrammeEnded
from lms.onboarding.models import Enrolment, Programme, ProgrammeVersion
from lms.trainers.fees.events import MoneySpent


def course_completed(event: CourseCompleted) -> None:
    """Ask at once what is asked at the end; a course without a plan gets one with the next daily round."""
    for planned in list_planned(subject=(COURSE, event.course_code)):
        finish = Finish(
            event.person_id, event.version_id, clock.local_date(event.at), find_intake(event.person_id, event.at)
        )
        ask_finisher(planned=planned, finish=finish, actor=ROUND, at=event.at)


def programme_ended(event: ProgrammeEnded) -> None:
    """The same for a programme that ended with going on duty."""
    if event.kind != ON_DUTY:
        return
    enrolment = db.session.get_one(Enrolment, event.enrolment_id)
    version = db.session.get_one(ProgrammeVersion, enrolment.version_id)
    programme = db.session.get_one(Programme, version.programme_id)
    for planned in list_planned(subject=(PROGRAMME, programme.code)):
        finish = Finish(
            event.person_id, enrolment.version_id, clock.local_date(event.at), find_intake(event.person_id, event.at)
        )
        ask_finisher(planned=planned, finish=finish, actor=ROUND, at=event.at)


HANDLERS: tuple[tuple[Any, Any], ...] = (
    (CourseCompleted, course_completed), (ProgrammeEnded, programme_ended), (MoneySpent, book_spent),
)  # fmt: skip

"""What a mentor takes along to where there is no network, and what was signed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assessments.models import PracticalTask, SignOff
from assessments.practical_questions import against_signing
from assessments.queries.practicals import PracticalProgress, latest_tasks, progress_of_all
from assessments.rules.take_along import Later
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person
from lms.people.queries.scope import visible
from lms.people.session import User


@dataclass(frozen=True)
class Taken:
    """One open task of one mentee. `last_sign_off` is the newest on the server, 0 where there is none."""

    learner_id: int
    learner: Bilingual
    task: PracticalTask
    progress: PracticalProgress
    last_sign_off: int


def list_open_tasks(user: User, at: datetime) -> list[Taken]:
    """The open tasks of those for whom the reader signs, by name."""
    query = select(Person).where(visible(user, Permission.MENTOR), Person.id != user.id).order_by(Person.name_latin)
    mentees = [person for person in db.session.scalars(query) if not against_signing(user.id, person.id, at)]
    progress = progress_of_all([person.id for person in mentees])
    tasks = latest_tasks({p.code for all_of_one in progress.values() for p in all_of_one})
    newest = (
        select(SignOff.learner_id, PracticalTask.code, func.max(SignOff.id))
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .where(SignOff.learner_id.in_([person.id for person in mentees]))
        .group_by(SignOff.learner_id, PracticalTask.code)
    )
    last = {(learner, code): number for learner, code, number in db.session.execute(newest)}
    return [
        Taken(person.id, person.name, tasks[p.code], p, last.get((person.id, p.code), 0))
        for person in mentees
        for p in progress[person.id]
        if not p.complete and not p.opens_with
    ]


def list_signed(learner_id: int, code: str) -> list[Later]:
    """Every sign-off of a task, as the rule about conflicts reads it."""
    query = (
        select(SignOff.id, SignOff.signer_id, SignOff.form_token, SignOff.passed)
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .where(SignOff.learner_id == learner_id, PracticalTask.code == code)
    )
    return [Later(*row) for row in db.session.execute(query)]


def names_of_signed(sign_off_ids: list[int]) -> dict[int, tuple[Bilingual, str, datetime]]:
    """Who signed, how the work was done and when, for each of the sign-offs."""
    query = select(SignOff.id, Person.name_zh, Person.name_latin, SignOff.mode, SignOff.signed_at)
    query = query.join(Person, Person.id == SignOff.signer_id).where(SignOff.id.in_(sign_off_ids))
    return {
        number: (Bilingual(zh or latin, latin or zh), mode, at)
        for number, zh, latin, mode, at in db.session.execute(query)
    }

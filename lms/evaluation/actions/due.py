"""When results or a return fall due: the estimate is asked for, and whoever decides is told once of what only they can do."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from lms.core import clock
from lms.core.access import ROLE_PERMISSIONS, Permission
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.jobs import Job
from lms.core.notices import Notice, notify
from lms.core.paths import path_to
from lms.evaluation.actions.estimates import ask_for_estimate
from lms.evaluation.models import RollOut, RollOutWithdrawal
from lms.evaluation.queries.due import Due, list_due
from lms.evaluation.rules.due import TASKS, Call
from lms.evaluation.rules.questions import Question
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_units

PATIENCE = timedelta(days=28)
"""So long an estimate that came to nothing is not asked for again."""


def call_for_results(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Ask for estimates and tell those who decide. May be run every day. Returns how many of each."""
    due = list_due(clock.local_date(at))
    asked = sum(_ask(one, actor, at) for one in due if one.call is Call.ESTIMATE)
    tasks = [one for one in due if one.call in TASKS]
    deciders = _deciders(at) if tasks else []
    return asked, sum(_tell(one, deciders, at) for one in tasks)


def _ask(one: Due, actor: Actor, at: datetime) -> bool:
    subject, kpi = one.planned.subject, one.planned.plan.kpi
    assert kpi is not None
    recent = select(Job.arguments).where(Job.kind == "evaluation.estimate", Job.asked_at > at - PATIENCE)
    wanted = (subject.kind, subject.code, kpi.code, None)
    names = ("subject_kind", "subject_code", "kpi_code", "unit_id")
    if any(tuple(given.get(name) for name in names) == wanted for given in db.session.scalars(recent)):
        return False
    ask_for_estimate(
        subject_kind=subject.kind, subject_code=subject.code, kpi_code=kpi.code, question=Question(assigned=_assigned(one)),
        unit_id=None, actor=actor, at=at,
    )  # fmt: skip
    return True


def _assigned(one: Due) -> str:
    """What a drawn roll-out sent to training, people or whole units; without one, people."""
    query = (
        select(RollOut.assigned)
        .outerjoin(RollOutWithdrawal, RollOutWithdrawal.roll_out_id == RollOut.id)
        .where(
            RollOut.subject_kind == one.planned.subject.kind, RollOut.subject_code == one.planned.subject.code,
            RollOutWithdrawal.id.is_(None),
        )
        .order_by(RollOut.id.desc())
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) or "person"


def _deciders(at: datetime) -> list[Person]:
    """Who may decide for the whole organisation."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if Permission.EVALUATE in may]
    roots = [unit for unit in list_units() if unit.parent_id is None]
    holders = (one for role in roles for root in roots for one in list_holders(role, root, clock.local_date(at)))
    return list({person.id: person for person in holders}.values())


def _tell(one: Due, deciders: list[Person], at: datetime) -> int:
    """A notice to each who has not had it: one for each step of a training, whatever the day."""
    subject = one.planned.subject
    kind = f"evaluation_{one.call}"
    link = link_of(one)
    known = set(db.session.scalars(select(Notice.recipient_id).where(Notice.kind == kind, Notice.link == link)))
    new = [person for person in deciders if person.id not in known]
    for person in new:
        notify(recipient_of(person), kind, link=link, at=at, title=subject.title)
    return len(new)


def link_of(one: Due) -> str:
    """Where the step is done."""
    subject = one.planned.subject
    if one.call is Call.APPROVE and one.estimate_id is not None:
        return path_to("evaluation.effect", estimate_id=one.estimate_id)
    if one.call is Call.DECLARE:
        return path_to("evaluation.change_plan", kind=subject.kind, code=subject.code)
    return path_to("evaluation.new_roi_case", subject=f"{subject.kind}:{subject.code}")

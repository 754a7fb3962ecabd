"""Setting how an exam is held, and granting people extra time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from assessments.models import Accommodation, Exam, ExamConduct, QuestionLeft
from assessments.queries.conduct import find_conduct
from assessments.rules.conduct import Conduct, conduct_refusals
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.rules import Refusal


def set_conduct(*, exam: Exam, conduct: Conduct, actor: Actor, at: datetime) -> ExamConduct | None:
    """Hold an exam in another way from now on; attempts that run keep theirs. None where nothing is different."""
    if refusals := conduct_refusals(conduct):
        raise RuleBroken(*refusals)
    before_id, before = find_conduct(exam.id)
    if before_id is not None and before == conduct:
        return None
    row = ExamConduct(exam_id=exam.id, set_by=actor.id, set_at=at, **asdict(conduct))
    db.session.add(row)
    db.session.flush()
    was, now = asdict(before), asdict(conduct)
    changed = {name: str(value) for name, value in now.items() if before_id is None or was[name] != value}
    audit.record("exam.conduct_set", "exam", exam.id, actor=actor, at=at, code=exam.code, terms=changed)
    return row


def grant_extra_time(
    *, person_id: int, percent: int, from_day: date, until_day: date | None, reason: str, actor: Actor, at: datetime
) -> Accommodation:
    """Let a person sit longer in the exams that begin in these days. Nobody grants it to themselves."""
    refusals = []
    if actor.id == person_id:
        refusals.append(Refusal("extra_time_for_oneself"))
    if not 1 <= percent <= 200:
        refusals.append(Refusal("extra_time_outside"))
    if until_day is not None and until_day < from_day:
        refusals.append(Refusal("ends_before_it_begins"))
    if not reason.strip():
        refusals.append(Refusal("reason_needed"))
    if refusals:
        raise RuleBroken(*refusals)
    row = Accommodation(
        person_id=person_id, extra_percent=percent, from_day=from_day, until_day=until_day, reason=reason.strip(),
        granted_by=actor.id, granted_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "exam.extra_time_granted", "person", person_id, actor=actor, at=at,
        percent=percent, from_day=from_day.isoformat(), until_day=until_day.isoformat() if until_day else None,
        reason=reason.strip(),
    )  # fmt: skip
    return row


def end_extra_time(*, person_id: int, accommodation_id: int, actor: Actor, at: datetime) -> None:
    """Grant no more from now on; attempts that run keep their time. Ended before, nothing changes."""
    row = db.session.get(Accommodation, accommodation_id)
    if row is None or row.person_id != person_id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at, row.ended_by = at, actor.id
        db.session.flush()
        audit.record("exam.extra_time_ended", "person", person_id, actor=actor, at=at, percent=row.extra_percent)


def leave_question(*, attempt_id: int, position: int, at: datetime) -> None:
    """Close a question for good, where one cannot go back; closed before, nothing changes."""
    try:
        with db.session.begin_nested():
            db.session.add(QuestionLeft(attempt_id=attempt_id, position=position, left_at=at))
            db.session.flush()
    except IntegrityError:
        return  # another page of the same person was faster by a moment

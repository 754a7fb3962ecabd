"""Saying what the grades ask, granting them, and deciding about them afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from assessments.models import Rubric
from certificates.rules.renewal import next_period, read_renewal
from certificates.rules.status import DecisionKind
from lms.core import audit, clock, plain_yaml
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.actions.roles import assign_role, end_role
from lms.people.models import Person, RoleAssignment
from lms.people.notices import recipient_of
from lms.trainers.grades import drafts
from lms.trainers.grades.queries import as_periods, grades_of
from lms.trainers.grades.rules import Status, standing_on, status_on
from lms.trainers.grades.versions import next_number, versions_on
from lms.trainers.models import TrainerGrade, TrainerGradeEvent, TrainerGradeVersion

LEAST_REASON = 5
FROM_THE_START = date(2000, 1, 1)
_NOTICES = {
    "suspend": "trainer_grade_suspended", "reinstate": "trainer_grade_reinstated", "withdraw": "trainer_grade_withdrawn",
}  # fmt: skip
_RUBRIC = drafts.SHIPPED.with_name("trial-lecture.yaml")


def set_version(
    *, data: Mapping[str, Any], from_day: date, reason: str, actor: Actor, at: datetime
) -> TrainerGradeVersion:
    """Say what a grade asks from a day on. What was granted before stays, with the rule of its time. Raises RuleBroken."""
    refusals = list(drafts.faults(data))
    if from_day < clock.local_date(at):
        refusals.append(Refusal("grade_in_the_past"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if refusals:
        raise RuleBroken(*refusals)
    return _add(data, from_day, reason.strip(), actor, at)


def ship_grades(*, actor: Actor, at: datetime) -> int:
    """Put the grades that come with the software in place, where nothing was said of one yet, with the rubric of the trial
    lecture. Returns how many."""
    _ship_rubric(actor, at)
    there = set(db.session.scalars(select(TrainerGradeVersion.level).distinct()))
    missing = [data for data in drafts.shipped() if data["level"] not in there]
    for data in missing:
        _add(data, FROM_THE_START, "", actor, at)
    return len(missing)


def _ship_rubric(actor: Actor, at: datetime) -> None:
    data = plain_yaml.read(_RUBRIC.read_text("utf-8"))
    if db.session.scalar(select(Rubric.id).where(Rubric.code == data["code"]).limit(1)) is not None:
        return
    rubric = Rubric(
        code=data["code"], title=Bilingual.of(data["title"]), scenario=Bilingual.of(data["scenario"]),
        criteria=data["criteria"], pass_mark=data["pass_mark"], added_at=at,
    )  # fmt: skip
    db.session.add(rubric)
    db.session.flush()
    audit.record("rubric.added", "rubric", rubric.id, actor=actor, at=at, code=rubric.code)


def _add(data: Mapping[str, Any], from_day: date, reason: str, actor: Actor, at: datetime) -> TrainerGradeVersion:
    row = TrainerGradeVersion(
        level=data["level"], number=next_number(data["level"]), from_day=from_day, title=Bilingual.of(data["title"]),
        summary=Bilingual.of(data["summary"]), rights=list(data["rights"]),
        course_levels=list(data.get("course_levels", [])), requirements=list(data["requirements"]),
        certification=dict(data["certification"]), renewal=dict(data["renewal"]),
        validity_months=data["validity_months"], reason=reason, set_by=actor.id, set_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trainer_grade_version.set", "trainer_grade_version", row.id, actor=actor, at=at, level=row.level,
        number=row.number, from_day=from_day.isoformat(), reason=reason,
    )  # fmt: skip
    return row


def grant(
    *, person: Person, version: TrainerGradeVersion, how: str, finished_on: date, evidence: Sequence[Mapping[str, Any]],
    reason: str, actor: Actor, at: datetime, application_id: int | None = None, follows: TrainerGrade | None = None,
    until_day: date | None = None,
) -> TrainerGrade:  # fmt: skip
    """Put a grade on record for its period, give the role, tell the person. Whoever calls has asked the rules. `follows`: the
    period that a re-review continues; `until_day`: where it is known from elsewhere."""
    period = next_period(
        read_renewal(version.renewal), version.validity_months, finished_on=finished_on,
        expires_on=follows.until_day if follows else None,
    )  # fmt: skip
    row = TrainerGrade(
        person_id=person.id, version_id=version.id, application_id=application_id,
        follows_id=follows.id if follows else None, cycle=follows.cycle + 1 if follows else 0, how=how,
        from_day=period.first, until_day=until_day or period.last, evidence=[dict(one) for one in evidence],
        reason=reason, granted_by=actor.id, granted_at=at,
    )  # fmt: skip
    db.session.add(row)
    assign_role(person=person, role=Role.TRAINER, unit=person.unit, actor=actor, at=at)
    db.session.flush()
    audit.record(
        "trainer_grade.granted", "trainer_grade", row.id, actor=actor, at=at, person=person.id, level=version.level,
        how=how, from_day=row.from_day.isoformat(), until_day=row.until_day.isoformat(), reason=reason,
    )  # fmt: skip
    if how != "import":
        notify(
            recipient_of(person), "trainer_grade_granted", link=path_to("trainers.mine"), at=at, grade=version.title,
            until=row.until_day,
        )  # fmt: skip
    return row


def import_grade(
    *, person: Person, level: int, from_day: date, until_day: date, evidence: str, actor: Actor, at: datetime
) -> TrainerGrade:
    """Take over a grade that was granted before this system kept them, with a word on what it rests on. Raises RuleBroken."""
    today = clock.local_date(at)
    version = versions_on(today).get(level)
    refusals = []
    if version is None:
        refusals.append(Refusal("grade_unknown"))
    if from_day > today or until_day < from_day:
        refusals.append(Refusal("grade_import_days"))
    if len(evidence.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    rows = grades_of([person.id])
    if any(row.version.level == level and row.from_day <= until_day and from_day <= row.until_day for row in rows):
        refusals.append(Refusal("grade_held_then"))
    if refusals or version is None:
        raise RuleBroken(*refusals)
    return grant(
        person=person, version=version, how="import", finished_on=from_day, until_day=until_day,
        evidence=[{"kind": "import", "text": evidence.strip()}], reason=evidence.strip(), actor=actor, at=at,
    )  # fmt: skip


def decide_grade(*, grade: TrainerGrade, kind: str, reason: str, actor: Actor, at: datetime) -> TrainerGradeEvent:
    """Suspend, reinstate or withdraw a grade from today on. Raises RuleBroken."""
    today = clock.local_date(at)
    assert actor.id is not None
    period = next(one for one in as_periods(grades_of([grade.person_id])) if one.grade_id == grade.id)
    status = status_on(period, today)
    refusals = []
    if actor.id == grade.person_id:
        refusals.append(Refusal("decides_own_grade"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("trainer_reason_missing", {"least": LEAST_REASON}))
    if kind not in allowed_events(status):
        refusals.append(Refusal("grade_event_not_now"))
    if refusals:
        raise RuleBroken(*refusals)
    row = TrainerGradeEvent(
        grade_id=grade.id, kind=kind, effective_on=today, reason=reason.strip(), decided_by=actor.id, decided_at=at
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire(grade, ["events"])
    done = (
        "trainer_grade.suspended"
        if kind == DecisionKind.SUSPEND
        else "trainer_grade.reinstated"
        if kind == DecisionKind.REINSTATE
        else "trainer_grade.withdrawn"
    )
    audit.record(done, "trainer_grade", grade.id, actor=actor, at=at, person=grade.person_id, reason=row.reason)
    if not standing_on(as_periods(grades_of([grade.person_id])), today).valid and kind == DecisionKind.WITHDRAW:
        _take_role(grade.person_id, actor, at)
    notify(
        recipient_of(db.session.get_one(Person, grade.person_id)), _NOTICES[kind], link=path_to("trainers.mine"),
        at=at, grade=grade.version.title, reason=row.reason,
    )  # fmt: skip
    return row


def allowed_events(status: Status) -> tuple[str, ...]:
    """What can be decided about a grade that stands so."""
    if status in (Status.VALID, Status.REVIEW, Status.FUTURE, Status.GRACE):
        return DecisionKind.SUSPEND, DecisionKind.WITHDRAW
    if status is Status.SUSPENDED:
        return DecisionKind.REINSTATE, DecisionKind.WITHDRAW
    return ()


def _take_role(person_id: int, actor: Actor, at: datetime) -> None:
    role, today = RoleAssignment, clock.local_date(at)
    held = select(role).where(
        role.person_id == person_id, role.role == Role.TRAINER, or_(role.until_day.is_(None), role.until_day >= today)
    )
    for row in db.session.scalars(held):
        end_role(assignment=row, actor=actor, at=at)

"""Reads of what changed in running programmes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.onboarding.change_models import IntakeMove, Pause, StageAgreement, VersionMove
from lms.onboarding.models import Cohort, ProgrammeVersion, Stage
from lms.onboarding.queries.intakes import reaches
from lms.people.models import Person, Unit
from lms.people.session import User

OPEN_FOR = timedelta(days=60)
"""How long after its start an intake is offered to whoever comes from another programme."""


def list_open_intakes(user: User, today: date) -> list[Cohort]:
    """Intakes in the reader's units that start later or began not long ago, the next first."""
    units = select(Unit.id).where(reaches(user, Permission.MANAGE_INTAKES))
    query = (
        select(Cohort)
        .where(Cohort.unit_id.in_(units), Cohort.starts_on >= today - OPEN_FOR)
        .options(joinedload(Cohort.version).joinedload(ProgrammeVersion.programme))
        .order_by(Cohort.starts_on.desc(), Cohort.id)
    )
    return list(db.session.scalars(query))


def list_pauses(enrolment_ids: Collection[int]) -> list[Pause]:
    """The pauses of enrolments, oldest first."""
    query = select(Pause).where(Pause.enrolment_id.in_(enrolment_ids)).order_by(Pause.first_day, Pause.id)
    return list(db.session.scalars(query))


def list_intake_moves(cohort_id: int) -> list[IntakeMove]:
    """The moves of an intake, oldest first."""
    return list(db.session.scalars(select(IntakeMove).where(IntakeMove.cohort_id == cohort_id).order_by(IntakeMove.id)))


@dataclass(frozen=True)
class Happening:
    """Something that was changed by somebody, for the timeline: `what` names it, `values` fill in the words."""

    what: str
    at: datetime
    by: Bilingual
    reason: str
    values: dict[str, Any]


def list_happenings(enrolment_id: int, cohort_id: int) -> list[Happening]:
    """Pauses, moves and the mentor's words of an enrolment, oldest first."""
    found = []
    pauses = select(Pause, Person).join(Person, Person.id == Pause.entered_by).where(Pause.enrolment_id == enrolment_id)
    for pause, person in db.session.execute(pauses):
        values = {"first": pause.first_day, "last": pause.last_day, "kind": pause.kind}
        found.append(Happening("paused", pause.entered_at, person.name, pause.reason, values))
    moves = select(IntakeMove, Person).join(Person, Person.id == IntakeMove.moved_by)
    for move, person in db.session.execute(moves.where(IntakeMove.cohort_id == cohort_id)):
        values = {"from_day": move.from_day, "to_day": move.to_day}
        found.append(Happening("intake_moved", move.moved_at, person.name, move.reason, values))
    versions = (
        select(VersionMove, Person, ProgrammeVersion.number)
        .join(Person, Person.id == VersionMove.moved_by)
        .join(ProgrammeVersion, ProgrammeVersion.id == VersionMove.to_version_id)
        .where(VersionMove.enrolment_id == enrolment_id)
    )
    for version, person, number in db.session.execute(versions):
        found.append(Happening("version_moved", version.moved_at, person.name, version.reason, {"number": number}))
    words = (
        select(StageAgreement, Person, Stage.title)
        .join(Person, Person.id == StageAgreement.mentor_id)
        .join(Stage, Stage.id == StageAgreement.stage_id)
        .where(StageAgreement.enrolment_id == enrolment_id)
    )
    for word, person, title in db.session.execute(words):
        what = "agreed" if word.agrees else "not_agreed"
        found.append(Happening(what, word.given_at, person.name, word.comment, {"stage": title}))
    return sorted(found, key=lambda happening: happening.at)

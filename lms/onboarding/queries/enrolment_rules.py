"""Reads of enrolment rules, and of whom they mean today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.onboarding.change_models import EnrolmentRule
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.queries.intakes import reaches
from lms.onboarding.rules.enrolling import Intake, Newcomer, earliest_hire, intake_to_join, verdict
from lms.people.models import Person, Post, Unit
from lms.people.session import User


@dataclass(frozen=True)
class Meant:
    """Somebody a rule means, and what it says of them."""

    person: Person
    verdict: str


def list_rules(user: User | None = None) -> list[EnrolmentRule]:
    """The rules that hold, those of the reader's units where one asks."""
    query = select(EnrolmentRule).where(EnrolmentRule.ended_at.is_(None)).order_by(EnrolmentRule.id)
    query = query.options(
        joinedload(EnrolmentRule.programme), joinedload(EnrolmentRule.unit), joinedload(EnrolmentRule.post)
    )
    if user is not None:
        query = query.where(EnrolmentRule.unit_id.in_(select(Unit.id).where(reaches(user, Permission.MANAGE_INTAKES))))
    return list(db.session.scalars(query))


def get_rule(rule_id: int, user: User) -> EnrolmentRule:
    """A rule of the reader's units. Raises NotFound."""
    rule = next((rule for rule in list_rules(user) if rule.id == rule_id), None)
    if rule is None:
        raise NotFound
    return rule


def list_meant(rule: EnrolmentRule, today: date) -> list[Meant]:
    """Everybody a rule means today, those to be enrolled first."""
    under_way = exists().where(
        Enrolment.person_id == Person.id, ~exists().where(Outcome.enrolment_id == Enrolment.id)
    ).correlate(Person)  # fmt: skip
    had_it = (
        exists()
        .where(Enrolment.person_id == Person.id, Enrolment.version_id == ProgrammeVersion.id)
        .where(ProgrammeVersion.programme_id == rule.programme_id)
        .correlate(Person)
    )
    query = (
        select(Person, under_way, had_it)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .where(Unit.path.startswith(rule.unit.path, autoescape=True), Person.left_on.is_(None))
        .where(Person.hired_on >= earliest_hire(rule.hired_from, today))
        .where(Post.id == rule.post_id if rule.post_id else Post.family == rule.programme.family)
        .options(joinedload(Person.unit), joinedload(Person.post))
        .order_by(Person.hired_on, Person.employee_no)
    )
    found = [
        Meant(person, verdict(Newcomer(person.id, person.hired_on, busy, had)))
        for person, busy, had in db.session.execute(query)
    ]
    return sorted(found, key=lambda one: one.verdict != "enrol")


def find_intake_to_join(rule: EnrolmentRule, today: date) -> Cohort | None:
    """The intake that those whom a rule enrols would join; None where a new one is opened."""
    query = (
        select(Cohort)
        .join(ProgrammeVersion, ProgrammeVersion.id == Cohort.version_id)
        .where(ProgrammeVersion.programme_id == rule.programme_id, Cohort.unit_id == rule.unit_id)
        .where(Cohort.starts_on >= today)
        .options(joinedload(Cohort.version).joinedload(ProgrammeVersion.programme))
    )
    cohorts = {cohort.id: cohort for cohort in db.session.scalars(query)}
    chosen = intake_to_join([Intake(c.id, c.starts_on) for c in cohorts.values()], today, rule.join_days)
    return cohorts[chosen.id] if chosen else None

"""A person's whole training archive, in fourteen statements however much stands in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.reports.queries.certification import list_certificates
from lms.reports.queries.learning import list_courses, list_exams, list_practical_exams, list_sign_offs
from lms.reports.queries.mentoring import list_log_months, list_pairings, list_ratings
from lms.reports.queries.programmes import list_programmes
from lms.reports.records import Archive, PersonFacts


def get_person_facts(person_id: int) -> PersonFacts:
    """Whose archive it is. Raises NotFound. The caller has checked that the reader may see it."""
    row = db.session.execute(
        select(
            Person.id, Person.employee_no, Person.name_zh, Person.name_latin, Unit.name.label("unit"),
            Post.name.label("post"), Person.product_line, Person.grade, Person.hired_on, Person.left_on,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .where(Person.id == person_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    return PersonFacts(*tuple(row))


def get_archive(person_id: int, today: date) -> Archive:
    """Everything on record about a person's training. Raises NotFound. The caller has checked that the reader may see it."""
    return Archive(
        person=get_person_facts(person_id),
        as_of=today,
        programmes=list_programmes(person_id),
        courses=list_courses(person_id),
        exams=list_exams(person_id),
        sign_offs=list_sign_offs(person_id),
        practical_exams=list_practical_exams(person_id),
        ratings=list_ratings(person_id),
        pairings=list_pairings(person_id),
        log=list_log_months(person_id),
        certificates=list_certificates(person_id, today),
    )


def check_visible(user: User, person_id: int) -> None:
    """Raises NotFound unless the archive is the reader's own, a mentee's, or within reach of SEE_ARCHIVE."""
    if not is_visible(user, person_id):
        raise NotFound


def is_visible(user: User, person_id: int) -> bool:
    """May the reader see this person's archive?"""
    if person_id == user.id:
        return True
    query = select(Person.id).where(Person.id == person_id, visible(user, Permission.SEE_ARCHIVE))
    return db.session.scalar(query) is not None

"""A person's whole training archive, in few statements however much stands in it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.together import Together
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.reports.queries import certification, learning, mentoring, programmes, sessions
from lms.reports.records import Archive, PersonFacts

_RECORDS = Together(**programmes.PARTS, **learning.PARTS, **mentoring.PARTS, **certification.PARTS)


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
    person, rows = get_person_facts(person_id), _RECORDS.read(person_id=person_id)
    return Archive(
        person=person,
        as_of=today,
        programmes=programmes.programmes_of(rows),
        courses=learning.courses_of(rows),
        exams=learning.exams_of(rows),
        sign_offs=learning.sign_offs_of(rows),
        practical_exams=learning.practical_exams_of(rows),
        ratings=mentoring.ratings_of(rows),
        pairings=mentoring.pairings_of(rows),
        log=mentoring.log_months_of(rows),
        certificates=certification.certificates_of(rows, today),
        sessions=sessions.sessions_of(person_id),
        trainings=sessions.trainings_of(person_id),
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

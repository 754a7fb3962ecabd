"""Training certificates as lists, one, and the terms of courses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from certificates.training.models import (
    CourseCertificateTerms,
    TrainingCertificate,
    TrainingCertificateWithdrawal,
)
from courses.models import Course
from courses.sessions.models import CourseSession
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of_rows
from lms.people.models import Person, Unit
from lms.people.queries.scope import visible
from lms.people.session import User

PER_PAGE = 50


def find_terms(course_id: int) -> CourseCertificateTerms | None:
    """For what a course gives certificates today; None where nobody ever said."""
    query = select(CourseCertificateTerms).where(CourseCertificateTerms.course_id == course_id)
    return db.session.scalar(query.order_by(CourseCertificateTerms.id.desc()).limit(1))


def find_by_code(code: str) -> TrainingCertificate | None:
    """The one with this public code."""
    query = select(TrainingCertificate).where(TrainingCertificate.code == code)
    return db.session.scalar(query.options(joinedload(TrainingCertificate.withdrawal)))


def get_visible(user: User, certificate_id: int) -> TrainingCertificate:
    """One's own, or that of somebody in one's units. Raises NotFound otherwise."""
    query = (
        select(TrainingCertificate)
        .join(Person, Person.id == TrainingCertificate.person_id)
        .where(TrainingCertificate.id == certificate_id, visible(user, Permission.SEE_CERTIFICATES))
        .options(joinedload(TrainingCertificate.withdrawal), joinedload(TrainingCertificate.course))
    )
    found = db.session.scalar(query)
    if found is None or (found.person_id != user.id and Permission.SEE_CERTIFICATES not in user.permissions):
        raise NotFound
    return found


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty means all."""

    words: str = ""
    unit_path: str | None = None
    course: str = ""
    kind: str = ""
    session_id: int | None = None
    issued_from: date | None = None
    issued_until: date | None = None


@dataclass(frozen=True)
class Entry:
    """A training certificate in a list."""

    id: int
    number: str
    code: str
    kind: str
    person_id: int
    employee_no: str
    unit: Bilingual
    course_code: str
    session_number: str | None
    hours: Any
    first_day: date
    last_day: date
    issued_on: date
    face: dict[str, Any]
    withdrawn: bool

    @property
    def title(self) -> Bilingual:
        """What it is for."""
        return Bilingual.of(self.face["title"])

    @property
    def holder(self) -> Bilingual:
        """Whose it is, as it stands on the paper."""
        zh, latin = self.face["name_zh"], self.face["name_latin"]
        return Bilingual(zh or latin, latin or zh)


def _entries(*conditions: ColumnElement[bool]) -> Any:
    t = TrainingCertificate
    return (
        select(
            t.id, t.number, t.code, t.kind, t.person_id, Person.employee_no, Unit.name, Course.code.label("course"),
            CourseSession.number.label("session"), t.hours, t.first_day, t.last_day, t.issued_on, t.face,
            TrainingCertificateWithdrawal.certificate_id.is_not(None).label("withdrawn"),
        )
        .join(Person, Person.id == t.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Course, Course.id == t.course_id)
        .join(CourseSession, CourseSession.id == t.session_id, isouter=True)
        .join(TrainingCertificateWithdrawal, TrainingCertificateWithdrawal.certificate_id == t.id, isouter=True)
        .where(*conditions)
        .order_by(t.issued_on.desc(), t.id.desc())
    )  # fmt: skip


def list_own(person_ids: Collection[int]) -> list[Entry]:
    """All of some people, the newest first."""
    return [Entry(*row) for row in db.session.execute(_entries(TrainingCertificate.person_id.in_(person_ids)))]


def list_by_ids(ids: Collection[int]) -> list[Entry]:
    """Some of them, by number."""
    rows = [Entry(*row) for row in db.session.execute(_entries(TrainingCertificate.id.in_(ids)))]
    return sorted(rows, key=lambda one: one.id)


def _conditions(user: User, wanted: Filter, permission: Permission) -> list[ColumnElement[bool]]:
    t = TrainingCertificate
    found: list[ColumnElement[bool]] = [visible(user, permission)]
    for word in wanted.words.split():
        found.append(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (t.number, Person.employee_no, Person.name_zh, Person.name_latin, Course.code)
                )
            )
        )
    if wanted.unit_path:
        found.append(Unit.path.startswith(wanted.unit_path, autoescape=True))
    for column, value in ((Course.code, wanted.course), (t.kind, wanted.kind), (t.session_id, wanted.session_id)):
        if value:
            found.append(column == value)
    if wanted.issued_from:
        found.append(t.issued_on >= wanted.issued_from)
    if wanted.issued_until:
        found.append(t.issued_on <= wanted.issued_until)
    return found


def list_entries(user: User, wanted: Filter, *, page: int) -> Page[Entry]:
    """What the reader may see of what was asked for, page by page."""
    found = page_of_rows(_entries(*_conditions(user, wanted, Permission.SEE_CERTIFICATES)), page, PER_PAGE)
    return Page([Entry(*row) for row in found.items], found.page, found.pages, found.total)


def list_ids(user: User, wanted: Filter) -> list[int]:
    """The numbers of all that the reader may export of what was asked for, without those withdrawn."""
    query = _entries(
        *_conditions(user, wanted, Permission.EXPORT_CERTIFICATES),
        TrainingCertificateWithdrawal.certificate_id.is_(None),
    )
    return sorted(row.id for row in db.session.execute(query))


def ids_within_reach(user: User, ids: Collection[int]) -> list[int]:
    """Those of some that the reader may still export."""
    query = (
        select(TrainingCertificate.id)
        .join(Person, Person.id == TrainingCertificate.person_id)
        .where(TrainingCertificate.id.in_(ids), visible(user, Permission.EXPORT_CERTIFICATES))
    )
    return sorted(db.session.scalars(query))


def list_certificates(ids: Collection[int]) -> list[TrainingCertificate]:
    """Some of them as rows."""
    return list(db.session.scalars(select(TrainingCertificate).where(TrainingCertificate.id.in_(ids))))

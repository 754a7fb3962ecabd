"""What a panel is made of: readings of people by month, when each was trained, and what describes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, false, func, select, true, type_coerce

from certificates.models import Certificate, Scheme, Tier
from courses.models import Course
from courses.queries.completions import first_completions
from lms.core.db import db
from lms.core.local_months import place_of
from lms.evaluation.models import RollOut, RollOutPlace, RollOutWithdrawal
from lms.kpis.models import Kpi, KpiVersion, Reading, Subject
from lms.kpis.queries.readings import since_of_kind
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion
from lms.people.models import Person, Post, Unit

AT_ONCE = 1000  # few enough to stay in the processor's cache until they are counted
LEAST_SHARE = 0.05
"""Job families that hold at least so much of the trained are the ones that the trained are compared within."""


def find_last_month(kpi: Kpi, before: date) -> date | None:
    """The newest month before a day with a reading of anybody."""
    query = (
        select(func.max(Reading.month))
        .join(Subject, Subject.id == Reading.subject_id)
        .where(Reading.kpi_id == kpi.id, Reading.month < before, Subject.level == "all")
    )
    return db.session.scalar(query)


def find_first_month(kpi: Kpi) -> date | None:
    """The oldest month with a reading of anybody."""
    query = (
        select(func.min(Reading.month))
        .join(Subject, Subject.id == Reading.subject_id)
        .where(Reading.kpi_id == kpi.id, Subject.level == "all")
    )
    return db.session.scalar(query)


def find_roll_out(kind: str, code: str, kpi_id: int, unit_id: int | None) -> RollOut | None:
    """The newest drawn roll-out of a training that was not withdrawn."""
    query = (
        select(RollOut)
        .outerjoin(RollOutWithdrawal, RollOutWithdrawal.roll_out_id == RollOut.id)
        .where(
            RollOut.subject_kind == kind, RollOut.subject_code == code, RollOutWithdrawal.id.is_(None),
            RollOut.unit_id.is_(None) if unit_id is None else RollOut.unit_id == unit_id,
        )
        .order_by((RollOut.kpi_id == kpi_id).desc(), RollOut.id.desc())
        .limit(1)
    )  # fmt: skip
    return db.session.scalar(query)


def within(unit_id: int | None) -> ColumnElement[bool]:
    """The condition on Person: of a unit or one below it; everybody for None."""
    if unit_id is None:
        return true()
    path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    return Person.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path)))


def trained_places(kind: str, code: str, months: Sequence[date]) -> list[tuple[int, int | None]]:
    """(person, place): in which of some months in a row each person finished the training first; None for before them.
    Whoever finished after the last of them is in the last."""
    return [(person, place) for person, place in db.session.execute(_first_finished(kind, code, months))]


def _first_finished(kind: str, code: str, months: Sequence[date]) -> Any:
    if kind == "course":
        course_id = db.session.scalar(select(Course.id).where(Course.code == code))
        if course_id is None:
            return select(Person.id, Person.id).where(false())
        done = first_completions(course_id, lambda at: place_of(at, months))
        return select(done.c.person_id, done.c.place)
    if kind == "programme":
        first = func.min(Outcome.decided_at)
        return (
            select(Enrolment.person_id, place_of(first, months))
            .join(Outcome, Outcome.enrolment_id == Enrolment.id)
            .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
            .join(Programme, Programme.id == ProgrammeVersion.programme_id)
            .where(Programme.code == code, Outcome.kind == "on_duty")
            .group_by(Enrolment.person_id)
        )
    scheme, _, level = code.partition(":")
    issued: Any = func.min(Certificate.issued_on)
    return (
        select(Certificate.person_id, place_of(issued, months))
        .join(Tier, Tier.id == Certificate.tier_id)
        .join(Scheme, Scheme.id == Tier.scheme_id)
        .where(Scheme.code == scheme, Tier.level == int(level or 0))
        .group_by(Certificate.person_id)
    )


def drawn_months(roll_out_id: int) -> list[tuple[int, date, int | None, str | None]]:
    """(person, month, unit, stratum): what the lot gave each person."""
    query = select(RollOutPlace.person_id, RollOutPlace.month, RollOutPlace.unit_id, RollOutPlace.stratum)
    found = db.session.execute(query.where(RollOutPlace.roll_out_id == roll_out_id))
    return [(person, month, unit, stratum) for person, month, unit, stratum in found]


def people_of(condition: ColumnElement[bool]) -> list[Any]:
    """Rows of (id, unit_id, family, product_line, hired_on), by id; who left is among them."""
    query = (
        select(Person.id, Person.unit_id, Post.family, Person.product_line, Person.hired_on)
        .join(Post, Post.id == Person.post_id)
        .where(condition)
        .order_by(Person.id)
    )
    return list(db.session.execute(query))


def person_of_subject(people: ColumnElement[bool]) -> dict[int, int]:
    """Each name that a source has for one of the people, and whose it is."""
    query = select(Subject.id, Subject.person_id).join(Person, Person.id == Subject.person_id)
    found = db.session.execute(query.where(Subject.level == "technician", people))
    return {subject: person for subject, person in found if person is not None}


def iterate_readings(
    version: KpiVersion, first: date, last: date, people: ColumnElement[bool], sums: Sequence[str]
) -> Iterator[Sequence[Any]]:
    """Rows of (subject, month, the sums asked for), some at a time; the month as the database gives it. Months whose definition
    was of another kind are left out. The subjects are looked up in the order in which readings lie, and not joined to them:
    of a million readings that is most of the work."""
    month: Any = type_coerce(Reading.month, String)  # a million dates are not made only to be counted
    subjects = (
        select(Subject.id).join(Person, Person.id == Subject.person_id).where(Subject.level == "technician", people)
    )
    query = select(Reading.subject_id, month, *(getattr(Reading, name) for name in sums)).where(
        Reading.kpi_id == version.kpi_id, Reading.subject_id.in_(subjects),
        Reading.month >= since_of_kind(version, first), Reading.month <= last,
    )  # fmt: skip
    result = db.session.connection().execute(query)
    cursor: Any = result.cursor  # plain tuples: rows of a million would cost more than reading them
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows
    result.close()


def changed_within(kpi: Kpi, first: date, last: date) -> bool:
    """Did the KPI come to mean something else between two months?"""
    versions = sorted(kpi.versions, key=lambda one: (one.from_month, one.number))
    before = [one for one in versions if one.from_month <= first]
    during = [one for one in versions if first < one.from_month <= last]
    meanings = {
        (one.kind, one.numerator, one.denominator, one.exclusions, one.window_days) for one in [*before[-1:], *during]
    }
    return len(meanings) > 1

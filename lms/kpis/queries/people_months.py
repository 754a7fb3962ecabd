"""Readings of people by month, as a subquery that higher packages join with what they know of people."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, select

from lms.kpis.models import KpiVersion, Reading, Subject
from lms.kpis.queries.readings import since_of_kind
from lms.people.models import Person


def people_months(version: KpiVersion, first: date, last: date, people: ColumnElement[bool]) -> Subquery:
    """Rows of person_id, month and the sums of a reading, one for each name that a source has for the person; `people` is
    the condition on Person. Months whose definition was of another kind are left out.

    A person without readings has one row of nulls: outer joins keep SQLite from walking through every reading of the KPI,
    when those of some months, person by person, are a tenth of them.
    """
    return (
        select(
            Person.id.label("person_id"), Reading.month, Reading.n, Reading.total, Reading.base, Reading.squares,
            Reading.logs, Reading.log_squares,
        )
        .select_from(Person)
        .outerjoin(Subject, and_(Subject.person_id == Person.id, Subject.level == "technician"))
        .outerjoin(
            Reading,
            and_(
                Reading.kpi_id == version.kpi_id, Reading.subject_id == Subject.id,
                Reading.month >= since_of_kind(version, first), Reading.month <= last,
            ),
        )
        .where(people)
        .subquery("person_month")
    )  # fmt: skip

"""Readings of people by month, as a subquery that higher packages join with what they know of people."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Subquery, select

from lms.kpis.models import KpiVersion, Reading, Subject
from lms.kpis.queries.readings import since_of_kind
from lms.people.models import Person


def people_months(version: KpiVersion, first: date, last: date, people: ColumnElement[bool]) -> Subquery:
    """Rows of person_id, month and the sums of a reading, one for each name that a source has for the person; `people` is
    the condition on Person. Months whose definition was of another kind are left out."""
    return (
        select(
            Subject.person_id, Reading.month, Reading.n, Reading.total, Reading.base, Reading.squares, Reading.logs,
            Reading.log_squares,
        )
        .join(Subject, Subject.id == Reading.subject_id)
        .join(Person, Person.id == Subject.person_id)
        .where(
            Reading.kpi_id == version.kpi_id, Subject.level == "technician", people,
            Reading.month >= since_of_kind(version, first), Reading.month <= last,
        )
        .subquery("person_month")
    )  # fmt: skip

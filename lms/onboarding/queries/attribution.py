"""By which programme and intake somebody came, asked within another statement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select

from lms.core.db import db
from lms.onboarding.models import Cohort, Enrolment, Programme, ProgrammeVersion


def intake_of(person_id: ColumnElement[Any], day: ColumnElement[Any]) -> Any:
    """The id of the intake that began last by a day, for the person of an outer statement's columns."""
    return (
        select(Enrolment.cohort_id)
        .where(Enrolment.person_id == person_id, Enrolment.starts_on <= day)
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
        .limit(1)
        .correlate_except(Enrolment)
        .scalar_subquery()
    )


def programme_of(person_id: ColumnElement[Any], day: ColumnElement[Any]) -> Any:
    """The id of the programme of that intake."""
    return (
        select(ProgrammeVersion.programme_id)
        .join(Enrolment, Enrolment.version_id == ProgrammeVersion.id)
        .where(Enrolment.person_id == person_id, Enrolment.starts_on <= day)
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
        .limit(1)
        .correlate_except(Enrolment, ProgrammeVersion)
        .scalar_subquery()
    )


def list_intake_titles(ids: Collection[int]) -> list[Any]:
    """Rows of (id, title) of intakes."""
    return list(db.session.execute(select(Cohort.id, Cohort.title).where(Cohort.id.in_(ids))))


def list_programme_titles(ids: Collection[int]) -> list[Any]:
    """Rows of (id, title) of programmes."""
    return list(db.session.execute(select(Programme.id, Programme.title).where(Programme.id.in_(ids))))

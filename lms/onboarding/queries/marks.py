"""People put on duty, by person or by month of a unit, and all marks of training in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all

from certificates.queries import marks as lower
from certificates.queries.marks import as_mark, in_units, within
from lms.core.db import db
from lms.core.local_months import place_of
from lms.kpis.marks import MOST_OF_A_KIND
from lms.kpis.rules.periods import months_between
from lms.onboarding.models import Enrolment, Outcome, Programme, ProgrammeVersion
from lms.onboarding.rules.decisions import ON_DUTY
from lms.people.models import Person

DUTY = "duty"


def list_person_marks(
    person_ids: Collection[int], journeys: ColumnElement[bool], certificates: ColumnElement[bool], first: date, last: date
) -> list[Any]:  # fmt: skip
    """On duty, awarded, completed: rows of `as_mark`. The conditions on Person say whose the reader may see."""
    return _rows(
        _on_duty_of(person_ids, journeys, first, last),
        lower.awards_of(person_ids, certificates, first, last),
        lower.completions_of(person_ids, journeys, first, last),
    )


def list_unit_marks(unit_paths: Collection[str] | None, first: date, last: date) -> list[Any]:
    """How many people were put on duty, awarded, completed, by month: rows of `as_mark`."""
    counts = (_count_on_duty, lower.count_awards, lower.count_completions)
    return _rows(*(count(unit_paths, first, last) for count in counts))


def _rows(*kinds: Select[Any]) -> list[Any]:
    return list(db.session.execute(union_all(*(select(kind.subquery()) for kind in kinds))))


def _on_duty_of(person_ids: Collection[int], seen: ColumnElement[bool], first: date, last: date) -> Select[Any]:
    at = Outcome.decided_at
    return (
        as_mark(DUTY, number=Enrolment.id, title=Programme.title, at=(at, at))
        .join_from(Outcome, Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.person_id.in_(person_ids), seen, Outcome.kind == ON_DUTY, within(at, first, last))
        .order_by(at.desc())
        .limit(MOST_OF_A_KIND)
    )


def _count_on_duty(unit_paths: Collection[str] | None, first: date, last: date) -> Select[Any]:
    at, people, programme_id = (
        Outcome.decided_at,
        func.count(Enrolment.person_id.distinct()),
        ProgrammeVersion.programme_id,
    )
    counted = (
        select(programme_id, people.label("people"), func.min(at).label("first"), func.max(at).label("last"))
        .join_from(Outcome, Enrolment, Enrolment.id == Outcome.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.version_id)
        .where(Outcome.kind == ON_DUTY, within(at, first, last), in_units(Enrolment.person_id, unit_paths))
        .group_by(programme_id, place_of(at, months_between(first.replace(day=1), last)))
        .order_by(people.desc(), func.max(at).desc())
        .limit(MOST_OF_A_KIND)
        .subquery()
    )  # fmt: skip
    title, at_both = Programme.title, (counted.c.first, counted.c.last)
    return as_mark(DUTY, people=counted.c.people, title=title, at=at_both).join_from(
        counted, Programme, Programme.id == counted.c.programme_id
    )

"""What a page of figures is about, as its address says it and as far as the reader may see it.

Units and people are seen within one's reach, one's own figures always. What belongs to no unit (everything together, a
product, a team as the source names it, a technician nobody has matched) is for those who reach everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound
from lms.kpis.models import Reading, Subject
from lms.kpis.queries.team_names import team_names
from lms.kpis.rules.targets import Bearer
from lms.people.models import Person, Unit
from lms.people.queries.scope import get_visible, list_reached_units
from lms.people.session import User

ALL, UNIT, TEAM, PRODUCT, TECHNICIAN, PERSON = "all", "unit", "team", "product", "technician", "person"


@dataclass(frozen=True)
class About:
    """Whose figures: the subjects whose readings are added up, its name, and how an address says it."""

    kind: str
    subject_ids: tuple[int, ...]
    name: Bilingual | str
    address: Mapping[str, int]
    bearer: Bearer = field(default_factory=Bearer)
    unit: Unit | None = None
    person_id: int | None = None

    @property
    def is_own_kind(self) -> bool:
        """One person or one technician: no comparison, and small samples lean on the team."""
        return self.kind in (PERSON, TECHNICIAN)


def find_default(user: User) -> About:
    """What a reader sees first: all where they reach everything, else the topmost of their units, else themselves."""
    if Permission.SEE_KPIS not in user.permissions:
        return get_person_about(user, user.id)
    if user.reach(Permission.SEE_KPIS) is None:
        return _everything()
    units = list_reached_units(user, Permission.SEE_KPIS)
    return about_unit(units[0]) if units else get_person_about(user, user.id)


def get_about(user: User, *, unit: int | None = None, person: int | None = None, subject: int | None = None) -> About:
    """What the address names. Raises NotFound for what the reader may not see."""
    if person is not None:
        return get_person_about(user, person)
    if unit is not None:
        return about_unit(get_reached_unit(user, unit))
    if subject is not None:
        return _about_subject(user, subject)
    return find_default(user)


def get_reached_unit(user: User, unit_id: int) -> Unit:
    """A unit within the reader's reach. Raises NotFound."""
    row = db.session.get(Unit, unit_id)
    paths = user.reach(Permission.SEE_KPIS)
    if row is None or (paths is not None and not any(row.path.startswith(path) for path in paths)):
        raise NotFound
    return row


def get_person_about(user: User, person_id: int) -> About:
    """A person, oneself or somebody within reach, with all the names that sources have for them."""
    person = get_visible(user, person_id, Permission.SEE_KPIS)
    ids = db.session.scalars(
        select(Subject.id).where(Subject.person_id == person.id, Subject.level == TECHNICIAN).order_by(Subject.id)
    )
    unit = db.session.get_one(Unit, person.unit_id)
    bearer = Bearer(unit_ids_of(unit), person.post_id, person.hired_on)
    return About(PERSON, tuple(ids), person.name, {"person": person.id}, bearer, unit, person.id)


def about_unit(unit: Unit) -> About:
    """A unit with all below it."""
    ids = db.session.scalars(select(Subject.id).where(Subject.unit_id == unit.id, Subject.level == UNIT))
    return About(UNIT, tuple(ids), unit.name, {"unit": unit.id}, Bearer(unit_ids_of(unit)), unit)


def about_person_row(row: Any, subject_ids: tuple[int, ...], unit: Unit) -> About:
    """A person of whom the columns are known already; the reader's right to see them was asked before."""
    name = Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)
    bearer = Bearer(unit_ids_of(unit), row.post_id, row.hired_on)
    return About(PERSON, subject_ids, name, {"person": row.id}, bearer, unit, row.id)


def unit_ids_of(unit: Unit) -> tuple[int, ...]:
    """A unit's ancestors from the root down, and itself."""
    return tuple(int(part) for part in unit.path.split("/") if part)


def _everything() -> About:
    ids = db.session.scalars(select(Subject.id).where(Subject.level == ALL, Subject.source == ""))
    return About(ALL, tuple(ids), "", {})


def _about_subject(user: User, subject_id: int) -> About:
    row = db.session.get(Subject, subject_id)
    if row is None:
        raise NotFound
    if row.level == TECHNICIAN and row.person_id is not None:
        return get_person_about(user, row.person_id)
    if row.level == UNIT and row.unit_id is not None:
        return about_unit(get_reached_unit(user, row.unit_id))
    if Permission.SEE_KPIS not in user.permissions or user.reach(Permission.SEE_KPIS) is not None:
        raise NotFound
    if row.level == ALL and not row.source:
        return _everything()
    name: Bilingual | str = row.source if row.level == ALL else row.key
    if row.level == TEAM:
        name = team_names([row.key]).get(row.key, row.key)
    return About(row.level, (row.id,), name, {"subject": row.id})


def list_subjects(level: str) -> list[Subject]:
    """All teams, products or sources, by name."""
    query = select(Subject).where(Subject.level == level).order_by(Subject.source, Subject.key)
    return list(db.session.scalars(query))


def list_subjects_with_orders(level: str, kpi_ids: Collection[int], first: date, last: date) -> list[Subject]:
    """Those of a level that have a figure of any of the KPIs in the months, by name."""
    read = select(Reading.n).where(
        Reading.subject_id == Subject.id, Reading.kpi_id.in_(kpi_ids), Reading.month >= first, Reading.month <= last,
        Reading.n > 0,
    )  # fmt: skip
    query = select(Subject).where(Subject.level == level, read.exists()).order_by(Subject.source, Subject.key)
    return list(db.session.scalars(query))


def list_units_below(user: User, unit: Unit | None) -> list[Unit]:
    """The units right below one (None: the topmost within reach)."""
    if unit is not None:
        return list(db.session.scalars(select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.code)))
    reached = list_reached_units(user, Permission.SEE_KPIS)
    roots = [row for row in reached if row.parent_id is None]
    if len(roots) == 1:  # one organisation: what stands below it says more than the same figures again
        return [row for row in reached if row.parent_id == roots[0].id] or roots
    known = {row.id for row in reached}
    return [row for row in reached if row.parent_id not in known]


def list_people_of(unit: Unit) -> list[Any]:
    """Those who work in the unit itself, with the subjects of each: rows of columns, one for each subject."""
    query = (
        select(
            Person.id, Person.name_zh, Person.name_latin, Person.employee_no, Person.post_id, Person.hired_on,
            Subject.id.label("subject_id"),
        )
        .join(Subject, Subject.person_id == Person.id)
        .where(Person.unit_id == unit.id, Person.left_on.is_(None), Subject.level == TECHNICIAN)
        .order_by(Person.employee_no, Subject.id)
    )  # fmt: skip
    return list(db.session.execute(query))

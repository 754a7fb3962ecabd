"""What is asked of a KPI by training record, as plain values, and what people then add up to: on a page or by a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from lms.kpis.models import KpiVersion
from lms.kpis.queries.people_months import people_months
from lms.kpis.rules.periods import months_between
from lms.people.models import Person, Unit
from lms.performance.kept import Keeper
from lms.performance.queries import links
from lms.performance.queries.links import Group
from lms.performance.rules.clustered import Paired

COURSE, TRAINER = "course", "trainer"


@dataclass(frozen=True)
class Asked:
    """A way to group people and the months, whose figures the reader may see (`paths` of units; None: all), the unit below
    which they work, and the course whose completion divides months, or whose trainers are meant."""

    version_id: int
    by: str
    first: date
    last: date
    paths: tuple[str, ...] | None
    unit: str | None
    least_people: int
    course_id: int | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        paths = None if self.paths is None else list(self.paths)
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat(), "paths": paths}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Asked:
        """From what `plain` gave."""
        paths = None if plain["paths"] is None else tuple(plain["paths"])
        first, last = (date.fromisoformat(plain[name]) for name in ("first", "last"))
        return cls(**{**plain, "first": first, "last": last, "paths": paths})

    def people(self) -> ColumnElement[bool]:
        """The condition on Person."""
        found: ColumnElement[bool] = true() if self.paths is None else _below(self.paths)
        return found if self.unit is None else found & _below((self.unit,))

    def keeper(self, *, waits: bool) -> Keeper:
        """What keeps the answers about these people and months."""
        scope = (self.version_id, self.first, self.last, self.paths, self.unit, self.least_people)
        return Keeper(self.people(), scope, waits=waits)


@dataclass(frozen=True)
class LinkSums:
    """The groups (`hidden`: how many are too small), and around a course the same people before and after."""

    groups: list[Group]
    hidden: int
    paired: Paired | None = None
    around: list[Group] = field(default_factory=list)


def add_up(asked: Asked, version: KpiVersion, keeper: Keeper) -> LinkSums:
    """What the people add up to, as far as it is shown. Raises NotWorkedOut where the keeper would have to wait for it."""
    rows, least = people_months(version, asked.first, asked.last, asked.people()), asked.least_people
    if asked.by == TRAINER:
        taught = links.Taught(asked.course_id, months_between(asked.first, asked.last))
        way = (TRAINER, asked.course_id)
        return LinkSums(*keeper.groups(way, lambda: links.trainer_groups(version, rows, taught, least)))
    if asked.by != COURSE or asked.course_id is None:
        return LinkSums(*keeper.groups((asked.by,), lambda: links.groups_by(asked.by, version, rows, least)))
    course = links.Completed.between(asked.course_id, asked.first, asked.last)
    groups, hidden = keeper.groups(("groups", course.id), lambda: links.course_groups(version, rows, course, least))
    paired = keeper.paired(("paired", course.id), lambda: links.before_and_after(version, rows, course))
    if paired is None or paired.before.people < least:
        return LinkSums(groups, hidden)
    around = keeper.months(("months", course.id), lambda: links.months_around(version, rows, course))
    return LinkSums(groups, hidden, paired, around)


def _below(paths: Sequence[str]) -> ColumnElement[bool]:
    units = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return Person.unit_id.in_(units)

"""What a questionnaire is about: contexts that this package knows, and those that higher packages answer for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select

from assessments.rules.surveys.items import WHOLE
from courses.models import Course, CourseAbility, CourseVersion
from lms.core import events
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.skills.models import Ability

CONTEXTS = "survey contexts"
"""The question `(kind, ids) -> dict[id, ContextFacts] | None`: what contexts of a higher package's kind are called, and
their aims. None from who does not know the kind."""
APART = "surveys apart"
"""The question `() -> dict[kind of context, floor]`: contexts whose answers are shown by the pages of the package that
asks, and never among the results of questionnaires; and from how many people on anonymous ones are let out there."""
COURSE_VERSION = "course_version"
ContextKey = tuple[str, int]


@dataclass(frozen=True)
class Aim:
    """Something that people are to do on the job afterwards."""

    code: str
    text: Bilingual

    def as_dict(self) -> dict[str, str]:
        """As an invitation keeps it."""
        return {"code": self.code, **self.text.as_dict()}


@dataclass(frozen=True)
class ContextFacts:
    """What a context is called and what it aims at."""

    title: Bilingual
    aims: tuple[Aim, ...] = ()

    @property
    def asked_aims(self) -> tuple[Aim, ...]:
        """The aims to ask about; a context without any stands for itself."""
        whole = Bilingual(
            f"运用“{self.title.zh or self.title.en}”所学", f"using what “{self.title.en or self.title.zh}” taught"
        )
        return self.aims or (Aim(WHOLE, whole),)


def apart() -> dict[str, int]:
    """The kinds of contexts that stand apart, each with its floor."""
    return {kind: floor for answer in events.answers(APART) for kind, floor in answer().items()}


def facts_of(contexts: Iterable[ContextKey], *, aims: bool = False) -> dict[ContextKey, ContextFacts]:
    """What contexts are called (with `aims`, what they aim at too); one that nobody knows any more by its kind and number."""
    kinds: dict[str, set[int]] = defaultdict(set)
    for kind, number in contexts:
        kinds[kind].add(number)
    found: dict[ContextKey, ContextFacts] = {}
    for kind, ids in kinds.items():
        known = _course_versions(ids, aims) if kind == COURSE_VERSION else _asked_above(kind, ids, aims)
        for number in ids:
            name = f"{kind} {number}"
            found[kind, number] = known.get(number) or ContextFacts(Bilingual(name, name))
    return found


def _asked_above(kind: str, ids: Collection[int], aims: bool) -> dict[int, ContextFacts]:
    for answer in events.answers(CONTEXTS):
        found: dict[int, ContextFacts] | None = answer(kind, ids, aims)
        if found is not None:
            return found
    return {}


@cache
def _named() -> Any:
    """Built once: everybody's first page says which questionnaires wait."""
    return (
        select(CourseVersion.id, CourseVersion.course_id, Course.title)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(among(CourseVersion.id, "versions"))
    )


def _course_versions(ids: Collection[int], aims: bool) -> dict[int, ContextFacts]:
    """Versions of courses, with the abilities that the course teaches as aims."""
    versions = read(_named(), versions=list(ids)).all()
    if not aims:
        return {row.id: ContextFacts(row.title) for row in versions}
    taught: dict[int, list[Aim]] = defaultdict(list)
    query = (
        select(CourseAbility.course_id, Ability.code, Ability.name)
        .join(Ability, Ability.id == CourseAbility.ability_id)
        .where(CourseAbility.course_id.in_({row.course_id for row in versions}))
        .order_by(Ability.position, Ability.code)
    )
    for row in db.session.execute(query):
        taught[row.course_id].append(Aim(row.code, row.name))
    return {row.id: ContextFacts(row.title, tuple(taught[row.course_id])) for row in versions}

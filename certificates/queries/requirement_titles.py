"""What requirements speak of by name: exams, courses, tasks, figures; and requirements with these names, without regard to a
person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from assessments.models import Exam, PracticalTask, Rubric
from certificates.rules.requirement_kinds import GROUPS, Kind, codes_of, criterion_of, leaves
from courses.models import Course
from lms.core import clock
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.together import Together
from lms.kpis.queries.criteria import VERSIONS_NAMED, MeasuredKpi, kpis_in
from lms.kpis.rules.criteria import Criterion


@dataclass(frozen=True)
class Titles:
    """What codes are called by kind; the KPIs; and what of it is `there`, by kind and code."""

    named: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)
    kpis: dict[str, MeasuredKpi] = field(default_factory=dict)
    there: frozenset[tuple[str, str]] = frozenset()

    def of(self, kind: str, codes: Collection[str]) -> tuple[Bilingual, ...]:
        """The titles of some codes; a code that nothing carries yet stands for itself."""
        known = self.named.get(kind, {})
        return tuple(known.get(code, Bilingual.of(code)) for code in codes)

    def exists(self, kind: str, code: str) -> bool:
        """Is there something of this kind with the code?"""
        return (kind, code) in self.there


@dataclass(frozen=True)
class Requirement:
    """A requirement as a page shows it: what it asks for by name. `parts`: those of a group, of which `need` must be met.
    `data` is what the scheme says."""

    kind: str
    titles: tuple[Bilingual, ...]
    wanted: float | None
    criterion: Criterion | None
    kpi: MeasuredKpi | None
    data: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Requirement, ...] = ()
    need: int | None = None


_TITLES = Together(**{
    Kind.EXAM: select(Exam.code, Exam.title).where(among(Exam.code, "exams")),
    Kind.PRACTICAL_EXAM: select(Rubric.code, Rubric.title).where(among(Rubric.code, "rubrics")).order_by(Rubric.number),
    Kind.PRACTICALS: (
        select(PracticalTask.code, PracticalTask.title)
        .where(among(PracticalTask.code, "tasks"))
        .order_by(PracticalTask.number)
    ),
    Kind.COURSE: select(Course.code, Course.title).where(among(Course.code, "courses")),
    Kind.KPI: VERSIONS_NAMED,
})  # fmt: skip
"""What exams, rubrics, tasks, courses and KPIs are called by code; of several versions the newest comes last."""


def titles_in(requirements: Sequence[Mapping[str, Any]]) -> Titles:
    """The titles of everything that requirements ask for, in one statement. What a requirement itself calls the thing
    that it names goes where nothing else is known."""
    wanted: dict[str, set[str]] = {kind: set() for kind in Kind}
    own: dict[str, dict[str, Bilingual]] = {}
    for one in leaves(requirements):
        kind = str(one["kind"])
        codes = [one["kpi"]] if kind == Kind.KPI else codes_of(one)
        wanted.setdefault(kind, set()).update(codes)
        if "title" in one:
            own.setdefault(kind, {}).update(dict.fromkeys(codes, Bilingual.of(one["title"])))
    rows = _TITLES.read(
        exams=sorted(wanted[Kind.EXAM]), rubrics=sorted(wanted[Kind.PRACTICAL_EXAM]),
        tasks=sorted(wanted[Kind.PRACTICALS]), courses=sorted(wanted[Kind.COURSE]), kpis=sorted(wanted[Kind.KPI]),
    )  # fmt: skip
    kpis = kpis_in(rows[Kind.KPI], clock.today())
    found: dict[str, Mapping[str, Bilingual]] = {
        kind: {row.code: row.title for row in rows[kind]}
        for kind in (Kind.EXAM, Kind.PRACTICAL_EXAM, Kind.PRACTICALS, Kind.COURSE)
    }
    found[Kind.KPI] = {code: kpi.name for code, kpi in kpis.items()}
    there = frozenset((str(kind), code) for kind, some in found.items() for code in some)
    return Titles({kind: {**own.get(kind, {}), **found.get(kind, {})} for kind in {*own, *found}}, kpis, there)


def requirements_in(requirements: Sequence[Mapping[str, Any]], titles: Titles) -> tuple[Requirement, ...]:
    """Requirements without regard to a person."""
    return tuple(_requirement(one, titles) for one in requirements)


def _requirement(one: Mapping[str, Any], titles: Titles) -> Requirement:
    kind = str(one["kind"])
    if kind == Kind.KPI:
        criterion = criterion_of(one)
        return Requirement(
            kind, titles.of(kind, [criterion.kpi]), criterion.value, criterion, titles.kpis.get(criterion.kpi), one
        )
    parts = requirements_in(one.get("of", ()), titles)
    need = {Kind.ALL: len(parts), Kind.ANY: 1, Kind.AT_LEAST: one.get("n")}[Kind(kind)] if kind in GROUPS else None
    return Requirement(kind, titles.of(kind, codes_of(one)), one.get("min"), None, None, one, parts, need)

"""Figures from the readings of the database. Never from the facts, so that pages stay quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal, overload

from sqlalchemy import Select, bindparam, case, func, select

from lms.core.db import db, read
from lms.kpis.definitions import comparable_since, version_on
from lms.kpis.models import Kpi, KpiVersion, Reading, Subject
from lms.kpis.rules.figures import Figure, figure_of, team_of
from lms.kpis.rules.sums import Sums
from lms.people.models import Person

AT_ONCE = 500
"""How many subjects one statement names."""


def find_subject(level: str, key: str = "", source: str | None = None) -> Subject | None:
    """The subject of a level by its key; without a source, the first of that key. "all" without a key is everything."""
    query = select(Subject).where(Subject.level == level, Subject.key == key)
    if source is not None or level == "all":
        query = query.where(Subject.source == (source or ""))
    return db.session.scalar(query.order_by(Subject.source).limit(1))


_SUBJECT = Subject.__table__.c
OF_PERSON = (
    select(_SUBJECT.id)
    .where(_SUBJECT.person_id == bindparam("person_id"), _SUBJECT.level == "technician")
    .order_by(_SUBJECT.id)
)
"""Asked on every home page, together with other things."""


def person_subjects(person_id: int) -> list[int]:
    """The ids of the technicians, as sources name them, that are this person."""
    return list(read(OF_PERSON, person_id=person_id).scalars())


def unit_subject(unit_id: int) -> int | None:
    """The id of a unit's subject; None before its first reading."""
    return db.session.scalar(select(Subject.id).where(Subject.level == "unit", Subject.unit_id == unit_id))


def peers_of(person_id: int) -> list[int]:
    """The technicians of a person's own unit, the person among them: the team that small samples are drawn towards."""
    unit = select(Person.unit_id).where(Person.id == person_id).scalar_subquery()
    query = (
        select(Subject.id)
        .join(Person, Person.id == Subject.person_id)
        .where(Subject.level == "technician", Person.unit_id == unit)
    )
    return list(db.session.scalars(query.order_by(Subject.id)))


def versions_at(codes: Collection[str] | None, month: date) -> dict[str, KpiVersion]:
    """The definitions valid in a month, by code, in their order; all that are in use when no codes are given."""
    query = select(Kpi).order_by(Kpi.position, Kpi.code)
    query = query.where(Kpi.retired_at.is_(None)) if codes is None else query.where(Kpi.code.in_(codes))
    found = ((kpi.code, version_on(kpi, month)) for kpi in db.session.scalars(query))
    return {code: version for code, version in found if version is not None}


@overload
def figures(
    kpis: Collection[str] | None, subjects: Collection[int], first: date, last: date,
    by: Literal["total"] = "total", *, peers: Collection[int] | None = None,
) -> dict[tuple[str, int], Figure]: ...  # fmt: skip


@overload
def figures(
    kpis: Collection[str] | None, subjects: Collection[int], first: date, last: date,
    by: Literal["month"], *, peers: Collection[int] | None = None,
) -> dict[tuple[str, int, date], Figure]: ...  # fmt: skip


def figures(
    kpis: Collection[str] | None, subjects: Collection[int], first: date, last: date,
    by: Literal["total", "month"] = "total", *, peers: Collection[int] | None = None,
) -> dict[tuple[str, int], Figure] | dict[tuple[str, int, date], Figure]:  # fmt: skip
    """The KPIs (codes; None for all in use) of subjects from month `first` to month `last`, both included.

    By (code, subject), or with by="month" by (code, subject, month). Where a subject has no orders there is no figure.
    Values are drawn towards `peers` (subject ids; `peers_of` a person), or towards one another when more than three
    subjects are asked for. A month whose definition is of another kind than the last month's is left out.
    """
    versions = versions_at(kpis, last)
    own = sums_of(versions, subjects, first, last, by == "month")
    among = sums_of(versions, peers, first, last, by == "month") if peers is not None else own
    teams: dict[tuple[str, date | None], list[Sums]] = defaultdict(list)
    for (code, _, month), sums in among.items():
        teams[code, month].append(sums)
    drawn = {key: team_of(versions[key[0]].kind, members) for key, members in teams.items()}
    answer = {}
    for (code, subject, month), sums in own.items():
        version = versions[code]
        figure = figure_of(version.kind, version.unit, sums, version.least_sample, drawn.get((code, month)))
        answer[(code, subject) if month is None else (code, subject, month)] = figure
    return answer  # type: ignore[return-value]


def combined(
    kpi: str, subjects: Collection[int], first: date, last: date, *, peers: Collection[int] | None = None
) -> Figure | None:
    """One figure of several subjects together: a person's keys in several sources."""
    version = versions_at([kpi], last).get(kpi)
    if version is None:
        return None
    team = None
    if peers is not None:
        team = team_of(version.kind, list(sums_of({kpi: version}, peers, first, last, False).values()))
    total = sum(sums_of({kpi: version}, subjects, first, last, False).values(), Sums())
    return figure_of(version.kind, version.unit, total, version.least_sample, team)


Readings = dict[tuple[str, int, date | None], Sums]


def sums_of(
    versions: Mapping[str, KpiVersion], subjects: Collection[int], first: date, last: date, monthly: bool
) -> Readings:
    """What the readings of versions (by code) add up to, by code, subject and month; the month is None for all together."""
    codes = {version.kpi_id: code for code, version in versions.items()}
    found: Readings = {}
    for since, kpi_ids in _since(versions, first).items():
        for some in _batches(subjects):
            median = case((func.count() == 1, func.max(Reading.median)))
            parts = (Reading.n, Reading.total, Reading.base, Reading.squares, Reading.logs, Reading.log_squares)
            sums = [func.sum(part) for part in parts]
            keys: list[Any] = [Reading.kpi_id, Reading.subject_id, *([Reading.month] if monthly else [])]
            query: Select[Any] = (
                select(*keys, *sums, median)
                .where(
                    Reading.kpi_id.in_(kpi_ids), Reading.subject_id.in_(some), Reading.month >= since,
                    Reading.month <= last,
                )
                .group_by(*keys)
            )  # fmt: skip
            for row in db.session.execute(query):
                month = row[2] if monthly else None
                n, *rest = row[len(keys) :]
                found[codes[row[0]], row[1], month] = Sums(int(n), *rest)
    return found


def since_of_kind(version: KpiVersion, first: date) -> date:
    """From which month on, `first` or later, readings are of the kind that the version has."""
    return next(iter(_since({"": version}, first)))


def _since(versions: Mapping[str, KpiVersion], first: date) -> dict[date, list[int]]:
    """From which month on the readings of each KPI are of the kind that it has now."""
    since: dict[date, list[int]] = defaultdict(list)
    for version in versions.values():
        began = comparable_since(version, version.kpi.versions)
        since[first if began is None else max(first, began)].append(version.kpi_id)
    return since


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    rest = list(dict.fromkeys(ids))
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]

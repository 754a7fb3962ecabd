"""Reads of profiles, absences and how people rate a trainer as a speaker."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lms.core.db import db
from lms.core.errors import NotFound
from lms.trainers.models import TrainerAbsence, TrainerProfile, TrainerSuitability


@dataclass(frozen=True)
class Speaking:
    """What those who know somebody say of them as a speaker: the mean of the last rating of each, and how many."""

    speaking: float
    willing: float
    raters: int
    last_on: date


def profiles_of(person_ids: Collection[int]) -> dict[int, TrainerProfile]:
    """The profile of each of some people; those without one are left out."""
    if not person_ids:
        return {}
    p = TrainerProfile
    last = select(func.max(p.id)).where(p.person_id.in_(list(person_ids))).group_by(p.person_id)
    return {row.person_id: row for row in db.session.scalars(select(p).where(p.id.in_(last)))}


def list_suitability(person_id: int) -> list[TrainerSuitability]:
    """The last rating by each rater, the newest first."""
    s = TrainerSuitability
    last = select(func.max(s.id)).where(s.person_id == person_id).group_by(s.rated_by)
    return list(db.session.scalars(select(s).where(s.id.in_(last)).order_by(s.id.desc())))


def speaking_of(rows: Collection[TrainerSuitability]) -> Speaking | None:
    """What ratings come to; None where there is none."""
    if not rows:
        return None
    count = len(rows)
    return Speaking(
        sum(row.speaking for row in rows) / count, sum(row.willing for row in rows) / count, count,
        max(row.rated_at for row in rows).date(),
    )  # fmt: skip


def holds(person_ids: Collection[int], first: date, last: date) -> list[TrainerAbsence]:
    """The absences of some people that touch a time, by day."""
    if not person_ids:
        return []
    a = TrainerAbsence
    query = select(a).where(
        a.person_id.in_(list(person_ids)), a.from_day <= last, a.until_day >= first,
        or_(a.ended_on.is_(None), a.ended_on > a.from_day),
    )  # fmt: skip
    rows = db.session.scalars(query.order_by(a.from_day, a.id))
    return [row for row in rows if last_day_of(row) >= first]


def last_day_of(absence: TrainerAbsence) -> date:
    """The last day on which somebody is away."""
    if absence.ended_on is None:
        return absence.until_day
    return min(absence.until_day, absence.ended_on - timedelta(days=1))


def days_away(person_ids: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """The days in a time on which trainers are absent; those who are there all the time are left out."""
    found: dict[int, set[date]] = {}
    for row in holds(person_ids, first, last):
        begin, end = max(row.from_day, first), min(last_day_of(row), last)
        found.setdefault(row.person_id, set()).update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return found


def list_absences(person_id: int, since: date) -> list[TrainerAbsence]:
    """The absences of somebody that end after a day, by day."""
    a = TrainerAbsence
    query = select(a).where(
        a.person_id == person_id, a.until_day >= since, or_(a.ended_on.is_(None), a.ended_on > a.from_day)
    )
    return list(db.session.scalars(query.order_by(a.from_day, a.id)))


def get_absence(person_id: int, absence_id: int) -> TrainerAbsence:
    """An absence of a person. Raises NotFound."""
    query = select(TrainerAbsence).where(TrainerAbsence.id == absence_id, TrainerAbsence.person_id == person_id)
    row = db.session.scalar(query.options(joinedload(TrainerAbsence.person)))
    if row is None:
        raise NotFound
    return row

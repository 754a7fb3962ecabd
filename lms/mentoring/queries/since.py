"""What mentors and mentees have done since a moment: ratings, log entries and talks of many people in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all

from lms.core.among import among
from lms.core.db import Moment
from lms.core.together import Together
from lms.mentoring.models import CoachingTalk, LogEntry, MentorRating
from lms.mentoring.models.talks import AGREED
from lms.mentoring.queries.ratings import RatingResult

Asked = tuple[int, datetime | None]
"""A person, and since when what they did counts; None: from ever."""

RATINGS, LOG, TALKS = "ratings", "log", "talks"
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Count:
    """How often something was done, and on which day last."""

    count: int
    last_day: date | None


@dataclass(frozen=True)
class Done:
    """What was found for each that was asked for; those who did nothing are left out."""

    ratings: dict[Asked, RatingResult] = field(default_factory=dict)
    log: dict[Asked, Count] = field(default_factory=dict)
    talks: dict[Asked, Count] = field(default_factory=dict)


def done_since(asked: Collection[Asked], kinds: Collection[str]) -> Done:
    """The last rating, the number of log entries and that of talks, as far as these kinds are wanted."""
    done = Done()
    moments = sorted({since or _EVER for _person, since in asked})
    if not moments or not kinds:
        return done
    people: dict[datetime, list[int]] = defaultdict(list)
    for person, since in asked:
        people[since or _EVER].append(person)
    values: dict[str, Any] = {}
    for n, moment in enumerate(moments):
        values |= {f"people{n}": people[moment], f"since{n}": moment}
    ask = {(n, person): (person, since) for person, since in asked for n in [moments.index(since or _EVER)]}
    found = _statement(tuple(sorted(kinds)), len(moments)).read(**values)
    for row in found.get(RATINGS, ()):
        one = RatingResult(row.id, row.percent, row.rated_at, row.mentor_id)
        done.ratings[ask[row.turn, row.person_id]] = one
    for row in found.get(LOG, ()):
        done.log[ask[row.turn, row.person_id]] = Count(row.many, row.last_day)
    for row in found.get(TALKS, ()):
        done.talks[ask[row.turn, row.person_id]] = Count(row.many, row.last_day)
    return done


@cache
def _statement(kinds: tuple[str, ...], moments: int) -> Together:
    """For so many different moments, each with its own people."""
    return Together(**{kind: _of_all(kind, moments) for kind in kinds})


def _of_all(kind: str, moments: int) -> Any:
    parts: list[Any] = [_of_moment(kind, n) for n in range(moments)]
    whole: Any = union_all(*parts) if moments > 1 else parts[0]
    rows: Any = whole.subquery()
    return select(rows).order_by(rows.c.rated_at, rows.c.id) if kind == RATINGS else select(rows)


def _of_moment(kind: str, n: int) -> Any:
    turn, since = literal(n).label("turn"), bindparam(f"since{n}", type_=Moment)
    if kind == RATINGS:
        r = MentorRating
        query: Any = select(turn, r.mentee_id.label("person_id"), r.id, r.percent, r.rated_at, r.mentor_id)
        return query.where(among(r.mentee_id, f"people{n}"), r.rated_at >= since)
    person, day, at = (
        (LogEntry.person_id, LogEntry.day, LogEntry.written_at)
        if kind == LOG
        else (CoachingTalk.mentee_id, CoachingTalk.held_on, CoachingTalk.written_at)
    )
    query = select(turn, person.label("person_id"), func.count().label("many"), func.max(day).label("last_day"))
    query = query.where(AGREED) if kind == TALKS else query
    return query.where(among(person, f"people{n}"), at >= since).group_by(person)

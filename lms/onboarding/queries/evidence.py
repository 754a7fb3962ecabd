"""What is on record for the contents of stages, asked of the packages that keep the records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from assessments.queries.practical_exams import HELD, held_in
from assessments.queries.practicals import PROGRESS, AssignedTask, progress_in
from assessments.queries.results import RESULTS, results_in
from courses.attendance.queries.counts import counts_in, kinds_of, noted
from courses.queries.progress import CURRENT, course_progress
from lms.core.together import Together
from lms.mentoring.queries import since as mentoring
from lms.onboarding.queries.titles import Described, Refs, described_in, naming, refs_of
from lms.onboarding.rules.gate import (
    ATTENDANCE,
    COURSE,
    EXAM,
    LOG,
    MENTOR_RATING,
    PRACTICAL,
    PRACTICAL_EXAM,
    TALK,
    Content,
    Evidence,
)
from lms.onboarding.rules.result import exact
from lms.workdays.queries import DECIDED, is_to_read, remember

Asked = tuple[int, datetime | None]
"""A person, and since when results, ratings, talks and log entries count; None: from ever."""
Found = dict[tuple[Asked, Content], Evidence]


Titles = dict[tuple[str, str], Described]


def gather(asked: Collection[Asked], contents: Collection[Content], named: Collection[Content]) -> tuple[Titles, Found]:
    """What contents are called (of `named`, which takes in those that are asked about), and what is on record of each content
    for each who is asked for. Courses, sessions and sign-offs count from ever. A few statements whatever the number of people
    and moments; none for kinds that nobody asks about."""
    by_kind: dict[str, list[Content]] = {}
    for content in set(contents):
        by_kind.setdefault(content.kind, []).append(content)
    everybody = sorted({person for person, _since in asked})
    described: Titles = {}
    found: Found = {}
    for start in range(0, max(len(everybody), 1), _AT_ONCE):
        people = set(everybody[start : start + _AT_ONCE])
        some = {ask for ask in asked if ask[0] in people}
        rows, titles = _read(people, by_kind if some else {}, {} if described else refs_of(named))
        described |= titles
        for kind, source in _SOURCES.items():
            if some and kind in by_kind:  # other kinds are what onboarding keeps itself
                found.update(source(some, by_kind[kind], described, rows[kind]))
    found.update(_mentored(set(asked), by_kind))
    return described, found


_AT_ONCE = 2000
"""People in one statement: SQLite takes some thirty thousand values, and each part is given the people anew."""
_PARTS: dict[str, Callable[[], Any]] = {
    COURSE: lambda: CURRENT,
    ATTENDANCE: noted,
    EXAM: lambda: RESULTS,
    PRACTICAL: lambda: PROGRESS,
    PRACTICAL_EXAM: lambda: HELD,
}
_NAMED, _DAYS = "named", "days"


@cache
def _together(kinds: tuple[str, ...], named: tuple[str, ...], with_days: bool) -> Together:
    parts = {kind: _PARTS[kind]() for kind in kinds}
    if with_days:
        parts[_DAYS] = DECIDED
    return Together(**({_NAMED: select(naming(named).subquery())} if named else {}), **parts)


def _read(people: set[int], by_kind: Mapping[str, list[Content]], refs: Refs) -> tuple[Mapping[str, Any], Titles]:
    """The rows of each kind, and the titles: one statement. Working days, by which journeys are counted, are read with them."""
    kinds = tuple(kind for kind in _PARTS if kind in by_kind)
    if not kinds and not refs:
        return {}, {}
    codes = sorted({content.ref for kind in kinds for content in by_kind[kind]})
    known = {"people": people, "learners": people, "codes": codes, "kinds": kinds_of(codes), **refs}
    with_days = is_to_read()
    together = _together(kinds, tuple(sorted(refs)), with_days)
    rows = together.read(**{name: list(value) for name, value in known.items()})
    if with_days:
        remember(rows[_DAYS])
    return rows, described_in(rows.get(_NAMED, ()), refs)


def _courses(asked: set[Asked], contents: list[Content], described: Any, rows: Any) -> Found:
    progress = course_progress({person for person, _since in asked}, {c.ref for c in contents}, rows)
    return {
        (ask, content): Evidence(
            done=p.done, total=p.total, complete=p.completed_at is not None, on=p.completed_at,
            next_id=p.next_lesson_id, next_title=p.next_lesson_title, next_minutes=p.next_minutes,
        )
        for content in contents
        for ask in asked
        if (p := progress.get((ask[0], content.ref))) is not None
    }  # fmt: skip


def _attendance(asked: set[Asked], contents: list[Content], described: Any, rows: Any) -> Found:
    counts = counts_in(rows, {c.ref for c in contents})
    found: Found = {}
    for content in contents:
        wanted = int(content.minimum or 1)
        for ask in asked:
            if (n := counts.get((ask[0], content.ref))) is not None:
                found[ask, content] = Evidence(
                    done=n.sessions, total=wanted, complete=n.sessions >= wanted, on=n.last, record_id=n.last_session,
                )  # fmt: skip
    return found


def _exams(asked: set[Asked], contents: list[Content], described: Any, rows: Any) -> Found:
    results = results_in(rows, asked)
    found: Found = {}
    for content in contents:
        about = described.get((EXAM, content.ref))
        for ask in asked:
            r = results.get((ask, content.ref))
            if r is None:
                continue
            left = None if about is None or about.attempts is None else max(0, about.attempts - r.attempts_used)
            if r.running_attempt_id is not None:
                left = max(left or 0, 1)  # the attempt under way may still be the one that counts
            found[ask, content] = Evidence(
                mark=None if r.percent is None else exact(r.percent), on=r.finished_at, record_id=r.attempt_id,
                attempts_left=left, judged=r.passed, next_id=r.running_attempt_id,
            )  # fmt: skip
    return found


def _practicals(asked: set[Asked], contents: list[Content], described: Any, rows: Any) -> Found:
    tasks = [AssignedTask(c.ref, None) for c in contents]
    progress = progress_in(rows, {person: tasks for person, _since in asked})
    found: Found = {}
    for content in contents:
        for ask in asked:
            p = progress.get((ask[0], content.ref))
            if p is None:
                continue
            # More sign-offs in one mode than it needs do not make up for another mode.
            done = sum(min(p.done.get(mode, 0), needed) for mode, needed in p.required.items())
            found[ask, content] = Evidence(
                done=done, total=sum(p.required.values()), complete=p.complete, on=p.last_at,
                returned=p.last_returned_comment,
            )  # fmt: skip
    return found


def _practical_exams(asked: set[Asked], contents: list[Content], described: Any, rows: Any) -> Found:
    results = held_in(rows, asked)
    return {
        (ask, content): Evidence(mark=exact(r.percent), on=r.signed_at, record_id=r.exam_id, judged=r.passed)
        for content in contents
        for ask in asked
        if (r := results.get((ask, content.ref))) is not None
    }


_MENTORED = {MENTOR_RATING: mentoring.RATINGS, LOG: mentoring.LOG, TALK: mentoring.TALKS}


def _mentored(asked: set[Asked], by_kind: Mapping[str, list[Content]]) -> Found:
    """Ratings, log entries and talks, which are read together."""
    done = mentoring.done_since(asked, [_MENTORED[kind] for kind in by_kind if kind in _MENTORED])
    found: Found = {}
    for content in by_kind.get(MENTOR_RATING, ()):
        for ask, rating in done.ratings.items():
            found[ask, content] = Evidence(mark=exact(rating.percent), on=rating.rated_at, record_id=rating.rating_id)
    for content in by_kind.get(LOG, ()):
        wanted = content.minimum or 1
        for ask, n in done.log.items():
            found[ask, content] = Evidence(
                done=n.count, total=int(wanted), complete=n.count >= wanted, last_day=n.last_day
            )  # fmt: skip
    for content in by_kind.get(TALK, ()):
        for ask, n in done.talks.items():
            found[ask, content] = Evidence(done=n.count, total=int(content.minimum or 1), last_day=n.last_day)
    return found


_SOURCES = {
    COURSE: _courses,
    ATTENDANCE: _attendance,
    EXAM: _exams,
    PRACTICAL: _practicals,
    PRACTICAL_EXAM: _practical_exams,
}

"""What is on record for the contents of stages, asked of the packages that keep the records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from assessments.queries.practical_exams import practical_exam_results_since
from assessments.queries.practicals import practical_progress
from assessments.queries.results import exam_results_since
from courses.attendance.queries.counts import attended_counts
from courses.queries.progress import course_progress
from lms.mentoring.queries import since as mentoring
from lms.onboarding.queries.titles import Described
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

Asked = tuple[int, datetime | None]
"""A person, and since when results, ratings, talks and log entries count; None: from ever."""
Found = dict[tuple[Asked, Content], Evidence]


def gather(
    asked: Collection[Asked], contents: Collection[Content], *, described: Mapping[tuple[str, str], Described]
) -> Found:
    """What is on record of each content for each who is asked for. Courses, sessions and sign-offs count from ever. A few statements
    whatever the number of people and moments; none for kinds that nobody asks about."""
    found: Found = {}
    asked = set(asked)
    by_kind: dict[str, list[Content]] = {}
    for content in set(contents):
        by_kind.setdefault(content.kind, []).append(content)
    if not asked:
        return found
    for kind, source in _SOURCES.items():
        if kind in by_kind:  # other kinds are what onboarding keeps itself
            found.update(source(asked, by_kind[kind], described))
    found.update(_mentored(asked, by_kind))
    return found


def _courses(asked: set[Asked], contents: list[Content], described: Any) -> Found:
    progress = course_progress({person for person, _since in asked}, {c.ref for c in contents})
    return {
        (ask, content): Evidence(
            done=p.done, total=p.total, complete=p.completed_at is not None, on=p.completed_at,
            next_id=p.next_lesson_id, next_title=p.next_lesson_title, next_minutes=p.next_minutes,
        )
        for content in contents
        for ask in asked
        if (p := progress.get((ask[0], content.ref))) is not None
    }  # fmt: skip


def _attendance(asked: set[Asked], contents: list[Content], described: Any) -> Found:
    counts = attended_counts({person for person, _since in asked}, {c.ref for c in contents})
    found: Found = {}
    for content in contents:
        wanted = int(content.minimum or 1)
        for ask in asked:
            if (n := counts.get((ask[0], content.ref))) is not None:
                found[ask, content] = Evidence(
                    done=n.sessions, total=wanted, complete=n.sessions >= wanted, on=n.last, record_id=n.last_session,
                )  # fmt: skip
    return found


def _exams(asked: set[Asked], contents: list[Content], described: Any) -> Found:
    results = exam_results_since(asked, {c.ref for c in contents})
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


def _practicals(asked: set[Asked], contents: list[Content], described: Any) -> Found:
    progress = practical_progress({person for person, _since in asked}, {c.ref for c in contents})
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


def _practical_exams(asked: set[Asked], contents: list[Content], described: Any) -> Found:
    results = practical_exam_results_since(asked, {c.ref for c in contents})
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

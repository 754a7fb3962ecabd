"""What is on record for the contents of stages, asked of the packages that keep the records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from assessments.queries.practicals import practical_exam_results, practical_progress
from assessments.queries.results import exam_results
from courses.queries.progress import course_progress
from lms.core.db import db
from lms.mentoring.models import CoachingTalk
from lms.mentoring.queries.log import count_entries
from lms.mentoring.queries.ratings import latest_ratings
from lms.onboarding.queries.titles import Described
from lms.onboarding.rules.gate import (
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

Found = dict[tuple[int, Content], Evidence]


def gather(
    people: Collection[int],
    contents: Collection[Content],
    *,
    since: datetime | None,
    described: Mapping[tuple[str, str], Described],
) -> Found:
    """Person and content to what is on record. `since` bounds results, ratings and log entries; courses and sign-offs
    count from ever. A few statements whatever the number of people; none for kinds that nobody asks about."""
    found: Found = {}
    by_kind: dict[str, list[Content]] = {}
    for content in set(contents):
        by_kind.setdefault(content.kind, []).append(content)
    if not people:
        return found
    for kind, some in by_kind.items():
        source = _SOURCES.get(kind)
        if source is None:  # what onboarding keeps itself
            continue
        found.update(source(people, some, since, described))
    return found


def _courses(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    progress = course_progress(people, {c.ref for c in contents})
    return {
        (person, content): Evidence(
            done=p.done, total=p.total, complete=p.completed_at is not None, on=p.completed_at,
            next_id=p.next_lesson_id, next_title=p.next_lesson_title, next_minutes=p.next_minutes,
        )
        for content in contents
        for person in people
        if (p := progress.get((person, content.ref))) is not None
    }  # fmt: skip


def _exams(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    results = exam_results(people, {c.ref for c in contents}, since=since)
    found: Found = {}
    for content in contents:
        about = described.get((EXAM, content.ref))
        for person in people:
            r = results.get((person, content.ref))
            if r is None:
                continue
            left = None if about is None or about.attempts is None else max(0, about.attempts - r.attempts_used)
            if r.running_attempt_id is not None:
                left = max(left or 0, 1)  # the attempt under way may still be the one that counts
            found[person, content] = Evidence(
                mark=None if r.percent is None else exact(r.percent), on=r.finished_at, record_id=r.attempt_id,
                attempts_left=left, judged=r.passed, next_id=r.running_attempt_id,
            )  # fmt: skip
    return found


def _practicals(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    progress = practical_progress(people, {c.ref for c in contents})
    found: Found = {}
    for content in contents:
        for person in people:
            p = progress.get((person, content.ref))
            if p is None:
                continue
            # More sign-offs in one mode than it needs do not make up for another mode.
            done = sum(min(p.done.get(mode, 0), needed) for mode, needed in p.required.items())
            found[person, content] = Evidence(
                done=done, total=sum(p.required.values()), complete=p.complete, on=p.last_at,
                returned=p.last_returned_comment,
            )  # fmt: skip
    return found


def _practical_exams(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    results = practical_exam_results(people, {c.ref for c in contents}, since=since)
    return {
        (person, content): Evidence(mark=exact(r.percent), on=r.signed_at, record_id=r.exam_id, judged=r.passed)
        for content in contents
        for person in people
        if (r := results.get((person, content.ref))) is not None
    }


def _ratings(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    ratings = latest_ratings(people, since=since)
    return {
        (person, content): Evidence(mark=exact(r.percent), on=r.rated_at, record_id=r.rating_id)
        for content in contents
        for person in people
        if (r := ratings.get(person)) is not None
    }


def _log(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    counts = count_entries(people, since=since)
    return {
        (person, content): Evidence(
            done=c.entries, total=int(content.minimum or 1), complete=c.entries >= (content.minimum or 1), last_day=c.last_day
        )
        for content in contents
        for person in people
        if (c := counts.get(person)) is not None
    }  # fmt: skip


def _talks(people: Collection[int], contents: list[Content], since: datetime | None, described: Any) -> Found:
    query = select(CoachingTalk.mentee_id, func.count(), func.max(CoachingTalk.held_on))
    query = query.where(CoachingTalk.mentee_id.in_(people)).group_by(CoachingTalk.mentee_id)
    if since is not None:
        query = query.where(CoachingTalk.written_at >= since)
    counts = {person: (count, last) for person, count, last in db.session.execute(query)}
    return {
        (person, content): Evidence(done=counts[person][0], total=int(content.minimum or 1), last_day=counts[person][1])
        for content in contents
        for person in people
        if person in counts
    }


_SOURCES = {
    COURSE: _courses,
    EXAM: _exams,
    PRACTICAL: _practicals,
    PRACTICAL_EXAM: _practical_exams,
    MENTOR_RATING: _ratings,
    LOG: _log,
    TALK: _talks,
}

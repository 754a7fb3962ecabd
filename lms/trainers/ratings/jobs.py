"""Working out the ratings: each night, or when somebody asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from assessments.queries.pools import floor
from courses.models import Course, CourseVersion
from courses.sessions.models import CourseSession, SessionTrainer
from lms.core import clock, events, jobs
from lms.core.audit import System
from lms.core.db import db, transaction
from lms.core.jobs import Progress, job
from lms.trainers.ratings.answers import TOP, ratings_since
from lms.trainers.ratings.models import TrainerRating, TrainerRatingRun

KIND = "trainers.ratings"
YEARS = 2
LEVELS_OF = "levels of courses"
"""The question `(course codes) -> dict[code, list of findings as plain JSON]`: levels 2 to 4 of courses, answered by evaluation."""


def since_of(today: date) -> date:
    """From which day on ratings count."""
    return date(today.year - YEARS, today.month, 1)


@job(KIND)
def work_out_ratings(progress: Progress) -> dict[str, Any]:
    """One more run."""
    with transaction():
        run = rate_trainers(at=clock.now())
    return {"run": run.id, "answers": run.answers}


def rate_trainers(*, at: datetime) -> TrainerRatingRun:
    """Put all answers of the last two years through the model, and keep what it says of everybody with enough people behind."""
    from lms.trainers.ratings.judging import judge

    today = clock.local_date(at)
    given = ratings_since(since_of(today))
    report = judge(given, (1, TOP))
    shown = [one for one in report.trainers if one.n >= floor()]
    model = {
        "bottom": 1, "top": TOP, "mean": report.mean, "learner": report.learner_spread, "group": report.group_spread,
        "trainer": report.trainer_spread, "chance": report.chance_spread, "remarks": [str(one) for one in report.remarks],
        "hidden": len(report.trainers) - len(shown),
    }  # fmt: skip
    run = TrainerRatingRun(
        from_day=since_of(today), until_day=today, answers=sum(one.n for one in shown), model=model, worked_out_at=at
    )
    db.session.add(run)
    db.session.flush()
    taught = _taught({one.trainer for one in shown}, since_of(today))
    levels = _levels({code for codes in taught.values() for code in codes})
    for one in shown:
        values = {
            name: value for name, value in asdict(one).items()
            if name in ("n", "raw_mean", "adjusted_mean", "low", "high", "weight")
        }  # fmt: skip
        own = {code: levels[code] for code in sorted(taught.get(one.trainer, ())) if code in levels}
        db.session.add(
            TrainerRating(
                run_id=run.id, person_id=one.trainer, verdict=str(one.verdict), why=str(one.why) if one.why else None,
                levels={"courses": own}, **values,
            )
        )  # fmt: skip
    db.session.flush()
    return run


def _taught(person_ids: Collection[Any], since: date) -> dict[int, set[str]]:
    """Which courses people taught."""
    s, t = CourseSession, SessionTrainer
    query = (
        select(t.person_id, Course.code)
        .join(s, s.id == t.session_id)
        .join(CourseVersion, CourseVersion.id == s.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(t.person_id.in_(list(person_ids)), t.removed_at.is_(None), s.ended_at.is_not(None))
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, code in db.session.execute(query) if person_ids else ():
        found[person_id].add(code)
    return found


def _levels(codes: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for answer in events.answers(LEVELS_OF) if codes else ():
        found |= answer(codes)
    return found


def refresh_ratings(*, at: datetime) -> None:
    """Ask for the night's run."""
    with transaction():
        jobs.enqueue(KIND, {}, actor=System("ratings of trainers"), at=at)

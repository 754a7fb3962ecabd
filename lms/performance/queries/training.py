"""What is on record about people's training, for the growth part of a card: through the queries of those who know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from assessments.queries.sittings import list_sittings
from certificates.queries.demanded import certifying_codes
from certificates.rules.requirements import Kind
from courses.queries.completions import completed_on
from lms.core import clock
from lms.mentoring.queries.ratings import dated_ratings
from lms.onboarding.queries.due import list_courses_due
from lms.performance.rules.growth import Course, Rating, Sitting, Training


def training_of(person_ids: Collection[int], today: date) -> dict[int, Training]:
    """Each person's dated records; an empty one for whoever has none."""
    courses: dict[int, list[Course]] = defaultdict(list)
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    ratings: dict[int, list[Rating]] = defaultdict(list)
    due = list_courses_due(person_ids, today)
    done = completed_on(person_ids, {one.code for one in due}) if due else {}
    for one in due:
        courses[one.person_id].append(Course(one.due_on, done.get((one.person_id, one.code))))
    codes = certifying_codes()
    for sat in list_sittings(person_ids, codes[Kind.EXAM], codes[Kind.PRACTICAL_EXAM]):
        sittings[sat.person_id].append(Sitting(f"{sat.kind} {sat.code}", sat.on, sat.passed))
    for person_id, at, percent in dated_ratings(person_ids):
        ratings[person_id].append(Rating(clock.local_date(at), percent))
    return {
        person_id: Training(tuple(courses[person_id]), tuple(sittings[person_id]), tuple(ratings[person_id]))
        for person_id in person_ids
    }

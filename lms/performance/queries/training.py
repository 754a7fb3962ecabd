"""What is on record about people's training, for the growth part of a card: through the queries of those who know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from assessments.queries.sittings import SITTINGS, sittings_of
from certificates.queries.demanded import certifying_codes
from certificates.rules.requirements import Kind
from courses.queries.completions import COMPLETIONS, days_of_completion
from lms.core import clock
from lms.core.together import Together
from lms.mentoring.queries.ratings import RATINGS
from lms.onboarding.queries.due import list_courses_due
from lms.performance.rules.growth import Course, Rating, Sitting, Training

_RECORD = Together(completions=COMPLETIONS, sittings=SITTINGS, ratings=RATINGS)


def training_of(person_ids: Collection[int], today: date) -> dict[int, Training]:
    """Each person's dated records; an empty one for whoever has none."""
    courses: dict[int, list[Course]] = defaultdict(list)
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    ratings: dict[int, list[Rating]] = defaultdict(list)
    due = list_courses_due(person_ids, today)
    codes = certifying_codes()
    found = _RECORD.read(
        people=list(person_ids), courses={one.code for one in due}, exams=codes[Kind.EXAM],
        rubrics=codes[Kind.PRACTICAL_EXAM],
    )  # fmt: skip
    done = days_of_completion(found["completions"])
    for one in due:
        courses[one.person_id].append(Course(one.due_on, done.get((one.person_id, one.code))))
    for sat in sittings_of(found["sittings"]):
        sittings[sat.person_id].append(Sitting(f"{sat.kind} {sat.code}", sat.on, sat.passed))
    for person_id, at, percent, *_who in found["ratings"]:
        ratings[person_id].append(Rating(clock.local_date(at), percent))
    return {
        person_id: Training(tuple(courses[person_id]), tuple(sittings[person_id]), tuple(ratings[person_id]))
        for person_id in person_ids
    }

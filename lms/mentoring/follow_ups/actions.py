"""Deciding which courses are followed up by a coaching talk, and asking for the talks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from courses.queries.courses import find_course
from lms.core import audit, clock
from lms.core.audit import Actor, System
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.follow_ups.queries import list_unasked, terms_now
from lms.mentoring.follow_ups.rules import MOST_DAYS, is_due, whom_to_ask
from lms.mentoring.models import FollowUpAsk, FollowUpTerms
from lms.mentoring.queries.pairings import spans_of_each
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people

ASKING = System("coaching after courses")


def set_follow_up(*, course_code: str, days: int | None, actor: Actor, at: datetime) -> None:
    """Ask for a talk so many days after the course is completed, from now on; None: no longer. Raises RuleBroken."""
    if find_course(course_code) is None:
        raise RuleBroken(Refusal("follow_up_course"))
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise RuleBroken(Refusal("follow_up_days", {"most": MOST_DAYS}))
    standing = terms_now().get(course_code)
    if (standing.days if standing else None) == days:
        return
    row = FollowUpTerms(course_code=course_code, days=days, set_by=actor.id, set_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("follow_up.set", "follow_up_terms", row.id, actor=actor, at=at, course=course_code, days=days)


def ask_for_follow_ups(*, at: datetime) -> int:
    """Ask the mentors of everybody for whom it is time, each once; who has no mentor is asked for when there is one. Returns how
    many."""
    today, count = clock.local_date(at), 0
    for code, terms in sorted(terms_now().items()):
        assert terms.days is not None
        due = {
            person: done
            for person, moment in list_unasked(terms, at)
            if is_due(done := clock.local_date(moment), terms.days, today)
        }
        spans = spans_of_each(due)
        wanted = [(person, mentor) for person in due if (mentor := whom_to_ask(spans[person], today)) is not None]
        people = {p.id: p for p in list_people({number for pair in wanted for number in pair})}
        course = find_course(code)
        title = course.title if course else code
        for mentee_id, mentor_id in wanted:
            row = FollowUpAsk(
                mentee_id=mentee_id, mentor_id=mentor_id, course_code=code, completed_on=due[mentee_id], asked_at=at
            )
            db.session.add(row)
            db.session.flush()
            audit.record(
                "follow_up.asked", "follow_up_ask", row.id, actor=ASKING, at=at, mentee=mentee_id, mentor=mentor_id,
                course=code, completed_on=due[mentee_id].isoformat(),
            )  # fmt: skip
            link = path_to("mentoring.talks")
            names: dict[str, Any] = {"mentee": people[mentee_id].name, "mentor": people[mentor_id].name}
            notify(recipient_of(people[mentor_id]), "follow_up_to_hold", link=link, at=at, course=title, **names)
            notify(recipient_of(people[mentee_id]), "follow_up_with_mentor", link=link, at=at, course=title, **names)
            count += 1
    return count

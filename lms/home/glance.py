"""What the home page has to know about whoever reads it, whatever their roles: in one statement, since it is asked all day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.queries.invitations import PENDING, Pending, pending_of
from assessments.queries.review_requests import TO_REVIEW
from courses.sessions.queries.agenda import AHEAD, REQUESTED, Ahead, Request, ahead_of, requests_of
from lms.core import clock
from lms.core.together import Together
from lms.evaluation.queries.retention import WAITING, Waiting
from lms.kpis.queries.readings import OF_PERSON
from lms.mentoring.queries.pairings import MENTORS, MentorOf, mentors_from
from lms.people.session import User
from lms.workdays.queries import DECIDED, remember

_GLANCE = Together(
    pending=PENDING,
    waiting=WAITING,
    technician=OF_PERSON,
    mentors=MENTORS,
    ahead=AHEAD,
    requests=REQUESTED,
    to_review=TO_REVIEW,
    days=DECIDED,
)


@dataclass(frozen=True)
class Glance:
    """The questionnaires and the retention tests that wait for the reader, the reader's mentors, whether work orders
    are done under the reader's name, the sessions ahead, those that the reader is asked to teach, and
    the questions to review, by version and key."""

    pending: list[Pending]
    waiting: list[Waiting]
    mentors: list[MentorOf]
    is_technician: bool
    ahead: list[Ahead]
    requests: list[Request]
    to_review: list[tuple[int, str]]


def glance(user: User, today: date) -> Glance:
    """What waits for the reader today; the working days, which most of the page counts by, are kept for it."""
    found = _GLANCE.read(person_id=user.id, people=[user.id], today=today, now=clock.now())
    remember(found["days"])
    return Glance(
        pending_of(found["pending"], user.id, today),
        [Waiting(*row) for row in found["waiting"]],
        mentors_from(found["mentors"]).get(user.id, []),
        bool(found["technician"]),
        ahead_of(found["ahead"]),
        requests_of(found["requests"]),
        [(version_id, key) for version_id, key in found["to_review"]],
    )

"""What onboarding does when something happened below: it looks at the learner's current stage again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessments.events import ExamFinished, PracticalExamHeld, SignedOff, SignOffRevoked
from courses.events import Attended, CourseCompleted
from lms.core.jobs import enqueue
from lms.mentoring.events import LogEntryWritten, MentorRated
from lms.onboarding.actions.progress import leave, reevaluate
from lms.onboarding.actions.taken_back import report_taken_back
from lms.onboarding.jobs import RULES
from lms.onboarding.queries.enrolment_rules import list_rules
from lms.people.events import PersonLeft, RosterLoaded


def course_completed(event: CourseCompleted) -> None:
    """A course may have been the last thing missing."""
    reevaluate(person_id=event.person_id, at=event.at)


def attended(event: Attended) -> None:
    """So may a session; what was taken back counts no more from now on."""
    reevaluate(person_id=event.person_id, at=event.at)


def exam_finished(event: ExamFinished) -> None:
    """So may a written exam."""
    reevaluate(person_id=event.person_id, at=event.at)


def signed_off(event: SignedOff) -> None:
    """So may a sign-off."""
    reevaluate(person_id=event.learner_id, at=event.at)


def sign_off_revoked(event: SignOffRevoked) -> None:
    """A gate passed stays passed, since history is not rewritten, but it is said and told; an open one counts without the
    sign-off from now on."""
    report_taken_back(person_id=event.learner_id, sign_off_id=event.sign_off_id, at=event.at)
    reevaluate(person_id=event.learner_id, at=event.at)


def practical_exam_held(event: PracticalExamHeld) -> None:
    """A part of the result."""
    reevaluate(person_id=event.learner_id, at=event.at)


def mentor_rated(event: MentorRated) -> None:
    """A part of the result."""
    reevaluate(person_id=event.mentee_id, at=event.at)


def log_entry_written(event: LogEntryWritten) -> None:
    """The number of entries may now be enough."""
    reevaluate(person_id=event.person_id, at=event.at)


def person_left(event: PersonLeft) -> None:
    """Whoever leaves leaves the programme too."""
    leave(person_id=event.person_id, reason=event.reason, actor=event.actor, at=event.at)


def roster_loaded(event: RosterLoaded) -> None:
    """New people may be meant by a rule: it is carried out at once, not only in the morning."""
    if list_rules():
        enqueue(RULES, {}, actor=event.actor, at=event.at)


HANDLERS: tuple[tuple[type[Any], Callable[[Any], None]], ...] = (
    (CourseCompleted, course_completed),
    (Attended, attended),
    (ExamFinished, exam_finished),
    (SignedOff, signed_off),
    (SignOffRevoked, sign_off_revoked),
    (PracticalExamHeld, practical_exam_held),
    (MentorRated, mentor_rated),
    (LogEntryWritten, log_entry_written),
    (PersonLeft, person_left),
    (RosterLoaded, roster_loaded),
)
"""What is wired in `lms.wiring`."""

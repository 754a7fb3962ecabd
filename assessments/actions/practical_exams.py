"""Holding a practical examination."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from assessments.actions.once import add_once
from assessments.events import PracticalExamHeld
from assessments.models import PracticalExam, Rubric
from assessments.practical_questions import against_examining
from assessments.queries.practical_exams import criteria_of, find_by_token, title_of
from assessments.rules.rubrics import outcome, unrated
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of


def hold_practical_exam(
    *,
    learner: Person,
    rubric: Rubric,
    ratings: Mapping[str, int],
    comment: str,
    held_on: date,
    form_token: str,
    actor: Actor,
    at: datetime,
) -> PracticalExam:
    """Put an assessor's ratings on record, with the figure they come to. The same form sent again changes nothing.
    Raises RuleBroken with every reason at once."""
    signer = actor.id
    assert signer is not None
    if (before := find_by_token(signer, form_token)) is not None:
        return before
    criteria = criteria_of(rubric)
    titles = {c["key"]: title_of(c) for c in rubric.criteria}
    refusals = list(against_examining(signer, learner.id, rubric.code, at))
    refusals += [
        Refusal("criterion_unrated", {"criterion": titles[key], "key": key}) for key in unrated(criteria, ratings)
    ]
    if held_on > clock.local_date(at):
        refusals.append(Refusal("held_in_future"))
    if held_on < learner.hired_on:
        refusals.append(Refusal("performed_too_early"))
    if refusals:
        raise RuleBroken(*refusals)
    kept = {criterion.key: int(ratings[criterion.key]) for criterion in criteria}
    result = outcome(criteria, kept, pass_mark=rubric.pass_mark)
    if not result.passed and not comment.strip():
        raise RuleBroken(Refusal("comment_for_fail"))
    row = PracticalExam(
        rubric_id=rubric.id, learner_id=learner.id, assessor_id=signer, held_on=held_on, signed_at=at, ratings=kept,
        percent=result.percent, passed=result.passed, comment=comment.strip(), form_token=form_token,
    )  # fmt: skip
    held = add_once(row, lambda: find_by_token(signer, form_token))
    if held is not row:
        return held
    audit.record(
        "practical_exam.held", "practical_exam", row.id, actor=actor, at=at, learner=learner.id, rubric=rubric.code,
        version=rubric.number, ratings=kept, percent=row.percent, passed=row.passed, held_on=held_on.isoformat(),
    )  # fmt: skip
    notify(
        recipient_of(learner), "practical_exam_passed" if row.passed else "practical_exam_failed",
        link=path_to("assessments.practical_exam_result", exam_id=row.id), at=at,
        rubric=rubric.title, percent=f"{row.percent:g}",
    )  # fmt: skip
    events.publish(PracticalExamHeld(row.id, learner.id, rubric.code, row.percent, row.passed, at))
    db.session.flush()
    return row

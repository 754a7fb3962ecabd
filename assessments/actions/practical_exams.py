"""Holding a practical examination."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from assessments.actions.once import add_once
from assessments.actions.second_assessors import ask_further, supervises
from assessments.events import PracticalExamHeld
from assessments.models import PracticalExam, PracticalOpinion, Rubric
from assessments.practical_questions import against_examining
from assessments.queries.opinions import Sitting, as_opinions, find_opinion_by_token, find_sitting, has_opinions
from assessments.queries.practical_exams import criteria_of, find_by_token, title_of
from assessments.rules.opinions import MOST, nearest
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
) -> PracticalExam | PracticalOpinion:
    """Put an assessor's ratings on record, with the figure they come to. Where the rubric wants more than one assessor, the
    ratings wait for those of the others, who are asked by itself. The same form sent again changes nothing. Raises
    RuleBroken with every reason at once."""
    signer = actor.id
    assert signer is not None
    if (before := find_by_token(signer, form_token) or find_opinion_by_token(signer, form_token)) is not None:
        return before
    # Two may rate at once: the learner's row lets one in after the other, so that the later sees what the earlier recorded.
    db.session.execute(select(Person.id).where(Person.id == learner.id).with_for_update())
    sitting = find_sitting(learner.id, rubric.code)
    if (
        sitting is not None
    ):  # all of one examination go by the version of the rubric with which it began, and by its day
        rubric, held_on = sitting.rubric, sitting.held_on
    criteria = criteria_of(rubric)
    titles = {c["key"]: title_of(c) for c in rubric.criteria}
    refusals = list(against_examining(signer, learner.id, rubric.code, at))
    if sitting is not None:
        refusals += against_further(signer, learner, sitting, at)
    refusals += [
        Refusal("criterion_unrated", {"criterion": titles[key], "key": key}) for key in unrated(criteria, ratings)
    ]
    if held_on > clock.local_date(at):
        refusals.append(Refusal("held_in_future"))
    if held_on < learner.hired_on:
        refusals.append(Refusal("performed_too_early"))
    if sitting is None and rubric.assessors > 1 and has_opinions(learner.id, rubric.id, held_on):
        refusals.append(Refusal("held_that_day", {"day": held_on}))
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
    if sitting is not None or rubric.assessors > 1:
        return _keep_opinion(row, bool(result.failed_musts), rubric, learner, actor, at)
    held = add_once(row, lambda: find_by_token(signer, form_token))
    return held if held is not row else _announce(row, rubric, learner, actor, at)


def against_further(assessor_id: int, learner: Person, sitting: Sitting, at: datetime) -> list[Refusal]:
    """What stands against rating, besides, an examination that others rated."""
    found = []
    if assessor_id in sitting.rated_by:
        found.append(Refusal("rated_by_you"))
    if supervises(assessor_id, learner, at):
        found.append(Refusal("second_supervises"))
    return found


def _keep_opinion(
    rated: PracticalExam, failed: bool, rubric: Rubric, learner: Person, actor: Actor, at: datetime
) -> PracticalExam | PracticalOpinion:
    """Keep one assessor's ratings beside the others'; with the last of them the examination has its result."""
    before = find_sitting(learner.id, rubric.code)
    opinion = PracticalOpinion(
        rubric_id=rubric.id, learner_id=learner.id, assessor_id=rated.assessor_id, held_on=rated.held_on, signed_at=at,
        ratings=rated.ratings, percent=rated.percent, failed=failed, comment=rated.comment, form_token=rated.form_token,
        settles=before is not None and before.place > MOST,
    )  # fmt: skip
    kept = add_once(opinion, lambda: find_opinion_by_token(rated.assessor_id, rated.form_token))
    if kept is not opinion:
        return kept
    audit.record(
        "practical_exam.rated", "practical_opinion", opinion.id, actor=actor, at=at, learner=learner.id, rubric=rubric.code,
        version=rubric.number, ratings=rated.ratings, percent=opinion.percent, held_on=rated.held_on.isoformat(),
    )  # fmt: skip
    now = find_sitting(learner.id, rubric.code)
    assert now is not None
    verdict = now.verdict
    if verdict.percent is None:
        ask_further(sitting=now, at=at)
        return opinion
    closest = now.opinions[nearest(as_opinions(now.opinions), verdict.percent)]
    row = PracticalExam(
        rubric_id=rubric.id, learner_id=learner.id, assessor_id=opinion.assessor_id, held_on=opinion.held_on, signed_at=at,
        ratings=closest.ratings, percent=verdict.percent, passed=bool(verdict.passed), form_token=opinion.form_token,
        comment="\n\n".join(dict.fromkeys(one.comment for one in now.opinions if one.comment)),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return _announce(row, rubric, learner, actor, at)


def _announce(row: PracticalExam, rubric: Rubric, learner: Person, actor: Actor, at: datetime) -> PracticalExam:
    audit.record(
        "practical_exam.held", "practical_exam", row.id, actor=actor, at=at, learner=learner.id, rubric=rubric.code,
        version=rubric.number, ratings=row.ratings, percent=row.percent, passed=row.passed, held_on=row.held_on.isoformat(),
    )  # fmt: skip
    notify(
        recipient_of(learner), "practical_exam_passed" if row.passed else "practical_exam_failed",
        link=path_to("assessments.practical_exam_result", exam_id=row.id), at=at,
        rubric=rubric.title, percent=f"{row.percent:g}",
    )  # fmt: skip
    events.publish(PracticalExamHeld(row.id, learner.id, rubric.code, row.percent, row.passed, at))
    db.session.flush()
    return row

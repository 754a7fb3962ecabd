"""Marking an answer by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessments.actions.attempts import settle_attempt
from assessments.models import Attempt, AttemptItem, EssayMark
from assessments.queries.essay_marks import get_sheet
from assessments.queries.practical_exams import criteria_of, title_of
from assessments.rules.essay_marks import marking_refusals, settle
from assessments.rules.rubrics import rated_points, unrated
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.notices import notify
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.notices import recipient_of


def mark_essay(
    *, item_id: int, points: float | None, comment: str, ratings: Mapping[str, int], actor: Actor, at: datetime
) -> bool:
    """Give an answer points as its next marker; where it is marked by a rubric, the points follow from the `ratings` of its
    criteria, and `points` say nothing. True once the answer has its points; with the last of an attempt, the
    attempt has its result, and higher packages hear of it."""
    item = db.session.scalar(select(AttemptItem).where(AttemptItem.id == item_id).with_for_update())
    attempt = db.session.get(Attempt, item.attempt_id) if item else None
    if item is None or attempt is None or attempt.finished_at is None or actor.id is None:
        raise NotFound
    sheet = get_sheet(item_id)
    before = [mark.points for mark in sheet.marks]
    kept: dict[str, int] = {}
    if sheet.rated_by is not None:
        criteria = criteria_of(sheet.rated_by)
        titles = {c["key"]: title_of(c) for c in sheet.rated_by.criteria}
        if missing := unrated(criteria, ratings):
            raise RuleBroken(*(Refusal("criterion_unrated", {"criterion": titles[key], "key": key}) for key in missing))
        kept = {criterion.key: int(ratings[criterion.key]) for criterion in criteria}
        points = rated_points(criteria, kept, item.points)
    refusals = marking_refusals(
        marker_id=actor.id, candidate_id=attempt.person_id, marked_by={mark.marked_by for mark in sheet.marks},
        points=-1.0 if points is None else points, most=item.points,
        next_place=sheet.settling.next_place if item.score is None else 0,
    )  # fmt: skip
    if refusals or points is None:
        raise RuleBroken(*refusals)
    place = sheet.settling.next_place
    try:
        with db.session.begin_nested():
            mark = EssayMark(
                attempt_id=attempt.id, position=item.position, place=place, points=points, comment=comment.strip(),
                rubric_id=sheet.rated_by.id if sheet.rated_by else None, ratings=kept, marked_by=actor.id, marked_at=at,
            )  # fmt: skip
            db.session.add(mark)
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken(Refusal("marked_already")) from error
    audit.record(
        "exam.essay_marked", "attempt", attempt.id, actor=actor, at=at,
        question=item.position, marker=place, points=points,
    )  # fmt: skip
    now = settle([*before, points], item.points, second_marker=sheet.second_marker, most_apart=sheet.most_apart)
    if now.points is None:
        return False
    item.score = now.points
    db.session.flush()
    if settle_attempt(attempt_id=attempt.id, actor=actor, at=at):
        person = db.session.get_one(Person, attempt.person_id)
        link = url_for("assessments.result", attempt_id=attempt.id)
        notify(recipient_of(person), "exam_marked", link=link, at=at, exam=sheet.exam)
    return True

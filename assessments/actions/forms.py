"""How an exam's papers are drawn: the limit on how often an item is shown, and equivalent forms."""

from __future__ import annotations

import random
from datetime import datetime

from assessments.models import Exam, ExamDrawing, ExamForm, ExamFormItem, FormSet
from assessments.queries.bank import list_candidates_of
from assessments.queries.drawing import find_form_set, list_points
from assessments.queries.exams import list_parts
from assessments.queries.statistics import list_facilities
from assessments.rules.forms import MOST_FORMS, equal_forms, expected_facility
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


def limit_exposure(*, exam: Exam, percent: int | None, days: int, actor: Actor, at: datetime) -> ExamDrawing:
    """Say in what share of the attempts of a time an item may stand; None lifts the limit."""
    if percent is not None and not 1 <= percent <= 100:
        raise RuleBroken(Refusal("exposure_outside"))
    if not 1 <= days <= 3650:
        raise RuleBroken(Refusal("exposure_days_outside"))
    row = ExamDrawing(exam_id=exam.id, exposure_percent=percent, exposure_days=days, set_by=actor.id, set_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "exam.exposure_limited", "exam", exam.id, actor=actor, at=at, code=exam.code, percent=percent, days=days
    )
    return row


def make_forms(*, exam: Exam, count: int, seed: int, actor: Actor, at: datetime) -> FormSet:
    """Draw equivalent forms, which from now on are given out instead of papers drawn for each person; those before end.

    RuleBroken where the bank does not fill one.
    """
    if not 2 <= count <= MOST_FORMS:
        raise RuleBroken(Refusal("forms_outside", {"most": MOST_FORMS}))
    parts = list_parts(exam.blueprint_id)
    candidates = list_candidates_of(parts)
    points = list_points([one.version_id for one in candidates])
    known = list_facilities([one.version_id for one in candidates])
    expected = {
        one.item_id: expected_facility(one.difficulty, *known.get(one.version_id, (0, None))) for one in candidates
    }
    forms = equal_forms(parts, candidates, count, expected, random.Random(seed), lambda one: points[one.version_id])
    if not forms:
        raise RuleBroken(Refusal("forms_bank_too_small"))
    if (before := find_form_set(exam.id, exam.blueprint_id)) is not None:
        before.ended_by, before.ended_at = actor.id, at
    made = FormSet(exam_id=exam.id, blueprint_id=exam.blueprint_id, seed=seed, made_by=actor.id, made_at=at)
    made.forms = [
        ExamForm(
            number=number,
            expected_percent=round(100 * form.expected, 4),
            items=[
                ExamFormItem(position=position, item_id=one.item_id, expected=round(expected[one.item_id], 6))
                for position, one in enumerate(form.items, start=1)
            ],
        )
        for number, form in enumerate(forms, start=1)
    ]
    db.session.add(made)
    db.session.flush()
    audit.record("exam.forms_made", "exam", exam.id, actor=actor, at=at, code=exam.code, forms=count, seed=seed)
    return made


def give_up_forms(*, exam: Exam, actor: Actor, at: datetime) -> None:
    """Draw a paper for each person again; attempts keep the form they were given. Nothing where there are none."""
    if (forms := find_form_set(exam.id, exam.blueprint_id)) is None:
        return
    forms.ended_by, forms.ended_at = actor.id, at
    db.session.flush()
    audit.record("exam.forms_ended", "exam", exam.id, actor=actor, at=at, code=exam.code)

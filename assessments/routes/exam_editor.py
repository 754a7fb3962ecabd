"""Exams for training managers: the list, and the editor of terms and blueprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.exams import add_exam, change_exam
from assessments.forms.exams import ANY_OF_POOL, ExamForm
from assessments.labels import DIFFICULTY_NAMES, TIER_NAMES, pool_name
from assessments.models import Exam, Topic
from assessments.queries.bank import count_by_topic, list_candidates_of, list_topics
from assessments.queries.drawing import find_drawing
from assessments.queries.exams import get_exam, list_exams, list_parts
from assessments.routes import blueprint
from assessments.rules.drawing import Part, draw
from assessments.rules.exposure import lines
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.people.labels import PRODUCT_NAMES
from lms.skills.queries import list_abilities

SPARE_ROWS = 3


@blueprint.get("/exams")
@requires(Permission.SEE_BANK)
def exams() -> str:
    """Every exam with its size, terms and how often it was passed."""
    return render_template("assessments/exams.html", exams=list_exams())


@blueprint.route("/exams/new", methods=["GET", "POST"], endpoint="exams_new")
@requires(Permission.MANAGE_BANK)
def new_exam() -> Any:
    """Write a new exam."""
    form = ExamForm()
    if not form.is_submitted():
        return _page(form, None)
    parts = _parts(form)
    if "check" in request.form:
        return _page(form, None, parts)
    if not form.validate_with_parts():
        return _page(form, None, parts), 422
    try:
        exam = add_exam(code=form.code.data or "", terms=form.terms(), parts=parts, actor=current_user, at=clock.now())
    except RuleBroken as refused:
        return _page(form, None, parts, describe(refused.refusals)), 422
    flash(_("The exam is saved."), "success")
    return redirect(url_for("assessments.exams_edit", code=exam.code))


@blueprint.route("/exams/<code>/edit", methods=["GET", "POST"], endpoint="exams_edit")
@requires(Permission.MANAGE_BANK)
def edit_exam(code: str) -> Any:
    """Change an exam; other parts make a new version of its blueprint."""
    exam = get_exam(code)
    form = ExamForm.of(exam)
    if not form.is_submitted():
        return _page(form, exam, list_parts(exam.blueprint_id))
    parts = _parts(form)
    if "check" in request.form:
        return _page(form, exam, parts)
    if not form.validate_with_parts():
        return _page(form, exam, parts), 422
    try:
        change_exam(exam=exam, terms=form.terms(), parts=parts, actor=current_user, at=clock.now())
    except RuleBroken as refused:
        return _page(form, exam, parts, describe(refused.refusals)), 422
    flash(_("The exam is saved. Attempts that run keep what they began with."), "success")
    return redirect(url_for("assessments.exams_edit", code=code))


def _parts(form: ExamForm) -> list[Part]:
    abilities = {ability.code for ability in list_abilities()}
    return form.read_parts(request.form, {topic.id: topic for topic in list_topics()}, abilities)


def _page(form: ExamForm, exam: Exam | None, parts: Sequence[Part] = (), complaints: Sequence[str] = ()) -> str:
    """The editor; below each row that is sound, how many items of the bank fit it and how many are short."""
    topics = list_topics()
    parts = [
        replace(part, title=pool_name(part.pool)) if part.topic_id is None and part.pool else part for part in parts
    ]
    candidates = list_candidates_of(parts)
    drawn = draw(parts, candidates, Random(0))
    sound = len(parts) == len(form.rows_sent or parts)
    return render_template(
        "assessments/exam_editor.html",
        form=form,
        exam=exam,
        rows=[*(form.rows_sent or parts), *[None] * SPARE_ROWS],
        lines=lines(parts, candidates, drawn.by_part) if sound else [],
        limit=find_drawing(exam.id, exam.blueprint_id).exposure_percent if exam else None,
        any_of_pool=ANY_OF_POOL,
        total=sum(part.count for part in parts),
        complaints=[*(complaints or describe(drawn.refusals)), *form.part_errors],
        topics=topics,
        counts=_counts(topics),
        pool_name=pool_name,
        difficulties=DIFFICULTY_NAMES,
        products=PRODUCT_NAMES,
        tiers=TIER_NAMES,
        abilities=list_abilities(),
    )


def _counts(topics: Sequence[Topic]) -> dict[int, str]:
    """How many items each topic has, in all and by difficulty: "12: 5/4/3"."""
    found = count_by_topic()
    counts = {topic.id: found.get(topic.id, {}) for topic in topics}
    return {
        key: f"{sum(c.values())}: {'/'.join(str(c.get(d, 0)) for d in DIFFICULTY_NAMES)}" for key, c in counts.items()
    }

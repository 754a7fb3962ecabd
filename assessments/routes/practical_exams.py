"""Practical examinations: who waits, the rubric on a phone, what came out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from assessments.actions.practical_exams import hold_practical_exam
from assessments.forms.practicals import PracticalExamForm
from assessments.models import PracticalExam, Rubric
from assessments.practical_questions import against_examining, against_rating_each, list_candidates
from assessments.queries import practical_exams as exams
from assessments.queries.sign_offs import get_learner
from assessments.routes import blueprint
from assessments.rules.rubrics import share
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken, describe, error_page
from lms.core.paging import wanted_page
from lms.people.models import Person
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import within_reach


@dataclass(frozen=True)
class Waiting:
    """One line of the assessor's list; `reasons` say why this assessor may not examine, empty when they may."""

    person: Person
    rubric: Rubric
    since: datetime
    reasons: list[str]


@dataclass(frozen=True)
class Rated:
    """One criterion as the result page shows it."""

    title: Bilingual
    level: Bilingual
    weight: float
    points: int
    most: int
    earned: float
    must: bool
    decided: bool


@blueprint.get("/practical-exams")
@requires(Permission.ASSESS)
def practical_exams() -> str:
    """Who waits for a practical examination, longest first, and what the reader rated last."""
    candidates = list_candidates()
    people = {
        person.id: person
        for person in list_people({c.learner_id for c in candidates}, within_reach(current_user, Permission.ASSESS))
    }
    rubrics = exams.latest_rubrics({c.rubric_code for c in candidates})
    against = against_rating_each(current_user.id, people, clock.now())  # all of them wait, so that nothing else stands
    waiting = [
        Waiting(
            people[c.learner_id],
            rubrics[c.rubric_code],
            c.since,
            describe(against[c.learner_id]),
        )
        for c in candidates
        if c.learner_id in people and c.rubric_code in rubrics
    ]
    rated = exams.list_rated(current_user.id, wanted_page())
    return render_template("assessments/practicals/exams.html", waiting=waiting, rated=rated)


def _find_in_reach(learner_id: int) -> Person | None:
    """A person in the units for which the reader assesses."""
    query = select(Person).where(Person.id == learner_id, within_reach(current_user, Permission.ASSESS))
    return db.session.scalar(query)


@blueprint.get("/practical-exams/<int:learner_id>/<rubric_code>")
@signed_in
def practical_exam(learner_id: int, rubric_code: str) -> Any:
    """What a practical examination asks for and how it went so far; an assessor goes straight on to rating."""
    rubric = exams.get_rubric(rubric_code)
    if _find_in_reach(learner_id) and not against_examining(current_user.id, learner_id, rubric_code, clock.now()):
        return redirect(url_for("assessments.rate_practical_exam", learner_id=learner_id, rubric_code=rubric_code))
    learner = get_learner(current_user, learner_id)
    held = exams.list_exams(learner.id, rubric.code)
    return render_template(
        "assessments/practicals/exam.html",
        rubric=rubric,
        learner=learner,
        is_own=learner.id == current_user.id,
        held=held,
        waiting=any(c.learner_id == learner.id and c.rubric_code == rubric.code for c in list_candidates()),
        Bilingual=Bilingual,
    )


@blueprint.route("/practical-exams/<int:learner_id>/<rubric_code>/rate", methods=["GET", "POST"])
@requires(Permission.ASSESS)
def rate_practical_exam(learner_id: int, rubric_code: str) -> Any:
    """Rate a candidate by the rubric, on a phone."""
    learner, rubric = _find_in_reach(learner_id), exams.get_rubric(rubric_code)
    if learner is None:
        raise NotFound
    form = PracticalExamForm()
    if request.method == "POST":
        return _rate(form, learner, rubric)
    if refusals := against_examining(current_user.id, learner.id, rubric.code, clock.now()):
        return error_page(403, " ".join(describe(refusals)))
    form.form_token.data = secrets.token_urlsafe(24)
    form.held_on.data = clock.today()
    return _page(form, learner, rubric)


def _rate(form: PracticalExamForm, learner: Person, rubric: Rubric) -> Any:
    if not form.validate():
        return _page(form, learner, rubric, []), 422
    assert form.held_on.data is not None
    try:
        exam = hold_practical_exam(
            learner=learner,
            rubric=rubric,
            ratings=_ratings(rubric),
            comment=form.comment.data or "",
            held_on=form.held_on.data,
            form_token=form.form_token.data or "",
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        return _page(form, learner, rubric, broken.refusals), 422
    flash(_("The result is on record. %(name)s has been told.", name=learner.name), "success")
    return redirect(url_for("assessments.practical_exam_result", exam_id=exam.id))


def _ratings(rubric: Rubric) -> dict[str, int]:
    given = {c["key"]: request.form.get(f"criterion-{c['key']}", "") for c in rubric.criteria}
    return {key: int(points) for key, points in given.items() if points.isdecimal() and len(points) < 4}


def _page(
    form: PracticalExamForm, learner: Person, rubric: Rubric, refusals: list[Refusal] | tuple[Refusal, ...] = ()
) -> str:
    texts = describe(tuple(refusals))
    return render_template(
        "assessments/practicals/rate.html",
        form=form,
        learner=learner,
        rubric=rubric,
        chosen=_ratings(rubric) if request.method == "POST" else {},
        complaints=[(text, r.values.get("key")) for text, r in zip(texts, refusals, strict=True)],
        whole=sum(c["weight"] for c in rubric.criteria),
        Bilingual=Bilingual,
    )


@blueprint.get("/practical-exams/results/<int:exam_id>")
@signed_in
def practical_exam_result(exam_id: int) -> str | Response:
    """One examination with its ratings: for the learner, those who may see the record, and the assessor."""
    exam = exams.get_exam(exam_id)
    if exam.assessor_id == current_user.id:
        learner = get_person(exam.learner_id)
    else:
        learner = get_learner(current_user, exam.learner_id)
    return render_template(
        "assessments/practicals/exam_result.html",
        exam=exam,
        learner=learner,
        is_own=learner.id == current_user.id,
        assessor=get_person(exam.assessor_id),
        rated=_rated(exam),
    )


def _rated(exam: PracticalExam) -> list[Rated]:
    by_key = {c["key"]: c for c in exam.rubric.criteria}
    criteria = exams.criteria_of(exam.rubric)
    whole = sum(c.weight for c in criteria)
    rated = []
    for c in criteria:
        points = exam.ratings[c.key]
        level = next(level for level in by_key[c.key]["levels"] if int(level["points"]) == points)
        rated.append(
            Rated(
                title=exams.title_of(by_key[c.key]),
                level=Bilingual.of(level),
                weight=c.weight / whole * 100 if whole else 0,
                points=points,
                most=max(c.points),
                earned=float(share(c, points)) * c.weight / whole * 100 if whole else 0,
                must=c.must,
                decided=c.must and points == min(c.points),
            )
        )
    return rated

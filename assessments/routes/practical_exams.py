"""Practical examinations: who waits, the rubric on a phone, what came out."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from assessments.actions.practical_exams import against_further, hold_practical_exam
from assessments.forms.practicals import PracticalExamForm
from assessments.models import PracticalOpinion, Rubric
from assessments.practical_questions import against_examining, against_rating_each, list_candidates
from assessments.queries import opinions
from assessments.queries import practical_exams as exams
from assessments.queries.opinions import Sitting
from assessments.queries.sign_offs import get_learner
from assessments.routes import blueprint
from assessments.rules.opinions import MOST, SETTLE_ABOVE
from assessments.rules.rubrics import share
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken, describe, error_page
from lms.core.i18n import short_day
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
    sitting: Sitting | None = None


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
    sittings = {(one.learner_id, one.rubric.code): one for one in opinions.list_sittings(list(people))}
    names = {one.id: one.name for one in list_people({i for s in sittings.values() for i in (*s.rated_by, *s.asked)})}
    waiting = [
        Waiting(
            people[c.learner_id],
            rubrics[c.rubric_code],
            c.since,
            describe(
                (
                    *against[c.learner_id],
                    *_against_further(sittings.get((c.learner_id, c.rubric_code)), people[c.learner_id]),
                )
            ),
            sittings.get((c.learner_id, c.rubric_code)),
        )
        for c in candidates
        if c.learner_id in people and c.rubric_code in rubrics
    ]
    waiting.sort(key=lambda one: not (one.sitting and current_user.id in one.sitting.asked and not one.reasons))
    rated = exams.list_rated(current_user.id, wanted_page())
    return render_template(
        "assessments/practicals/exams.html", waiting=waiting, rated=rated, names=names, turn_words=turn_words
    )


def _against_further(sitting: Sitting | None, learner: Person) -> list[Refusal]:
    return against_further(current_user.id, learner, sitting, clock.now()) if sitting else []


def _find_in_reach(learner_id: int) -> Person | None:
    """A person in the units for which the reader assesses."""
    query = select(Person).where(Person.id == learner_id, within_reach(current_user, Permission.ASSESS))
    return db.session.scalar(query.options(joinedload(Person.post)))


@blueprint.get("/practical-exams/<int:learner_id>/<rubric_code>")
@signed_in
def practical_exam(learner_id: int, rubric_code: str) -> Any:
    """What a practical examination asks for and how it went so far; an assessor goes straight on to rating."""
    rubric = exams.get_rubric(rubric_code)
    reached = _find_in_reach(learner_id)
    sitting = opinions.find_sitting(learner_id, rubric.code) if reached else None
    if reached and not _against_now(reached, rubric_code, sitting):
        return redirect(url_for("assessments.rate_practical_exam", learner_id=learner_id, rubric_code=rubric_code))
    learner = get_learner(current_user, learner_id)
    held = exams.list_exams(learner.id, rubric.code)
    sitting = sitting if reached else opinions.find_sitting(learner.id, rubric.code)
    names = {one.id: one.name for one in list_people({*sitting.rated_by, *sitting.asked})} if sitting else {}
    return render_template(
        "assessments/practicals/exam.html",
        rubric=rubric,
        learner=learner,
        is_own=learner.id == current_user.id,
        held=held,
        turn=turn_words(sitting, names, told=learner.id != current_user.id) if sitting else None,
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
    sitting = opinions.find_sitting(learner.id, rubric.code)
    if refusals := _against_now(learner, rubric.code, sitting):
        if {one.code for one in refusals} <= {"rated_by_you", "not_a_candidate"}:  # the back button, or an old notice
            flash(" ".join(describe(refusals)), "info")
            return redirect(url_for("assessments.practical_exams"))
        return error_page(403, " ".join(describe(refusals)))
    form.form_token.data = secrets.token_urlsafe(24)
    form.held_on.data = clock.today()
    return _page(form, learner, rubric, sitting)


def _against_now(learner: Person, rubric_code: str, sitting: Sitting | None) -> tuple[Refusal, ...]:
    """What stands against the reader's rating now, as the first assessor or a further one."""
    first = against_examining(current_user.id, learner.id, rubric_code, clock.now())
    return (*first, *_against_further(sitting, learner))


def _rate(form: PracticalExamForm, learner: Person, rubric: Rubric) -> Any:
    if not form.validate():
        return _page(form, learner, rubric, opinions.find_sitting(learner.id, rubric.code)), 422
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
        return _page(form, learner, rubric, opinions.find_sitting(learner.id, rubric.code), broken.refusals), 422
    if isinstance(exam, PracticalOpinion):
        sitting = opinions.find_sitting(learner.id, rubric.code)
        names = {one.id: one.name for one in list_people({*sitting.rated_by, *sitting.asked})} if sitting else {}
        flash(_("Your ratings are on record."), "success")
        if sitting:
            flash(turn_words(sitting, names), "success" if sitting.asked else "warning")
        return redirect(url_for("assessments.practical_exams"))
    flash(_("The result is on record. %(name)s has been told.", name=learner.name), "success")
    return redirect(url_for("assessments.practical_exam_result", exam_id=exam.id))


def _ratings(rubric: Rubric) -> dict[str, int]:
    given = {c["key"]: request.form.get(f"criterion-{c['key']}", "") for c in rubric.criteria}
    return {key: int(points) for key, points in given.items() if points.isdecimal() and len(points) < 4}


def _page(
    form: PracticalExamForm, learner: Person, rubric: Rubric, sitting: Sitting | None,
    refusals: list[Refusal] | tuple[Refusal, ...] = (),
) -> str:  # fmt: skip
    texts = describe(tuple(refusals))
    if sitting is not None:
        rubric = sitting.rubric
    return render_template(
        "assessments/practicals/rate.html",
        sitting=sitting,
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
    behind = opinions.list_opinions(exam)
    if current_user.id in {exam.assessor_id, *(one.assessor_id for one in behind)}:
        learner = get_person(exam.learner_id)
    else:
        learner = get_learner(current_user, exam.learner_id)
    return render_template(
        "assessments/practicals/exam_result.html",
        exam=exam,
        learner=learner,
        is_own=learner.id == current_user.id,
        assessors=list_people({one.assessor_id for one in behind} or {exam.assessor_id}),
        parts=[
            (get_person(one.assessor_id).name, one.percent, one.comment, _rated(exam.rubric, one.ratings))
            for one in behind
        ]
        or [(None, exam.percent, "", _rated(exam.rubric, exam.ratings))],
        apart=SETTLE_ABOVE,
    )


def turn_words(sitting: Sitting, names: Mapping[int, Bilingual], *, told: bool = True) -> str:
    """Who has rated and whose turn it is; `told`: with the names of those who are asked."""
    done = _("Rated by %(names)s on %(day)s.", names=_list(names, sitting.rated_by), day=short_day(sitting.held_on))
    if not told:
        return " ".join((done, _("Another assessor rates it too, alone; then the result is told.")))
    if not sitting.asked:
        return " ".join((done, _("Nobody could be asked to rate it too; the training manager has been told.")))
    asked = _list(names, sitting.asked)
    if sitting.place > MOST:
        return " ".join((done, _("They differ too much. Asked to settle it: %(names)s.", names=asked)))
    return " ".join((done, _("Asked to rate it too: %(names)s.", names=asked)))


def _list(names: Mapping[int, Bilingual], wanted: Collection[int]) -> str:
    return _(", ").join(str(names[number]) for number in sorted(wanted) if number in names)


def _rated(rubric: Rubric, ratings: Mapping[str, int]) -> list[Rated]:
    by_key = {c["key"]: c for c in rubric.criteria}
    criteria = exams.criteria_of(rubric)
    whole = sum(c.weight for c in criteria)
    rated = []
    for c in criteria:
        points = ratings[c.key]
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

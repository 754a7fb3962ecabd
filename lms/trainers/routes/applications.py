"""Applications: those that wait, and one with its marks, its trial lecture and the decision."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from assessments.queries.named import names_of
from assessments.queries.practical_exams import title_of
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.written import whole
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import visible
from lms.trainers.certification import actions, lectures, queries
from lms.trainers.certification.labels import (
    DECISION_NAMES,
    DECISION_TONES,
    KIND_NAMES,
    PART_NAMES,
    STAGE_NAMES,
)
from lms.trainers.certification.rules import GRANTED, REFUSED, TAKEN_BACK, result
from lms.trainers.forms import LectureForm, ListenersForm, ReasonForm
from lms.trainers.models import TrainerApplication, TrialLecture
from lms.trainers.routes import blueprint


@blueprint.get("/trainers/applications")
@requires(Permission.MANAGE_TRAINERS)
def applications() -> str:
    """What waits: the oldest first, with what is to be done next."""
    rows = queries.list_open(current_user)
    stages = {}
    for row in rows:
        lecture = queries.standing_lecture(row)
        stages[row.id] = queries.verdict_of(lecture, row.version.certification) if lecture else None
    return render_template(
        "trainers/applications.html", rows=rows, stages=stages, stage_names=STAGE_NAMES, kind_names=KIND_NAMES
    )


@blueprint.get("/trainers/applications/<int:application_id>")
@signed_in
def application(application_id: int) -> str:
    """One application: for whoever applied, and for those who see trainers."""
    return _page(queries.get_application(current_user, application_id))


def _page(row: TrainerApplication, **broken: Any) -> str:
    today = clock.today()
    own = row.person_id == current_user.id
    manages = Permission.MANAGE_TRAINERS in current_user.permissions and not own and row.decision is None
    lecture = queries.standing_lecture(row)
    verdict = queries.verdict_of(lecture, row.version.certification) if lecture else None
    if row.decision is not None and row.decision.figures:
        found = None
    else:
        marks = queries.marks_of(row) if row.kind != "renewal" else {}
        found = result(row.version.certification, marks) if marks else None
    able = queries.list_able_judges(row.person, today) if manages and row.kind != "renewal" else []
    form = broken.get("lecture") or LectureForm(formdata=None, prefix="lecture-")
    form.judges.choices = options((person.id, f"{person.name} · {person.unit.name}") for person in able)
    asked = {seat.judge_id for seat in lecture.judges} if lecture else set()
    return render_template(
        "trainers/application.html", row=row, own=own, manages=manages, lecture=lecture, verdict=verdict, result=found,
        kept=row.decision.figures.get("parts", []) if row.decision else [], form=form,
        test=names_of(exams={row.exam_code}, rubrics=set(), tasks=set()).exams.get(row.exam_code) if row.exam_code else None,
        able=[person for person in able if person.id not in asked], title_of=title_of, Bilingual=Bilingual,
        listeners=broken.get("listeners") or ListenersForm(formdata=None, prefix="listeners-"),
        off=broken.get("off") or ReasonForm(formdata=None, prefix="off-"),
        decision=broken.get("decision") or ReasonForm(formdata=None, prefix="decision-"),
        complaints=broken.get("complaints", []), part_names=PART_NAMES, stage_names=STAGE_NAMES, kind_names=KIND_NAMES,
        decision_names=DECISION_NAMES, decision_tones=DECISION_TONES, now=clock.now(), judged=_judged(row),
    )  # fmt: skip


def _judged(row: TrainerApplication) -> bool:
    """Did the reader judge a lecture of this application?"""
    return any(s.judge_id == current_user.id and s.judgement for lecture in row.lectures for s in lecture.judges)


def _managed(application_id: int) -> TrainerApplication:
    row = queries.get_application(current_user, application_id)
    seen = select(Person.id).where(Person.id == row.person_id, visible(current_user, Permission.MANAGE_TRAINERS))
    if row.person_id == current_user.id or db.session.scalar(seen) is None:
        raise NotFound
    return row


def _back(row: TrainerApplication) -> Response:
    return redirect(url_for("trainers.application", application_id=row.id))


@blueprint.post("/trainers/applications/<int:application_id>/lecture")
@requires(Permission.MANAGE_TRAINERS)
def plan_lecture(application_id: int) -> Any:
    """Set the trial lecture and ask the judges."""
    row = _managed(application_id)
    form = LectureForm(prefix="lecture-")
    able = queries.list_able_judges(row.person, clock.today())
    form.judges.choices = options((person.id, str(person.name)) for person in able)
    if not form.validate():
        return _page(row, lecture=form), 422
    assert form.starts_at.data is not None
    try:
        lectures.plan_lecture(
            application=row, starts_at=form.starts_at.data.replace(tzinfo=clock.zone()), place=form.place.data or "",
            topic=form.topic.data or "", judges=form.judges.data or [], actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(row, lecture=form), 422
    flash(_("The lecture is set; the candidate and the judges have been told."), "success")
    return _back(row)


def _lecture(row: TrainerApplication) -> TrialLecture:
    lecture = queries.standing_lecture(row)
    if lecture is None:
        raise NotFound
    return lecture


@blueprint.post("/trainers/applications/<int:application_id>/lecture/call-off")
@requires(Permission.MANAGE_TRAINERS)
def call_off_lecture(application_id: int) -> Any:
    """The lecture does not take place as it was set."""
    row = _managed(application_id)
    form = ReasonForm(prefix="off-")
    try:
        lectures.call_off(lecture=_lecture(row), reason=form.reason.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(row, off=form), 422
    flash(_("Called off; everybody has been told. Set another day."), "success")
    return _back(row)


@blueprint.post("/trainers/applications/<int:application_id>/judges")
@requires(Permission.MANAGE_TRAINERS)
def ask_judge(application_id: int) -> Any:
    """Ask one more judge."""
    row = _managed(application_id)
    chosen = request.form.get("judge", "")
    if not chosen.isdecimal():
        raise NotFound
    try:
        lectures.ask_judge(lecture=_lecture(row), judge_id=int(chosen[:9]), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, complaints=describe(broken.refusals)), 422
    flash(_("The judge has been asked."), "success")
    return _back(row)


@blueprint.post("/trainers/applications/<int:application_id>/judges/<int:seat_id>/release")
@requires(Permission.MANAGE_TRAINERS)
def release_judge(application_id: int, seat_id: int) -> Any:
    """A judge need not judge."""
    row = _managed(application_id)
    lecture = _lecture(row)
    seat = next((one for one in lecture.judges if one.id == seat_id), None)
    if seat is None:
        raise NotFound
    try:
        lectures.release_judge(
            seat=seat,
            lecture=lecture,
            reason=whole(request.form.get("reason", ""), 1000),
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        return _page(row, complaints=describe(broken.refusals)), 422
    flash(_("Released. Ask somebody else if judges are missing now."), "success")
    return _back(row)


@blueprint.post("/trainers/applications/<int:application_id>/listeners")
@requires(Permission.MANAGE_TRAINERS)
def ask_listeners(application_id: int) -> Any:
    """Ask those who listened for their feedback."""
    row = _managed(application_id)
    form = ListenersForm(prefix="listeners-")
    if not form.validate():
        return _page(row, listeners=form), 422
    numbers = set(re.split(r"[\s,;，；、]+", form.listeners.data or "")) - {""}
    found = list(db.session.scalars(select(Person).where(Person.employee_no.in_(numbers), Person.left_on.is_(None))))
    missing = sorted(numbers - {person.employee_no for person in found})
    if missing:
        form.form_errors.append(_("Nobody has the number %(numbers)s.", numbers=", ".join(missing[:10])))
        return _page(row, listeners=form), 422
    try:
        done = lectures.ask_listeners(
            lecture=_lecture(row), listeners=list_people([person.id for person in found]), actor=current_user,
            at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(row, listeners=form), 422
    if done.asked:
        flash(ngettext("%(num)s listener is asked; the answers stay anonymous.", "%(num)s listeners are asked; their answers stay anonymous.", done.asked), "success")  # fmt: skip
    if done.before:
        flash(ngettext("%(num)s of them had been asked before.", "%(num)s of them had been asked before.", done.before), "warning")  # fmt: skip
    if done.left_out:
        flash(ngettext("%(num)s of them was not asked: the candidate and the judges are no listeners.", "%(num)s of them were not asked: the candidate and the judges are no listeners.", done.left_out), "warning")  # fmt: skip
    return _back(row)


@blueprint.post("/trainers/applications/<int:application_id>/decide")
@requires(Permission.MANAGE_TRAINERS)
def decide_application(application_id: int) -> Any:
    """Grant or refuse, with the reason."""
    row = _managed(application_id)
    form, kind = ReasonForm(prefix="decision-"), request.form.get("decision", "")
    if kind not in (GRANTED, REFUSED):
        raise NotFound
    try:
        actions.decide(
            application=row, kind=kind, reason=form.reason.data or "", actor=current_user, at=clock.now()
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(row, decision=form), 422
    flash(_("Decided; the candidate has been told."), "success")
    return _back(row)


@blueprint.post("/trainers/applications/<int:application_id>/take-back")
@signed_in
def take_back(application_id: int) -> Response:
    """Take one's own application back."""
    row = queries.get_application(current_user, application_id)
    actions.decide(application=row, kind=TAKEN_BACK, reason="", actor=current_user, at=clock.now())
    flash(_("Your application is taken back."), "success")
    return redirect(url_for("trainers.mine"))

"""One's own side: where I stand as a trainer, applying, my profile, my absences; the same for those who manage trainers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, signed_in
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.links import gather
from lms.people.models import Person
from lms.people.queries.scope import get_visible
from lms.trainers.certification.actions import apply
from lms.trainers.certification.queries import awaits_test, find_open, list_to_judge, subject_tests
from lms.trainers.certification.rules import AWARD, RENEWAL, next_level
from lms.trainers.forms import AbsenceForm, ApplyForm
from lms.trainers.grades.evidence import states_for
from lms.trainers.grades.labels import GRADE_NAMES, STATUS_NAMES, STATUS_TONES
from lms.trainers.grades.lines import grade_lines
from lms.trainers.grades.queries import find_suspension, periods_of, standings
from lms.trainers.grades.rules import MAY_REVIEW, Status, standing_on
from lms.trainers.grades.versions import versions_on
from lms.trainers.models import TeachingRight
from lms.trainers.pages import profile_form, trainer_page
from lms.trainers.profiles.actions import end_absence, enter_absence
from lms.trainers.profiles.labels import ABSENCE_NAMES
from lms.trainers.profiles.load import month_of, sittings_of
from lms.trainers.profiles.queries import get_absence, last_day_of, list_absences, profiles_of
from lms.trainers.questions import TRAINER_LINKS
from lms.trainers.rights.labels import LEVEL_NAMES
from lms.trainers.rights.queries import list_rights
from lms.trainers.routes import blueprint


@blueprint.get("/trainers/mine")
@signed_in
def mine() -> str:
    """My grade, what to do next, my rights, my sessions, my absences."""
    return _mine()


def _mine(**broken: Any) -> str:
    today, now, me = clock.today(), clock.now(), current_user.id
    standing = standings([me], today)[me]
    first, last = month_of(today)
    sittings = sittings_of([me], first, today + timedelta(days=60))
    profile, application = profiles_of([me]).get(me), find_open(me)
    return render_template(
        "trainers/mine.html", standing=standing, suspension=_suspension(me, standing.status), version=versions_on(today).get(next_level(standing)),
        application=application, to_test=application is not None and awaits_test(application), may_review=standing.status in MAY_REVIEW, next_level=next_level(standing), today=today,
        rights=[line for line in list_rights(TeachingRight.person_id == me) if line.last_day is None or line.last_day >= today],
        upcoming=[one for one in sittings if one.ends_at > now], to_judge=list_to_judge(me), profile=profile,
        hours=sum(one.hours for one in sittings if clock.local_date(one.starts_at) <= last),
        absences=list_absences(me, today), last_day_of=last_day_of, links=gather(TRAINER_LINKS, me),
        absence=broken.get("absence") or AbsenceForm(formdata=None, prefix="absence-", from_day=today),
        profile_form=broken.get("profile") or profile_form(profile), grade_names=GRADE_NAMES, status_names=STATUS_NAMES,
        status_tones=STATUS_TONES, level_names=LEVEL_NAMES, absence_names=ABSENCE_NAMES,
    )  # fmt: skip


def _suspension(person_id: int, status: Status) -> Any:
    return find_suspension(person_id) if status is Status.SUSPENDED else None


@blueprint.route("/trainers/mine/apply", methods=["GET", "POST"])
@signed_in
def apply_as_trainer() -> Any:
    """What the grade asks, each met or not; whoever meets all of it applies here."""
    today, now = clock.today(), clock.now()
    person = db.session.get_one(Person, current_user.id)
    periods = periods_of([person.id]).get(person.id, [])
    standing = standing_on(periods, today)
    review = request.args.get("kind", "") == RENEWAL and standing.period is not None
    kind, level = (RENEWAL, standing.level) if review else (AWARD, next_level(standing))
    version = versions_on(today).get(level)
    if version is None:
        return render_template("trainers/apply.html", version=None, standing=standing, grade_names=GRADE_NAMES, level=level)  # fmt: skip
    form = ApplyForm()
    tests = subject_tests(version.certification.get("exams", [])) if not review else {}
    form.exam_code.choices = options((code, str(title)) for code, title in tests.items())
    complaints: list[str] = []
    if request.method == "POST" and form.validate():
        try:
            row = apply(
                person=person, level=level, kind=kind, exam_code=form.exam_code.data or None, words=form.words.data or "",
                actor=current_user, at=now,
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Your application is on its way. You hear when the trial lecture is set."), "success")
            return redirect(url_for("trainers.application", application_id=row.id))
    lines = grade_lines(
        states_for(person, version, today, periods, period=standing.period if review else None), is_own=True
    )
    page = render_template(
        "trainers/apply.html", version=version, standing=standing, review=review, form=form, lines=lines, level=level,
        complaints=complaints, met=sum(line.met for line in lines), tests=tests, application=find_open(person.id),
        suspension=_suspension(person.id, standing.status), grade_names=GRADE_NAMES, can_review=standing.status in MAY_REVIEW,
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)


def cared_for(person_id: int) -> Person:
    """Oneself, or somebody whose teaching the reader manages. Raises NotFound."""
    if person_id == current_user.id:
        return db.session.get_one(Person, person_id)
    if Permission.MANAGE_TRAINERS not in current_user.permissions:
        raise NotFound
    return get_visible(current_user, person_id, Permission.MANAGE_TRAINERS)


def own_or_managed_page(person: Person, **broken: Any) -> str:
    """The page on which somebody's side as a trainer is kept."""
    return _mine(**broken) if person.id == current_user.id else trainer_page(person, **broken)


def back_to(person: Person) -> Response:
    """To that page."""
    if person.id == current_user.id:
        return redirect(url_for("trainers.mine"))
    return redirect(url_for("trainers.trainer", person_id=person.id))


@blueprint.post("/trainers/<int:person_id>/absences")
@signed_in
def add_absence(person_id: int) -> Any:
    """Enter days away."""
    person = cared_for(person_id)
    form = AbsenceForm(prefix="absence-")
    if not form.validate():
        return own_or_managed_page(person, absence=form), 422
    assert form.from_day.data is not None
    assert form.until_day.data is not None
    try:
        enter_absence(
            person=person, from_day=form.from_day.data, until_day=form.until_day.data, kind=form.kind.data,
            note=form.note.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return own_or_managed_page(person, absence=form), 422
    flash(_("Entered. Whoever plans sessions sees it."), "success")
    days = sittings_of([person.id], form.from_day.data, form.until_day.data)
    if days:
        flash(_("There are sessions on these days: find somebody who can take over."), "warning")
    return back_to(person)


@blueprint.post("/trainers/<int:person_id>/absences/<int:absence_id>/end")
@signed_in
def finish_absence(person_id: int, absence_id: int) -> Response:
    """Back sooner, or entered by mistake."""
    person = cared_for(person_id)
    end_absence(absence=get_absence(person.id, absence_id), actor=current_user, at=clock.now())
    flash(_("The absence ends today."), "success")
    return back_to(person)

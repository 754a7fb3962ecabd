"""Trainers: who they are, where they stand, and one of them with everything that is decided about them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from certificates.requirement_lines import RequirementLine
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import page_of, wanted_page
from lms.people.labels import PRODUCT_NAMES
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.people.queries.scope import get_visible, visible
from lms.trainers.certification.rules import RENEWAL, next_level
from lms.trainers.forms import EventForm, ImportForm, SpeakingForm
from lms.trainers.grades.actions import decide_grade, import_grade
from lms.trainers.grades.evidence import states_for
from lms.trainers.grades.labels import EVENT_NAMES, GRADE_NAMES, STATUS_NAMES, STATUS_TONES
from lms.trainers.grades.lines import grade_lines
from lms.trainers.grades.queries import list_trainers, periods_of
from lms.trainers.grades.rules import MAY_REVIEW, standing_on
from lms.trainers.grades.versions import versions_on
from lms.trainers.models import TrainerGrade
from lms.trainers.pages import trainer_page
from lms.trainers.profiles.actions import rate_speaking
from lms.trainers.profiles.labels import LANGUAGE_NAMES
from lms.trainers.profiles.load import hours_of, month_of
from lms.trainers.profiles.queries import days_away, profiles_of
from lms.trainers.routes import blueprint

PER_PAGE = 30


@blueprint.get("/trainers")
@requires(Permission.SEE_TRAINERS)
def trainer_list() -> str:
    """Everybody who holds or held a grade as a trainer, or teaches without one."""
    today = clock.today()
    everybody = list_trainers(current_user, today)
    ids = [one.person.id for one in everybody]
    profiles = profiles_of(ids)
    wanted = {key: request.args.get(key, "").strip() for key in ("q", "grade", "status", "line", "language")}

    def fits(one: Any) -> bool:
        profile = profiles.get(one.person.id)
        words = f"{one.person.name_zh} {one.person.name_latin} {one.person.employee_no} {one.person.unit.name.zh} {one.person.unit.name.en}"  # fmt: skip
        return (
            wanted["q"].lower() in words.lower()
            and wanted["grade"] in ("", str(one.standing.level))
            and wanted["status"] in ("", one.standing.status)
            and (not wanted["line"] or (profile is not None and wanted["line"] in profile.product_lines))
            and (not wanted["language"] or (profile is not None and wanted["language"] in profile.languages))
        )

    page = page_of([one for one in everybody if fits(one)], wanted_page(), PER_PAGE)
    shown = [one.person.id for one in page.items]
    return render_template(
        "trainers/list.html", page=page, wanted=wanted, profiles=profiles, hours=hours_of(shown, *month_of(today)),
        away=days_away(shown, today, today), grade_names=GRADE_NAMES, status_names=STATUS_NAMES,
        status_tones=STATUS_TONES, product_names=PRODUCT_NAMES, language_names_of=LANGUAGE_NAMES,
        counts=[
            (status, name, count)
            for status, name in STATUS_NAMES.items()
            if (count := sum(one.standing.status == status for one in everybody))
        ],
    )  # fmt: skip


def seen(person_id: int) -> Person:
    """A person whose record as a trainer the reader may see. Raises NotFound."""
    return _one(person_id, Permission.SEE_TRAINERS)


def _one(person_id: int, permission: Permission) -> Person:
    found = list_people([person_id], visible(current_user, permission))
    if not found:
        raise NotFound
    return found[0]


def managed(person_id: int) -> Person:
    """Somebody about whose teaching the reader decides; never oneself. Raises NotFound."""
    person = _one(person_id, Permission.MANAGE_TRAINERS)
    if person.id == current_user.id:
        raise NotFound
    return person


@blueprint.get("/trainers/<int:person_id>")
@requires(Permission.SEE_TRAINERS)
def trainer(person_id: int) -> str:
    """One trainer, or somebody who might become one."""
    return trainer_page(seen(person_id))


@blueprint.get("/trainers/<int:person_id>/requirements")
@requires(Permission.SEE_TRAINERS)
def requirements(person_id: int) -> str:
    """What the next grade and the re-review ask, each met or not, with its evidence."""
    person, today = seen(person_id), clock.today()
    periods = periods_of([person.id]).get(person.id, [])
    standing = standing_on(periods, today)
    versions = versions_on(today)
    review = standing.at_the_top or request.args.get("of", "") == RENEWAL
    review = review or (standing.status in MAY_REVIEW and "of" not in request.args)
    level = standing.level if review else next_level(standing)
    version = versions.get(level)
    lines: tuple[RequirementLine, ...] = ()
    if version is not None and not (review and standing.period is None):
        lines = grade_lines(
            states_for(person, version, today, periods, period=standing.period if review else None),
            is_own=person.id == current_user.id,
        )
    return render_template(
        "trainers/requirements.html", person=person, standing=standing, version=version, lines=lines, review=review,
        level=level, grade_names=GRADE_NAMES,
    )  # fmt: skip


@blueprint.post("/trainers/<int:person_id>/import")
@requires(Permission.MANAGE_TRAINERS)
def import_trainer(person_id: int) -> Any:
    """Take over a grade from before."""
    person = managed(person_id)
    form = ImportForm(prefix="import-")
    if not form.validate():
        return trainer_page(person, imported=form), 422
    assert form.from_day.data is not None
    assert form.until_day.data is not None
    try:
        import_grade(
            person=person, level=form.level.data, from_day=form.from_day.data, until_day=form.until_day.data,
            evidence=form.evidence.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return trainer_page(person, imported=form), 422
    flash(_("The grade is on record, marked as taken over."), "success")
    return _back(person)


def _back(person: Person) -> Response:
    return redirect(url_for("trainers.trainer", person_id=person.id))


@blueprint.post("/trainers/<int:person_id>/grades/<int:grade_id>/decide")
@requires(Permission.MANAGE_TRAINERS)
def decide_on_grade(person_id: int, grade_id: int) -> Any:
    """Suspend, reinstate or withdraw a grade."""
    person = managed(person_id)
    grade = db.session.get(TrainerGrade, grade_id)
    if grade is None or grade.person_id != person.id:
        raise NotFound
    form = EventForm(prefix="event-")
    form.kind.choices = options(EVENT_NAMES.items())
    if not form.validate():
        return trainer_page(person, event=form), 422
    try:
        decide_grade(
            grade=grade, kind=form.kind.data, reason=form.reason.data or "", actor=current_user, at=clock.now()
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return trainer_page(person, event=form), 422
    flash(_("Decided; the trainer has been told."), "success")
    return _back(person)


@blueprint.get("/trainers/<int:person_id>/speaking")
@requires(Permission.SEE_TRAINERS, Permission.DECIDE_OUTCOMES)
def rate_speaker(person_id: int) -> str:
    """The form to rate somebody as a speaker."""
    form = SpeakingForm(formdata=None, prefix="speaking-", speaking=4, willing=4)
    return render_template("trainers/speaking.html", person=_heard(person_id), form=form, complaints=[])


@blueprint.post("/trainers/<int:person_id>/speaking")
@requires(Permission.SEE_TRAINERS, Permission.DECIDE_OUTCOMES)
def rate_as_speaker(person_id: int) -> Any:
    """Say how well somebody speaks: those who see trainers, and supervisors of their own people."""
    person = _heard(person_id)
    form = SpeakingForm(prefix="speaking-")
    if not form.validate():
        return render_template("trainers/speaking.html", person=person, form=form, complaints=[]), 422
    try:
        rate_speaking(
            person=person, speaking=form.speaking.data, willing=form.willing.data, comment=form.comment.data or "",
            actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        return (
            render_template(
                "trainers/speaking.html", person=person, form=form, complaints=describe(broken.refusals)
            ),
            422,
        )  # fmt: skip
    flash(_("Your rating is on record; a later one takes its place."), "success")
    return redirect(url_for("trainers.rate_speaker", person_id=person.id))


def _heard(person_id: int) -> Person:
    if person_id == current_user.id:
        raise NotFound
    for permission in (Permission.SEE_TRAINERS, Permission.DECIDE_OUTCOMES):
        if permission in current_user.permissions:
            try:
                return get_visible(current_user, person_id, permission)
            except NotFound:
                continue
    raise NotFound

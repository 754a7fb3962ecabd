"""Pages that change a running programme: pauses, a move of the intake, of the version, to another programme; the mentor's word."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.forms import options
from lms.onboarding.actions.agreeing import give_word
from lms.onboarding.actions.moves import move_intake, move_to_version, transfer
from lms.onboarding.actions.pauses import end_pause, pause
from lms.onboarding.change_forms import MoveForm, PauseForm, ResumeForm, TransferForm, VersionMoveForm, WordForm
from lms.onboarding.lines import title_of
from lms.onboarding.models import Enrolment
from lms.onboarding.queries.changes import get_pause, list_open_intakes
from lms.onboarding.queries.enrolments import get_enrolment_row, get_row_within, list_rows
from lms.onboarding.queries.intakes import get_managed_intake
from lms.onboarding.queries.journeys import CURRENT, NOTHING, journeys
from lms.onboarding.queries.programmes import find_latest_version, get_programme, get_version_of
from lms.onboarding.queries.supposed import suppose_start, suppose_transfer, suppose_version
from lms.onboarding.routes import blueprint
from lms.onboarding.rules.changes import FARTHEST_MOVE
from lms.onboarding.rules.gate import AGREEMENT
from lms.onboarding.template_labels import PAUSE_KINDS
from lms.people.queries.scope import within_reach


@blueprint.route("/enrolments/<int:enrolment_id>/pause", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
def pause_programme(enrolment_id: int) -> Any:
    """Let a programme rest."""
    row = get_row_within(enrolment_id, current_user, Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
    form = PauseForm()
    if form.validate_on_submit():
        try:
            first = form.first.data or clock.today()
            pause(
                enrolment_id=enrolment_id, first=first, last=form.last.data, kind=form.kind.data,
                reason=form.reason.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("The pause is entered, and everything after it moves along."), "success")
            return redirect(url_for("onboarding.person", enrolment_id=enrolment_id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    elif not form.is_submitted():
        form.first.data = clock.today()
    journey = journeys([row], clock.today(), NOTHING)[0]
    page = render_template("onboarding/pause.html", journey=journey, form=form)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/enrolments/<int:enrolment_id>/pauses/<int:pause_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
def resume(enrolment_id: int, pause_id: int) -> Any:
    """Set the last day of a pause."""
    row = get_row_within(enrolment_id, current_user, Permission.MANAGE_INTAKES, Permission.DECIDE_OUTCOMES)
    rests = get_pause(enrolment_id, pause_id)
    form = ResumeForm(last=rests.last_day or clock.today())
    if form.validate_on_submit():
        try:
            last = form.last.data or clock.today()
            end_pause(enrolment_id=enrolment_id, pause_id=pause_id, last=last, actor=current_user, at=clock.now())
            flash(_("The end of the pause is set."), "success")
            return redirect(url_for("onboarding.person", enrolment_id=enrolment_id))
        except RuleBroken as broken:
            form.tell(broken, **dict.fromkeys(("pause_backwards", "pause_too_long", "pause_overlaps"), "last"))
    journey = journeys([row], clock.today(), NOTHING)[0]
    page = render_template("onboarding/resume.html", journey=journey, form=form, pause=rests, kinds=PAUSE_KINDS)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/intakes/<int:cohort_id>/move", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def move_an_intake(cohort_id: int) -> Any:
    """Move an intake to another first day, with what follows for each person before it is signed."""
    cohort = get_managed_intake(cohort_id, current_user)
    form = MoveForm()
    signs = form.is_submitted() and bool(request.form.get("sign"))
    if signs:
        valid = form.validate()
    elif form.is_submitted():  # only to look: neither reason nor signature is asked for yet
        valid = form.to_day.validate(form)
    else:
        valid = False
        form.to_day.data = request.args.get("to_day", type=date.fromisoformat)
    day = form.to_day.data
    shown = f"{cohort.starts_on}/{day}"
    if signs and day and request.form.get("shown") != shown:
        form.form_errors.extend(describe((Refusal("move_not_shown", {"day": day}),)))
        form.signed.data = False
    elif signs and valid:
        try:
            to_day = day or clock.today()
            move_intake(cohort=cohort, to_day=to_day, reason=form.reason.data or "", actor=current_user, at=clock.now())
            flash(_("The intake has moved, and everybody in it has been told."), "success")
            return redirect(url_for("onboarding.intake", cohort_id=cohort_id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    rows = list_rows(Enrolment.cohort_id == cohort_id)
    too_far = day is not None and abs((day - cohort.starts_on).days) > FARTHEST_MOVE
    if too_far:
        form.form_errors = describe((Refusal("move_too_far", {"most": FARTHEST_MOVE}),))
    same = day == cohort.starts_on and form.is_submitted()
    if same and not form.form_errors:
        form.form_errors.extend(describe((Refusal("move_same_day"),)))
    moves = day is not None and day != cohort.starts_on and not too_far
    moved = suppose_start(rows, day - cohort.starts_on, clock.today()) if day and moves else []
    form.to_day.data = day or (None if form.is_submitted() else cohort.starts_on)
    page = render_template(
        "onboarding/move_intake.html", cohort=cohort, form=form, day=day, moved=moved, shown=shown if moves else None
    )
    return (page, 422) if form.is_submitted() and (signs or same or not valid or too_far) else page


@blueprint.route("/programmes/<code>/versions/<int:number>/move", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def move_people(code: str, number: int) -> Any:
    """Move people from a version to the newest one: one, some or all, with what changes for each."""
    programme = get_programme(code)
    old, new = get_version_of(programme, number), find_latest_version(programme.id)
    if new is None or new.id == old.id:
        raise NotFound
    rows = list_rows(Enrolment.version_id == old.id, within_reach(current_user, Permission.MANAGE_INTAKES))
    moved = suppose_version(rows, new, clock.now())
    form = VersionMoveForm()
    chosen = set(request.form.getlist("person", type=int))
    stale = form.is_submitted() and request.form.get("to") != str(new.number)
    if stale:
        form.form_errors.extend(describe((Refusal("version_since"),)))
    if form.validate_on_submit() and not stale:
        try:
            within = [row.enrolment_id for row in moved if row.enrolment_id in chosen]
            made = move_to_version(
                enrolment_ids=within, version=new, reason=form.reason.data or "", actor=current_user, at=clock.now()
            )
            flash(ngettext("%(num)s person moved, and told.", "%(num)s people moved, and told.", len(made)), "success")
            return redirect(url_for("onboarding.programmes"))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    page = render_template(
        "onboarding/move_people.html", programme=programme, old=old, new=new, moved=moved, form=form,
        chosen=chosen if form.is_submitted() else {row.enrolment_id for row in moved},
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/enrolments/<int:enrolment_id>/transfer", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def transfer_person(enrolment_id: int) -> Any:
    """Move one person to an intake of another programme."""
    row = get_row_within(enrolment_id, current_user, Permission.MANAGE_INTAKES)
    form = TransferForm()
    cohorts = [c for c in list_open_intakes(current_user, clock.today()) if c.id != row.cohort_id]
    form.cohort_id.choices = options((c.id, f"{c.title} · {c.version.programme.title}") for c in cohorts)
    if form.validate_on_submit():
        try:
            cohort = next(c for c in cohorts if c.id == form.cohort_id.data)
            made = transfer(
                enrolment_id=enrolment_id,
                cohort=cohort,
                reason=form.reason.data or "",
                actor=current_user,
                at=clock.now(),
            )
            flash(_("Moved. What counts of what was done stands on the new programme."), "success")
            return redirect(url_for("onboarding.person", enrolment_id=made.id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    journey = journeys([row], clock.today(), NOTHING)[0]
    rows = suppose_transfer(row, cohorts, clock.now()) if row.outcome_id is None else []
    page = render_template("onboarding/transfer.html", journey=journey, form=form, rows=rows, title_of=title_of)
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/enrolments/<int:enrolment_id>/agreement", methods=["GET", "POST"])
@requires(Permission.MENTOR)
def agreement(enrolment_id: int) -> Any:
    """The mentor says whether the learner goes on from the stage under way."""
    row = get_enrolment_row(enrolment_id, current_user)
    journey = journeys([row], clock.today(), CURRENT)[0]
    stage = journey.current
    if stage is None or not any(content.kind == AGREEMENT for content in stage.row.contents):
        raise NotFound
    form = WordForm()
    if form.validate_on_submit():
        try:
            give_word(
                enrolment_id=enrolment_id, agrees=form.agrees.data == "yes", comment=form.comment.data or "",
                actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("Your word is on record."), "success")
            return redirect(url_for("onboarding.person", enrolment_id=enrolment_id))
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    page = render_template("onboarding/agreement.html", journey=journey, stage=stage, form=form)
    return (page, 422) if form.is_submitted() else page

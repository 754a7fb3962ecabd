"""Who accompanies a person: appointing and releasing mentors by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.written import whole
from lms.mentoring.actions import pairings as actions
from lms.mentoring.choosing import grouped, grouped_by_fit
from lms.mentoring.forms import LENGTH, AppointmentForm, CoverForm
from lms.mentoring.labels import KIND_NAMES, kind_name
from lms.mentoring.load import Overload, candidate_words, find_overloads, standing_words, what_is_confirmed
from lms.mentoring.queries import pairings
from lms.mentoring.routes import blueprint
from lms.mentoring.rules import Kind
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible


@blueprint.route("/people/<int:person_id>/mentors", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def mentors(person_id: int) -> Any:
    """The mentors of a person, now and before; appoint another."""
    learner = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    form = AppointmentForm()
    today = clock.today()
    candidates = pairings.list_candidate_mentors(learner.id, Kind.TECHNICAL, today)
    form.kind.choices = options((str(kind), name) for kind, name in KIND_NAMES.items())
    groups = grouped_by_fit(candidates, learner)
    form.mentor.choices = options(
        (c.person_id, candidate_words(c, c.unit, *standing_words(c))) for some in groups.values() for c in some
    )
    complaints: list[str] = []
    overloads: list[Overload] = []
    if request.method == "POST" and form.validate():
        overloads = find_overloads([(form.mentor.data, learner.id, form.kind.data)], today)
        confirmed = request.form.get("over_limit") == what_is_confirmed(overloads)
        if overloads and confirmed and not (form.reason.data or "").strip():
            complaints = [_("Say why the limit is passed.")]
        elif confirmed or not overloads:
            try:
                return _appoint(learner, form)
            except RuleBroken as broken:
                complaints, overloads = describe(broken.refusals), []
    known = pairings.list_pairings(learner.id)
    both = {p.kind: p.mentor.name for p in reversed(known) if p.covers_id is None and p.ended_on is None}
    page = render_template(
        "mentoring/mentors.html",
        learner=learner,
        both=both if len(both) > 1 else {},
        form=form,
        complaints=complaints,
        today=today,
        pairings=known,
        kind_name=kind_name,
        has_candidates=bool(candidates),
        groups=[
            (title, [(c.person_id, candidate_words(c, c.unit, *standing_words(c))) for c in some])
            for title, some in groups.items()
        ],
        overloads=overloads,
        confirms=what_is_confirmed(overloads),
        ticked=bool(complaints),
    )
    return page, (422 if request.method == "POST" else 200)


def _appoint(learner: Person, form: AppointmentForm) -> Response:
    mentor = get_person(form.mentor.data)
    actions.appoint_mentor(
        mentee=learner,
        mentor=mentor,
        kind=form.kind.data,
        reason=form.reason.data or "",
        handover=form.handover.data or "",
        actor=current_user,
        at=clock.now(),
    )
    _flash_appointed(mentor, learner, form.kind.data)
    return redirect(url_for("mentoring.mentors", person_id=learner.id))


def _flash_appointed(mentor: Person, learner: Person, kind: str) -> None:
    flash(_("%(mentor)s is a mentor of %(name)s now.", mentor=mentor.name, name=learner.name), "success")
    chosen = pairings.list_candidate_mentors(learner.id, kind, clock.today())
    warnings = next((c.warnings for c in chosen if c.person_id == mentor.id), ())
    for warning in describe(tuple(w for w in warnings if w.code != "mentor_full")):  # of that they were asked before
        flash(_("%(name)s: %(warning)s", name=mentor.name, warning=warning), "warning")


@blueprint.post("/people/<int:person_id>/mentors/swap")
@requires(Permission.MANAGE_INTAKES)
def swap_mentors(person_id: int) -> Response:
    """The technical and the culture mentor change parts."""
    learner = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    try:
        made = actions.swap_mentors(
            mentee=learner, reason=whole(request.form.get("reason", ""), 500),
            handover=whole(request.form.get("handover", ""), LENGTH), actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        for complaint in describe(broken.refusals):
            flash(complaint, "danger")
        return redirect(url_for("mentoring.mentors", person_id=learner.id))
    for pairing in made:
        _flash_appointed(pairing.mentor, learner, pairing.kind)
    return redirect(url_for("mentoring.mentors", person_id=learner.id))


@blueprint.post("/people/<int:person_id>/mentors/<int:pairing_id>/end")
@requires(Permission.MANAGE_INTAKES)
def end_pairing(person_id: int, pairing_id: int) -> Response:
    """Release a mentor."""
    learner = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    pairing = pairings.get_pairing(pairing_id)
    if pairing.mentee_id != learner.id:
        raise NotFound
    if pairing.covers_id is None:
        actions.end_pairing(pairing=pairing, actor=current_user, at=clock.now())
    else:
        actions.end_cover(cover=pairing, actor=current_user, at=clock.now())
    flash(_("%(mentor)s is released.", mentor=pairing.mentor.name), "success")
    return redirect(url_for("mentoring.mentors", person_id=learner.id))


@blueprint.route("/people/<int:person_id>/mentors/<int:pairing_id>/cover", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def cover_mentor(person_id: int, pairing_id: int) -> Any:
    """Somebody stands in for a mentor who is away."""
    learner = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    pairing = pairings.get_pairing(pairing_id)
    if pairing.mentee_id != learner.id or pairing.ended_on is not None:
        raise NotFound
    form = CoverForm()
    today = clock.today()
    candidates = pairings.list_candidate_mentors(learner.id, pairing.kind, today)
    groups = grouped(candidates, learner, pairing.kind)
    form.mentor.choices = options(
        (c.person_id, candidate_words(c, c.unit, *standing_words(c)))
        for some in groups.values()
        for c in some
        if c.person_id != pairing.mentor_id
    )
    complaints: list[str] = []
    if request.method == "GET":
        form.from_day.data = today
    elif form.validate():
        assert form.from_day.data is not None
        assert form.until_day.data is not None
        try:
            actions.cover_absence(
                pairing=pairing, cover=get_person(form.mentor.data), from_day=form.from_day.data,
                until_day=form.until_day.data, reason=form.reason.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Settled; all three have been told."), "success")
            return redirect(url_for("mentoring.mentors", person_id=learner.id))
    page = render_template(
        "mentoring/cover.html", learner=learner, pairing=pairing, form=form, complaints=complaints, kind_name=kind_name
    )
    return page, (422 if request.method == "POST" else 200)

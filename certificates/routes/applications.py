"""Applying for a tier or a renewal, the decisions that wait, and deciding."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from certificates import life_labels
from certificates.appeals.queries import appeals_against, count_appeals, list_appeals
from certificates.appeals.rules import place_of
from certificates.applications.actions import apply_for_renewal, apply_for_tier, decide_application, take_back
from certificates.applications.forms import ApplicationDecisionForm, ApplyForm, BatchForm
from certificates.applications.models import TierApplication
from certificates.applications.queries import (
    find_waiting,
    get_application,
    list_waiting,
    place,
    renewal_states,
    states_for,
)
from certificates.applications.rules import GRANTS, Asked, Outcome, Place
from certificates.independence import against_deciding
from certificates.queries.certificates import Held, effects_of, get_certificate, status_of
from certificates.queries.schemes import get_tier
from certificates.renewals import renewal_of
from certificates.requirement_lines import lines_of
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import wanted_page
from lms.people.models import Person
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import get_visible

APPLIES_FOR = Permission.DECIDE_OUTCOMES


def applicant(person_id: int) -> Person:
    """The reader, or somebody for whom they may apply. Raises NotFound otherwise."""
    if person_id == current_user.id:
        return get_person(person_id)
    return get_visible(current_user, person_id, APPLIES_FOR)


@blueprint.route("/certificates/<int:certificate_id>/renewal", methods=["GET", "POST"])
@signed_in
def renewal(certificate_id: int) -> Any:
    """The renewal of a certificate: from when until when, what it asks for, and applying for it."""
    certificate = get_certificate(current_user, certificate_id)
    is_own = certificate.person_id == current_user.id
    today, form = clock.today(), ApplyForm()
    problems: list[str] = []
    if request.method == "POST":
        applicant(certificate.person_id)
        if form.validate():
            try:
                made = apply_for_renewal(
                    certificate=certificate, note=form.note.data or "", actor=current_user, at=clock.now()
                )
            except RuleBroken as broken:
                problems = describe(broken.refusals)
            else:
                flash(_("The application is lodged. You will be told when it is decided."), "success")
                return redirect(url_for("certificates.application", asked_id=made.id))
    effects = effects_of(certificate, today)
    held = Held(certificate, status_of(certificate, today, effects), effects)
    outlook = renewal_of(held, today)
    asks = outlook.renewal.renewable and not outlook.followed
    states = renewal_states(certificate, today) if asks else ()
    page = render_template(
        "certificates/renewal.html",
        certificate=certificate, held=held, outlook=outlook, person=get_person(certificate.person_id), is_own=is_own,
        lines=lines_of(states, is_own=is_own), met=sum(state.met for state in states),
        waiting=find_waiting(certificate.person_id, certificate.tier), form=form, problems=problems,
        may_apply=is_own or APPLIES_FOR in current_user.permissions, today=today,
    )  # fmt: skip
    return (page, 422) if problems or form.errors else page


@blueprint.post("/certificates/people/<int:person_id>/tiers/<int:tier_id>/apply")
@requires(Permission.LEARN, APPLIES_FOR)
def apply(person_id: int, tier_id: int) -> Any:
    """Apply for a tier."""
    person = applicant(person_id)
    made = apply_for_tier(
        person=person, tier=get_tier(tier_id), note=request.form.get("note", ""), actor=current_user, at=clock.now()
    )
    flash(_("The application is lodged. You will be told when it is decided."), "success")
    return redirect(url_for("certificates.application", asked_id=made.id))


@blueprint.get("/certificates/applications/<int:asked_id>")
@signed_in
def application(asked_id: int) -> Any:
    """One application: what it asks for, what is met, what was decided."""
    return _page(get_application(current_user, asked_id), None)


def _page(found: TierApplication, form: ApplicationDecisionForm | None) -> Any:
    today, is_own = clock.today(), found.person_id == current_user.id
    states = states_for(found, today)
    person = get_person(found.person_id)
    now = place(found)
    decides = Permission.DECIDE_CERTIFICATES in current_user.permissions and not is_own and now is Place.WAITING
    against = against_deciding(current_user.id, [person.id], [found.tier], clock.now()) if decides else {}
    barred = describe(against.get(person.id, ()))
    if decides and not barred:
        form = form or ApplicationDecisionForm(formdata=None)
        form.outcome.choices = _choices(found)
    refusals = [one.id for one in found.decisions if one.outcome == Outcome.REFUSE]
    ids = {found.applied_by, *(one.decided_by for one in found.decisions)}
    return render_template(
        "certificates/application.html",
        application=found, person=person, is_own=is_own, place=now, words=life_labels, lines=lines_of(states, is_own=is_own),
        met=sum(state.met for state in states), form=form if decides and not barred else None, barred=barred,
        names={one.id: one.name for one in list_people(ids)},
        appeals=[(one, _appeal_place(one, today)) for one in appeals_against([], refusals)],
        may_take_back=now is Place.WAITING and current_user.id in (found.person_id, found.applied_by),
    )  # fmt: skip


def _appeal_place(appeal: Any, today: Any) -> Any:
    return place_of(appeal.answer_by, appeal.answer.upheld if appeal.answer else None, today)


def _choices(found: TierApplication) -> Any:
    granted = GRANTS[Asked(found.kind)]
    return options((str(one), life_labels.OUTCOME_VERBS[one]) for one in (granted, Outcome.REFUSE))


@blueprint.post("/certificates/applications/<int:asked_id>/decision")
@requires(Permission.DECIDE_CERTIFICATES)
def decide_on_application(asked_id: int) -> Any:
    """Award, renew or refuse."""
    found = get_application(current_user, asked_id)
    get_visible(current_user, found.person_id, Permission.DECIDE_CERTIFICATES)
    form = ApplicationDecisionForm()
    form.outcome.choices = _choices(found)
    if form.validate_on_submit():
        try:
            decision = decide_application(
                application=found, outcome=Outcome(form.outcome.data), reason=form.reason.data or "",
                impartial=form.impartial.data, actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.tell(broken, decision_without_reason="reason", not_declared_impartial="impartial")
        else:
            flash(_("Decided, and the holder was told."), "success")
            if decision.certificate_id:
                return redirect(url_for("certificates.show", certificate_id=decision.certificate_id))
            return redirect(url_for("certificates.decisions"))
    return _page(found, form), 422


@blueprint.post("/certificates/applications/<int:asked_id>/take-back")
@signed_in
def take_back_application(asked_id: int) -> Any:
    """Take an application back; whoever it is for or lodged it may."""
    found = get_application(current_user, asked_id)
    if current_user.id not in (found.person_id, found.applied_by):
        applicant(found.person_id)
    take_back(application=found, actor=current_user, at=clock.now())
    flash(_("Taken back."), "success")
    return redirect(url_for("certificates.application", asked_id=found.id))


@blueprint.get("/certificates/decisions")
@requires(Permission.DECIDE_CERTIFICATES)
def decisions() -> Any:
    """What waits for a decision or an answer."""
    return _inbox(BatchForm(formdata=None), [])


def _inbox(form: BatchForm, left: list[tuple[str, str]]) -> str:
    today = clock.today()
    return render_template(
        "certificates/decisions.html",
        page=list_waiting(current_user, wanted_page()), appeals=list_appeals(current_user, waiting=True),
        answered=list_appeals(current_user, waiting=False)[:10], place_of=place_of, words=life_labels, form=form,
        left=left, today=today, count_appeals=count_appeals,
    )  # fmt: skip


@blueprint.post("/certificates/decisions")
@requires(Permission.DECIDE_CERTIFICATES)
def grant_many() -> Any:
    """Grant the applications that were ticked, each checked by itself; what cannot be granted is said and left."""
    form = BatchForm()
    chosen = list(dict.fromkeys(request.form.getlist("ids", type=int)))
    if not form.validate_on_submit() or not chosen:
        flash(_("Choose the applications first."), "warning")
        return redirect(url_for("certificates.decisions"))
    left: list[tuple[str, str]] = []
    granted = 0
    for number in chosen:
        found = get_application(current_user, number)
        person = get_visible(current_user, found.person_id, Permission.DECIDE_CERTIFICATES)
        try:
            decide_application(
                application=found, outcome=GRANTS[Asked(found.kind)], reason="", impartial=form.impartial.data,
                actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            left.append((str(person.name), " ".join(describe(broken.refusals))))
        else:
            granted += 1
    if granted:
        flash(ngettext("%(num)s application granted.", "%(num)s applications granted.", granted), "success")
    if left:
        return _inbox(form, left)
    return redirect(url_for("certificates.decisions"))

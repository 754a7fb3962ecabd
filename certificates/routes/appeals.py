"""Appeals and complaints: lodging one, reading it, answering it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates import life_labels
from certificates.appeals.actions import answer_appeal, appeal_against, appeal_refusal, complain
from certificates.appeals.models import CertificateAppeal
from certificates.appeals.queries import against, get_appeal
from certificates.appeals.rules import Raised, place_of
from certificates.applications.forms import AnswerForm, AppealForm
from certificates.applications.queries import get_application
from certificates.labels import DECISIONS
from certificates.queries.certificates import get_certificate
from certificates.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import NotFound, RuleBroken
from lms.core.forms import options
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import get_visible


@blueprint.route("/certificates/<int:certificate_id>/appeal", methods=["GET", "POST"])
@signed_in
def lodge_appeal(certificate_id: int) -> Any:
    """Appeal against what was decided about one's certificate, or complain about how it went."""
    certificate = get_certificate(current_user, certificate_id)
    if certificate.person_id != current_user.id:
        raise NotFound
    kind = Raised.COMPLAINT if request.args.get("kind") == Raised.COMPLAINT else Raised.APPEAL
    form, at = AppealForm(), clock.now()
    latest = certificate.decisions[-1] if certificate.decisions else None
    if form.validate_on_submit():
        try:
            if kind is Raised.APPEAL and latest is not None:
                made = appeal_against(
                    certificate=certificate, decision=latest, text=form.text.data or "", actor=current_user, at=at
                )
            else:
                made = complain(certificate=certificate, text=form.text.data or "", actor=current_user, at=at)
        except RuleBroken as broken:
            form.tell(broken, appeal_without_text="text")
        else:
            return _lodged(made)
    page = render_template(
        "certificates/lodge.html", form=form, kind=kind, words=life_labels, certificate=certificate, application=None,
        decision=latest if kind is Raised.APPEAL else None, decision_names=DECISIONS,
    )  # fmt: skip
    return (page, 422) if form.errors else page


@blueprint.route("/certificates/applications/<int:asked_id>/appeal", methods=["GET", "POST"])
@signed_in
def lodge_appeal_against_refusal(asked_id: int) -> Any:
    """Appeal against the refusal of one's application."""
    application = get_application(current_user, asked_id)
    if application.person_id != current_user.id:
        raise NotFound
    form = AppealForm()
    if form.validate_on_submit():
        try:
            made = appeal_refusal(
                application=application, text=form.text.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            form.tell(broken, appeal_without_text="text")
        else:
            return _lodged(made)
    page = render_template(
        "certificates/lodge.html", form=form, kind=Raised.APPEAL, words=life_labels, certificate=None,
        application=application, decision=application.decisions[-1] if application.decisions else None,
        decision_names=life_labels.OUTCOMES,
    )  # fmt: skip
    return (page, 422) if form.errors else page


def _lodged(made: CertificateAppeal) -> Any:
    flash(_("Lodged. It is answered by somebody else than whoever decided, by the day that stands here."), "success")
    return redirect(url_for("certificates.appeal", objection_id=made.id))


@blueprint.get("/certificates/appeals/<int:objection_id>")
@signed_in
def appeal(objection_id: int) -> Any:
    """One appeal or complaint with its answer."""
    return _page(get_appeal(current_user, objection_id), None)


def _page(found: CertificateAppeal, form: AnswerForm | None) -> Any:
    about, today = against(found), clock.today()
    answers = (
        Permission.DECIDE_CERTIFICATES in current_user.permissions
        and found.answer is None
        and current_user.id not in (found.person_id, found.lodged_by)
    )
    barred = answers and about.decided_by == current_user.id
    if answers and not barred:
        form = form or AnswerForm(formdata=None)
        form.upheld.choices = _choices(found)
    ids = {found.lodged_by, about.decided_by or 0, found.answer.answered_by if found.answer else 0}
    return render_template(
        "certificates/appeal.html",
        appeal=found, about=about, person=get_person(found.person_id), words=life_labels,
        is_own=found.person_id == current_user.id, form=form if answers and not barred else None, barred=barred,
        names={one.id: one.name for one in list_people(ids)},
        place=place_of(found.answer_by, found.answer.upheld if found.answer else None, today),
        decision_names={**life_labels.OUTCOMES, **DECISIONS},
    )  # fmt: skip


def _choices(found: CertificateAppeal) -> Any:
    if found.kind == Raised.COMPLAINT:
        return options((("yes", _("Justified")), ("no", _("Not justified"))))
    return options((("yes", _("Upheld: the decision is taken back")), ("no", _("Not upheld: the decision stands"))))


@blueprint.post("/certificates/appeals/<int:objection_id>/answer")
@requires(Permission.DECIDE_CERTIFICATES)
def answer(objection_id: int) -> Any:
    """Answer an appeal or a complaint."""
    found = get_appeal(current_user, objection_id)
    get_visible(current_user, found.person_id, Permission.DECIDE_CERTIFICATES)
    form = AnswerForm()
    form.upheld.choices = _choices(found)
    if form.validate_on_submit():
        try:
            answer_appeal(
                appeal=found, upheld=form.upheld.data == "yes", reason=form.reason.data or "",
                impartial=form.impartial.data, actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.tell(broken, decision_without_reason="reason", not_declared_impartial="impartial")
        else:
            flash(_("Answered, and the person was told."), "success")
            return redirect(url_for("certificates.appeal", objection_id=found.id))
    return _page(found, form), 422

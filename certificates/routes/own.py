"""One's own certificates, and one certificate with everything it rests on."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates import life_labels
from certificates.actions.decide import decide
from certificates.actions.papers import paper_of
from certificates.actions.reissue import REISSUED, reissue
from certificates.appeals.models import CertificateAppeal
from certificates.appeals.queries import appeals_about
from certificates.appeals.rules import APPEALABLE
from certificates.applications.queries import list_own, place
from certificates.deltas.queries import list_called
from certificates.designs.design import Layout
from certificates.designs.labels import LANGUAGES
from certificates.designs.queries import list_published
from certificates.effect_words import effects_said
from certificates.erasing import is_erased
from certificates.evidence import list_evidence
from certificates.faces import face_of, verify_url
from certificates.forms import DecisionForm, ReissueForm
from certificates.history import history_of
from certificates.labels import DECISION_NOTES, DECISION_VERBS
from certificates.life_labels import HOWS
from certificates.models import Certificate
from certificates.pdf.design import qr_picture
from certificates.queries.certificates import Held, effects_of, get_certificate, list_held, status_of
from certificates.queries.requirements import outlooks
from certificates.renewals import renewal_of
from certificates.routes import blueprint
from certificates.routes.register import wish_in
from certificates.rules.numbers import paper_name
from certificates.rules.status import DecisionKind, Status, allowed_decisions
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import Refusal, RuleBroken
from lms.core.forms import options
from lms.core.pdf.fonts import MissingGlyph
from lms.core.pdf.fonts import describe as name_character
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible


@blueprint.get("/my/certificates")
@requires(Permission.LEARN)
def mine() -> str:
    """What the reader holds and until when, what waits for them, and what is missing for the next tier."""
    today = clock.today()
    held = sorted(list_held(current_user.id, today), key=lambda one: _SHOWN_FIRST.index(one.status))
    return render_template(
        "certificates/mine.html",
        held=held,
        face=face_of(held[0].certificate) if held else None,
        renewals={one.certificate.id: renewal_of(one, today) for one in held},
        said={one.certificate.id: effects_said(one.effects, today) for one in held},
        calls=list_called(current_user.id, today) if held else [],
        applications=[(one, place(one)) for one in list_own(current_user.id)[:_APPLICATIONS]],
        words=life_labels,
        outlooks=outlooks(current_user.id, today, held),
        today=today,
    )


_SHOWN_FIRST = (
    Status.GRACE, Status.EXPIRING, Status.VALID, Status.SUSPENDED, Status.FUTURE, Status.EXPIRED, Status.WITHDRAWN,
    Status.SUPERSEDED,
)  # fmt: skip
_APPLICATIONS = 5


@blueprint.get("/certificates/<int:certificate_id>")
@signed_in
def show(certificate_id: int) -> str:
    """One certificate: the face, the evidence, what was decided about it."""
    return _page(get_certificate(current_user, certificate_id), None)


def _page(certificate: Certificate, form: DecisionForm | None, reissue_form: ReissueForm | None = None) -> str:
    today = clock.today()
    effects = effects_of(certificate, today)
    held = Held(certificate, status_of(certificate, today, effects), effects)
    is_own = certificate.person_id == current_user.id
    decides = Permission.DECIDE_CERTIFICATES in current_user.permissions and not is_own
    if decides:
        form = _decision_form(status_of(certificate, today, ()), form)
    appeals = appeals_about(certificate.id)
    return render_template(
        "certificates/show.html",
        certificate=certificate,
        face=face_of(certificate),
        erased=is_erased(certificate.face),
        designs=list_published((Layout.PAGE, Layout.CARD)),
        languages=LANGUAGES,
        held=held,
        status=held.status,
        effects=effects_said(effects, today),
        renewal=renewal_of(held, today),
        appealable=_appealable(certificate, today, appeals) if is_own else False,
        reissue_form=(reissue_form or ReissueForm(formdata=None)) if decides and held.status in REISSUED else None,
        person=get_person(certificate.person_id),
        is_own=is_own,
        evidence=list_evidence(certificate, is_own=is_own),
        history=history_of(certificate, appeals),
        how=HOWS[certificate.how],
        qr=qr_picture(verify_url(certificate.code)),
        decision_notes=DECISION_NOTES,
        form=form,
    )


def _appealable(certificate: Certificate, today: date, appeals: list[CertificateAppeal]) -> bool:
    """May the holder appeal against the last decision?"""
    latest = certificate.decisions[-1] if certificate.decisions else None
    if latest is None or latest.kind not in APPEALABLE:
        return False
    stands = status_of(certificate, today, ()) in (Status.SUSPENDED, Status.WITHDRAWN)
    return stands and not any(one.decision_id == latest.id and one.answer is None for one in appeals)


def _decision_form(status: Status, form: DecisionForm | None) -> DecisionForm | None:
    """The form with what may be decided now; none where nothing is left to decide and nothing went wrong."""
    allowed = allowed_decisions(status)
    if not allowed and form is None:
        return None
    form = form or DecisionForm()
    form.kind.choices = options((str(kind), DECISION_VERBS[kind]) for kind in allowed)
    return form


@blueprint.post("/certificates/<int:certificate_id>/decisions")
@requires(Permission.DECIDE_CERTIFICATES)
def decide_about(certificate_id: int) -> Any:
    """Suspend, reinstate or withdraw."""
    certificate = get_certificate(current_user, certificate_id)
    get_visible(current_user, certificate.person_id, Permission.DECIDE_CERTIFICATES)
    form = DecisionForm()
    form.kind.choices = options((str(kind), verb) for kind, verb in DECISION_VERBS.items())
    if form.validate_on_submit():
        try:
            kind = DecisionKind(form.kind.data)
            decide(
                certificate=certificate,
                kind=kind,
                reason=form.reason.data or "",
                impartial=form.impartial.data,
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            form.tell(broken, decision_without_reason="reason", not_declared_impartial="impartial")
        else:
            flash(_("Decided, and the holder was told."), "success")
            return redirect(url_for("certificates.show", certificate_id=certificate.id))
    return _page(certificate, form), 422


@blueprint.post("/certificates/<int:certificate_id>/reissue")
@requires(Permission.DECIDE_CERTIFICATES)
def reissue_certificate(certificate_id: int) -> Any:
    """Issue a certificate anew, as after a change of name."""
    certificate = get_certificate(current_user, certificate_id)
    get_visible(current_user, certificate.person_id, Permission.DECIDE_CERTIFICATES)
    form = ReissueForm()
    if form.validate_on_submit():
        try:
            new = reissue(certificate=certificate, reason=form.why.data or "", actor=current_user, at=clock.now())
        except RuleBroken as broken:
            form.tell(broken, decision_without_reason="why")
        else:
            flash(_("Issued anew; the old paper is superseded, and the holder was told."), "success")
            return redirect(url_for("certificates.show", certificate_id=new.id))
    return _page(certificate, None, form), 422


@blueprint.get("/certificates/<int:certificate_id>/pdf")
@signed_in
def pdf(certificate_id: int) -> Response:
    """The certificate on paper: the same file each time."""
    certificate = get_certificate(current_user, certificate_id)
    try:
        content = paper_of(certificate, at=clock.now(), wish=wish_in(request.args))
    except MissingGlyph as missing:
        shown = ", ".join(name_character(character) for character in missing.characters)
        raise RuleBroken(Refusal("certificate_character", {"characters": shown})) from missing
    name = paper_name(certificate.number, certificate.face["name_zh"] or certificate.face["name_latin"])
    response = send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment="show" not in request.args,
        download_name=name,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""One's own certificates, and one certificate with everything it rests on."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates.actions.decide import decide
from certificates.actions.papers import paper_of
from certificates.evidence import list_evidence
from certificates.faces import face_of, verify_url
from certificates.forms import DecisionForm
from certificates.history import history_of
from certificates.labels import DECISION_NOTES, DECISION_VERBS
from certificates.models import Certificate
from certificates.pdf.design import qr_picture
from certificates.queries.certificates import get_certificate, list_held, status_of
from certificates.queries.requirements import outlooks
from certificates.routes import blueprint
from certificates.rules.numbers import paper_name
from certificates.rules.status import DecisionKind, Status, allowed_decisions
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.forms import options
from lms.core.pdf.fonts import MissingGlyph
from lms.core.pdf.fonts import describe as name_character
from lms.people.queries.people import get_person, list_people
from lms.people.queries.scope import get_visible


@blueprint.get("/my/certificates")
@requires(Permission.LEARN)
def mine() -> str:
    """What the reader holds, and what is missing for the next tier."""
    today = clock.today()
    held = list_held(current_user.id, today)
    return render_template(
        "certificates/mine.html",
        held=held,
        face=face_of(held[0].certificate) if held else None,
        outlooks=outlooks(list_people([current_user.id])[0], today, held),
    )


@blueprint.get("/certificates/<int:certificate_id>")
@signed_in
def show(certificate_id: int) -> str:
    """One certificate: the face, the evidence, what was decided about it."""
    return _page(get_certificate(current_user, certificate_id), None)


def _page(certificate: Certificate, form: DecisionForm | None) -> str:
    status = status_of(certificate, clock.today())
    is_own = certificate.person_id == current_user.id
    if Permission.DECIDE_CERTIFICATES in current_user.permissions and not is_own:
        form = _decision_form(status, form)
    return render_template(
        "certificates/show.html",
        certificate=certificate,
        face=face_of(certificate),
        status=status,
        person=get_person(certificate.person_id),
        is_own=is_own,
        evidence=list_evidence(certificate, is_own=is_own),
        history=history_of(certificate),
        qr=qr_picture(verify_url(certificate.code)),
        decision_notes=DECISION_NOTES,
        form=form,
    )


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
    form.kind.choices = options((str(kind), DECISION_VERBS[kind]) for kind in DecisionKind)
    if form.validate_on_submit():
        try:
            kind = DecisionKind(form.kind.data)
            decide(
                certificate=certificate, kind=kind, reason=form.reason.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            form.reason.errors = describe(broken.refusals)
        else:
            flash(_("Decided, and the holder was told."), "success")
            return redirect(url_for("certificates.show", certificate_id=certificate.id))
    return _page(certificate, form), 422


@blueprint.get("/certificates/<int:certificate_id>/pdf")
@signed_in
def pdf(certificate_id: int) -> Response:
    """The certificate on paper: the same file each time."""
    certificate = get_certificate(current_user, certificate_id)
    try:
        content = paper_of(certificate, at=clock.now())
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

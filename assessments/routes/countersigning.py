"""The second signature: what waits for one, and giving it on a phone."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.countersigning import countersign as give
from assessments.forms.practicals import CountersignForm
from assessments.practical_labels import CAPACITY_NAMES, VERDICT_TONES, mode_name, verdict_name
from assessments.queries import countersignatures as seconds
from assessments.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken, describe
from lms.people.queries.people import get_person, list_people


@blueprint.get("/practicals/to-countersign")
@requires(Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
def to_countersign() -> str:
    """The sign-offs that wait for a second signature, longest waiting first."""
    waiting = seconds.list_waiting(current_user)
    people = {row.learner_id for row in waiting} | {row.signer_id for row in waiting}
    names = {person.id: person.name for person in list_people(people)}
    return render_template(
        "assessments/practicals/to_countersign.html", waiting=waiting, names=names, mode_name=mode_name
    )


@blueprint.route("/practicals/sign-offs/<int:sign_off_id>/countersign", methods=["GET", "POST"])
@requires(Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
def countersign(sign_off_id: int) -> Any:
    """See what was signed and on what evidence, and sign it second or send it back."""
    row, capacity = seconds.get_for_second(current_user, sign_off_id)
    form = CountersignForm()
    complaints: list[str] = []
    if request.method == "GET":
        form.form_token.data = secrets.token_urlsafe(24)
    elif form.validate():
        agreed = request.form.get("decision") == "agree"
        try:
            give(
                row=row, capacity=capacity, agreed=agreed, comment=form.comment.data or "",
                form_token=form.form_token.data or "", actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            told = _("Countersigned: it counts now.") if agreed else _("Sent back. Both have been told why.")
            flash(told, "success")
            return redirect(url_for("assessments.to_countersign"))
    page = render_template(
        "assessments/practicals/countersign.html",
        row=row,
        form=form,
        complaints=complaints,
        capacity=CAPACITY_NAMES[capacity],
        learner=get_person(row.learner_id),
        signer=get_person(row.signer_id),
        mode_name=mode_name,
        verdict_name=verdict_name,
        verdict_tones=VERDICT_TONES,
        Bilingual=Bilingual,
    )
    return page, (422 if complaints or form.errors else 200)

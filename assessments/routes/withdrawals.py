"""Taking a signature back: the mentor's own sign-off, or the second person's own countersignature."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions import countersigning, practicals
from assessments.forms.practicals import RevocationForm
from assessments.models import SignOff
from assessments.practical_labels import mode_name
from assessments.queries import sign_offs
from assessments.queries.countersignatures import get_own_countersignature
from assessments.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.people.queries.people import get_person


@blueprint.route("/practicals/sign-offs/<int:sign_off_id>/revoke", methods=["GET", "POST"])
@requires(Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
def revoke_sign_off(sign_off_id: int) -> Any:
    """Take one's own sign-off back, with a reason."""
    row = sign_offs.get_own_sign_off(current_user, sign_off_id)
    form = RevocationForm()
    if form.validate_on_submit():
        try:
            practicals.revoke_sign_off(row=row, reason=form.reason.data or "", actor=current_user, at=clock.now())
        except RuleBroken as broken:
            form.tell(broken, sign_off_reason_missing="reason")
        else:
            flash(_("The sign-off is taken back and no longer counts."), "success")
            return redirect(_task_page(row))
    return _page(form, row, row.revocation is not None, _("Take a sign-off back"))


@blueprint.route("/practicals/countersignatures/<int:countersignature_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MENTOR, Permission.ASSESS, Permission.DECIDE_OUTCOMES)
def withdraw_countersignature(countersignature_id: int) -> Any:
    """Take one's own countersignature back, with a reason."""
    given = get_own_countersignature(current_user, countersignature_id)
    row = db.session.get_one(SignOff, given.sign_off_id)
    form = RevocationForm()
    if form.validate_on_submit():
        try:
            countersigning.withdraw_countersignature(
                row=given, reason=form.reason.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            form.tell(broken, sign_off_reason_missing="reason")
        else:
            flash(_("Your countersignature is taken back; the sign-off waits for a second person again."), "success")
            return redirect(url_for("assessments.to_countersign"))
    return _page(form, row, given.withdrawal is not None, _("Take a countersignature back"))


def _task_page(row: SignOff) -> str:
    return url_for("assessments.practical", learner_id=row.learner_id, task_code=row.task.code)


def _page(form: RevocationForm, row: SignOff, is_done: bool, title: str) -> Any:
    page = render_template(
        "assessments/practicals/revoke.html",
        form=form, row=row, is_done=is_done, title=title, learner=get_person(row.learner_id),
        mode=mode_name(row.mode), target=_task_page(row),
    )  # fmt: skip
    return page, (422 if form.errors else 200)

"""Taking a signature back, a sign-off or a second person's countersignature: one's own, or that of somebody who is gone."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions import countersigning, practicals
from assessments.forms.practicals import RevocationForm
from assessments.models import SignOff
from assessments.practical_labels import mode_name
from assessments.queries.withdrawals import SIGNERS, get_countersignature_to_take_back, get_sign_off_to_take_back
from assessments.routes import blueprint
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.people.queries.people import get_person


@blueprint.route("/practicals/sign-offs/<int:sign_off_id>/revoke", methods=["GET", "POST"])
@requires(*SIGNERS, Permission.MANAGE_INTAKES)
def revoke_sign_off(sign_off_id: int) -> Any:
    """Take a sign-off back, with a reason."""
    row = get_sign_off_to_take_back(current_user, sign_off_id, clock.today())
    form = RevocationForm()
    if form.validate_on_submit():
        try:
            practicals.revoke_sign_off(row=row, reason=form.reason.data or "", actor=current_user, at=clock.now())
        except RuleBroken as broken:
            form.tell(broken, sign_off_reason_missing="reason")
        else:
            flash(_("The sign-off is taken back and no longer counts."), "success")
            return redirect(_task_page(row))
    return _page(form, row, row.signer_id, row.revocation is not None, _("Take a sign-off back"))


@blueprint.route("/practicals/countersignatures/<int:countersignature_id>/withdraw", methods=["GET", "POST"])
@requires(*SIGNERS, Permission.MANAGE_INTAKES)
def withdraw_countersignature(countersignature_id: int) -> Any:
    """Take a countersignature back, with a reason."""
    given = get_countersignature_to_take_back(current_user, countersignature_id, clock.today())
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
            flash(_("The countersignature is taken back; the sign-off waits for a second person again."), "success")
            is_own = given.countersigner_id == current_user.id
            return redirect(url_for("assessments.to_countersign") if is_own else _task_page(row))
    return _page(form, row, given.countersigner_id, given.withdrawal is not None, _("Take a countersignature back"))


def _task_page(row: SignOff) -> str:
    return url_for("assessments.practical", learner_id=row.learner_id, task_code=row.task.code)


def _page(form: RevocationForm, row: SignOff, signer_id: int, is_done: bool, title: str) -> Any:
    signer = None if signer_id == current_user.id else get_person(signer_id)
    page = render_template(
        "assessments/practicals/revoke.html",
        form=form, row=row, is_done=is_done, title=title, learner=get_person(row.learner_id),
        mode=mode_name(row.mode), target=_task_page(row), signer=signer,
    )  # fmt: skip
    return page, (422 if form.errors else 200)

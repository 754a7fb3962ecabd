"""Asking somebody by name to review a wording, and the page on which they do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.authoring import review_wording
from assessments.actions.review_requests import ask_for_review
from assessments.labels import KIND_NAMES
from assessments.queries.review_requests import get_asked
from assessments.queries.reviews import get_standing, get_version
from assessments.routes import blueprint
from assessments.routes.bank import shown_wording
from assessments.rules.reviewing import review_refusals, wording_state
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.written import whole


@blueprint.post("/bank/versions/<int:version_id>/ask")
@requires(Permission.MANAGE_BANK)
def ask_reviewer(version_id: int) -> Any:
    """Ask somebody to review a wording."""
    reviewer_id = request.form.get("reviewer", 0, type=int)
    reviewer = ask_for_review(version_id=version_id, reviewer_id=reviewer_id, actor=current_user, at=clock.now())
    flash(_("%(name)s is asked to review it.", name=reviewer.name), "success")
    return redirect(url_for("assessments.bank_item", item_id=get_version(version_id).item_id))


@blueprint.route("/bank/reviews/<int:version_id>", methods=["GET", "POST"])
@requires(Permission.LEARN)
def asked_review(version_id: int) -> Any:
    """The wording that the reader was asked to review, with its key: approve it, or return it with the reason."""
    version = get_asked(version_id, current_user.id)
    complaints: list[str] = []
    if request.method == "POST":
        approved = request.form.get("verdict") == "approve"
        comment = whole(request.form.get("comment", ""), 2000)
        try:
            review_wording(
                version_id=version_id, approved=approved, comment=comment, actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Thank you. The author has been told."), "success")
            return redirect(url_for("assessments.asked_review", version_id=version_id))
    standing = get_standing(version)
    state = wording_state(standing)
    page = render_template(
        "assessments/asked_review.html", newest=version, item=version.item, state=state, kinds=KIND_NAMES, complaints=complaints,
        may_review=state == "draft" and not review_refusals(standing, current_user.id, True, ""), **shown_wording([version]),
    )  # fmt: skip
    return (page, 422) if complaints else page

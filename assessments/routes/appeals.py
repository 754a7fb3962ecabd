"""Appeals: a candidate asks that an answer be looked at again, somebody else decides."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.appeals import decide_appeal, make_appeal
from assessments.answer_fields import picture_addresses, typed_number
from assessments.queries.appeals import DECIDERS, appeal_until, appeals_of, get_appeal, list_appeals, markers_of
from assessments.queries.essay_marks import get_sheet
from assessments.queries.results import get_result
from assessments.routes import blueprint
from assessments.routes.marking import seen
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.written import whole


@blueprint.route("/attempts/<int:attempt_id>/appeal/<int:position>", methods=["GET", "POST"], endpoint="appeal")
@requires(Permission.LEARN)
def appeal(attempt_id: int, position: int) -> Any:
    """Say why the mark of one answer of one's own is thought wrong."""
    result = get_result(attempt_id, current_user.id)
    question = next((q for q in result.questions if q.position == position), None)
    if question is None:
        raise NotFound
    complaints: tuple[str, ...] = ()
    reason = whole(request.form.get("reason", ""), 4000)
    if request.method == "POST":
        try:
            make_appeal(attempt_id=attempt_id, position=position, reason=reason, actor=current_user, at=clock.now())
            flash(_("Your appeal is sent. Somebody who has not marked it looks at it, and you are told."), "success")
            return redirect(url_for("assessments.result", attempt_id=attempt_id))
        except RuleBroken as refused:
            complaints = tuple(describe(refused.refusals))
    page = render_template(
        "assessments/appeals/make.html",
        result=result,
        question=question,
        reason=reason,
        until=appeal_until(attempt_id, result.finished_at),
        told=appeals_of(attempt_id, clock.now()).of(position),
        addresses=picture_addresses(
            question.body.figures, "assessments.picture", attempt_id=attempt_id, position=position
        ),
        complaints=complaints,
    )
    return page, 422 if complaints else 200


@blueprint.get("/appeals", endpoint="appeals")
@requires(*DECIDERS)
def appeals() -> str:
    """Appeals within reach, those that wait first."""
    return render_template("assessments/appeals/index.html", appeals=list_appeals(current_user))


@blueprint.route("/appeals/<int:appeal_id>", methods=["GET", "POST"], endpoint="appeals_decide")
@requires(*DECIDERS)
def decide(appeal_id: int) -> Any:
    """The answer, the reason, and the decision: points anew, or the mark stays."""
    found, item, attempt = get_appeal(current_user, appeal_id)
    complaints: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            decide_appeal(
                appeal_id=found.id, upheld=request.form.get("upheld") == "yes",
                points=typed_number(request.form.get("points", "")), words=whole(request.form.get("words", ""), 4000),
                actor=current_user, at=clock.now(),
            )  # fmt: skip
            flash(_("The appeal is decided, and the candidate is told."), "success")
            return redirect(url_for("assessments.appeals"))
        except RuleBroken as refused:
            complaints = tuple(describe(refused.refusals))
    sheet = get_sheet(item.id)
    page = render_template(
        "assessments/appeals/decide.html",
        appeal=found,
        item=item,
        sheet=sheet,
        **seen(sheet),
        own=current_user.id in markers_of(attempt.id, found.position),
        complaints=complaints,
    )
    return page, 422 if complaints else 200

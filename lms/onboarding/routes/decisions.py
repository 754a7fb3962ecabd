"""The page on which a supervisor decides and signs."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.onboarding.actions.decisions import sign_decision
from lms.onboarding.forms import DECISIONS, DecisionForm
from lms.onboarding.labels import BLOCKERS, PARTS
from lms.onboarding.queries.enrolments import get_row_within
from lms.onboarding.queries.journeys import OPEN, journeys
from lms.onboarding.results import shown_result
from lms.onboarding.routes import blueprint
from lms.onboarding.rules.decisions import EXTEND, ON_DUTY, REPEAT, limit_reached, opens_anew


@blueprint.route("/enrolments/<int:enrolment_id>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOMES)
def decide(enrolment_id: int) -> Any:
    """More time, the stage once more, another post, the end, or on duty."""
    row = get_row_within(enrolment_id, current_user, Permission.DECIDE_OUTCOMES)
    form = DecisionForm()
    journey = journeys([row], clock.today(), OPEN)[0]
    if form.is_submitted():
        form.kind.choices = options(DECISIONS.items())  # of what cannot be decided any more, the rule says so in words
    if form.validate_on_submit():
        try:
            return _sign(form, row)
        except RuleBroken as broken:
            form.form_errors.extend(describe(broken.refusals))
    form.kind.choices = options((kind, DECISIONS[kind]) for kind in journey.decisions)
    if not form.is_submitted():
        form.days.data = row.extension_days
        if len(journey.decisions) == 1:
            form.kind.data = journey.decisions[0]
    result = journey.result
    anew = opens_anew(result.parts, result.pass_mark) if result else ()
    page = render_template(
        "onboarding/decide.html",
        journey=journey,
        form=form,
        result=shown_result(journey, current_user.id),
        blocked=[BLOCKERS[code] for code in journey.blocked_by()],
        stands=[PARTS.get(p.part, p.part) for p in result.parts if p.part not in anew] if result else [],
        spent=describe((limit_reached(journey.used_up),))
        if journey.used_up is not None and journey.decisions not in ((), (ON_DUTY,))
        else [],
        anew=[PARTS.get(part, part) for part in anew],
    )
    return (page, 422) if form.is_submitted() else page


def _sign(form: DecisionForm, row: Any) -> Any:
    kind, reason = form.kind.data, form.reason.data or ""
    sign_decision(
        enrolment_id=row.id, kind=kind, days=form.days.data, reason=reason, actor=current_user, at=clock.now()
    )
    if kind in (EXTEND, REPEAT):
        flash(_("Signed. The stage goes on, and the learner has been told."), "success")
    else:
        flash(_("Signed. The programme has ended, and the learner has been told."), "success")
    return redirect(url_for("onboarding.person", enrolment_id=row.id))

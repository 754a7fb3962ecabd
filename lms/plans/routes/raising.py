"""From an alert to a training need in one step: everything is filled in and may be changed."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.kpis import alert_labels as words
from lms.kpis import alert_pages as said
from lms.kpis.queries.alerts import get_alert
from lms.kpis.wording import basis_text, value_text
from lms.plans.evidence import bound_text, own_figure
from lms.plans.labels import WEIGHT_NAMES
from lms.plans.queries.proposals import propose, snapshot
from lms.plans.routes import blueprint
from lms.plans.routes.one_step import need_form, raised, ticked
from lms.plans.rules import Source


@blueprint.route("/needs/from-alert/<int:alert_id>", methods=["GET", "POST"])
@requires(Permission.RAISE_NEEDS)
def raise_from_alert(alert_id: int) -> Any:
    """A training need with the alert's figures as evidence."""
    alert = get_alert(current_user, alert_id, Permission.RAISE_NEEDS)
    today, compare = clock.today(), current_app.extensions["settings"].compare_people
    proposal = propose(alert, today, compare=compare)
    colour = next(event.colour for event in reversed(alert.events) if event.colour)
    name = proposal.evidence.definition.name
    form = need_form(name, lambda _language: words.subject_name(proposal.subject), colour)
    chosen = ticked(
        ability=(ability.id for ability in proposal.abilities if ability.weight > 1),
        course=(course.id for course in proposal.courses[:3]),
        person=(one.person_id for one in proposal.concerned if one.sure),
    )
    answer = raised(
        form, chosen,
        lambda: {
            "source": Source.KPI_ALERT, "evidence": snapshot(proposal, today), "unit": proposal.unit, "alert_id": alert.id,
        },
        abilities=[ability.id for ability in proposal.abilities], courses=[course.id for course in proposal.courses],
        people={
            one.person_id: {"value": one.figure.value, "low": one.figure.low, "high": one.figure.high, "n": one.figure.n}
            for one in proposal.concerned
        },
        words=_("The training need is raised, with the figures as evidence. Those who decide were told."),
    )  # fmt: skip
    if not isinstance(answer, list):
        return answer
    page = render_template(
        "plans/raise.html", form=form, proposal=proposal, alert=alert, chosen=chosen, complaints=answer,
        compare=compare, words=words, subject=words.subject_name(proposal.subject),
        answer=said.answer(alert, proposal.evidence), own_figure=own_figure,
        bound=bound_text(proposal.evidence.definition, alert.version.kind, proposal.bound),
        value_text=value_text, basis_text=basis_text, weights=WEIGHT_NAMES,
    )  # fmt: skip
    return page, (422 if form.is_submitted() else 200)

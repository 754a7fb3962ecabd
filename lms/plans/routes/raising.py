"""From an alert to a training need in one step: everything is filled in and may be changed."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.i18n import LOCALES
from lms.kpis import alert_labels as words
from lms.kpis import alert_pages as said
from lms.kpis.queries.alerts import get_alert
from lms.kpis.wording import basis_text, value_text
from lms.plans.actions.needs import NeedText, raise_need
from lms.plans.evidence import bound_text, own_figure
from lms.plans.forms import NeedForm
from lms.plans.labels import WEIGHT_NAMES
from lms.plans.queries.proposals import Proposal, propose, snapshot
from lms.plans.routes import blueprint
from lms.plans.rules import PRIORITIES, Source, proposed_day


@blueprint.route("/needs/from-alert/<int:alert_id>", methods=["GET", "POST"])
@requires(Permission.RAISE_NEEDS)
def raise_from_alert(alert_id: int) -> Any:
    """A training need with the alert's figures as evidence."""
    alert = get_alert(current_user, alert_id, Permission.RAISE_NEEDS)
    today, compare = clock.today(), current_app.extensions["settings"].compare_people
    proposal = propose(alert, today, compare=compare)
    posted = request.method == "POST"
    form = NeedForm(data=None if posted else _filled(proposal))
    chosen = {
        "ability": set(request.form.getlist("ability", type=int)),
        "course": set(request.form.getlist("course", type=int)),
        "person": set(request.form.getlist("person", type=int)),
    } if posted else {
        "ability": {ability.id for ability in proposal.abilities if ability.weight > 1},
        "course": {course.id for course in proposal.courses[:3]},
        "person": {one.person_id for one in proposal.concerned if one.sure},
    }  # fmt: skip
    complaints: list[str] = []
    if posted and form.validate():
        try:
            return _raise(form, proposal, chosen)
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
    page = render_template(
        "plans/raise.html", form=form, proposal=proposal, alert=alert, chosen=chosen, complaints=complaints,
        compare=compare, words=words, subject=words.subject_name(proposal.subject),
        answer=said.answer(alert, proposal.evidence), own_figure=own_figure,
        bound=bound_text(proposal.evidence.definition, alert.version.kind, proposal.bound),
        value_text=value_text, basis_text=basis_text, weights=WEIGHT_NAMES,
    )  # fmt: skip
    return page, (422 if posted else 200)


def _filled(proposal: Proposal) -> dict[str, Any]:
    colour = next(event.colour for event in reversed(proposal.alert.events) if event.colour)
    titles = {language: _title(proposal, language) for language in LOCALES}
    return {
        "title_zh": titles["zh"], "title_en": titles["en"], "priority": PRIORITIES[colour],
        "wished_by": proposed_day(colour, clock.today()),
    }  # fmt: skip


def _title(proposal: Proposal, language: str) -> str:
    with force_locale(LOCALES[language]):
        kpi = proposal.evidence.definition.name.in_language(language)
        return _("Improve “%(kpi)s”: %(subject)s", kpi=kpi, subject=words.subject_name(proposal.subject))


def _raise(form: NeedForm, proposal: Proposal, chosen: dict[str, set[int]]) -> Response:
    known = {one.person_id: one for one in proposal.concerned}
    if chosen["person"] - set(known):
        raise RuleBroken(Refusal("need_stranger"))
    figures = {
        person: {"value": f.value, "low": f.low, "high": f.high, "n": f.n}
        for person in chosen["person"]
        for f in [known[person].figure]
    }
    at = clock.now()
    text = NeedText(
        title=Bilingual(form.title_zh.data or "", form.title_en.data or ""), reason=form.reason.data or "",
        priority=form.priority.data, wished_by=form.wished_by.data or clock.today(), people=figures,
        ability_ids=chosen["ability"] & {ability.id for ability in proposal.abilities},
        course_ids=chosen["course"] & {course.id for course in proposal.courses},
    )  # fmt: skip
    need = raise_need(
        text=text, source=Source.KPI_ALERT, evidence=snapshot(proposal, clock.today()), unit=proposal.unit,
        alert_id=proposal.alert.id, actor=current_user, at=at,
    )  # fmt: skip
    flash(_("The training need is raised, with the figures as evidence. Those who decide were told."), "success")
    return redirect(url_for("plans.need", need_id=need.id))

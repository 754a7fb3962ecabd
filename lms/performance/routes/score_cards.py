"""Score cards: what each measures and with which weight, its versions, and who is measured by it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.performance import wording
from lms.performance.actions.definitions import publish_scorecard, use_scorecard
from lms.performance.forms import NUMBERS, UseForm, parts_from, version_form
from lms.performance.queries.definitions import Definitions, kpi_facts, load_definitions
from lms.performance.routes import blueprint
from lms.performance.routes.months import may_manage, whole_organisation
from lms.performance.rules.definitions import AUDIENCES
from lms.performance.rules.periods import Span, period_of, read_month


@blueprint.get("/kpi-cards/definitions")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def definitions() -> Any:
    """Every score card, and which counts for whom this month."""
    known, month = load_definitions(), period_of(Span.MONTH, clock.today()).first
    return render_template(
        "performance/definitions.html",
        cards=known.cards,
        uses={audience: known.for_audience(audience, month) for audience in AUDIENCES},
        words=wording,
        can_manage=may_manage(),
        form=UseForm(),
    )


@blueprint.get("/kpi-cards/definitions/<code>")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def definition(code: str) -> Any:
    """One score card: how its score is made, and its versions."""
    known, card_id = _card(code)
    newest = known.newest(card_id)
    assert newest is not None
    return render_template(
        "performance/definition.html",
        card=newest,
        versions=sorted((d for d in known.versions.values() if d.card_id == card_id), key=lambda d: -d.number),
        kpis=kpi_facts(newest.from_month),
        words=wording,
        can_manage=may_manage(),
        month=period_of(Span.MONTH, clock.today()).first,
        now=known.of_card(card_id, period_of(Span.MONTH, clock.today()).first),
    )


@blueprint.route("/kpi-cards/definitions/<code>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
def change(code: str) -> Any:
    """A further version: other weights, targets, lines, from a month on."""
    whole_organisation()
    known, card_id = _card(code)
    newest = known.newest(card_id)
    assert newest is not None
    month = period_of(Span.MONTH, clock.today()).first
    kpis = kpi_facts(month)
    form = version_form(newest, kpis, from_month=f"{month:%Y-%m}")
    complaints: list[str] = []
    begins = read_month(form.from_month.data or "")
    if form.validate_on_submit() and begins is not None:
        try:
            publish_scorecard(
                code=code, name=newest.name, meaning=newest.meaning, parts=parts_from(form, newest),
                from_month=begins, reason=form.reason.data, actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("The new version is in force from that month on."), "success")
            return redirect(url_for("performance.definition", code=code))
    page = render_template(
        "performance/change.html",
        card=newest,
        form=form,
        kpis=kpis,
        words=wording,
        complaints=complaints,
        numbers=NUMBERS,
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/kpi-cards/definitions/<code>/use")
@requires(Permission.MANAGE_KPIS)
def use(code: str) -> Any:
    """Measure a group of people by this card from a month on."""
    whole_organisation()
    form = UseForm()
    month = read_month(form.from_month.data or "")
    if not form.validate() or month is None:
        for errors in form.errors.values():
            flash(" ".join(map(str, errors)), "danger")
        return redirect(url_for("performance.definitions"))
    use_scorecard(audience=form.audience.data, code=code, from_month=month, actor=current_user, at=clock.now())
    flash(_("From that month on they are measured by this card."), "success")
    return redirect(url_for("performance.definitions"))


def _card(code: str) -> tuple[Definitions, int]:
    known = load_definitions()
    card_id = known.find_code(code)
    if card_id is None:
        raise NotFound
    return known, card_id

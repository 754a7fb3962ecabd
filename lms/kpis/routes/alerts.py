"""Alerts: the list, one of them with what it rests on, and what people do with it."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import charts, clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken
from lms.core.forms import options
from lms.core.i18n import language
from lms.core.links import gather
from lms.core.paging import page_of_rows, wanted_page
from lms.core.written import whole
from lms.kpis import alert_labels as words
from lms.kpis import alert_pages as said
from lms.kpis.actions import alerts as actions
from lms.kpis.alert_chart import draw_alert, has_chart
from lms.kpis.alert_forms import HandOverForm, NoteForm
from lms.kpis.alert_questions import ALERT_LINKS
from lms.kpis.definitions import version_on
from lms.kpis.models import Alert
from lms.kpis.queries.alert_evidence import Evidence, evidence_of
from lms.kpis.queries.alert_rules import definitions_on
from lms.kpis.queries.alerts import get_alert, list_new_owners, search_alerts, state_of, subject_row
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import words as figure_words
from lms.people.queries.people import list_people
from lms.people.queries.scope import list_reached_units

PER_PAGE = 40
_STATES = ("open", "acknowledged", "ended", "all")


@blueprint.get("/kpis/alerts")
@requires(Permission.SEE_KPIS)
def alerts() -> str:
    """The alerts within reach, the gravest first; those that stand, unless others are asked for."""
    state = request.args.get("state", "standing")
    colour = request.args.get("colour", "")
    kpi = request.args.get("kpi", "")
    units = list_reached_units(current_user, Permission.SEE_KPIS)
    unit = next((unit for unit in units if str(unit.id) == request.args.get("unit")), None)
    query = search_alerts(
        current_user, state=state if state in _STATES else "standing",
        colour=colour if colour in words.COLOURS else "", unit=unit, kpi=kpi,
    )  # fmt: skip
    page = page_of_rows(query, wanted_page(), PER_PAGE)
    definitions = definitions_on({row.kpi_id for row in page.items}, clock.today())
    owners = {person.id: person.name for person in list_people({row.owner_id for row in page.items if row.owner_id})}
    return render_template(
        "kpis/alerts.html", version_on=version_on, page=page, units=units, unit=unit, state=state, colour=colour, kpi=kpi, kpis=_names(),
        definitions=definitions, owners=owners, words=words, state_of=state_of,
    )  # fmt: skip


def _names() -> list[tuple[str, Any]]:
    return [(kpi.code, kpi.versions[-1].name) for kpi in list_kpis() if kpi.versions]


@blueprint.get("/kpis/alerts/<int:alert_id>")
@requires(Permission.SEE_KPIS)
def alert(alert_id: int) -> str:
    """One alert: the figures it rests on, what to look at first, what was done."""
    return _page(get_alert(current_user, alert_id))


def _page(alert: Alert, form: NoteForm | None = None) -> str:
    today = clock.today()
    evidence, subject = evidence_of(alert, today), subject_row(alert.subject_id)
    stage = actions.stage_of(alert)
    people = {event.owner_id for event in alert.events} | {event.by_id for event in alert.events}
    names = {person.id: person.name for person in list_people({person for person in people if person})}
    acts = Permission.RAISE_NEEDS in current_user.permissions
    hand_over = None
    if acts and state_of(stage) != "ended":
        hand_over = HandOverForm(formdata=None)
        found = list_new_owners(subject, actions.owner_of(alert), today)
        hand_over.owner.choices = options((person.id, person.name) for person in found)

    return render_template(
        "kpis/alert.html", alert=alert, evidence=evidence, definition=evidence.definition, version=alert.version,
        state=state_of(stage), owner=names.get(actions.owner_of(alert) or 0), names=names, words=words, acts=acts,
        colour=next(event.colour for event in reversed(alert.events) if event.colour), form=form or NoteForm(formdata=None),
        hand_over=hand_over, links=gather(ALERT_LINKS, alert), orders=_orders_address(alert, evidence),
        subject=words.subject_name(subject), answer=said.answer(alert, evidence),
        entries=said.entries(alert, names, evidence.definition), has_chart=has_chart(alert, evidence),
        judged=said.judged_rows(evidence, alert.version.period), scale=words.judged(evidence.definition, alert.version.measure), **figure_words(),
    )  # fmt: skip


def _orders_address(alert: Alert, evidence: Evidence) -> str | None:
    """The orders behind the newest figure, where the page for them is there."""
    if "kpis.orders" not in current_app.view_functions or evidence.newest is None:
        return None
    when = evidence.newest.point.when
    return url_for("kpis.orders", kpi=evidence.code, subject=alert.subject_id, month=f"{when:%Y-%m}")


@blueprint.get("/kpis/alerts/<int:alert_id>/chart.svg")
@requires(Permission.SEE_KPIS)
def alert_chart(alert_id: int) -> Any:
    """The picture of the figures behind an alert, for the width and theme that the page asks for."""
    alert = get_alert(current_user, alert_id)
    evidence = evidence_of(alert, clock.today())
    if not has_chart(alert, evidence):
        raise NotFound
    return charts.answer(draw_alert(alert, evidence, charts.wanted_style(language())))


@blueprint.post("/kpis/alerts/<int:alert_id>/acknowledge")
@requires(Permission.RAISE_NEEDS)
def acknowledge_alert(alert_id: int) -> Any:
    """Say that one has seen it, and what one makes of it."""
    return _act(alert_id, actions.acknowledge, _("Acknowledged. It stays in the list until the figures are better."))


@blueprint.post("/kpis/alerts/<int:alert_id>/comment")
@requires(Permission.RAISE_NEEDS)
def comment_alert(alert_id: int) -> Any:
    """Add a comment."""
    return _act(alert_id, actions.comment, _("Your comment is there."))


@blueprint.post("/kpis/alerts/<int:alert_id>/close")
@requires(Permission.RAISE_NEEDS)
def close_alert(alert_id: int) -> Any:
    """End it by hand."""
    return _act(alert_id, actions.close, _("Closed. Newer figures may raise it again."))


def _act(alert_id: int, action: Any, done: str) -> Any:
    alert = get_alert(current_user, alert_id, Permission.RAISE_NEEDS)
    form = NoteForm()
    if not form.validate():
        return _page(alert, form), 422
    try:
        action(alert=alert, note=form.note.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        form.tell(broken, alert_note_missing="note")
        return _page(alert, form), 422
    flash(done, "success")
    return redirect(url_for("kpis.alert", alert_id=alert_id))


@blueprint.post("/kpis/alerts/<int:alert_id>/hand-over")
@requires(Permission.RAISE_NEEDS)
def hand_over_alert(alert_id: int) -> Response:
    """Make it somebody else's business."""
    alert = get_alert(current_user, alert_id, Permission.RAISE_NEEDS)
    found = list_new_owners(subject_row(alert.subject_id), actions.owner_of(alert), clock.today())
    candidates = {person.id: person for person in found}
    owner = candidates.get(request.form.get("owner", 0, type=int))
    if owner is None:
        raise NotFound
    note = whole(request.form.get("reason") or "", 2000)
    actions.hand_over(alert=alert, owner=owner, note=note, actor=current_user, at=clock.now())
    flash(_("%(name)s has the alert now.", name=owner.name), "success")
    return redirect(url_for("kpis.alert", alert_id=alert_id))

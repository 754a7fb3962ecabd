"""One card: one's own, a person's, a unit's; on the page and as a PDF."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, render_template, request, send_file
from flask_login import current_user

from lms.core import audit, clock
from lms.core.access import Permission, requires, signed_in, writes_later
from lms.core.db import start_writing
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.pdf.fonts import FontsNotFound, describe
from lms.performance import wording
from lms.performance.drill_down import href_of
from lms.performance.paper import lay_out
from lms.performance.queries.cards import Card, find_card
from lms.performance.queries.owners import Owner, get_person_owner, get_unit_owner
from lms.performance.routes import blueprint
from lms.performance.routes.months import may_manage
from lms.performance.rules.periods import Period, Span, period_of, read_period
from lms.performance.rules.score import LEAST_COVERAGE, MOST


@blueprint.get("/kpi-card")
@signed_in
def mine() -> str:
    """One's own card."""
    return _page(get_person_owner(current_user.id, current_user), _period(), "performance.mine", {})


@blueprint.get("/kpi-cards/people/<int:person_id>")
@requires(Permission.SEE_KPIS)
def person(person_id: int) -> str:
    """A person's card, for those who may see the figures of their unit."""
    owner = get_person_owner(person_id, current_user)
    return _page(owner, _period(), "performance.person", {"person_id": person_id})


@blueprint.get("/kpi-cards/units/<int:unit_id>")
@requires(Permission.SEE_KPIS)
def unit(unit_id: int) -> str:
    """The card of a unit with all below it."""
    period = _period()
    return _page(get_unit_owner(unit_id, current_user, period), period, "performance.unit", {"unit_id": unit_id})


@blueprint.post("/kpi-card/pdf")
@signed_in
@writes_later
def mine_pdf() -> Response:
    """One's own card as a PDF."""
    return _pdf(get_person_owner(current_user.id, current_user), _period())


@blueprint.post("/kpi-cards/people/<int:person_id>/pdf")
@requires(Permission.SEE_KPIS)
@writes_later
def person_pdf(person_id: int) -> Response:
    """A person's card as a PDF."""
    return _pdf(get_person_owner(person_id, current_user), _period())


@blueprint.post("/kpi-cards/units/<int:unit_id>/pdf")
@requires(Permission.SEE_KPIS)
@writes_later
def unit_pdf(unit_id: int) -> Response:
    """A unit's card as a PDF."""
    period = _period()
    return _pdf(get_unit_owner(unit_id, current_user, period), period)


def _period() -> Period:
    return read_period(request.values.get("period", ""), request.values.get("at", ""), clock.today())


def _page(owner: Owner, period: Period, endpoint: str, values: dict[str, Any]) -> str:
    today = clock.today()
    card = find_card(owner, period, today, request.args.get("card", ""))
    chosen = card.definition.code if card and not card.is_own_definition else None
    here = {**values, "period": period.span, "at": period.code, "card": chosen}
    following = period.moved(1)
    return render_template(
        "performance/card.html",
        card=card,
        owner=owner,
        period=period,
        is_own=owner.is_person and owner.id == current_user.id,
        is_running=period.end >= today,
        endpoint=endpoint,
        here=here,
        spans=[(span, period_of(span, period.last)) for span in Span],
        before=period.moved(-1),
        after=following if following.first <= today else None,
        hrefs={line.line.measure: href_of(line.line.measure, owner, period) for line in card.result.lines}
        if card
        else {},
        can_manage=may_manage(),
        words=wording,
        most=MOST,
        least_coverage=LEAST_COVERAGE,
    )


def _pdf(owner: Owner, period: Period) -> Response:
    at, reads = clock.now(), language()
    card = find_card(owner, period, clock.today(), request.values.get("card", ""))
    if card is None:
        raise RuleBroken(Refusal("card_none"))
    extract = lay_out(card, language=reads, made_by=current_user.name, at=at)
    try:
        if missing := extract.unprintable:
            raise RuleBroken(Refusal("card_character", {"characters": "、".join(map(describe, missing))}))
        content = extract.pdf()
    except FontsNotFound as absent:
        raise RuleBroken(Refusal("card_fonts")) from absent
    start_writing()
    _record(card, period)
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=extract.file_name
    )


def _record(card: Card, period: Period) -> None:
    audit.record(
        "card.exported", "person" if card.owner.is_person else "unit", card.owner.id, actor=current_user, at=clock.now(),
        period=f"{period.span} {period.code}", card=card.definition.code, version=card.definition.number,
    )  # fmt: skip

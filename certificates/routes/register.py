"""The register of certificates, for those who answer for people, and its export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from certificates import questions
from certificates.actions.export import ask_for_export
from certificates.actions.papers import Wish
from certificates.designs.design import Languages, Layout
from certificates.designs.labels import LANGUAGES
from certificates.designs.queries import list_published
from certificates.export import MOST
from certificates.labels import PRODUCTS, REFUSALS
from certificates.queries.register import Filter, ids_within_reach, list_entries, list_ids
from certificates.queries.schemes import list_schemes
from certificates.routes import blueprint
from certificates.rules.schemes import TIERS
from certificates.rules.status import Status
from lms.core import clock
from lms.core.access import Permission, requires, writes_later
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.paging import wanted_page
from lms.people.models import Unit
from lms.people.queries.people import list_units

FILTERS = (
    "q", "unit", "staff", "cohort", "scheme", "product", "level", "status", "from", "until", "issued_from", "issued_until",
)  # fmt: skip
IN_FORCE = "in_force"
"""What the address says for certificates that are valid, whether or not they end soon."""


@blueprint.get("/certificates")
@requires(Permission.SEE_CERTIFICATES)
def index() -> str:
    """The certificates of one's units, narrowed as the address says."""
    return _register(request.args, wanted_page(), frozenset())


@blueprint.post("/certificates/choose")
@requires(Permission.EXPORT_CERTIFICATES)
@writes_later
def choose() -> str:
    """Another page of the register, where what was chosen so far stays chosen. Nothing is written."""
    return _register(
        request.form, request.form.get("turn", 1, type=int), frozenset(request.form.getlist("ids", type=int))
    )


def _register(values: Mapping[str, str], number: int, chosen: frozenset[int]) -> str:
    units = list_units()
    wanted = _filter(values, units)
    page = list_entries(current_user, wanted, day=clock.today(), page=number)
    exports = current_user.can("export_certificates")
    return render_template(
        "certificates/index.html",
        page=page,
        wanted=wanted,
        units=units,
        schemes=list_schemes(),
        cohorts=questions.cohorts(),
        products=PRODUCTS,
        levels=range(1, TIERS + 1),
        in_force=IN_FORCE,
        most=MOST,
        shown=_shown(values),
        chosen=chosen,
        elsewhere=sorted(chosen - {entry.id for entry in page.items}),
        designs=list_published((Layout.PAGE, Layout.CARD)) if exports else [],
        languages=LANGUAGES,
    )


@blueprint.post("/certificates/export")
@requires(Permission.EXPORT_CERTIFICATES)
def export() -> Any:
    """Ask for a ZIP of the certificates chosen, or of all that the filter leaves. Which they are is fixed now."""
    if request.form.get("what") == "chosen":
        chosen = set(request.form.getlist("ids", type=int))
        ids = ids_within_reach(current_user, chosen)
    else:
        wanted = _filter(request.form, list_units())
        ids = list_ids(current_user, wanted, day=clock.today(), permission=Permission.EXPORT_CERTIFICATES)
    if not ids:
        flash(str(REFUSALS["export_empty"]), "warning")
        return redirect(url_for("certificates.index", **_shown(request.form)))
    if len(ids) > MOST:
        raise RuleBroken(Refusal("export_too_large", {"count": len(ids), "most": MOST}))
    job = ask_for_export(ids=ids, language=language(), actor=current_user, at=clock.now(), wish=wish_in(request.form))
    return redirect(url_for("core.job", job_id=job.id))


def wish_in(values: Mapping[str, str]) -> Wish:
    """Which paper a form or an address asks for; what cannot be read is as issued."""
    spoken, paper = values.get("spoken"), values.get("paper", "")
    languages = Languages(spoken) if spoken in set(Languages) else None
    if paper.startswith("design-") and (number := _number(paper.removeprefix("design-"))):
        known = {row.id: row for row in list_published((Layout.PAGE, Layout.CARD))}
        if number in known:
            return Wish(Layout(known[number].layout), languages, number)
    return Wish(Layout.CARD if paper == Layout.CARD else Layout.PAGE, languages)


def _filter(values: Mapping[str, str], units: list[Unit]) -> Filter:
    """The filter as an address or a form holds it; what cannot be read leaves a point open."""
    unit = next((unit for unit in units if str(unit.id) == values.get("unit")), None)
    status = values.get("status", "")
    return Filter(
        words=values.get("q", "").strip(),
        unit_path=unit.path if unit else None,
        scheme_id=_number(values.get("scheme")),
        level=_number(values.get("level")),
        status=Status(status) if status in set(Status) else None,
        in_force=status == IN_FORCE,
        own_staff=values.get("staff") == "own",
        cohort_id=_number(values.get("cohort")),
        expires_from=_day(values.get("from")),
        expires_until=_day(values.get("until")),
        issued_from=_day(values.get("issued_from")),
        issued_until=_day(values.get("issued_until")),
        product=values.get("product") if values.get("product") in PRODUCTS else None,
    )


def _shown(values: Mapping[str, str]) -> dict[str, Any]:
    """The filter as the page's address has it, to come back to the same list."""
    return {name: values[name] for name in FILTERS if values.get(name)}


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 10 else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None

"""A KPI by training record: groups of people side by side, never single ones, and never as a proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import audit, clock
from lms.core.access import Permission, requires, writes_later
from lms.core.db import start_writing
from lms.core.errors import NotFound
from lms.kpis.models import Kpi
from lms.kpis.queries.about import ALL, UNIT, About
from lms.kpis.queries.definitions import get_kpi
from lms.kpis.routes.comparing import compares_people
from lms.kpis.routes.reading_pages import wanted_about, words
from lms.kpis.wording import left_out_text
from lms.people.queries.scope import list_reached_units
from lms.performance.link_jobs import ask_for
from lms.performance.link_tables import TYPES, take_away
from lms.performance.linking import (
    COURSE,
    HOW,
    LEAST_PEOPLE,
    TRAINER,
    WAYS,
    Linked,
    linked,
    months_to_choose,
    waits,
    wanted_months,
    wanted_way,
)
from lms.performance.routes import blueprint


@blueprint.get("/kpi-links/<code>")
@requires(Permission.SEE_KPIS)
def links(code: str) -> Any:
    """The page. What takes long to work out is worked out beside it, and the page shows what there is until then."""
    kpi, about, by = get_kpi(code), _about(), wanted_way(request.args)
    found = _found(kpi, about, by, at_once=False)
    if found is not None and found.renew is not None and not ask_for(found.renew, actor=current_user):
        found = _found(kpi, about, by, at_once=True)  # nobody works it out for us
    waiting = found is not None and found.renew is not None and found.as_of is None
    if request.headers.get("HX-Request"):
        here = request.full_path.rstrip("?")
        return (
            render_template("performance/_links_waiting.html", here_path=here)
            if waiting
            else Response(headers={"HX-Redirect": here})
        )
    return render_template(
        "performance/links.html", kpi=kpi, version=found.version if found else kpi.versions[-1], about=about, by=by,
        found=found, waiting=waiting, here_path=request.full_path.rstrip("?"), ways=WAYS, how=HOW[by], least_people=_least_people(), caution=_caution(), course_way=COURSE, trainer_way=TRAINER,
        units=list_reached_units(current_user, Permission.SEE_KPIS), here=_here(found, about), formats=list(TYPES),
        reaches_all=current_user.reach(Permission.SEE_KPIS) is None,
        months=months_to_choose(found.span.last) if found else [], signed=_signed(found),
        left_out=left_out_text(found.version, found.span) if found and waits(found) else "", **words(),
    )  # fmt: skip


@blueprint.post("/kpi-links/<code>/table.<any(json, csv, xlsx):kind>")
@requires(Permission.SEE_KPIS)
@writes_later
def links_table(code: str, kind: str) -> Any:
    """What the page shows, as a file; who takes it away stands on the audit trail."""
    kpi, by = get_kpi(code), wanted_way(request.args)
    found = _found(kpi, _about(), by, at_once=True)
    if found is None:
        raise NotFound
    kpi_id = kpi.id
    taken = take_away(found, code, kind, _caution())
    start_writing()
    unit = request.args.get("unit", type=int)
    audit.record(
        "links.exported", "kpi", kpi_id, actor=current_user, at=clock.now(), format=kind, by=by, unit=unit,
        period=f"{found.span.first:%Y-%m} – {found.span.last:%Y-%m}",
    )  # fmt: skip
    return taken


def _about() -> About:
    """Units and everything; a person or product has no groups."""
    about = wanted_about()
    if about.kind not in (ALL, UNIT):
        raise NotFound
    return about


def _found(kpi: Kpi, about: About, by: str, *, at_once: bool) -> Linked | None:
    span = wanted_months(kpi, about, by, request.args)
    if span is None:
        return None
    course = request.args.get("course", "")
    return linked(kpi, about, current_user, span, by, course, _least_people(), at_once=at_once)


def _least_people() -> int:
    return 1 if compares_people() else LEAST_PEOPLE


def _here(found: Linked | None, about: About) -> dict[str, Any]:
    """What links of the page keep of its address."""
    if found is None:
        return dict(about.address)
    course = found.course.code if found.course else None
    return {**about.address, "from": f"{found.span.first:%Y-%m}", "to": f"{found.span.last:%Y-%m}", "course": course}


def _signed(found: Linked | None) -> Callable[[float], str]:
    """A difference with its sign, in the unit of the KPI; shares differ in percentage points."""

    def written(value: float) -> str:
        number = f"{value:+,.{found.version.digits}f}" if found else ""
        if found is None or found.version.unit == "percent":
            return _("%(number)s percentage points", number=number)
        return number

    return written


def _caution() -> str:
    return _(
        "This shows what goes together, not what caused what: the groups may differ in posts, customers, experience and much else, and figures also change by themselves. It is no proof that training worked."
    )

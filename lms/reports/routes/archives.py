"""Many archives at once, as one ZIP."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.i18n import language
from lms.core.paging import page_of_rows, wanted_page
from lms.reports.actions.exports import MOST, export_archives
from lms.reports.queries.choosing import (
    choose_people,
    list_reached_intakes,
    list_reached_units,
    still_visible,
)
from lms.reports.routes import blueprint

PER_PAGE = 50


@blueprint.get("/archives")
@requires(Permission.SEE_ARCHIVE)
def archives() -> str:
    """Choose people by unit, intake or name; open one archive, or take many out."""
    return _page(())


@blueprint.post("/archives")
@requires(Permission.SEE_ARCHIVE)
def export() -> Any:
    """Ask for the ZIP: of those ticked, or of everybody found."""
    if request.form.get("which") == "all":
        ids = [row.id for row in db.session.execute(_found())]
    else:
        ids = still_visible(current_user, request.form.getlist("person", type=_row_id))
    try:
        job = export_archives(person_ids=ids, language=language(), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(tuple(describe(broken.refusals))), 422
    return redirect(url_for("core.job", job_id=job.id))


def _row_id(text: str) -> int:
    """A row's id from an address or a form; a number that no database takes counts as none."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def _found() -> Any:
    units = {unit.id: unit for unit in list_reached_units(current_user)}
    return choose_people(
        current_user,
        words=request.values.get("q", "").strip(),
        unit=units.get(request.values.get("unit", 0, type=int)),
        cohort_id=request.values.get("intake", type=_row_id),
        gone=bool(request.values.get("gone")),
    )


def _page(complaints: tuple[str, ...]) -> str:
    return render_template(
        "reports/archives.html",
        page=page_of_rows(_found(), wanted_page(), PER_PAGE),
        units=list_reached_units(current_user),
        intakes=list_reached_intakes(current_user),
        unit_id=request.values.get("unit", 0, type=int),
        intake_id=request.values.get("intake", 0, type=int),
        words=request.values.get("q", "").strip(),
        gone=bool(request.values.get("gone")),
        complaints=complaints,
        most=MOST,
    )

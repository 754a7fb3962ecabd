"""The audit trail, for those who look after the whole organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from lms.core import audit_words, clock
from lms.core.access import Permission, everywhere, requires
from lms.core.errors import RuleBroken, describe
from lms.core.i18n import language
from lms.core.paging import page_of_rows, wanted_page
from lms.people.actions.audit import ask_for_lines
from lms.people.audit_lines import readable
from lms.people.queries.audit import FILTERS, LONGEST, Filter, select_lines
from lms.people.routes import blueprint

PER_PAGE = 50


@blueprint.get("/administration/audit")
@requires(Permission.SEE_AUDIT)
@everywhere(Permission.SEE_AUDIT)
def audit_trail() -> Any:
    """The audit trail, newest first, narrowed as the address says."""
    given, problems, page, lines = _given(request.args), [], None, []
    try:
        wanted = Filter.of(given)
    except RuleBroken as broken:
        problems = describe(broken.refusals)
    else:
        page = page_of_rows(select_lines(wanted), wanted_page(), PER_PAGE)
        lines = readable(page.items, current_user)
    return render_template(
        "people/audit.html",
        page=page,
        lines=lines,
        given=given,
        problems=problems,
        areas=list(audit_words.areas()),
        known=audit_words.action_words(given.get("action", "")) is not None,
    ), 422 if problems else 200


@blueprint.post("/administration/audit/export")
@requires(Permission.SEE_AUDIT)
@everywhere(Permission.SEE_AUDIT)
def export_audit() -> Any:
    """Ask for the lines that the filter leaves, as a workbook."""
    given = _given(request.form)
    try:
        job = ask_for_lines(values=given, language=language(), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        for problem in describe(broken.refusals):
            flash(problem, "warning")
        return redirect(url_for("people.audit_trail", **given))
    return redirect(url_for("core.job", job_id=job.id))


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    return {name: values[name].strip()[:LONGEST] for name in FILTERS if values.get(name, "").strip()}

"""One person's training archive, on the page and as a PDF."""

from __future__ import annotations

import io
from collections import Counter
from itertools import groupby

from flask import Response, render_template, request, send_file
from flask_login import current_user

from lms.core import clock
from lms.core.access import signed_in, writes_later
from lms.core.db import start_writing
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import language
from lms.core.paging import page_of, wanted_page
from lms.core.pdf.fonts import FontsNotFound, describe
from lms.people.labels import PRODUCT_NAMES
from lms.plans.models import DevelopmentPlan
from lms.plans.queries.development import find_plan
from lms.reports import wording
from lms.reports.actions.exports import record_export
from lms.reports.evidence_links import Reader
from lms.reports.labels import KIND_ICONS, KIND_NAMES, Kind
from lms.reports.paper import lay_out
from lms.reports.queries.archive import check_visible, get_archive
from lms.reports.routes import blueprint
from lms.reports.timeline import Entry, timeline

PER_PAGE = 40


@blueprint.get("/people/<int:person_id>/archive")
@signed_in
def archive(person_id: int) -> str:
    """The archive as one timeline: the reader's own, a mentee's, or of those within reach."""
    check_visible(current_user, person_id)
    whole = get_archive(person_id, clock.today())
    entries = timeline(whole, Reader(current_user, person_id))
    kind = next((kind for kind in Kind if kind == request.args.get("kind")), None)
    year = request.args.get("year", type=int)
    chosen = [e for e in entries if kind in (None, e.kind) and year in (None, e.on.year)]
    page = page_of(chosen, wanted_page(), PER_PAGE)
    return render_template(
        "reports/archive.html",
        archive=whole,
        person=whole.person,
        is_own=person_id == current_user.id,
        page=page,
        months=[(month, list(group)) for month, group in groupby(page.items, _month)],
        is_empty=not entries,
        plan=_plan(person_id),
        kinds=Counter(e.kind for e in entries),
        years=sorted({e.on.year for e in entries}, reverse=True),
        kind=kind,
        year=year,
        kind_names=KIND_NAMES,
        kind_icons=KIND_ICONS,
        products=PRODUCT_NAMES,
        words=wording,
    )


def _plan(person_id: int) -> DevelopmentPlan | None:
    """The development plan, for the person and those who see archives; a mentor sees the records alone."""
    return find_plan(person_id) if person_id == current_user.id or current_user.can("see_archive") else None


def _month(entry: Entry) -> str:
    return wording.month_name(entry.on)


@blueprint.post("/people/<int:person_id>/archive/pdf")
@signed_in
@writes_later
def archive_pdf(person_id: int) -> Response:
    """The archive as a PDF in the reader's language. Taking it out leaves a line in the audit trail."""
    check_visible(current_user, person_id)
    at, reads = clock.now(), language()
    extract = lay_out(
        get_archive(person_id, clock.today()), language=reads, made_by=current_user.name, at=at, plan=_plan(person_id)
    )
    try:
        if missing := extract.unprintable:
            raise RuleBroken(Refusal("archive_character", {"characters": "、".join(map(describe, missing))}))
        content = extract.pdf()
    except FontsNotFound as absent:
        raise RuleBroken(Refusal("archive_fonts")) from absent
    start_writing()
    record_export(person_id=person_id, language=reads, actor=current_user, at=at)
    response = send_file(io.BytesIO(content), "application/pdf", as_attachment=True, download_name=extract.file_name)
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The case library on the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import wanted_page
from lms.mentoring.library import actions, queries
from lms.mentoring.library.labels import STATE_NAMES, STATE_TONES, TEXT_HINTS, TEXT_NAMES
from lms.mentoring.library.rules import TEXTS, State
from lms.mentoring.models import LibraryCase, LogEntry
from lms.mentoring.queries import log
from lms.mentoring.queries.pairings import own_kinds
from lms.mentoring.routes import blueprint
from lms.people.labels import PRODUCT_NAMES
from lms.people.queries.people import get_person

PER_PAGE = 20


@blueprint.get("/cases")
@requires(Permission.SEE_COURSES)
def case_library() -> str:
    """Search the published cases; one's own; the best of the last thirty days; what waits for a trainer."""
    words, line = request.args.get("q", "").strip()[:100], request.args.get("line", "")
    now = clock.now()
    edits = Permission.MANAGE_COURSES in current_user.permissions
    return render_template(
        "mentoring/cases.html",
        page=queries.page_of_published(words, line, wanted_page(), PER_PAGE),
        words=words,
        line=line,
        lines=PRODUCT_NAMES,
        own=queries.list_own(current_user.id),
        best=[] if words or line else queries.list_best(now - timedelta(days=30), now + timedelta(days=1)),
        waiting=queries.list_proposed() if edits else [],
        state_names=STATE_NAMES,
        state_tones=STATE_TONES,
    )


def _texts() -> dict[str, str]:
    return {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in TEXTS}


def _line() -> str:
    return line if (line := request.form.get("product_line", "")) in PRODUCT_NAMES else ""


@blueprint.route("/cases/new", methods=["GET", "POST"])
@requires(Permission.LEARN, Permission.MANAGE_COURSES)
def case_new() -> Any:
    """Put a case forward: out of an entry of one's own log or of a mentee's, or freely."""
    entry = _entry(request.values.get("entry", type=int))
    author = get_person(entry.person_id if entry else current_user.id)
    if entry is not None and (known := queries.cases_of_entries([entry.id])):
        return redirect(url_for("mentoring.case", case_id=known[entry.id]))
    texts = dict.fromkeys(TEXTS, "")
    if entry is not None:
        texts |= {"symptom": entry.cases, "lesson": entry.learned}
        texts["environment"] = _("Work order %(numbers)s", numbers=entry.work_orders) if entry.work_orders else ""
    complaints: list[str] = []
    if request.method == "POST":
        texts = _texts()
        try:
            row = actions.put_forward(
                author=author, entry=entry, texts=texts, product_line=_line(), actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            complaints = list(dict.fromkeys(describe(broken.refusals)))
        else:
            flash(_("Put forward. A trainer reads it, edits it with you and publishes it."), "success")
            return redirect(url_for("mentoring.case", case_id=row.id))
    return _form(None, texts, author.product_line or "", complaints, entry)


def _entry(entry_id: int | None) -> LogEntry | None:
    """An entry that the reader wrote, or a present mentee of theirs. Raises NotFound."""
    if entry_id is None:
        return None
    entry = log.get_entry(entry_id)
    if entry.person_id != current_user.id and not own_kinds(current_user.id, entry.person_id, clock.today()):
        raise NotFound
    return entry


def _form(
    row: LibraryCase | None, texts: dict[str, str], line: str, complaints: list[str], entry: LogEntry | None
) -> Any:
    page = render_template(
        "mentoring/case_form.html", case=row, texts=texts, line=request.form.get("product_line", line), lines=PRODUCT_NAMES,
        names=TEXT_NAMES, hints=TEXT_HINTS, complaints=complaints, entry=entry,
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)


def _readable(case_id: int) -> LibraryCase:
    """Published cases are everybody's; others are read by their author, whoever put them forward, and trainers."""
    row = queries.get_case(case_id)
    insiders = (
        current_user.id in (row.author_id, row.put_forward_by) or Permission.MANAGE_COURSES in current_user.permissions
    )
    if queries.state(row) is not State.PUBLISHED and not insiders:
        raise NotFound
    return row


def _may_edit(row: LibraryCase) -> bool:
    if Permission.MANAGE_COURSES in current_user.permissions:
        return True
    return queries.state(row) is State.PROPOSED and current_user.id in (row.author_id, row.put_forward_by)


@blueprint.get("/cases/<int:case_id>")
@requires(Permission.SEE_COURSES)
def case(case_id: int) -> str:
    """One case."""
    return _page(_readable(case_id), [])


def _page(row: LibraryCase, complaints: list[str]) -> str:
    return render_template(
        "mentoring/case.html",
        case=row,
        last=row.editions[-1],
        state=queries.state(row),
        state_names=STATE_NAMES,
        state_tones=STATE_TONES,
        names=TEXT_NAMES,
        texts=[name for name in TEXTS if name != "title"],
        thanks=queries.count_thanks(row.id),
        thanked=queries.has_thanked(row.id, current_user.id),
        may_edit=_may_edit(row),
        decides=Permission.MANAGE_COURSES in current_user.permissions,
        own=row.author_id == current_user.id,
        lines=PRODUCT_NAMES,
        complaints=complaints,
    )


@blueprint.route("/cases/<int:case_id>/edit", methods=["GET", "POST"])
@requires(Permission.SEE_COURSES)
def case_edit(case_id: int) -> Any:
    """Another wording: trainers always, the author until somebody has decided."""
    row = _readable(case_id)
    if not _may_edit(row):
        raise NotFound
    texts = {name: getattr(row.editions[-1], name) for name in TEXTS}
    complaints: list[str] = []
    if request.method == "POST":
        texts = _texts()
        try:
            actions.edit_case(row=row, texts=texts, product_line=_line(), actor=current_user, at=clock.now())
        except RuleBroken as broken:
            complaints = list(dict.fromkeys(describe(broken.refusals)))
        else:
            flash(_("Saved; the wording before stays on record."), "success")
            return redirect(url_for("mentoring.case", case_id=row.id))
    return _form(row, texts, row.product_line or "", complaints, None)


@blueprint.post("/cases/<int:case_id>/decide")
@requires(Permission.MANAGE_COURSES)
def case_decide(case_id: int) -> Any:
    """Publish, decline or take back."""
    row = _readable(case_id)
    kind = request.form.get("kind", "")
    if kind not in (State.PUBLISHED, State.DECLINED, State.WITHDRAWN):
        raise NotFound
    try:
        actions.decide(row=row, kind=kind, reason=request.form.get("reason", ""), actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, list(dict.fromkeys(describe(broken.refusals)))), 422
    flash(_("Decided; the author has been told."), "success")
    return redirect(url_for("mentoring.case", case_id=row.id))


@blueprint.post("/cases/<int:case_id>/thanks")
@requires(Permission.SEE_COURSES)
def case_thanks(case_id: int) -> Any:
    """It helped."""
    row = _readable(case_id)
    try:
        actions.thank(row=row, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, describe(broken.refusals)), 422
    flash(_("Thank you; that helps others find it."), "success")
    return redirect(url_for("mentoring.case", case_id=row.id))

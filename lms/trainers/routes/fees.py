"""Months of fees: the list, one month with what is decided about it, statements."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import audit, clock
from lms.core.access import Permission, everywhere, requires, signed_in, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, Refusal, RuleBroken, describe
from lms.core.forms import options
from lms.core.i18n import language
from lms.core.pdf.fonts import FontsNotFound
from lms.core.pdf.fonts import describe as describe_character
from lms.core.written import whole
from lms.people.models import Person
from lms.people.queries.people import list_people
from lms.trainers.fees import labels
from lms.trainers.fees.actions import approve_month, prepare_month, return_month
from lms.trainers.fees.extras import add_extra, counting, holds_extras
from lms.trainers.fees.forms import ExtraForm
from lms.trainers.fees.models import FeeRun
from lms.trainers.fees.queries import (
    APPROVED,
    credits_by_kind,
    extras_of,
    find_run,
    get_payee,
    lines_of,
    list_months,
    list_rules,
    statements_of,
    sums_of,
)
from lms.trainers.fees.rules import hours, next_month
from lms.trainers.fees.statement import as_workbook, month_words, on_paper, statement_of
from lms.trainers.grades.queries import trainer_choices
from lms.trainers.routes import blueprint

MONTHS_BACK = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_month(code: str) -> date:
    """ "2026-03" as its first day. Raises NotFound."""
    try:
        if len(code) != 7:
            raise NotFound
        return date.fromisoformat(f"{code}-01")
    except ValueError as error:
        raise NotFound from error


def get_run(month: date) -> FeeRun:
    """The last run of a month, if there is one. Raises NotFound."""
    run = find_run(month)
    if run is None:
        raise NotFound
    return run


@blueprint.get("/trainers/fees")
@requires(Permission.SEE_FEES)
def fees() -> str:
    """The last twelve months and this one."""
    today = clock.today()
    this_month = today.replace(day=1)
    count = this_month.year * 12 + this_month.month - 1 - MONTHS_BACK
    first = date(count // 12, count % 12 + 1, 1)
    return render_template(
        "trainers/fees.html", months=list_months(first, this_month), this_month=this_month, month_words=month_words,
        monies=labels.monies, has_rules=bool(list_rules()), year=today.year - (today.month < 3),
        whole=current_user.reaches_all(Permission.SEE_FEES),
    )  # fmt: skip


@blueprint.get("/trainers/fees/mine")
@signed_in
def my_fees() -> str:
    """One's own statements and points."""
    return render_template(
        "trainers/my_fees.html", statements=statements_of(current_user.id), credits=credits_by_kind(current_user.id),
        credit_names=labels.CREDIT_NAMES, month_words=month_words, monies=labels.monies, me=current_user.id,
        teaches=Permission.TEACH in current_user.permissions, year=clock.today().year,
    )  # fmt: skip


@blueprint.get("/trainers/fees/<month>")
@requires(Permission.SEE_FEES)
def fee_month(month: str) -> str:
    """One month."""
    return _month_page(read_month(month), None)


def _month_page(month: date, form: ExtraForm | None, typed_back: str = "") -> str:
    run = find_run(month)
    decided = run.decision if run else None
    is_open = decided is None or decided.kind != APPROVED
    keeps = current_user.reaches_all(Permission.KEEP_FEES)
    runs_still = clock.today() < next_month(month)
    waits = run is not None and decided is None
    extras = extras_of(month) if keeps else []
    if keeps and is_open and form is None:
        form = _extra_form()
    people = {run.prepared_by, *([decided.decided_by] if decided else ())} if run else set()
    names = {one.id: one.name for one in list_people(people | {extra.person_id for extra in extras})}
    return render_template(
        "trainers/fee_month.html", run=run, code=month.isoformat()[:7], words=month_words(month), runs_still=runs_still,
        may_prepare=keeps and is_open and not runs_still and not (waits and run is not None and run.prepared_by != current_user.id),
        may_decide=waits and run is not None and run.prepared_by != current_user.id and current_user.reaches_all(Permission.APPROVE_FEES),
        sums=sums_of(run, current_user) if run else [], names=names, hours=hours, monies=labels.monies, money=labels.money,
        form=form if keeps and is_open else None, extras=extras, counting={one.id for one in counting(extras)},
        typed_back=typed_back, stale=waits and run is not None and not holds_extras(lines_of(run.id, kind="extra"), extras if keeps else extras_of(month)),
    )  # fmt: skip


def _extra_form() -> ExtraForm:
    form = ExtraForm()
    form.trainer.choices = options(trainer_choices(current_user, clock.today()))
    return form


@blueprint.post("/trainers/fees/<month>/prepare")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def prepare_fees(month: str) -> Any:
    """Work a month out."""
    first, note = read_month(month), whole(request.form.get("note", ""), 1000)
    try:
        prepare_month(month=first, note=note, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _refused(first, broken)
    flash(_("The month was worked out. Somebody else looks at it and approves it."), "success")
    return redirect(url_for("trainers.fee_month", month=month))


@blueprint.post("/trainers/fees/<month>/approve")
@requires(Permission.APPROVE_FEES)
@everywhere(Permission.APPROVE_FEES)
def approve_fees(month: str) -> Any:
    """Close a month."""
    try:
        approve_month(run=_shown_run(month), reason="", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _refused(read_month(month), broken)
    flash(_("The month is closed, and everybody in it was told."), "success")
    return redirect(url_for("trainers.fee_month", month=month))


@blueprint.post("/trainers/fees/<month>/return")
@requires(Permission.APPROVE_FEES)
@everywhere(Permission.APPROVE_FEES)
def return_fees(month: str) -> Any:
    """Send a month back."""
    reason = whole(request.form.get("reason", ""), 1000)
    try:
        return_month(run=_shown_run(month), reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _refused(read_month(month), broken, reason)
    flash(_("The month was sent back to whoever prepared it."), "success")
    return redirect(url_for("trainers.fee_month", month=month))


def _refused(month: date, broken: RuleBroken, typed_back: str = "") -> Any:
    """The month as it stands now, with what stands against it said above."""
    db.session.rollback()
    flash(" ".join(describe(broken.refusals)), "danger")
    return _month_page(month, None, typed_back), 422


def _shown_run(month: str) -> FeeRun:
    """The run that the reader looked at: if a newer one was prepared meanwhile, they look again. Raises RuleBroken."""
    run = get_run(read_month(month))
    if request.form.get("run", type=int) != run.id:
        raise RuleBroken(Refusal("fee_decided"))
    return run


@blueprint.post("/trainers/fees/<month>/extra")
@requires(Permission.KEEP_FEES)
@everywhere(Permission.KEEP_FEES)
def add_fee(month: str) -> Any:
    """Enter something by hand."""
    first, form = read_month(month), _extra_form()
    if not form.validate_on_submit() or form.amount.data is None:
        return _month_page(first, form), 422
    person = get_payee(current_user, form.trainer.data)
    try:
        add_extra(
            month=first, person=person, amount=form.amount.data, currency=(form.currency.data or "").upper(),
            reason=form.reason.data or "", actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _month_page(first, form), 422
    flash(_("Entered. Work the month out anew, so that it counts."), "success")
    return redirect(url_for("trainers.fee_month", month=month))


@blueprint.get("/trainers/fees/<month>/workbook")
@requires(Permission.SEE_FEES)
def fee_workbook(month: str) -> Response:
    """Every line of a month that the reader may see, as XLSX."""
    first = read_month(month)
    run = get_run(first)
    people = {one.person.id: one.person for one in sums_of(run, current_user)}
    lines = [(people[line.person_id], line) for line in lines_of(run.id) if line.person_id in people]
    return _sent(as_workbook(lines, first), f"fees-{month}.xlsx")


def _statement(month: str, person_id: int) -> Any:
    run, person = get_run(read_month(month)), get_payee(current_user, person_id)
    statement = statement_of(run, person)
    own_only = person.id == current_user.id and not current_user.can(Permission.SEE_FEES)
    if own_only and not statement.closed:
        raise NotFound
    return statement


@blueprint.get("/trainers/fees/<month>/<int:person_id>")
@signed_in
def fee_statement(month: str, person_id: int) -> str:
    """A trainer's statement; one's own once it is approved."""
    statement = _statement(month, person_id)
    sees = current_user.can(Permission.SEE_FEES)
    back = (month_words(statement.month), url_for("trainers.fee_month", month=month)) if sees else (_("My fees as a trainer"), url_for("trainers.my_fees"))  # fmt: skip
    return render_template(
        "trainers/fee_statement.html", s=statement, code=month, words=month_words(statement.month), labels=labels, hours=hours,
        back=back,
    )  # fmt: skip


@blueprint.get("/trainers/fees/<month>/<int:person_id>/workbook")
@signed_in
def fee_statement_workbook(month: str, person_id: int) -> Response:
    """A trainer's statement as XLSX."""
    statement = _statement(month, person_id)
    lines: list[tuple[Person, Any]] = [(statement.person, line) for line in statement.lines]
    return _sent(as_workbook(lines, statement.month), f"fees-{month}-{statement.person.employee_no}.xlsx")


@blueprint.post("/trainers/fees/<month>/<int:person_id>/pdf")
@signed_in
@writes_later
def fee_statement_pdf(month: str, person_id: int) -> Response:
    """A trainer's statement as a PDF in the reader's language."""
    statement = _statement(month, person_id)
    extract = on_paper(statement, language=language(), made_by=current_user.name, at=clock.now())
    try:
        if missing := extract.unprintable:
            raise RuleBroken(Refusal("card_character", {"characters": "、".join(map(describe_character, missing))}))
        content = extract.pdf()
    except FontsNotFound as absent:
        raise RuleBroken(Refusal("card_fonts")) from absent
    start_writing()
    audit.record("fee_run.exported", "fee_run", statement.run.id, actor=current_user, at=clock.now(), month=month, person=person_id)  # fmt: skip
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=extract.file_name
    )


def _sent(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)

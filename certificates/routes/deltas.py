"""Calls for a short exam on what changed in a product or a course."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from certificates import life_labels
from certificates.deltas.actions import call_for_exam, end_call
from certificates.deltas.forms import CallForm, EndForm
from certificates.deltas.models import DeltaCall
from certificates.deltas.queries import get_call, list_calls, list_exams, list_versions, page_of_called
from certificates.deltas.rules import Consequence
from certificates.labels import LEVELS, PRODUCTS
from certificates.queries.schemes import list_schemes
from certificates.routes import blueprint
from certificates.rules.schemes import TIERS
from lms.core import clock
from lms.core.access import Permission, everywhere, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.paging import wanted_page


@blueprint.get("/certificates/calls")
@requires(Permission.SEE_CERTIFICATES)
def calls() -> str:
    """All calls, and making one."""
    today = clock.today()
    return render_template(
        "certificates/calls.html", calls=list_calls(), words=life_labels, today=today, may_call=_may_call()
    )


def _may_call() -> bool:
    return bool(current_user.reaches_all(Permission.MANAGE_SCHEMES))


@blueprint.route("/certificates/calls/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_SCHEMES)
@everywhere(Permission.MANAGE_SCHEMES)
def new_call() -> Any:
    """Call for a short exam."""
    form = _filled(CallForm())
    if form.validate_on_submit():
        try:
            call = call_for_exam(
                title=Bilingual(form.title_zh.data or "", form.title_en.data or ""), why=form.why.data or "",
                exam_code=form.exam.data, due_on=form.due_on.data or clock.today(), consequence=Consequence(form.consequence.data),
                scheme_id=_number(form.scheme.data), level=_number(form.level.data),
                product_line=form.product_line.data or None, course_version_id=_number(form.course.data),
                actor=current_user, at=clock.now(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.exam.errors = [*form.exam.errors, *describe(broken.refusals)]
        else:
            flash(_("Called. Everybody whom it concerns was told."), "success")
            return redirect(url_for("certificates.call", call_id=call.id))
    page = render_template("certificates/call_new.html", form=form)
    return (page, 422) if form.errors else page


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _filled(form: CallForm) -> CallForm:
    form.scheme.choices = options([("", _("Every scheme")), *((str(one.id), one.title) for one in list_schemes())])
    form.level.choices = options([("", _("Every tier")), *((str(n), LEVELS[n]) for n in range(1, TIERS + 1))])
    form.product_line.choices = options([("", _("Every product line")), *((str(k), v) for k, v in PRODUCTS.items())])
    form.course.choices = options(
        [
            ("", _("None")),
            *(
                (str(one.id), _("%(title)s, version %(number)s", title=one.title, number=one.number))
                for one in list_versions()
            ),
        ]
    )
    form.exam.choices = options([("", _("Choose an exam")), *((one.code, one.title) for one in list_exams())])
    form.consequence.choices = options(life_labels.CONSEQUENCES.items())
    return form


@blueprint.get("/certificates/calls/<int:call_id>")
@signed_in
def call(call_id: int) -> Any:
    """One call: whom it concerns and who has passed, of those whom the reader may see; a learner sees themselves."""
    return _page(get_call(call_id), EndForm(formdata=None))


def _page(found: DeltaCall, form: EndForm) -> Any:
    today = clock.today()
    page, counts = page_of_called(current_user, found, today, wanted_page())
    if not page.total and Permission.SEE_CERTIFICATES not in current_user.permissions:
        raise NotFound
    return render_template(
        "certificates/call.html", call=found, page=page, counts=counts, words=life_labels, today=today,
        form=form if _may_call() and found.end is None else None,
        schemes={one.id: one.title for one in list_schemes()}, products=PRODUCTS,
        exams={one.code: one.title for one in list_exams()},
    )  # fmt: skip


@blueprint.post("/certificates/calls/<int:call_id>/end")
@requires(Permission.MANAGE_SCHEMES)
@everywhere(Permission.MANAGE_SCHEMES)
def end_of_call(call_id: int) -> Any:
    """End a call."""
    found, form = get_call(call_id), EndForm()
    if form.validate_on_submit():
        try:
            end_call(call=found, reason=form.reason.data or "", actor=current_user, at=clock.now())
        except RuleBroken as broken:
            form.tell(broken, decision_without_reason="reason")
        else:
            flash(_("Ended. Nobody is reminded or suspended because of it any more."), "success")
            return redirect(url_for("certificates.call", call_id=found.id))
    return _page(found, form), 422

"""How an exam's papers are drawn: how often items are shown, the limit on it, and equivalent forms."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.forms import give_up_forms, limit_exposure, make_forms
from assessments.forms.drawing import ExposureForm, FormsForm
from assessments.labels import DIFFICULTY_NAMES
from assessments.models import Exam
from assessments.queries.bank import list_candidates_of
from assessments.queries.drawing import count_attempts_by_form, find_drawing, find_form_set, list_item_names, use_of
from assessments.queries.exams import get_exam, list_parts
from assessments.routes import blueprint
from assessments.rules.forms import count_shared
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe

MOST_SHOWN = 20
LETTERS = "ABCDEFGH"


@blueprint.get("/exams/<code>/drawing")
@requires(Permission.SEE_BANK)
def exams_drawing(code: str) -> str:
    """The limit, the items shown most, and the forms with what is expected of each."""
    exam = get_exam(code)
    return _page(exam, ExposureForm.of(find_drawing(exam.id, exam.blueprint_id)), FormsForm(formdata=None))


@blueprint.post("/exams/<code>/drawing/limit", endpoint="exams_limit")
@requires(Permission.MANAGE_BANK)
def limit(code: str) -> Any:
    """Set or lift the limit."""
    exam, form = get_exam(code), ExposureForm()
    if not form.validate():
        return _page(exam, form, FormsForm(formdata=None)), 422
    limit_exposure(exam=exam, percent=form.percent.data, days=form.days.data or 0, actor=current_user, at=clock.now())
    flash(_("It is drawn so from now on."), "success")
    return redirect(url_for("assessments.exams_drawing", code=code))


@blueprint.post("/exams/<code>/drawing/forms", endpoint="exams_forms")
@requires(Permission.MANAGE_BANK)
def forms(code: str) -> Any:
    """Draw equivalent forms, or give them up."""
    exam, at = get_exam(code), clock.now()
    if "end" in request.form:
        give_up_forms(exam=exam, actor=current_user, at=at)
        flash(_("A paper is drawn for each person again."), "success")
        return redirect(url_for("assessments.exams_drawing", code=code))
    form = FormsForm()
    complaints: list[str] = []
    if form.validate():
        seed = secrets.randbelow(2**31) if form.seed.data is None else form.seed.data
        try:
            make_forms(exam=exam, count=form.count.data or 0, seed=seed, actor=current_user, at=at)
            flash(_("The forms are drawn; whoever begins now is given one of them."), "success")
            return redirect(url_for("assessments.exams_drawing", code=code))
        except RuleBroken as refused:
            complaints = list(describe(refused.refusals))
    return _page(exam, ExposureForm.of(find_drawing(exam.id, exam.blueprint_id)), form, complaints), 422


def _page(exam: Exam, limit_form: ExposureForm, forms_form: FormsForm, complaints: list[str] | None = None) -> str:
    terms = find_drawing(exam.id, exam.blueprint_id)
    use = use_of(exam.id, terms, clock.now())
    often = sorted(use.by_item.items(), key=lambda one: (-one[1], one[0]))
    candidates = list_candidates_of(list_parts(exam.blueprint_id))
    made = find_form_set(exam.id, exam.blueprint_id)
    by_form = [[row.item_id for row in form.items] for form in made.forms] if made else []
    live = {one.item_id for one in candidates}
    return render_template(
        "assessments/quality/drawing.html",
        exam=exam,
        terms=terms,
        use=use,
        often=often[:MOST_SHOWN],
        never=len(live.difference(use.by_item)),
        live=live,
        over=sum(100 * count > (terms.exposure_percent or 100) * use.attempts for _item, count in often),
        names=list_item_names({item_id for item_id, _count in often[:MOST_SHOWN]}.union(*by_form)),
        form_set=made,
        shared=count_shared(by_form),
        given=count_attempts_by_form(made.id) if made else {},
        letters=LETTERS,
        difficulties=DIFFICULTY_NAMES,
        limit_form=limit_form,
        forms_form=forms_form,
        complaints=complaints or [],
    )

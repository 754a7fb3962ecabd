"""ROI cases: the list, opening one, its figures, its result, signing and telling."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import charts, clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.forms import options
from lms.core.i18n import language
from lms.evaluation import returns_labels as labels
from lms.evaluation import returns_wording as wording
from lms.evaluation.actions.returns import note_told, open_case, save_version, sign_override
from lms.evaluation.case_content import content_of, form_values, show_faults, take_from_ledger
from lms.evaluation.case_estimates import take_effects
from lms.evaluation.case_evidence import evidence_of, links_of, planned_of
from lms.evaluation.case_forms import CaseForm, OpenCaseForm, SignForm, ToldForm
from lms.evaluation.models import RoiCase, RoiVersion
from lms.evaluation.queries.costs import ledger_of, list_subjects, totals
from lms.evaluation.queries.plans import Planned
from lms.evaluation.queries.returns import find_version, get_case, list_cases, returns_of, shown_version, title_of
from lms.evaluation.returns_charts import draw_balance, draw_hinges
from lms.evaluation.returns_told import check_sentence
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.costs import subject_of, subject_options, unit_options
from lms.evaluation.rules.returns.case import CATEGORIES, ISOLATIONS, METHODS, SPREADABLE
from lms.evaluation.rules.returns.principles import check_principles
from lms.evaluation.rules.returns.results import Returns, by_category
from lms.evaluation.rules.returns.sensitivity import break_even, share_needed, tornado
from lms.evaluation.rules.returns.table import CaseFaults
from lms.people.queries import people


@blueprint.get("/evaluation/roi")
@requires(Permission.SEE_EVALUATIONS)
def roi_cases() -> str:
    """Every case with what it comes to."""
    subjects = list_subjects()
    rows = []
    for case in list_cases(current_user):
        version = shown_version(case)
        rows.append((case, version, returns_of(version) if version else None, title_of(case.subject_kind, case.subject_code, subjects)))  # fmt: skip
    return render_template("evaluation/roi_cases.html", found=rows, labels=labels, words=wording)


def _open_form() -> OpenCaseForm:
    form = OpenCaseForm()
    form.subject.choices = options(subject_options(list_subjects()))
    form.unit.choices = options(unit_options())
    if request.method == "GET" and request.args.get("subject"):
        form.subject.data = request.args.get("subject")
    return form


@blueprint.get("/evaluation/roi/new")
@requires(Permission.KEEP_COSTS)
def new_roi_case() -> str:
    """The form for a new case."""
    return render_template("evaluation/roi_open.html", form=_open_form())


@blueprint.post("/evaluation/roi/new")
@requires(Permission.KEEP_COSTS)
def add_roi_case() -> Any:
    """Open a case."""
    form = _open_form()
    subject = subject_of(form.subject.data)
    if not form.validate_on_submit() or subject is None:
        return render_template("evaluation/roi_open.html", form=form), 422
    case = open_case(
        subject_kind=subject[0], subject_code=subject[1], unit_id=form.unit.data or None,
        title=Bilingual(form.zh.data or "", form.en.data or ""), actor=current_user, at=clock.now(),
    )  # fmt: skip
    return redirect(url_for("evaluation.edit_roi_case", case_id=case.id))


def _case_form(case: RoiCase) -> Any:
    if request.method == "GET":
        version = shown_version(case)
        form: Any = CaseForm(data=form_values(version.content, version.stage)) if version else CaseForm(data={"stage": "forecast", "months": "12", "target": "0", "currency": "CNY"})  # fmt: skip
    else:
        form = CaseForm()
    form.stage.choices = options(labels.CASE_STAGES.items())
    form.solution.choices = options(labels.SOLUTIONS.items())
    if request.method == "POST" and request.form.get("do") == "more" and len(form.benefits) < 12:
        form.benefits.append_entry()
    if request.method == "POST" and request.form.get("do") == "intangible" and len(form.intangibles) < 12:
        form.intangibles.append_entry()
    _choices(form)
    return form


def _choices(form: Any) -> None:
    unsaid = ("", _("Please choose"))  # the first of a list is its most credible: nobody gets that by looking away
    for one in form.benefits:
        one.form.isolation.choices = options([unsaid, *((code, labels.ISOLATION_NAMES[code]) for code in ISOLATIONS)])
        one.form.direction.choices = options(labels.DIRECTIONS.items())
        one.form.money_method.choices = options([unsaid, *((code, labels.METHOD_NAMES[code]) for code in METHODS)])


def _edit_page(case: RoiCase, form: Any, status: int = 200) -> Any:
    stage = "actual" if form.stage.data == "result" else "planned"
    ledger = totals(case.subject_kind, case.subject_code, stage, current_user, case.unit_id)
    return render_template("evaluation/roi_edit.html", case=case, form=form, links=links_of(case), ledger=ledger.get(form.currency.data or "CNY", {}), order=CATEGORIES, spreadable=SPREADABLE, words=wording, labels=labels), status  # fmt: skip


@blueprint.get("/evaluation/roi/<int:case_id>/edit")
@requires(Permission.KEEP_COSTS)
def edit_roi_case(case_id: int) -> Any:
    """The figures of the newest version, to be changed into the next one."""
    case = get_case(case_id, current_user, Permission.KEEP_COSTS)
    return _edit_page(case, _case_form(case))


@blueprint.post("/evaluation/roi/<int:case_id>/edit")
@requires(Permission.KEEP_COSTS)
def save_roi_case(case_id: int) -> Any:
    """Keep a version; or add a benefit to the form, or fill in what the ledger or the signed estimates hold, and show it again."""
    case = get_case(case_id, current_user, Permission.KEEP_COSTS)
    form = _case_form(case)
    do = request.form.get("do")
    if do == "ledger":
        stage = "actual" if form.stage.data == "result" else "planned"
        found = totals(case.subject_kind, case.subject_code, stage, current_user, case.unit_id)
        take_from_ledger(form, found.get(form.currency.data or "CNY", {}))
    if do == "effects" and not take_effects(form, case):
        flash(_("Nobody has signed for an estimate of this training's effect yet."), "warning")
    if do in ("ledger", "more", "effects", "intangible"):
        _choices(form)
        return _edit_page(case, form)
    if not form.validate_on_submit():
        return _edit_page(case, form, 422)
    try:
        save_version(case=case, stage=form.stage.data, content=content_of(form, case.title, _before(case)), actor=current_user, at=clock.now())  # fmt: skip
    except CaseFaults as wrong:
        show_faults(form, wrong.faults)
        return _edit_page(case, form, 422)
    flash(_("The figures were kept as a new version."), "success")
    return redirect(url_for("evaluation.roi_case", case_id=case.id))


@blueprint.get("/evaluation/roi/<int:case_id>")
@requires(Permission.SEE_EVALUATIONS)
def roi_case(case_id: int) -> str:
    """The answer first, then what it rests on."""
    return _result_page(get_case(case_id, current_user), SignForm(), ToldForm())


def _result_page(case: RoiCase, sign: SignForm, told: ToldForm) -> str:
    version, planned = shown_version(case), planned_of(case)
    if not told.is_submitted():
        told.told_on.data = clock.today()
    forecast, result = find_version(case, "forecast"), find_version(case, "result")
    ids = {one.made_by for one in case.versions} | {one.made_by for one in case.told}
    ids |= {one.override.signed_by for one in case.versions if one.override}
    values: dict[str, Any] = {}
    if version is not None:
        links = links_of(case, version.content, planned)
        returns = returns_of(version, evidence_of(links))
        checks = check_principles(returns, _ledger(case, version, returns))
        values = {
            "returns": returns, "links": links, "all_known": _all_known(planned), "answer": wording.answer(returns, str(case.title)), "checks": checks, "caveats": wording.caveats(returns, [one for one in checks if not wording.ledger_sentence(one)]), "cost_gap": next(filter(None, map(wording.ledger_sentence, checks)), ""),
            "bars": tornado(returns), "needed": break_even(returns), "share": share_needed(returns),
            "by_category": by_category(returns.case.costs), "wants_signature": _wants_signature(version),
        }  # fmt: skip
    return render_template(
        "evaluation/roi_case.html",
        case=case, version=version, sign=sign, told=told, labels=labels, words=wording, check_sentence=check_sentence,
        names={person.id: person.name for person in people.list_people({one for one in ids if one is not None})},
        subject=planned.subject.title if planned else title_of(case.subject_kind, case.subject_code, list_subjects()),
        compared=_compared(returns_of(forecast), returns_of(result)) if forecast and result else [],
        hundred=Decimal(100), **values,
    )  # fmt: skip


def _ledger(case: RoiCase, version: RoiVersion, returns: Returns) -> Decimal | None:
    return ledger_of(
        case.subject_kind, case.subject_code, version.stage, current_user, unit_id=case.unit_id, currency=returns.case.currency
    )  # fmt: skip


def _before(case: RoiCase) -> dict[str, Any] | None:
    """What the form was filled with."""
    version = shown_version(case)
    return version.content if version else None


def _all_known(planned: Planned | None) -> str | None:
    """The page of the training's own evaluation, where it has one."""
    return url_for("evaluation.subject", kind=planned.subject.kind, code=planned.subject.code) if planned else None


def _wants_signature(version: RoiVersion) -> bool:
    return "override" in version.content and version.override is None


def _compared(forecast: Returns, came: Returns) -> list[tuple[str, str, str, str]]:
    """Forecast and result side by side with the difference."""
    before, after = forecast.central, came.central
    rows = [
        (_("Benefits"), before.benefits if before.counted else None, after.benefits if after.counted else None, 0),
        (_("Costs"), before.costs, after.costs, 0),
        (_("Benefit–cost ratio"), before.bcr, after.bcr, 2),
        (_("ROI, per cent"), before.roi_percent, after.roi_percent, 1),
        (_("Payback in months"), before.payback_months, after.payback_months, 1),
    ]
    return [
        (name, wording.figure(old, digits), wording.figure(new, digits), wording.figure(new - old, digits) if old is not None and new is not None else wording.NONE)
        for name, old, new, digits in rows
    ]  # fmt: skip


@blueprint.get("/evaluation/roi/<int:case_id>/balance.svg")
@requires(Permission.SEE_EVALUATIONS)
def roi_balance(case_id: int) -> Any:
    """Benefits against costs."""
    version = shown_version(get_case(case_id, current_user))
    if version is None:
        abort(404)
    return charts.answer(draw_balance(returns_of(version), charts.wanted_style(language())))


@blueprint.get("/evaluation/roi/<int:case_id>/hinges.svg")
@requires(Permission.SEE_EVALUATIONS)
def roi_hinges(case_id: int) -> Any:
    """What the result hangs on."""
    version = shown_version(get_case(case_id, current_user))
    svg = draw_hinges(returns_of(version), charts.wanted_style(language())) if version else None
    if svg is None:
        abort(404)
    return charts.answer(svg)


@blueprint.post("/evaluation/roi/<int:case_id>/sign")
@requires(Permission.KEEP_COSTS)
def sign_roi_override(case_id: int) -> Any:
    """Sign for more than the first year."""
    case = get_case(case_id, current_user, Permission.KEEP_COSTS)
    form, version = SignForm(), shown_version(case)
    if version is None:
        abort(404)
    if not form.validate_on_submit():
        return _result_page(case, form, ToldForm(formdata=None)), 422
    sign_override(version=version, reason=form.reason.data or "", actor=current_user, at=clock.now())
    flash(_("Signed. The later months are counted now."), "success")
    return redirect(url_for("evaluation.roi_case", case_id=case.id))


@blueprint.post("/evaluation/roi/<int:case_id>/told")
@requires(Permission.KEEP_COSTS)
def tell_roi(case_id: int) -> Any:
    """Note that somebody was told."""
    case = get_case(case_id, current_user, Permission.KEEP_COSTS)
    form = ToldForm()
    if not form.validate_on_submit() or form.told_on.data is None:
        return _result_page(case, SignForm(formdata=None), form), 422
    note_told(case=case, who=form.who.data or "", told_on=form.told_on.data, actor=current_user, at=clock.now())
    flash(_("Noted."), "success")
    return redirect(url_for("evaluation.roi_case", case_id=case.id))

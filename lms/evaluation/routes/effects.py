"""Effects of trainings on KPIs: the list, asking for an estimate, one estimate with all it rests on, signing, taking away."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from lms.core import audit, charts, clock
from lms.core.access import Permission, requires, writes_later
from lms.core.bilingual import Bilingual
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, RuleBroken
from lms.core.forms import options
from lms.core.i18n import language
from lms.core.jobs import Job, JobState
from lms.core.paging import page_of_rows, wanted_page
from lms.evaluation import effect_labels as labels
from lms.evaluation import effect_wording as wording
from lms.evaluation.actions.estimates import approve_estimate, ask_for_estimate
from lms.evaluation.effect_charts import draw_events, draw_groups
from lms.evaluation.effect_files import TYPES, take_away
from lms.evaluation.effect_forms import MONTHS, ApproveForm, EffectForm
from lms.evaluation.models import EffectEstimate
from lms.evaluation.queries.estimates import get_estimate, key_of, list_standing, select_standing
from lms.evaluation.queries.trainings import list_finished, titles_of
from lms.evaluation.routes import blueprint
from lms.evaluation.rules.questions import LEAST_PEOPLE, Question
from lms.kpis.definitions import version_on
from lms.kpis.models import KpiVersion
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.wording import month_text
from lms.people.labels import PRODUCT_NAMES
from lms.people.queries import people
from lms.people.queries.scope import list_reached_units

PER_PAGE = 30


def unit_choices(permission: Permission) -> list[tuple[int, Any]]:
    """The units for which the reader holds a permission; the organisation for those who hold it everywhere."""
    whole = [(0, _("The whole organisation"))] if current_user.reaches_all(permission) else []
    return [*whole, *((unit.id, unit.name) for unit in list_reached_units(current_user, permission))]


def version_of(estimate: EffectEstimate) -> KpiVersion:
    """The definition that the estimate's last month followed."""
    return version_on(estimate.kpi, estimate.last_month) or estimate.kpi.versions[-1]


@blueprint.get("/evaluation/effects")
@requires(Permission.SEE_EVALUATIONS)
def effects() -> str:
    """What stands of each training and KPI: signed for, and newer."""
    page = page_of_rows(select_standing(current_user), wanted_page(), PER_PAGE, entities=True)
    titles = titles_of({(one.subject_kind, one.subject_code) for one in page.items})
    signed = {key_of(one.estimate) for one in list_standing() if one.newer is not None}
    return render_template(
        "evaluation/effects.html", page=page, titles=titles, signed=signed, labels=labels, words=wording, version_of=version_of,
        units={unit.id: unit.name for unit in people.list_units()},
    )  # fmt: skip


def _form() -> EffectForm:
    form = (
        EffectForm() if request.method == "POST" else EffectForm(request.args, data={"months": 24}, meta={"csrf": True})
    )
    form.subject.choices = options((f"{kind}:{code}", title) for kind, code, title in list_finished())
    form.kpi.choices = options((kpi.code, kpi.versions[-1].name) for kpi in list_kpis())
    form.unit.choices = options(unit_choices(Permission.EVALUATE))
    form.months.choices = options((months, months) for months in MONTHS)
    form.assigned.choices = options(labels.ASSIGNED.items())
    form.adjust.choices = options(labels.STRATA.items())
    form.control.choices = options(labels.CONTROLS.items())
    return form


@blueprint.get("/evaluation/effects/new")
@requires(Permission.EVALUATE)
def new_effect() -> str:
    """What to ask."""
    return render_template("evaluation/effect_form.html", form=_form())


@blueprint.post("/evaluation/effects/new")
@requires(Permission.EVALUATE)
def ask_effect() -> Any:
    """Ask for an estimate; it is worked out by the worker."""
    form = _form()
    if not form.validate_on_submit():
        return render_template("evaluation/effect_form.html", form=form), 422
    kind, _colon, code = form.subject.data.partition(":")
    question = Question(
        months=form.months.data, assigned=form.assigned.data, control=form.control.data,
        seasonal=bool(form.seasonal.data), adjust=tuple(form.adjust.data or ()),
    )  # fmt: skip
    job = ask_for_estimate(
        subject_kind=kind, subject_code=code, kpi_code=form.kpi.data, question=question, unit_id=form.unit.data or None,
        actor=current_user, at=clock.now(),
    )  # fmt: skip
    return redirect(url_for("evaluation.asked_effect", job_id=job.id))


@blueprint.get("/evaluation/effects/asked/<int:job_id>")
@requires(Permission.EVALUATE)
def asked_effect(job_id: int) -> Any:
    """How far the reader's own estimate or roll-out is; the result, once it is there."""
    row = db.session.scalar(select(Job).where(Job.id == job_id, Job.kind.in_(labels.JOB_KINDS), Job.asked_by == current_user.id))  # fmt: skip
    if row is None:
        raise NotFound
    target = None
    if row.state is JobState.DONE and row.result:
        if row.result.get("estimate_id"):
            target = url_for("evaluation.effect", estimate_id=row.result["estimate_id"])
        elif row.result.get("roll_out_id"):
            target = url_for("evaluation.roll_out", roll_out_id=row.result["roll_out_id"])
        elif "preview" in row.result:
            target = url_for("evaluation.new_roll_out", preview=row.id)
    if target and not request.headers.get("HX-Request"):
        return redirect(target)
    page = "evaluation/_effect_job.html" if request.headers.get("HX-Request") else "evaluation/effect_asked.html"
    return render_template(page, job=row, target=target)


@blueprint.get("/evaluation/effects/<int:estimate_id>")
@requires(Permission.SEE_EVALUATIONS)
def effect(estimate_id: int) -> str:
    """What was found, then what it rests on."""
    return _page(get_estimate(estimate_id, current_user), ApproveForm())


def _page(estimate: EffectEstimate, form: ApproveForm) -> str:
    version = version_of(estimate)
    digits = wording.digits_for(version.digits, estimate.se)
    said = wording.sentences(estimate, str(version.name), digits)
    ids = {estimate.asked_by, estimate.approval.signed_by if estimate.approval else None}
    unit = next((one for one in people.list_units() if one.id == estimate.unit_id), None)
    report = estimate.report
    return render_template(
        "evaluation/effect.html", one=estimate, version=version, digits=digits, said=said, labels=labels, words=wording,
        title=_title(estimate), unit=unit, form=form, report=report, groups=report.get("groups") or {},
        names={person.id: person.name for person in people.list_people({one for one in ids if one is not None})},
        limits=wording.limit_texts(estimate.limits, estimate.verdict), lines=PRODUCT_NAMES, month_text=month_text, least=LEAST_PEOPLE,
        warnings=[wording.reason_text(one, estimate.unit, digits) for one in report.get("warnings", ())],
        question=Question.of(estimate.settings), formats=list(TYPES), fixed=wording.fixed,
        may_sign=current_user.can("evaluate") and estimate.asked_by != current_user.id,
    )  # fmt: skip


def _title(estimate: EffectEstimate) -> Bilingual | str:
    key = (estimate.subject_kind, estimate.subject_code)
    title: Bilingual | str = titles_of({key})[key]
    return title


@blueprint.get("/evaluation/effects/<int:estimate_id>/events.svg")
@requires(Permission.SEE_EVALUATIONS)
def effect_events(estimate_id: int) -> Any:
    """The difference by months since training."""
    return _picture(draw_events(get_estimate(estimate_id, current_user), charts.wanted_style(language())))


@blueprint.get("/evaluation/effects/<int:estimate_id>/groups.svg")
@requires(Permission.SEE_EVALUATIONS)
def effect_groups(estimate_id: int) -> Any:
    """The two groups over time."""
    return _picture(draw_groups(get_estimate(estimate_id, current_user), charts.wanted_style(language())))


def _picture(svg: str | None) -> Any:
    if svg is None:
        abort(404)
    return charts.answer(svg)


@blueprint.post("/evaluation/effects/<int:estimate_id>/approve")
@requires(Permission.EVALUATE)
def approve_effect(estimate_id: int) -> Any:
    """Sign that a return may rest on it."""
    estimate = get_estimate(estimate_id, current_user, Permission.EVALUATE)
    form = ApproveForm()
    if not form.validate_on_submit():
        return _page(estimate, form), 422
    try:
        approve_estimate(estimate=estimate, reason=form.reason.data or "", actor=current_user, at=clock.now())
    except RuleBroken as broken:
        form.tell(broken)
        return _page(estimate, form), 422
    flash(_("Signed. Returns may rest on this estimate now."), "success")
    return redirect(url_for("evaluation.effect", estimate_id=estimate.id))


@blueprint.post("/evaluation/effects/<int:estimate_id>/file")
@requires(Permission.SEE_EVALUATIONS)
@writes_later
def effect_file(estimate_id: int) -> Any:
    """The estimate as a file; who takes it away stands on the audit trail."""
    estimate, kind = get_estimate(estimate_id, current_user), request.args.get("kind", "")
    if kind not in TYPES:
        raise NotFound
    version = version_of(estimate)
    digits = wording.digits_for(version.digits, estimate.se)
    taken = take_away(estimate, str(version.name), str(_title(estimate)), digits, kind)
    code, kpi = estimate.subject_code, estimate.kpi.code
    start_writing()
    audit.record(
        "effect.exported", "effect_estimate", estimate_id, actor=current_user, at=clock.now(), format=kind, code=code,
        kpi=kpi,
    )  # fmt: skip
    return taken

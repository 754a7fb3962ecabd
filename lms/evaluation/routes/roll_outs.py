"""Roll-outs in waves: the list, drawing one, what it will be able to show, its waves to take away, withdrawing it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from lms.core import audit, clock
from lms.core.access import Permission, requires, writes_later
from lms.core.db import db, start_writing
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.forms import options
from lms.core.jobs import Job, JobState, enqueue
from lms.core.paging import page_of_rows, wanted_page
from lms.core.tables.writing import comma_separated, workbook
from lms.evaluation import effect_labels as labels
from lms.evaluation import effect_wording as wording
from lms.evaluation.actions.roll_outs import refuse_draw, withdraw_roll_out
from lms.evaluation.effect_files import TYPES
from lms.evaluation.effect_forms import RollOutForm, WithdrawForm
from lms.evaluation.models import RollOut
from lms.evaluation.queries.estimates import find_newest
from lms.evaluation.queries.roll_outs import families_drawn, get_roll_out, list_places, select_roll_outs, waves_of
from lms.evaluation.queries.trainings import list_courses, titles_of
from lms.evaluation.routes import blueprint
from lms.evaluation.routes.effects import unit_choices
from lms.evaluation.rules.roll_outs import Draw
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.rules.periods import shift
from lms.kpis.wording import month_text
from lms.people.labels import FAMILY_NAMES
from lms.people.queries import people

PER_PAGE, AHEAD = 30, 18
WAVES, APART = 4, 2
FORMATS = ("csv", "xlsx")
PREVIEW = "evaluation.preview"
PLACES = {"roll_out_past": "first", "roll_out_two_arms": "apart", "roll_out_running": "unit"}
"""The field that a refusal speaks of; the number of waves for the others."""


@blueprint.get("/evaluation/roll-outs")
@requires(Permission.SEE_EVALUATIONS)
def roll_outs() -> str:
    """Every roll-out that was drawn, also those withdrawn."""
    page = page_of_rows(select_roll_outs(current_user), wanted_page(), PER_PAGE, entities=True)
    return render_template(
        "evaluation/roll_outs.html", page=page, month_text=month_text, waves=waves_of([one.id for one in page.items]),
        titles=titles_of({(one.subject_kind, one.subject_code) for one in page.items}),
    )  # fmt: skip


def _form(previewed: Draw | None = None) -> RollOutForm:
    given = {"waves": WAVES, "apart": APART, "families": ["field"], "subject": request.args.get("subject")}
    if previewed is not None:
        given = previewed.as_json() | {
            "subject": f"{previewed.subject_kind}:{previewed.subject_code}", "kpi": previewed.kpi_code,
            "unit": previewed.unit_id or 0,
        }  # fmt: skip
    form = RollOutForm(data=given) if request.method == "GET" else RollOutForm()
    form.subject.choices = options((f"{kind}:{code}", title) for kind, code, title in list_courses())
    form.kpi.choices = options((kpi.code, kpi.versions[-1].name) for kpi in list_kpis())
    form.unit.choices = options(unit_choices(Permission.EVALUATE))
    form.families.choices = options(FAMILY_NAMES.items())
    form.assigned.choices = options(labels.ASSIGNED.items())
    form.strata.choices = options(labels.STRATA.items())
    month = clock.today().replace(day=1)
    ahead = [shift(month, n) for n in range(1, AHEAD + 1)]
    form.first.choices = options((f"{one:%Y-%m}", month_text(one)) for one in ahead)
    return form


@blueprint.get("/evaluation/roll-outs/new")
@requires(Permission.EVALUATE)
def new_roll_out() -> str:
    """What to draw; after a preview with what it would be able to show."""
    row = _previewed(request.args.get("preview", 0, type=int))
    if row is None:
        return render_template("evaluation/roll_out_form.html", form=_form(), preview=None)
    draw = Draw.of(row.arguments["draw"])
    kpi = next((one for one in list_kpis(retired=True) if one.code == draw.kpi_code), None)
    version = kpi.versions[-1] if kpi else None
    return render_template(
        "evaluation/roll_out_form.html", form=_form(draw), preview=row.result["preview"] if row.result else None,
        version=version, **shown(row.result["preview"] if row.result else {}, version.digits if version else 0),
    )  # fmt: skip


def _previewed(job_id: int) -> Job | None:
    """A preview that the reader asked for and that is there."""
    query = select(Job).where(Job.id == job_id, Job.kind == PREVIEW, Job.asked_by == current_user.id)
    row = db.session.scalar(query) if job_id else None
    return row if row is not None and row.state is JobState.DONE else None


def shown(plan: dict[str, Any], digits: int) -> dict[str, Any]:
    """What the words about a plan's smallest effect need."""
    smallest = plan.get("smallest") or {}
    return {
        "plan": plan, "smallest": smallest, "words": wording, "digits": max(digits, 1),
        "reasons": [wording.reason_text(one, plan.get("unit", ""), 1) for one in smallest.get("reasons", ())],
    }  # fmt: skip


@blueprint.post("/evaluation/roll-outs/new")
@requires(Permission.EVALUATE)
def add_roll_out() -> Any:
    """Preview it, or draw it: the seed is taken here and now, the worker does the rest."""
    form = _form()
    if not form.validate_on_submit():
        return render_template("evaluation/roll_out_form.html", form=form, preview=None), 422
    kind, _colon, code = form.subject.data.partition(":")
    draw = Draw(
        subject_kind=kind, subject_code=code, kpi_code=form.kpi.data, unit_id=form.unit.data or None,
        families=tuple(sorted(form.families.data or ())), assigned=form.assigned.data,
        strata=tuple(form.strata.data or ()), waves=form.waves.data or 0, apart=form.apart.data or 0,
        first=form.first.data, seed=secrets.randbelow(2**31),
    )  # fmt: skip
    try:
        refuse_draw(draw, clock.today())
    except RuleBroken as broken:
        for refusal, said in zip(broken.refusals, describe(broken.refusals), strict=True):
            field = form[PLACES.get(refusal.code, "waves")]
            field.errors = [*field.errors, said]
        return render_template("evaluation/roll_out_form.html", form=form, preview=None), 422
    wanted = PREVIEW if "preview" in request.form else "evaluation.plan"
    job = enqueue(wanted, {"draw": draw.as_json()}, actor=current_user, at=clock.now())
    return redirect(url_for("evaluation.asked_effect", job_id=job.id))


@blueprint.get("/evaluation/roll-outs/<int:roll_out_id>")
@requires(Permission.SEE_EVALUATIONS)
def roll_out(roll_out_id: int) -> str:
    """Its waves and what it will be able to show."""
    return _page(get_roll_out(roll_out_id, current_user), WithdrawForm())


def _page(found: RollOut, form: WithdrawForm) -> str:
    key = (found.subject_kind, found.subject_code)
    ids = {found.made_by, found.withdrawal.made_by if found.withdrawal else None}
    version = found.kpi.versions[-1]
    came_of = partial(find_newest, *key, found.kpi.code, unit_id=found.unit_id)
    return render_template(
        "evaluation/roll_out.html", one=found, title=titles_of({key})[key], waves=waves_of([found.id]).get(found.id, []),
        version=version, labels=labels, month_text=month_text, form=form, **shown(found.plan, version.digits),
        families=_(", ").join(str(FAMILY_NAMES.get(one, one)) for one in families_drawn(found)),
        unit=next((u for u in people.list_units() if u.id == found.unit_id), None),
        names={person.id: person.name for person in people.list_people({one for one in ids if one is not None})},
        formats=FORMATS,
        estimate=came_of(approved=True) or came_of(),
        may=current_user.can("evaluate"), strata=_(", ").join(str(labels.STRATA[kind]) for kind in found.strata),
    )  # fmt: skip


@blueprint.post("/evaluation/roll-outs/<int:roll_out_id>/withdraw")
@requires(Permission.EVALUATE)
def withdraw(roll_out_id: int) -> Any:
    """It does not take place; the draw stays on record."""
    found = get_roll_out(roll_out_id, current_user, Permission.EVALUATE)
    form = WithdrawForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    withdraw_roll_out(roll_out=found, reason=form.reason.data or "", actor=current_user, at=clock.now())
    flash(_("Withdrawn. The draw stays on record."), "success")
    return redirect(url_for("evaluation.roll_out", roll_out_id=found.id))


@blueprint.post("/evaluation/roll-outs/<int:roll_out_id>/waves")
@requires(Permission.EVALUATE)
@writes_later
def roll_out_file(roll_out_id: int) -> Any:
    """Who goes when: the people whom the reader may see. Whoever takes it away stands on the audit trail."""
    found, kind = get_roll_out(roll_out_id, current_user, Permission.EVALUATE), request.args.get("kind", "")
    if kind not in FORMATS:
        raise NotFound
    header = [_("Wave"), _("Month"), _("Employee number"), _("Name"), _("Unit")]
    rows: list[list[Any]] = [
        [wave, f"{month:%Y-%m}", person.employee_no, str(person.name), str(unit)]
        for wave, month, person, unit in list_places(found.id, current_user)
    ]
    name = f"roll-out-{found.subject_code}-{found.id}.{kind}"
    if kind == "xlsx":
        content = workbook(_("Waves"), header, rows, widths=(8, 12, 16, 22, 30))
    else:
        content = comma_separated([header, *rows])
    code, many = found.subject_code, len(rows)
    start_writing()
    audit.record(
        "roll_out.exported", "roll_out", roll_out_id, actor=current_user, at=clock.now(), format=kind, code=code,
        people=many,
    )  # fmt: skip
    return Response(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )

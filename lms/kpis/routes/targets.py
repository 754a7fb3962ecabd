"""Targets: those that hold, how they came, setting one, giving one up."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken
from lms.core.forms import options
from lms.kpis.actions.targets import give_up_target, set_target
from lms.kpis.definitions import version_on
from lms.kpis.forms import TargetForm
from lms.kpis.labels import STAGE_NAMES
from lms.kpis.models import Target
from lms.kpis.queries.definitions import list_kpis
from lms.kpis.queries.targets import find_owner, get_target, list_all_targets
from lms.kpis.routes import blueprint
from lms.kpis.routes.reading_pages import words
from lms.kpis.rules.targets import STAGES, newest_of_scopes
from lms.people.queries import people


@blueprint.get("/kpis/targets")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def targets() -> Any:
    """Every target in force or to come, and below how they came."""
    rows = list_all_targets()
    month = clock.today().replace(day=1)
    current = newest_of_scopes(rows, month)
    ids = {row.owner_id for row in rows} | {row.made_by for row in rows}
    return render_template(
        "kpis/targets.html",
        current=[row for row in current if row.value is not None],
        history=rows,
        month=month,
        versions={kpi.id: version_on(kpi, month) or kpi.versions[-1] for kpi in list_kpis(retired=True)},
        codes={kpi.id: kpi.code for kpi in list_kpis(retired=True)},
        units={unit.id: unit.name for unit in people.list_units()},
        posts={post.id: post.name for post in people.list_posts()},
        stages=STAGE_NAMES,
        names={person.id: person.name for person in people.list_people({n for n in ids if n is not None})},
        **words(),
    )


def _form() -> TargetForm:
    form = TargetForm()
    form.kpi.choices = options((kpi.id, kpi.versions[-1].name) for kpi in list_kpis() if kpi.versions)
    form.unit.choices = options([(0, _("The whole organisation")), *((u.id, str(u.name)) for u in people.list_units())])
    form.post.choices = options([(0, _("Every post")), *((post.id, str(post.name)) for post in people.list_posts())])
    form.stage.choices = options([("", _("Every stage")), *((stage, STAGE_NAMES[stage]) for stage in STAGES)])
    if request.method == "GET" and (old := request.args.get("like", type=int)):
        _fill(form, get_target(old))
    elif request.method == "GET" and not form.from_month.data:
        form.from_month.data = clock.today().replace(day=1)
    return form


def _fill(form: TargetForm, target: Target) -> None:
    """A change begins as a copy."""
    form.kpi.data, form.value.data = target.kpi_id, target.value
    form.zh.data, form.en.data = target.statement.zh, target.statement.en
    form.unit.data, form.post.data, form.stage.data = target.unit_id or 0, target.post_id or 0, target.stage or ""
    form.from_month.data, form.until_month.data = clock.today().replace(day=1), target.until_month
    if target.owner_id is not None:
        form.owner.data = people.get_person(target.owner_id).employee_no


@blueprint.get("/kpis/targets/new")
@requires(Permission.MANAGE_KPIS)
def new_target() -> Any:
    """The form, empty or like a target that is to be changed."""
    return render_template("kpis/target_form.html", form=_form())


@blueprint.post("/kpis/targets/new")
@requires(Permission.MANAGE_KPIS)
def add_target() -> Any:
    """Set a target."""
    form = _form()
    owner = find_owner(form.owner.data) if form.owner.data else None
    valid = form.validate_on_submit()
    if form.owner.data and owner is None:
        form.owner.errors = [_("Nobody has this employee number.")]
        valid = False
    if not valid or owner is None or form.from_month.data is None or form.value.data is None:
        return render_template("kpis/target_form.html", form=form), 422
    units = {unit.id: unit for unit in people.list_units()}
    posts = {post.id: post for post in people.list_posts()}
    kpi = next(kpi for kpi in list_kpis() if kpi.id == form.kpi.data)
    until = form.until_month.data
    try:
        set_target(
            kpi=kpi,
            statement=Bilingual(form.zh.data or "", form.en.data or form.zh.data or ""),
            value=form.value.data,
            from_month=form.from_month.data.replace(day=1),
            until_month=until.replace(day=1) if until else None,
            owner=owner,
            unit=units.get(form.unit.data),
            post=posts.get(form.post.data),
            stage=form.stage.data or None,
            this_month=clock.today().replace(day=1),
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        form.tell(broken, target_months="until_month", target_past="from_month", target_beyond_scale="value")
        return render_template("kpis/target_form.html", form=form), 422
    flash(_("The target was set."), "success")
    return redirect(url_for("kpis.targets"))


@blueprint.post("/kpis/targets/<int:target_id>/give-up")
@requires(Permission.MANAGE_KPIS)
def end_target(target_id: int) -> Response:
    """From this month on the scope has no target any more."""
    give_up_target(
        target=get_target(target_id),
        this_month=clock.today().replace(day=1),
        actor=current_user,
        at=clock.now(),
    )
    flash(_("The target was given up from this month on. What was before stays on record."), "success")
    return redirect(url_for("kpis.targets"))

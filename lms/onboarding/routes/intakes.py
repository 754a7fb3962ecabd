"""Intakes: the list, opening one, adding people, the board."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.onboarding.actions.intakes import enrol, open_intake
from lms.onboarding.forms import IntakeForm
from lms.onboarding.queries.ahead import standing_of
from lms.onboarding.queries.board import intake_board
from lms.onboarding.queries.intakes import (
    find_last_roster,
    get_intake,
    get_managed_intake,
    list_chosen,
    list_intakes,
    list_managed_units,
    list_newcomers,
)
from lms.onboarding.queries.programmes import get_version, list_latest_versions
from lms.onboarding.routes import blueprint
from lms.people.models import Unit
from lms.people.queries.people import list_posts


@blueprint.get("/intakes")
@requires(Permission.MANAGE_INTAKES, Permission.SEE_ARCHIVE)
def intakes() -> str:
    """The intakes in the reader's units."""
    return render_template("onboarding/intakes.html", intakes=list_intakes(current_user))


@blueprint.route("/intakes/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def new_intake() -> Any:
    """Open an intake; choosing its people comes next."""
    form = IntakeForm()
    versions = list_latest_versions()
    units = list_managed_units(current_user)
    form.version_id.choices = options((v.id, str(v.programme.title)) for v in versions)
    form.unit_id.choices = options((u.id, "　" * (u.path.count("/") - 2) + str(u.name)) for u in units)
    if form.validate_on_submit():
        unit = next(u for u in units if u.id == form.unit_id.data)
        cohort = open_intake(
            title=Bilingual(form.title_zh.data or "", form.title_en.data or ""),
            version=get_version(form.version_id.data),
            unit=unit,
            starts_on=form.starts_on.data or clock.today(),
            actor=current_user,
            at=clock.now(),
        )
        flash(_("The intake is open. Now choose who is in it."), "success")
        return redirect(url_for("onboarding.add_people", cohort_id=cohort.id))
    if not form.is_submitted():
        form.starts_on.data = clock.today()
        if any(u.id == current_user.unit_id for u in units):
            form.unit_id.data = current_user.unit_id
    page = render_template("onboarding/new_intake.html", form=form, versions=versions)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/intakes/<int:cohort_id>")
@requires(Permission.MANAGE_INTAKES, Permission.SEE_ARCHIVE)
def intake(cohort_id: int) -> str:
    """The board: people by stages, what is late, what blocks."""
    cohort, unit, moves = get_intake(cohort_id, current_user)
    rows = intake_board(cohort_id, current_user, clock.today())
    stages = cohort.version.stages
    reach = current_user.reach(Permission.MANAGE_INTAKES)
    return render_template(
        "onboarding/intake.html",
        cohort=cohort,
        unit=unit,
        rows=rows,
        stages=stages,
        moves=moves,
        manages=reach is None or unit.path.startswith(reach),
        running=[r for r in rows if not r.journey.has_ended],
        late=[r for r in rows if r.is_late],
        soon=[r for r in rows if standing_of(r, clock.today()).is_soon],
        blocked=[r for r in rows if r.blockers],
        on_duty=[r for r in rows if r.journey.row.outcome_kind == "on_duty"],
    )


@blueprint.route("/intakes/<int:cohort_id>/people", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def add_people(cohort_id: int) -> Any:
    """Choose the new hires of an intake."""
    cohort = get_managed_intake(cohort_id, current_user)
    problems: list[str] = []
    chosen = set(request.form.getlist("person", type=int))
    if request.method == "POST":
        people = list_chosen(current_user, chosen)
        try:
            made = enrol(cohort=cohort, people=people, actor=current_user, at=clock.now())
            words = ngettext("%(num)s person enrolled. Now appoint the mentors.", "%(num)s people enrolled. Now appoint the mentors.", len(made))  # fmt: skip
            flash(words, "success")
            return redirect(url_for("onboarding.mentors", cohort_id=cohort.id))
        except RuleBroken as broken:
            problems = describe(broken.refusals)
    page = render_template(
        "onboarding/add_people.html",
        cohort=cohort,
        people=_newcomers(cohort),
        units=list_managed_units(current_user),
        posts=list_posts(),
        roster=find_last_roster(),
        chosen=chosen,
        problems=problems,
    )
    return (page, 422) if problems else page


def _newcomers(cohort: Any) -> list[Any]:
    """Those whom the page's filter shows. Without a filter: the intake's job family within its unit."""
    asked = request.args
    unit_id = asked.get("unit", type=int) if "unit" in asked else cohort.unit_id
    family = None if asked.get("post") else cohort.version.programme.family
    return list_newcomers(
        current_user,
        today=clock.today(),
        family=None if asked.get("family") == "all" else family,
        unit=db.session.get(Unit, unit_id) if unit_id else None,
        post_id=asked.get("post", type=int),
        from_roster=find_last_roster() if asked.get("from") == "roster" else None,
    )

"""Abilities: which KPIs they move, which courses teach them, and saying so."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.actions.abilities import teach_abilities
from courses.models import Course
from courses.queries.abilities import ability_ids_of, list_teachable_courses
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.errors import RuleBroken, describe
from lms.core.written import whole
from lms.kpis.actions.abilities import WEIGHTS, Behind, put_ability_behind
from lms.kpis.models import Kpi
from lms.kpis.queries.abilities import links_of
from lms.kpis.queries.definitions import list_kpis
from lms.plans.labels import WEIGHT_NAMES
from lms.plans.queries.abilities import around
from lms.plans.routes import blueprint
from lms.skills.labels import FAMILY_NAMES, LAYER_NAMES
from lms.skills.models import Ability
from lms.skills.queries import get_ability

MOST_WORDS = 300


@blueprint.get("/abilities")
@requires(Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def abilities() -> str:
    """Every ability, or those behind one KPI."""
    kpis = [kpi for kpi in list_kpis() if kpi.versions]
    behind = next((kpi for kpi in kpis if kpi.code == request.args.get("kpi")), None)
    return render_template(
        "plans/abilities.html", found=around(current_user, kpis, behind=behind), kpis=kpis, behind=behind,
        layers=LAYER_NAMES, families=FAMILY_NAMES, weights=WEIGHT_NAMES,
    )  # fmt: skip


@blueprint.route("/abilities/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
def ability(code: str) -> Any:
    """Say which KPIs an ability moves, how strongly and why, and which courses teach it."""
    found = get_ability(code)
    kpis = {kpi.id: kpi for kpi in list_kpis() if kpi.versions}
    courses = list_teachable_courses()
    if request.method == "GET":
        chosen = {link.kpi_id: Behind(link.weight, link.why) for link in links_of([found.id])}
        teaching = {course.id for course in courses if found.id in ability_ids_of(course.id)}
        return _page(found, kpis, chosen, courses, teaching)
    chosen, teaching = _chosen(kpis), set(request.form.getlist("course", type=int))
    try:
        changed = put_ability_behind(ability=found, kpis=chosen, known=kpis, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(found, kpis, chosen, courses, teaching, describe(broken.refusals)), 422
    changed += sum(_teach(course, found, teaches=course.id in teaching) for course in courses)
    flash(_("Saved.") if changed else _("Nothing was changed."), "success")
    return redirect(url_for("plans.abilities"))


def _page(
    found: Ability, kpis: dict[int, Kpi], chosen: dict[int, Behind], courses: list[Course], teaching: set[int],
    complaints: list[str] | None = None,
) -> str:  # fmt: skip
    return render_template(
        "plans/ability.html", ability=found, kpis=kpis.values(), chosen=chosen, courses=courses, teaching=teaching,
        complaints=complaints or [], layers=LAYER_NAMES, families=FAMILY_NAMES, weights=WEIGHT_NAMES, most=MOST_WORDS,
    )  # fmt: skip


def _chosen(kpis: dict[int, Kpi]) -> dict[int, Behind]:
    chosen = {}
    for kpi_id in kpis:
        weight = request.form.get(f"weight-{kpi_id}", 0, type=int)
        if weight in WEIGHTS:
            zh, en = (whole(request.form.get(f"{part}-{kpi_id}", ""), MOST_WORDS) for part in ("zh", "en"))
            chosen[kpi_id] = Behind(weight, Bilingual(zh, en))
    return chosen


def _teach(course: Course, found: Ability, *, teaches: bool) -> bool:
    before = set(ability_ids_of(course.id))
    wanted = before | {found.id} if teaches else before - {found.id}
    return teach_abilities(course=course, ability_ids=wanted, actor=current_user, at=clock.now())

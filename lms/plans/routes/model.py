"""The model of abilities: three layers, the level asked of whom, and what shows it; to see and to change."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from assessments.models import Exam, PracticalTask, Rubric
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.written import whole
from lms.people.queries.people import list_people, list_posts
from lms.plans.queries.levels import MAY_SEE
from lms.plans.routes import blueprint
from lms.skills.actions import FAMILIES, ask_levels, measure_by, write_ability
from lms.skills.labels import EVIDENCE_NAMES, FAMILY_NAMES, LAYER_NAMES, LEVEL_NAMES, TIER_NAMES
from lms.skills.models import Ability
from lms.skills.queries import get_ability, list_abilities, list_level_changes, list_measures, list_requirements
from lms.skills.rules import EXAM, LAYERS, MOST_OF, RUBRIC, TASK, TIERS, Requirements


@blueprint.get("/ability-model")
@requires(MAY_SEE, Permission.SEE_KPIS, Permission.MANAGE_KPIS)
def ability_model() -> str:
    """Three layers, each ability with the levels by job family and tier."""
    asked = Requirements(list_requirements(), clock.today())
    family = request.args.get("family", "field")
    family = family if family in FAMILIES else "field"
    abilities = [a for a in list_abilities() if a.family in ("all", family) or asked.own(a.id, family)]
    measured: dict[int, int] = {}
    for one in list_measures(clock.today()):
        measured[one.ability_id] = measured.get(one.ability_id, 0) + 1
    return render_template(
        "plans/model.html", layers=[(layer, [a for a in abilities if a.layer == layer]) for layer in LAYERS], asked=asked,
        family=family, families={key: FAMILY_NAMES[key] for key in FAMILIES}, tiers=TIER_NAMES, levels=LEVEL_NAMES,
        layer_names=LAYER_NAMES, measured=measured,
    )  # fmt: skip


@blueprint.route("/ability-model/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
def new_ability() -> Any:
    """Another ability."""
    complaints: list[str] = []
    if request.method == "POST":
        try:
            found = write_ability(ability=None, code=request.form.get("code", "").strip(), **_words())
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Added. Now say which level is asked of whom."), "success")
            return redirect(url_for("plans.ability_levels", code=found.code))
    page = render_template(
        "plans/model_new.html", complaints=complaints, given=request.form, families=FAMILY_NAMES, layers=LAYER_NAMES
    )
    return page, (422 if complaints else 200)


def _words() -> dict[str, Any]:
    given = {
        name: whole(request.form.get(name, ""), 400) for name in ("name_zh", "name_en", "meaning_zh", "meaning_en")
    }
    return {
        "name": Bilingual(given["name_zh"], given["name_en"]),
        "meaning": Bilingual(given["meaning_zh"], given["meaning_en"]),
        "family": request.form.get("family", ""), "layer": request.form.get("layer", ""),
        "actor": current_user, "at": clock.now(),
    }  # fmt: skip


@blueprint.route("/ability-model/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE_KPIS)
def ability_levels(code: str) -> Any:
    """One ability: its words and layer, the levels asked of a family or post, and what shows them."""
    found = get_ability(code)
    complaints: list[str] = []
    if request.method == "POST":
        try:
            {"words": _change_words, "levels": _ask, "measure": _measure}.get(request.form.get("part", ""), _nothing)(
                found
            )
        except RuleBroken as broken:
            db.session.rollback()
            found, complaints = get_ability(code), describe(broken.refusals)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("plans.ability_levels", code=code))
    return _page(found, complaints), (422 if complaints else 200)


def _nothing(_ability: Ability) -> None:
    raise RuleBroken(Refusal("ability_place"))


def _change_words(ability: Ability) -> None:
    write_ability(ability=ability, code=ability.code, **_words())


def _ask(ability: Ability) -> None:
    kind, _colon, value = request.form.get("whom", "").partition(":")
    levels = {tier: request.form.get(f"tier-{tier}", -1, type=int) for tier in TIERS}
    ask_levels(
        ability=ability, post_id=int(value) if kind == "post" and value.isdecimal() else None,
        family=value if kind == "family" else None, levels=levels, from_day=_day(), actor=current_user, at=clock.now(),
    )  # fmt: skip


def _measure(ability: Ability) -> None:
    kind, _colon, code = request.form.get("what", "").partition(":")
    if (kind, code) not in _measurable():
        raise RuleBroken(Refusal("ability_measure", {"most": MOST_OF.get(kind, 3)}))
    measure_by(
        ability=ability, kind=kind, code=code, level=request.form.get("level", -1, type=int), from_day=_day(),
        actor=current_user, at=clock.now(),
    )  # fmt: skip


def _day() -> date:
    """The day from which it holds; the past stays as it was."""
    try:
        return max(date.fromisoformat(request.form.get("from_day", "")), clock.today())
    except ValueError:
        return clock.today()


def _measurable() -> dict[tuple[str, str], Bilingual]:
    """Everything that can show an ability: exams, practical tasks, practical examinations."""
    found = {(EXAM, e.code): e.title for e in db.session.execute(select(Exam.code, Exam.title).where(Exam.retired_at.is_(None)).order_by(Exam.code))}  # fmt: skip
    for kind, model in ((TASK, PracticalTask), (RUBRIC, Rubric)):
        rows = db.session.execute(select(model.code, model.title).order_by(model.code, model.number))
        found |= {(kind, row.code): row.title for row in rows}
    return found


def _page(found: Ability, complaints: list[str]) -> str:
    today, asked = clock.today(), Requirements(list_requirements([found.id]), clock.today())
    posts = list_posts()
    changes = list_level_changes(found.id)
    people = {p.id: p.name for p in list_people({c.set_by for c in changes if c.set_by})}
    whom: list[tuple[str, Any, Any]] = [
        (f"family:{key}", FAMILY_NAMES[key], asked.own(found.id, key)) for key in FAMILIES
    ]
    whom += [(f"post:{post.id}", post.name, asked.own(found.id, post.id)) for post in posts]
    chosen = request.args.get("whom", request.form.get("whom", "family:field"))
    return render_template(
        "plans/model_ability.html", ability=found, complaints=complaints, whom=whom, chosen=chosen,
        chosen_levels=next((levels for key, _name, levels in whom if key == chosen), {}), tiers=TIER_NAMES,
        levels=LEVEL_NAMES, families=FAMILY_NAMES, layers=LAYER_NAMES, today=today, changes=changes, people=people,
        post_names={post.id: post.name for post in posts}, measures=list_measures(today, [found.id]),
        measurable=_measurable(), kinds=EVIDENCE_NAMES,
    )  # fmt: skip

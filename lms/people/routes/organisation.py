"""Units and posts: what a roster refers to."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.people.actions.organisation import FAMILIES, add_post, add_unit
from lms.people.forms import PostForm, UnitForm
from lms.people.labels import FAMILY_NAMES
from lms.people.models import Unit
from lms.people.queries import people
from lms.people.queries.scope import list_reached_units
from lms.people.routes import blueprint


def _forms() -> tuple[UnitForm, PostForm]:
    unit_form, post_form = UnitForm(prefix="unit"), PostForm(prefix="post")
    reached = list_reached_units(current_user, Permission.MANAGE_PEOPLE)
    top = [(0, _("Nothing: the top"))] if current_user.reach(Permission.MANAGE_PEOPLE) is None else []
    unit_form.parent.choices = options([*top, *((u.id, str(u.name)) for u in reached)])
    post_form.family.choices = options((family, FAMILY_NAMES[family]) for family in FAMILIES)
    return unit_form, post_form


def _page(unit_form: UnitForm, post_form: PostForm, status: int = 200) -> Any:
    units, posts = people.list_units(), people.list_posts()
    page = render_template(
        "people/organisation.html",
        units=units,
        posts=posts,
        unit_form=unit_form,
        post_form=post_form,
        families=FAMILY_NAMES,
    )
    return page, status


@blueprint.get("/people/organisation")
@requires(Permission.MANAGE_PEOPLE)
def organisation() -> Any:
    """The units as a tree and the posts by job family."""
    return _page(*_forms())


@blueprint.post("/people/organisation/units")
@requires(Permission.MANAGE_PEOPLE)
def new_unit() -> Any:
    """Add a unit."""
    unit_form, post_form = _forms()
    if not unit_form.validate_on_submit():
        return _page(unit_form, post_form, 422)
    parent = db.session.get(Unit, unit_form.parent.data) if unit_form.parent.data else None
    name = Bilingual(unit_form.zh.data or "", unit_form.en.data or "")
    city = Bilingual(unit_form.city_zh.data or "", unit_form.city_en.data or "")
    try:
        add_unit(
            code=unit_form.code.data or "", name=name, city=city, parent=parent, actor=current_user, at=clock.now()
        )
    except RuleBroken as broken:
        unit_form.code.errors = describe(broken.refusals)
        return _page(unit_form, post_form, 422)
    flash(_("The unit was added."), "success")
    return redirect(url_for("people.organisation"))


@blueprint.post("/people/organisation/posts")
@requires(Permission.MANAGE_PEOPLE)
def new_post() -> Any:
    """Add a post."""
    unit_form, post_form = _forms()
    if not post_form.validate_on_submit():
        return _page(unit_form, post_form, 422)
    name = Bilingual(post_form.zh.data or "", post_form.en.data or "")
    try:
        add_post(
            code=post_form.code.data or "", name=name, family=post_form.family.data, actor=current_user, at=clock.now()
        )
    except RuleBroken as broken:
        post_form.code.errors = describe(broken.refusals)
        return _page(unit_form, post_form, 422)
    flash(_("The post was added."), "success")
    return redirect(url_for("people.organisation"))

"""What a course teaches: the abilities that its author names."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.actions.abilities import teach_abilities
from courses.queries.abilities import ability_ids_of
from courses.queries.courses import get_course
from courses.routes import authoring
from lms.core import clock
from lms.core.access import Permission, requires
from lms.skills.labels import FAMILY_NAMES, LAYER_NAMES
from lms.skills.queries import list_abilities


@authoring.route("/authoring/courses/<code>/abilities", methods=["GET", "POST"])
@requires(Permission.MANAGE_COURSES)
def abilities(code: str) -> Any:
    """Tick the abilities that the course teaches; holds at once, without a new version."""
    course = get_course(code)
    known = list_abilities()
    if request.method == "POST":
        chosen = {ability.id for ability in known} & set(request.form.getlist("ability", type=int))
        teach_abilities(course=course, ability_ids=chosen, actor=current_user, at=clock.now())
        flash(_("Saved."), "success")
        return redirect(url_for("authoring.course", code=code))
    return render_template(
        "courses/abilities.html", course=course, abilities=known, chosen=set(ability_ids_of(course.id)),
        family_names=FAMILY_NAMES, layer_names=LAYER_NAMES,
    )  # fmt: skip

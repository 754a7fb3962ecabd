"""What practical tasks ask for, and changing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from assessments.actions.practical_tasks import set_terms
from assessments.practical_labels import mode_name
from assessments.queries.practical_tasks import list_tasks
from assessments.queries.practicals import get_task
from assessments.routes import blueprint
from assessments.rules.practicals import MODES
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe

MOST = 20


@blueprint.get("/practicals/tasks")
@requires(Permission.MANAGE_BANK)
def practical_tasks() -> str:
    """Every task with what it asks for."""
    return render_template("assessments/practicals/tasks.html", tasks=list_tasks(), modes=MODES, mode_name=mode_name)


@blueprint.route("/practicals/tasks/<code>/terms", methods=["GET", "POST"])
@requires(Permission.MANAGE_BANK)
def practical_terms(code: str) -> Any:
    """How often, by how many people, and with whose second signature a task is shown."""
    task = get_task(code)
    complaints: list[str] = []
    required, people, seconds = dict(task.required), dict(task.people), set(task.countersign)
    if request.method == "POST":
        required, people = _numbers("required", 0), _numbers("people", 1)
        seconds = {mode for mode in MODES if f"countersign-{mode}" in request.form}
        try:
            set_terms(
                code=code, required=required, people=people, countersign=seconds, actor=current_user, at=clock.now()
            )
            flash(
                _("The task asks for this from now on. What is signed keeps the version by which it was judged."),
                "success",
            )
            return redirect(url_for("assessments.practical_tasks"))
        except RuleBroken as refused:
            complaints = describe(refused.refusals)
    page = render_template(
        "assessments/practicals/terms.html", task=task, required=required, people=people, seconds=seconds,
        modes=MODES, mode_name=mode_name, most=MOST, complaints=complaints,
    )  # fmt: skip
    return page, 422 if complaints else 200


def _numbers(name: str, least: int) -> dict[str, int]:
    """The number of each mode; what is no number between the least and the most is taken as out of bounds."""
    found = {}
    for mode in MODES:
        number = request.form.get(f"{name}-{mode}", least, type=int)
        found[str(mode)] = number if least <= number <= MOST else -1
    return found

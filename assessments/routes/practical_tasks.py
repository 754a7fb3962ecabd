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
from assessments.rules.practicals import MODES, MOST
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe


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
    required: dict[str, Any] = dict(task.required)
    people: dict[str, Any] = dict(task.people)
    seconds = set(task.countersign)
    if request.method == "POST":
        required, people = _sent("required"), _sent("people")
        seconds = {mode for mode in MODES if f"countersign-{mode}" in request.form}
        try:
            set_terms(
                code=code, required=_numbers(required, 0), people=_numbers(people, 1), countersign=seconds,
                actor=current_user, at=clock.now(),
            )  # fmt: skip
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


def _sent(name: str) -> dict[str, str]:
    """What stands in the fields of each mode, to be shown again where it is refused."""
    return {str(mode): request.form.get(f"{name}-{mode}", "").strip()[:9] for mode in MODES}


def _numbers(sent: dict[str, str], empty: int) -> dict[str, int]:
    """The number of each mode; what is no whole number lies out of bounds."""
    return {mode: (int(text) if text.isdecimal() else -1) if text else empty for mode, text in sent.items()}

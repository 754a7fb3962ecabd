"""What the three grades ask: reading it, changing it from a day on, as YAML to take away and to bring in."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.labels import LEVEL_NAMES as COURSE_LEVELS
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import Refusal, RuleBroken, describe
from lms.core.written import whole
from lms.people.queries.people import list_people
from lms.trainers.forms import GradeForm
from lms.trainers.grades import drafts
from lms.trainers.grades.actions import set_version, ship_grades
from lms.trainers.grades.editing import NotReadable, data_from, form_from
from lms.trainers.grades.labels import GRADE_NAMES
from lms.trainers.grades.lines import asked_lines
from lms.trainers.grades.versions import get_version, list_versions, versions_on
from lms.trainers.rights.labels import LEVEL_NAMES
from lms.trainers.routes import blueprint


@blueprint.get("/trainers/grades")
@requires(Permission.SEE_TRAINERS)
def grades() -> str:
    """The three grades as they are today."""
    return _page([])


def _page(complaints: list[str], text: str = "") -> str:
    found = versions_on(clock.today())
    return render_template(
        "trainers/grades.html", versions=found, level_names=LEVEL_NAMES, course_levels=COURSE_LEVELS, complaints=complaints, text=text,
        asked={level: asked_lines(version.requirements) for level, version in found.items()},
        review={level: asked_lines(_review(version.renewal)) for level, version in found.items()},
    )  # fmt: skip


def _review(renewal: dict[str, Any]) -> list[dict[str, Any]]:
    cycles = renewal.get("cycles") or []
    return list(cycles[0].get("requirements", [])) if cycles else []


@blueprint.post("/trainers/grades/begin")
@requires(Permission.MANAGE_TRAINERS)
def begin_grades() -> Any:
    """Put the usual three grades in place."""
    ship_grades(actor=current_user, at=clock.now())
    flash(_("The three grades are in place. Look through what they ask."), "success")
    return redirect(url_for("trainers.grades"))


@blueprint.get("/trainers/grades.yaml")
@requires(Permission.SEE_TRAINERS)
def grades_yaml() -> Response:
    """What the grades ask today, to be changed and brought in again."""
    text = drafts.write(list(versions_on(clock.today()).values()))
    return Response(
        text, mimetype="application/yaml", headers={"Content-Disposition": "attachment; filename=trainer-grades.yaml"}
    )


@blueprint.post("/trainers/grades/load")
@requires(Permission.MANAGE_TRAINERS)
def load_grades() -> Any:
    """Bring in what grades ask from YAML, from today on: all of it or nothing."""
    file = request.files.get("file")
    text = file.read(drafts.LONGEST + 1).decode("utf-8", "replace") if file else ""
    data, refusals = drafts.read(text)
    if refusals:
        return _page(describe(refusals)), 422
    reason = whole(request.form.get("reason", ""), 1000)
    try:
        for one in data:
            set_version(data=one, from_day=clock.today(), reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(describe(broken.refusals)), 422
    flash(_("Loaded. What was granted before stays, with the rule of its time."), "success")
    return redirect(url_for("trainers.grades"))


@blueprint.route("/trainers/grades/<int:level>", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINERS)
def edit_grade(level: int) -> Any:
    """Change what a grade asks, from a day on; what was decided before stays to be read."""
    today = clock.today()
    version = get_version(level, today)
    form = GradeForm() if request.method == "POST" else form_from(version, today)
    complaints: list[str] = []
    if request.method == "POST" and form.validate():
        assert form.from_day.data is not None
        try:
            data = data_from(form, version)
            set_version(
                data=data,
                from_day=form.from_day.data,
                reason=form.reason.data or "",
                actor=current_user,
                at=clock.now(),
            )
        except NotReadable as broken:
            complaints = describe((Refusal("grades_not_yaml", {"line": broken.line}),))
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Saved. What was granted before stays, with the rule of its time."), "success")
            return redirect(url_for("trainers.grades"))
    before = list_versions(level)
    page = render_template(
        "trainers/grade_edit.html", form=form, version=version, complaints=complaints, before=before, level=level,
        grade_names=GRADE_NAMES, names={p.id: p.name for p in list_people({b.set_by for b in before if b.set_by})},
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)

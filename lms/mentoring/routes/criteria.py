"""What is asked of mentors, and who decided it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.mentoring.appointments import actions, pages, queries
from lms.mentoring.appointments.forms import CriteriaForm
from lms.mentoring.appointments.rules import Criteria
from lms.mentoring.labels import KIND_NAMES
from lms.mentoring.routes import blueprint
from lms.people.queries.people import list_people


@blueprint.route("/mentors/criteria", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def mentor_criteria() -> Any:
    """Read and change the criteria; a change holds from a day on and touches no standing appointment."""
    today = clock.today()
    asked = queries.criteria_on(today)
    kind = request.args.get("kind", "technical")
    standing = asked.get(kind, asked["technical"])
    form = CriteriaForm(
        kind=standing.kind, tier=standing.tier, years=standing.years, least_rating=standing.least_rating,
        raters=standing.raters, course_code=standing.course_code or "", term_months=standing.term_months, from_day=today,
    )  # fmt: skip
    names, courses = pages.tier_names(), pages.course_titles()
    form.kind.choices = options((str(kind), name) for kind, name in KIND_NAMES.items())
    form.tier.choices = options([(0, _("No certificate asked")), *names.items()])
    form.course_code.choices = options([("", _("No course asked")), *courses.items()])
    complaints: list[str] = []
    if request.method == "POST" and form.validate():
        assert form.from_day.data is not None
        criteria = Criteria(
            form.kind.data, form.tier.data, float(form.years.data or 0), float(form.least_rating.data or 0),
            form.raters.data or 0, form.course_code.data or None, form.term_months.data or 1,
        )  # fmt: skip
        try:
            actions.set_criteria(
                criteria=criteria,
                from_day=form.from_day.data,
                reason=form.reason.data or "",
                actor=current_user,
                at=clock.now(),
            )
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Saved. Standing appointments stay until their term ends."), "success")
            return redirect(url_for("mentoring.mentor_criteria", kind=criteria.kind))
    changes = queries.list_criteria_changes()
    page = render_template(
        "mentoring/mentor_criteria.html", form=form, asked=asked, kind_names=KIND_NAMES, complaints=complaints,
        tier_names=names, course_titles=courses, changes=changes,
        names={p.id: p.name for p in list_people({c.set_by for c in changes if c.set_by})},
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)

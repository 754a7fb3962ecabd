"""How mentors do: one table for rewards, thanks, and what a mentee says in confidence."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import audit, clock
from lms.core.access import Permission, requires, writes_later
from lms.core.db import start_writing
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.paging import page_of, wanted_page
from lms.core.tables.writing import workbook
from lms.core.written import whole
from lms.mentoring.appointments.labels import STATUS_NAMES
from lms.mentoring.appointments.queries import Mentor, list_mentors
from lms.mentoring.appointments.rules import Status
from lms.mentoring.feedback import queries as feedback
from lms.mentoring.feedback.actions import rate_mentor
from lms.mentoring.feedback.rules import Question
from lms.mentoring.results.actions import give_credit
from lms.mentoring.results.labels import AGREEMENT, QUESTION_NAMES, comparison_words, measured_words
from lms.mentoring.results.queries import credits_of, results_of
from lms.mentoring.results.table import WIDTHS, heading, lines
from lms.mentoring.routes import blueprint
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible

PER_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _mentors() -> list[Mentor]:
    return [m for m in list_mentors(current_user, clock.today()) if m.status is not Status.NEVER or m.mentees]


@blueprint.get("/mentors/results")
@requires(Permission.MANAGE_INTAKES)
def mentor_results() -> str:
    """Every mentor within reach in the order of the units: no ranking."""
    page = page_of(_mentors(), wanted_page(), PER_PAGE)
    found = results_of([one.person for one in page.items], clock.today())
    return render_template(
        "mentoring/mentor_results.html", page=page, results=found, measured=measured_words, compared=comparison_words,
        status_names=STATUS_NAMES, question_names=QUESTION_NAMES,
    )  # fmt: skip


@blueprint.post("/mentors/results.xlsx")
@requires(Permission.MANAGE_INTAKES)
@writes_later
def export_mentor_results() -> Response:
    """The same as a table to take away, for appraisal and rewards; who took it stands on the audit trail."""
    mentors = _mentors()
    people = [one.person for one in mentors]
    found, thanks = results_of(people, clock.today()), credits_of([person.id for person in people])
    rows = lines(mentors, found, thanks)
    content = workbook(_("Mentors"), heading(), rows, widths=WIDTHS)
    start_writing()
    audit.record(
        "mentor_results.exported", "mentor_results", "xlsx", actor=current_user, at=clock.now(), mentors=len(rows)
    )
    return Response(content, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="mentors.xlsx"'})


@blueprint.post("/mentors/<int:person_id>/credit")
@requires(Permission.MANAGE_INTAKES)
def credit_mentor(person_id: int) -> Any:
    """Thank a mentor, perhaps with points."""
    mentor = get_visible(current_user, person_id, Permission.MANAGE_INTAKES)
    try:
        points = float(request.form.get("points", "").replace(",", ".") or 0)
        if not -1000 <= points <= 1000:
            raise ValueError
    except ValueError:
        flash(_("Points: write a number from −1000 to 1000."), "danger")
        return redirect(url_for("mentoring.mentor", person_id=mentor.id) + "#thanks")
    try:
        give_credit(
            mentor=mentor,
            points=points,
            reason=whole(request.form.get("reason", ""), 500),
            actor=current_user,
            at=clock.now(),
        )
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
    else:
        flash(_("On record; %(name)s has been told.", name=mentor.name), "success")
    return redirect(url_for("mentoring.mentor", person_id=mentor.id) + "#thanks")


@blueprint.route("/log/mentors/<int:mentor_id>", methods=["GET", "POST"])
@requires(Permission.LEARN)
def rate_mentor_page(mentor_id: int) -> Any:
    """What a mentee says of a mentor, in confidence."""
    if mentor_id not in feedback.days_together(current_user.id, clock.today()):
        raise NotFound
    mentor = get_person(mentor_id)
    chosen = {str(q): request.form.get(str(q), "") for q in Question}
    ratings = {key: int(value) for key, value in chosen.items() if value.isdecimal() and len(value) < 3}
    complaints: list[str] = []
    if request.method == "POST":
        try:
            rate_mentor(mentor_id=mentor_id, ratings=ratings, actor=current_user, at=clock.now())
        except RuleBroken as broken:
            complaints = list(dict.fromkeys(describe(broken.refusals)))
        else:
            flash(_("Thank you. What you said is kept without your name."), "success")
            return redirect(url_for("mentoring.log"))
    page = render_template(
        "mentoring/rate_mentor.html", mentor=mentor, questions=QUESTION_NAMES, levels=AGREEMENT, chosen=ratings,
        complaints=complaints, given=feedback.has_given(current_user.id, mentor_id),
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)

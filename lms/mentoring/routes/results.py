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
from lms.mentoring.appointments.labels import STATUS_NAMES
from lms.mentoring.appointments.queries import Mentor, list_mentors
from lms.mentoring.appointments.rules import Status
from lms.mentoring.feedback import queries as feedback
from lms.mentoring.feedback.actions import rate_mentor
from lms.mentoring.feedback.rules import Question
from lms.mentoring.labels import kind_name
from lms.mentoring.results.actions import give_credit
from lms.mentoring.results.labels import AGREEMENT, QUESTION_NAMES, comparison_words, measured_words
from lms.mentoring.results.queries import Results, credits_of, results_of
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
    """The same as a table to take away, for rewards; who took it stands on the audit trail."""
    mentors = _mentors()
    people = [one.person for one in mentors]
    found, thanks = results_of(people, clock.today()), credits_of([person.id for person in people])
    header = [
        _("Employee number"), _("Name"), _("Unit"), _("Kinds of mentor"), _("Status"), _("Mentees now"), _("Mentees in 24 months"),
        _("Answers to the log, n"), _("Hours to the answer, mean"),
        _("Days to independence, n"), _("mean"), _("lower limit"), _("upper limit"), _("comparable mentees, mean"), _("comparable mentees, n"),
        _("All exams passed at the first attempt, n"), _("per cent"), _("lower limit"), _("upper limit"), _("comparable mentees, per cent"), _("comparable mentees, n"),
        _("Coaching talks"), _("Answers of mentees shown"), _("Mean of their answers, 1 to 5"), _("Reward points"), _("Thanks"),
    ]  # fmt: skip
    rows = [
        _line(one, found[one.person.id], [f"{c.given_on}: {c.reason}" for c in thanks.get(one.person.id, ())])
        for one in mentors
    ]
    content = workbook(_("Mentors"), header, rows, widths=(14, 16, 24, 24, 14))
    start_writing()
    audit.record(
        "mentor_results.exported", "mentor_results", "xlsx", actor=current_user, at=clock.now(), mentors=len(rows)
    )
    return Response(content, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="mentors.xlsx"'})


def _line(one: Mentor, found: Results, thanks: list[str]) -> list[Any]:
    said = found.said.means.values()
    return [
        one.person.employee_no, str(one.person.name), str(one.person.unit.name),
        ", ".join(kind_name(kind) for kind in sorted(one.kinds, reverse=True)), str(STATUS_NAMES[one.status]), one.mentees, found.accompanied,
        found.answers.n, _rounded(found.answers.value),
        found.independence.n, _rounded(found.independence.value), _rounded(found.independence.low), _rounded(found.independence.high),
        _rounded(found.independence_others.value), found.independence_others.n,
        found.passes.n, _rounded(found.passes.value), _rounded(found.passes.low), _rounded(found.passes.high),
        _rounded(found.passes_others.value), found.passes_others.n,
        found.talks, found.said.shown, round(sum(said) / len(said), 2) if said else None, found.points, "\n".join(thanks),
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


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
            reason=request.form.get("reason", "")[:500],
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
    if feedback.first_day(current_user.id, mentor_id) is None:
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

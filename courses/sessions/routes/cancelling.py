"""Cancelling a session, and moving its people to another one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from courses.models import Course
from courses.sessions.actions.cancelling import cancel_session
from courses.sessions.actions.signups import move_all
from courses.sessions.forms import ReasonForm
from courses.sessions.models import CourseSession
from courses.sessions.queries.lines import SPAN, get_manageable, list_sessions, organised_within
from courses.sessions.queries.people import Counts, counts_of, list_sign_ups
from courses.sessions.queries.times import days_of, taken_learners
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.routes.people import say_refused
from courses.sessions.rules.planning import clashes
from courses.sessions.rules.states import HELD, Step
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe


@blueprint.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def cancel(session_id: int) -> Any:
    """Cancel with a reason; everybody on it is told at once."""
    line = get_manageable(current_user, session_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            people = cancel_session(
                session_id=session_id, reason=form.reason.data or "", actor=current_user, at=clock.now()
            )
        except RuleBroken as broken:
            form.reason.errors = describe(broken.refusals)
        else:
            flash(
                ngettext("Cancelled; %(num)s person is told.", "Cancelled; %(num)s people are told.", people), "success"
            )
            if people and current_user.can(Permission.MANAGE_SESSIONS):
                return redirect(url_for("sessions.move", session_id=session_id))
            return redirect(url_for("sessions.show", session_id=session_id))
    counts = counts_of([session_id]).get(session_id, Counts())
    status = 422 if form.is_submitted() else 200
    return render_template("sessions/cancel.html", line=line, form=form, counts=counts, **WORDS), status


@blueprint.route("/sessions/<int:session_id>/move", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS)
def move(session_id: int) -> Any:
    """Move all who were on a cancelled session to another date of the same course."""
    line, at = get_manageable(current_user, session_id), clock.now()
    if line.cancelled_at is None:
        raise NotFound
    targets = list_sessions(
        Course.code == line.course_code, CourseSession.cancelled_at.is_(None), CourseSession.ended_at.is_(None),
        SPAN.c.starts_at > at, organised_within(current_user),
    )  # fmt: skip
    people = list_sign_ups(session_id, steps=HELD)
    if request.method == "POST":
        target = next((one for one in targets if one.id == request.form.get("to", type=int)), None)
        if target is None:
            flash(_("Choose the session to move them to."), "danger")
        else:
            outcome = move_all(session_id=session_id, to_id=target.id, actor=current_user, at=at)
            flash(
                _("%(number)s: %(seated)s seated, %(waiting)s on the waiting list, %(left)s could not be moved.",
                  seated=outcome.count(Step.SEATED), waiting=outcome.count(Step.WAITING), left=len(outcome.refused),
                  number=target.number), "success",
            )  # fmt: skip
            if outcome.there:
                flash(ngettext("%(num)s person was on it already.", "%(num)s people were on it already.", len(outcome.there)), "success")  # fmt: skip
            say_refused(outcome)
            return redirect(url_for("sessions.people", session_id=target.id))
    ids = [one.id for one in targets]
    days = days_of(ids)
    spans = [day.span for one in days.values() for day in one]
    busy = taken_learners(spans, [one.person_id for one in people]) if spans else []
    clashing = {
        number: len({one.thing_id for one in clashes([day.span for day in rows], busy, but=number)})
        for number, rows in days.items()
    }
    return render_template(
        "sessions/move.html", line=line, targets=targets, people=people, counts=counts_of(ids), nothing=Counts(),
        clashing=clashing, **WORDS,
    ), 422 if request.method == "POST" else 200  # fmt: skip

"""Sign-ups that wait for a supervisor's word."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from courses.sessions.actions.signups import decide_sign_up
from courses.sessions.models import CourseSession, SignUp
from courses.sessions.queries.lines import SPAN, list_sessions
from courses.sessions.queries.people import Counts, counts_of, last_steps
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.states import Step
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.people.models import Person, Unit
from lms.people.queries.scope import within_reach


def list_asked() -> list[Any]:
    """The sign-ups of people in the reader's units that wait for a word, those of the next session first. Whoever moved to
    another unit meanwhile stands with the new supervisor."""
    query = (
        select(SignUp.session_id, SignUp.queued_at, Person, Unit.name.label("unit_name"))
        .join(Person, Person.id == SignUp.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .join(SPAN, SPAN.c.session_id == SignUp.session_id)
        .where(SignUp.id.in_(last_steps()), SignUp.step == str(Step.ASKED), Person.id != current_user.id)
        .where(CourseSession.cancelled_at.is_(None), SPAN.c.starts_at > clock.now())
        .where(within_reach(current_user, Permission.APPROVE_SIGN_UPS))
        .order_by(SPAN.c.starts_at, SignUp.queued_at, SignUp.id)
        .limit(200)
    )
    return list(db.session.execute(query))


@blueprint.get("/sessions/approvals")
@requires(Permission.APPROVE_SIGN_UPS)
def approvals() -> str:
    """Say yes or no, one tap each."""
    return _approvals_page()


def _approvals_page(reason_missing: tuple[int, int] | None = None) -> str:
    asked = list_asked()
    ids = {row.session_id for row in asked}
    lines = {line.id: line for line in list_sessions(CourseSession.id.in_(ids))} if ids else {}
    return render_template(
        "sessions/approvals.html",
        asked=asked,
        lines=lines,
        counts=counts_of(ids),
        nothing=Counts(),
        reason_missing=reason_missing,
        **WORDS,
    )


@blueprint.post("/sessions/<int:session_id>/approvals/<int:person_id>")
@requires(Permission.APPROVE_SIGN_UPS)
def decide(session_id: int, person_id: int) -> Any:
    """The word."""
    known = select(Person.id).where(Person.id == person_id, within_reach(current_user, Permission.APPROVE_SIGN_UPS))
    if db.session.scalar(known) is None:
        raise NotFound
    approve = request.form.get("answer") == "yes"
    try:
        step = decide_sign_up(
            session_id=session_id, person_id=person_id, approve=approve, reason=request.form.get("reason", ""),
            actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        if any(one.code == "session_reason_missing" for one in broken.refusals):
            return _approvals_page((session_id, person_id)), 422
        flash(" ".join(describe(broken.refusals)), "danger")
        return _approvals_page(), 422
    said = {
        Step.SEATED: _("Approved; there is a seat."),
        Step.WAITING: _("Approved; on the waiting list until a seat becomes free."),
        Step.REFUSED: _("Not approved; the reason is passed on."),
    }
    flash(said[step], "success")
    return redirect(url_for("sessions.approvals"))

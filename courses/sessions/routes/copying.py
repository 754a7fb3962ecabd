"""A series: the same session again, week after week. The days are looked at before they are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from courses.sessions.actions.planning import Wanted, copy_session, shifted, wanted_of
from courses.sessions.forms import CopyForm
from courses.sessions.queries.lines import get_manageable
from courses.sessions.queries.times import taken_rooms, taken_trainers
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.planning import clashes
from courses.sessions.rules.times import series
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.i18n import day as written_day
from lms.people.models import Unit
from lms.workdays.queries import WorkCalendar


@dataclass(frozen=True)
class Copy:
    """A day on which the session could be held again; `fault`: what is taken then."""

    day: date
    later: int
    fault: str = ""


def _copies(wanted: Wanted, form: CopyForm) -> list[Copy]:
    zone = ZoneInfo(wanted.days[0].zone)
    first = wanted.days[0].span.starts_at.astimezone(zone).date()
    path = db.session.scalar(select(Unit.path).where(Unit.id == wanted.unit_id)) or ""
    works = WorkCalendar().of(path).counts if form.skip.data else None
    days = series(first, weeks=form.weeks.data or 1, times=form.times.data or 1, works=works)
    plans = {day: shifted(wanted, (day - first).days) for day in days}
    spans = [one.span for plan in plans.values() for one in plan.days]
    rooms = taken_rooms(spans, {one.room_id for one in wanted.days if one.room_id})
    team = [*([wanted.lead_id] if wanted.lead_id else []), *wanted.co_ids]
    trainers = taken_trainers(spans, team)
    found = []
    for day, plan in plans.items():
        own = [one.span for one in plan.days]
        fault = (
            _("the room is taken") if clashes(own, rooms) else _("a trainer is taken") if clashes(own, trainers) else ""
        )
        found.append(Copy(day, (day - first).days, fault))
    return found


@blueprint.route("/sessions/<int:session_id>/copy", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS)
def copy(session_id: int) -> Any:
    """Choose the days, look at them, plan those that are ticked; each is a session of its own."""
    line = get_manageable(current_user, session_id)
    form, copies = CopyForm(), []
    if form.validate_on_submit():
        copies = _copies(wanted_of(session_id), form)
        later = set(request.form.getlist("later", type=int))
        if later:
            return _carry_out(session_id, [one for one in copies if one.later in later])
    status = 422 if form.errors else 200
    return render_template("sessions/copy.html", line=line, form=form, copies=copies, **WORDS), status


def _carry_out(session_id: int, copies: list[Copy]) -> Any:
    """Plan each; what was taken meanwhile is left out and said."""
    planned = 0
    for one in copies:
        try:
            with db.session.begin_nested():
                copy_session(session_id=session_id, days=one.later, actor=current_user, at=clock.now())
            planned += 1
        except RuleBroken as broken:
            flash(
                _("%(day)s: %(reason)s", day=written_day(one.day), reason=" ".join(describe(broken.refusals))), "danger"
            )
    if planned:
        flash(ngettext("%(num)s session is planned.", "%(num)s sessions are planned.", planned), "success")
    return redirect(url_for("sessions.index", q="", state="coming"))

"""One session, as its readers see it; signing up and withdrawing oneself; closing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from courses.sessions.actions.planning import close_session
from courses.sessions.actions.signups import sign_up, withdraw
from courses.sessions.forms import MaterialForm
from courses.sessions.queries.lines import Line, cares_for, get_manageable, get_session
from courses.sessions.queries.pages import list_changes, list_materials, list_missing_courses
from courses.sessions.queries.people import (
    Counts,
    counts_of,
    find_last,
    list_sign_ups,
    place_of,
    seats_first,
    trainers_of,
)
from courses.sessions.queries.times import Day, days_of
from courses.sessions.questions import trainers_away
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.states import HELD, State, Step, sign_up_faults, standing
from courses.sessions.warnings import own_clashes
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.core.links import gather
from lms.people.queries.scope import within_reach

SESSION_LINKS = "session links"
"""The question `(line, looks_after) -> list[Link]`: what else stands on a session's page for the reader who is signed in."""


def session_page(session_id: int, *, form: MaterialForm | None = None) -> str:
    """The page of a session for the reader who is signed in."""
    line, at = get_session(session_id), clock.now()
    days = days_of([session_id]).get(session_id, [])
    last = find_last(session_id, current_user.id)
    step = Step(last.step) if last else None
    team = trainers_of([session_id]).get(session_id, [])
    teaches = any(one.person_id == current_user.id for one in team)
    after = cares_for(current_user, line, teaches=teaches)
    faults = sign_up_faults(line.plan, at=at, last=step, own=True, teaches=teaches, has_left=False)
    learns = not after and Permission.LEARN in current_user.permissions
    clashes = []
    if learns and step is not Step.WITHDRAWN:
        clashes = own_clashes([day.span for day in days], current_user.id, session_id)
    people = _people(line, after)
    queue = [one.person_id for one in people if one.standing == Step.WAITING] if after else []
    return render_template(
        "sessions/show.html", line=line, days=days, rooms_of=rooms_of, team=team, at=at, state=line.state(at), after=after, teaches=teaches, counts=counts_of([session_id]).get(session_id, Counts()),
        step=step, stands=standing(step, cancelled=line.cancelled_at is not None) if step else None, last=last,
        on_it=step in HELD, faults=faults, fault_words=describe(faults) if step not in HELD else [],
        place=place_of(session_id, current_user.id) if step is Step.WAITING else None,
        clashes=clashes, missing=list_missing_courses(session_id, current_user.id) if learns and not faults else [],
        people=people, queue={one: number for number, one in enumerate(queue, 1)}, materials=list_materials(session_id) if after or step in HELD else [],
        changes=list_changes(session_id) if after or step in HELD else [],
        away=_away(team, days) if after and line.state(at) in (State.OPEN, State.CLOSED, State.RUNNING) else {}, links=gather(SESSION_LINKS, line, after), form=form or MaterialForm(), **WORDS,
    )  # fmt: skip


def _away(team: Sequence[Any], days: list[Day]) -> dict[int, list[date]]:
    """The days of a session on which those who teach it are away by now, by person: an absence may be entered after planning."""
    dates = sorted({day.starts_at.astimezone(ZoneInfo(day.zone)).date() for day in days})
    found = trainers_away([one.person_id for one in team], dates[0], dates[-1]) if dates else {}
    return {person_id: sorted(away & set(dates)) for person_id, away in found.items()}


def rooms_of(days: list[Day]) -> list[tuple[int | None, Any, Any]]:
    """The rooms of some days, each once: number, name, site."""
    return list(dict.fromkeys((day.room_id, day.room_name, day.room_site) for day in days if day.room_name))


def _people(line: Line, after: bool) -> list[Any]:
    """Whom the reader may see on it: all who looks after it, those of one's units who may see people."""
    if after:
        return seats_first(list_sign_ups(line.id))
    if Permission.SEE_PEOPLE in current_user.permissions:
        return seats_first(list_sign_ups(line.id, within_reach(current_user, Permission.SEE_PEOPLE), steps=HELD))
    return []


@blueprint.get("/sessions/<int:session_id>")
@requires(Permission.SEE_COURSES)
def show(session_id: int) -> str:
    """A session: when and where, who teaches, what to bring, and what the reader can do about it."""
    return session_page(session_id)


@blueprint.post("/sessions/<int:session_id>/sign-up")
@requires(Permission.LEARN)
def sign_up_self(session_id: int) -> Any:
    """Sign oneself up."""
    step = sign_up(session_id=session_id, person_id=current_user.id, actor=current_user, at=clock.now())
    said = {
        Step.SEATED: _("You have a seat. You are reminded before it begins."),
        Step.WAITING: _("All seats are taken; you are on the waiting list and move up by yourself."),
        Step.ASKED: _("Your supervisor is asked. You are told as soon as there is an answer."),
    }
    flash(said[step], "success")
    return redirect(url_for("sessions.show", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/withdraw")
@requires(Permission.LEARN)
def withdraw_self(session_id: int) -> Any:
    """Give one's own place back, with a reason."""
    try:
        withdraw(
            session_id=session_id, person_id=current_user.id, reason=request.form.get("reason", ""), actor=current_user,
            at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
        return session_page(session_id), 422
    flash(_("You are no longer signed up. Your place goes to the next who waits."), "success")
    return redirect(url_for("sessions.show", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/close")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def close(session_id: int) -> Any:
    """Say that it is over."""
    get_manageable(current_user, session_id)
    close_session(session_id=session_id, actor=current_user, at=clock.now())
    flash(_("The session is closed. What follows it begins by itself."), "success")
    return redirect(url_for("sessions.show", session_id=session_id))

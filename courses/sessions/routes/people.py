"""The people of a session: signing up many, taking somebody off, the list on paper."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select

from courses.sessions.actions.signups import Outcome, sign_up_many, withdraw
from courses.sessions.forms import PeopleForm
from courses.sessions.queries.lines import Line, get_manageable
from courses.sessions.queries.pages import people_missing_courses
from courses.sessions.queries.people import Counts, counts_of, list_sign_ups, trainers_of
from courses.sessions.queries.times import days_of, taken_learners
from courses.sessions.questions import days_off, intake_members, intakes
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.planning import clashes
from courses.sessions.rules.states import HELD, Step
from courses.sessions.saying import day_words
from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.db import db
from lms.core.errors import RuleBroken, describe
from lms.core.forms import options
from lms.people.models import Person, Unit
from lms.people.queries.placements import moves_of
from lms.people.queries.scope import list_reached_units, within_reach

_MOST = 500
"""So many people are signed up at once, at most."""


def _found(form: PeopleForm) -> tuple[list[Person], list[str]]:
    """The people whom the form names and the reader may sign up, and the numbers that name nobody."""
    ways = []
    if form.unit_id.data:
        path = select(Unit.path).where(Unit.id == form.unit_id.data).scalar_subquery()
        ways.append(Person.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    if form.intake_id.data:
        ways.append(Person.id.in_(intake_members(form.intake_id.data)))
    numbers = list(dict.fromkeys(part for part in re.split(r"[\s,;，；、]+", form.numbers.data or "") if part))
    if numbers:
        ways.append(Person.employee_no.in_(numbers))
    if not ways:
        return [], []
    query = (
        select(Person)
        .where(or_(*ways), Person.left_on.is_(None), within_reach(current_user, Permission.MANAGE_SESSIONS))
        .order_by(Person.employee_no)
        .limit(_MOST)
    )
    people = list(db.session.scalars(query))
    known = {one.employee_no for one in people}
    return people, [number for number in numbers if number not in known]


def _notes(line: Line, people: list[Person]) -> dict[int, list[str]]:
    """What is worth knowing about each before they are signed up."""
    ids = [one.id for one in people]
    days = days_of([line.id]).get(line.id, [])
    spans, dates = [day.span for day in days], {day.starts_at.astimezone(ZoneInfo(day.zone)).date() for day in days}
    off = days_off(ids, dates)
    held = {one.person_id: one for one in list_sign_ups(line.id, steps=HELD)}
    busy = {one.thing_id for one in clashes(spans, taken_learners(spans, ids), but=line.id)}
    missing = people_missing_courses(line.id, ids)
    found: dict[int, list[str]] = {}
    for one in people:
        notes = []
        if one.id in held:
            notes.append(_("Signed up already."))
        if one.id in busy:
            notes.append(_("Has another session at that time."))
        if one.id in off:
            notes.append(_("Does not work on %(day)s.", day=day_words(min(off[one.id]))))
        notes += [_("Has not completed “%(course)s” yet.", course=title) for title in missing.get(one.id, ())]
        found[one.id] = notes
    return found


@blueprint.route("/sessions/<int:session_id>/people", methods=["GET", "POST"])
@requires(Permission.MANAGE_SESSIONS)
def people(session_id: int) -> Any:
    """Who is on it, and signing up many: by unit, by intake, by list. First looked at, then done."""
    line = get_manageable(current_user, session_id)
    form = PeopleForm()
    units = list_reached_units(current_user, Permission.MANAGE_SESSIONS)
    form.unit_id.choices = options([(0, "–"), *((unit.id, str(unit.name)) for unit in units)])
    form.intake_id.choices = options([(0, "–"), *((one.id, str(one.title)) for one in intakes())])
    found: list[Person] = []
    unknown: list[str] = []
    if ticked := request.form.getlist("person", type=int):
        return _sign_up(session_id, ticked)
    if form.validate_on_submit():
        found, unknown = _found(form)
        if not found:
            form.form_errors.append(_("Nobody was found. Choose a unit or an intake, or enter numbers."))
    rows = list_sign_ups(session_id)
    moved = moves_of([one.person_id for one in rows])
    since = {
        one.person_id: [
            day for day, _unit in moved.units.get(one.person_id, []) if day > clock.local_date(one.queued_at)
        ]
        for one in rows
    }
    return render_template(
        "sessions/people.html", line=line, form=form, found=found, unknown=unknown, notes=_notes(line, found) if found else {},
        rows=rows, counts=counts_of([session_id]).get(session_id, Counts()), moved=since, most=_MOST, **WORDS,
    ), 422 if form.errors else 200  # fmt: skip


def _sign_up(session_id: int, ticked: list[int]) -> Any:
    reached = within_reach(current_user, Permission.MANAGE_SESSIONS)
    query = select(Person.id).where(Person.id.in_(ticked[:_MOST]), reached).order_by(Person.employee_no)
    ids = list(db.session.scalars(query))
    outcome = sign_up_many(session_id=session_id, person_ids=ids, actor=current_user, at=clock.now())
    flash(
        _("%(seated)s seated, %(waiting)s on the waiting list, %(left)s left out.",
          seated=outcome.count(Step.SEATED), waiting=outcome.count(Step.WAITING), left=len(outcome.refused)),
        "success" if outcome.steps else "warning",
    )  # fmt: skip
    say_refused(outcome)
    return redirect(url_for("sessions.people", session_id=session_id))


def say_refused(outcome: Outcome) -> None:
    """Say of the first five who were left out why."""
    for person in db.session.scalars(select(Person).where(Person.id.in_(list(outcome.refused)[:5]))):
        reason = " ".join(describe(outcome.refused[person.id]))
        flash(_("%(name)s: %(reason)s", name=person.name, reason=reason), "warning")


@blueprint.post("/sessions/<int:session_id>/people/<int:person_id>/take-off")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def take_off(session_id: int, person_id: int) -> Any:
    """Take somebody off, with a reason; the seat goes to the next who waits."""
    get_manageable(current_user, session_id)
    try:
        withdraw(
            session_id=session_id, person_id=person_id, reason=request.form.get("reason", ""), actor=current_user,
            at=clock.now(),
        )  # fmt: skip
        flash(_("Taken off. The person is told, and the next who waits moves up."), "success")
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
        db.session.rollback()
    target = "sessions.people" if current_user.can(Permission.MANAGE_SESSIONS) else "sessions.show"
    return redirect(url_for(target, session_id=session_id))


@blueprint.get("/sessions/<int:session_id>/list")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def paper_list(session_id: int) -> str:
    """The list on paper, with a place for each signature; the browser prints it."""
    line = get_manageable(current_user, session_id)
    return render_template(
        "sessions/paper_list.html", line=line, rows=list_sign_ups(session_id, steps={Step.SEATED}),
        days=days_of([session_id]).get(session_id, []), team=trainers_of([session_id]).get(session_id, []), **WORDS,
    )  # fmt: skip

"""Sessions as lists: all of them with filters, one's own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from typing import Any

from flask import render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, select

from courses.sessions.models import CourseSession, SignUp
from courses.sessions.queries.choices import course_choices
from courses.sessions.queries.lines import SPAN, Chosen, Line, chosen_conditions, list_sessions, select_lines, taught_by
from courses.sessions.queries.people import Counts, counts_of, last_steps, list_trainers, steps_of
from courses.sessions.queries.times import list_rooms
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.rules.states import HELD, Step, standing
from courses.sessions.rules.times import moment_at
from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.paging import page_of_rows, wanted_page
from lms.people.queries.people import list_units

_PER_PAGE = 30


def chosen() -> Chosen:
    """What the address filters by."""
    asked = request.args
    return Chosen(
        words=asked.get("q", "").strip()[:100], course=asked.get("course", ""), kind=asked.get("kind", ""),
        language=asked.get("language", ""), product_line=asked.get("line", ""), state=asked.get("state", ""),
        unit_id=asked.get("unit", type=int), trainer_id=asked.get("trainer", type=int), room_id=asked.get("room", type=int),
    )  # fmt: skip


def filter_choices() -> dict[str, Any]:
    """What the filters offer."""
    return {
        "course_pairs": [(row.code, row.title) for row in course_choices()],
        "unit_pairs": [(unit.id, unit.name) for unit in list_units()],
        "trainers": [(row.id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh)) for row in list_trainers(clock.today())],
        "room_pairs": [(room.id, room.name) for room in list_rooms()],
    }  # fmt: skip


def _asked_day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _between(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found = []
    if first:
        found.append(SPAN.c.ends_at > moment_at(first, time(), clock.zone()))
    if last:
        found.append(SPAN.c.starts_at <= moment_at(last, time(23, 59, 59), clock.zone()))
    return found


@blueprint.get("/sessions")
@requires(Permission.SEE_COURSES)
def index() -> str:
    """All sessions, those to come where nothing else is asked for."""
    at, asked = clock.now(), chosen()
    first, last = _asked_day("from"), _asked_day("to")
    if not (asked.state or first or last):
        asked = Chosen(**{**asdict(asked), "state": "coming"})
    query = select_lines(*chosen_conditions(asked, at), *_between(first, last))
    page = page_of_rows(query, wanted_page(), _PER_PAGE)
    lines = [Line(*row) for row in page.items]
    ids = [line.id for line in lines]
    return render_template(
        "sessions/index.html", page=page, lines=lines, counts=counts_of(ids), nothing=Counts(), asked=asked, at=at,
        own={number: row.step for number, row in steps_of(ids, current_user.id).items()},
        first=first, last=last, **filter_choices(), **WORDS,
    )  # fmt: skip


@blueprint.get("/sessions/mine")
@signed_in
def mine() -> str:
    """The reader's own sessions: to come, waiting, over; and those the reader teaches."""
    at = clock.now()
    steps = (Step.SEATED, Step.WAITING, Step.ASKED, Step.REFUSED)
    own = select(SignUp.session_id).where(
        SignUp.id.in_(last_steps(SignUp.person_id == current_user.id)), SignUp.step.in_([str(step) for step in steps])
    )
    lines = list_sessions(or_(CourseSession.id.in_(own), taught_by(current_user.id)))
    held = steps_of([line.id for line in lines], current_user.id)
    cancelled = {line.id for line in lines if line.cancelled_at is not None}
    stands = {number: standing(Step(row.step), cancelled=number in cancelled) for number, row in held.items()}
    waits = [line for line in lines if stands.get(line.id) == "displaced"]
    mine = [line for line in lines if line.id in stands and line not in waits]
    coming = [line for line in mine if line.ends_at > at and line.ended_at is None and line.cancelled_at is None]
    over = [line for line in reversed(mine) if line not in coming]
    teaches = [line for line in lines if line.id not in stands or Step(held[line.id].step) not in HELD]
    ahead = [line for line in teaches if line.ends_at > at and line.cancelled_at is None and line.ended_at is None]
    taught = [line for line in reversed(teaches) if line not in ahead and line.cancelled_at is None]
    return render_template(
        "sessions/mine.html", coming=coming, over=over[:_PER_PAGE], waits=waits,
        ahead=ahead, taught=taught[:_PER_PAGE], stands=stands, at=at, counts=counts_of([line.id for line in ahead]),
        nothing=Counts(), **WORDS,
    )  # fmt: skip

"""Sessions as calendars: a month, a week, the rooms of a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask_login import current_user

from courses.sessions.queries.calendar import list_calendar, list_in_rooms
from courses.sessions.queries.lines import chosen_conditions
from courses.sessions.queries.times import list_rooms
from courses.sessions.routes import WORDS, blueprint
from courses.sessions.routes.lists import chosen, filter_choices
from courses.sessions.saying import day_words, month_words, weekday_words
from lms.core import clock
from lms.core.access import Permission, requires

_IN_A_MONTH, _IN_A_WEEK = 3, 12
"""How many sittings of a day stand in a calendar; a link leads to all of them."""
_FIRST, _LAST = date(2018, 1, 1), date(2099, 12, 1)


def _asked_day() -> date:
    asked = request.args.get("day", "") or f"{request.args.get('month', '')}-01"
    try:
        return min(max(date.fromisoformat(asked), _FIRST), _LAST)
    except ValueError:
        return clock.today()


def _turned(day: date) -> dict[str, Any]:
    """The address of another time with the filters of this one."""
    return {**request.args.to_dict(), "day": day.isoformat(), "month": None}


@blueprint.get("/sessions/month")
@requires(Permission.SEE_COURSES)
def month() -> str:
    """A month, from Monday to Sunday."""
    first = _asked_day().replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    begin = first - timedelta(days=first.weekday())
    days = -(-(following - begin).days // 7) * 7
    asked = chosen()
    calendar = list_calendar(
        begin, days, clock.zone(), per_day=_IN_A_MONTH,
        conditions=chosen_conditions(asked, clock.now()) if asked.any else (),
    )  # fmt: skip
    return render_template(
        "sessions/month.html", first=first, before=(first - timedelta(days=1)).replace(day=1), after=following,
        weeks=[calendar[n : n + 7] for n in range(0, days, 7)], any_planned=any(one.sittings for one in calendar), today=clock.today(), asked=asked, turned=_turned, month_words=month_words, weekday_words=weekday_words,
        **filter_choices(), **WORDS,
    )  # fmt: skip


@blueprint.get("/sessions/week")
@requires(Permission.SEE_COURSES)
def week() -> str:
    """A week, day by day."""
    day = _asked_day()
    begin = day - timedelta(days=day.weekday())
    asked = chosen()
    calendar = list_calendar(
        begin, 7, clock.zone(), per_day=_IN_A_WEEK,
        conditions=chosen_conditions(asked, clock.now()) if asked.any else (),
    )  # fmt: skip
    return render_template(
        "sessions/week.html", begin=begin, before=begin - timedelta(days=7), after=begin + timedelta(days=7), days=calendar,
        today=clock.today(), asked=asked, turned=_turned, month_words=month_words, weekday_words=weekday_words,
        **filter_choices(), **WORDS,
    )  # fmt: skip


@blueprint.get("/sessions/rooms")
@requires(Permission.MANAGE_SESSIONS, Permission.TEACH)
def rooms() -> str:
    """Which room is taken when, in a week."""
    day = _asked_day()
    begin = day - timedelta(days=day.weekday())
    return render_template(
        "sessions/room_week.html", begin=begin, before=begin - timedelta(days=7), after=begin + timedelta(days=7),
        days=[begin + timedelta(days=n) for n in range(7)], rooms=list_rooms(), today=clock.today(),
        taken=list_in_rooms(begin, 7, clock.zone()), plans=current_user.can(Permission.MANAGE_SESSIONS),
        column_days=[day_words(begin + timedelta(days=n)) for n in range(7)], **WORDS,
    )  # fmt: skip

"""The sessions that whoever reads has ahead, as a trainer or as a participant; and the sign-ups that wait for their word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import ngettext

from courses.sessions.queries.agenda import Ahead, Request, count_asked
from courses.sessions.rules.times import Span
from courses.sessions.saying import when
from lms.core import clock
from lms.core.access import Role
from lms.core.phrases import say as _
from lms.home.agenda import Home, Next, Section, Thing
from lms.people.session import User


def fill(home: Home, ahead: Sequence[Ahead], today: date) -> None:
    """Add the next sittings; what one teaches today is what to do now, unless something stands there already."""
    for one in ahead:
        if one.teaches and _day(one) == today and home.next is None:
            home.next = Next(
                one.title, url_for("sessions.show", session_id=one.session_id), _("To the session"), _("You teach today"), _note(one)
            )  # fmt: skip
            break
    things = tuple(
        Thing(
            one.title, _note(one), url_for("sessions.show", session_id=one.session_id),
            _("You teach") if one.teaches else _("Today") if _day(one) == today else "",
            "due" if _day(one) == today else "plain", icon="school" if one.teaches else "calendar-event",
        )
        for one in ahead
    )  # fmt: skip
    home.add(Section(_("My next sessions"), things, _("My sessions"), url_for("sessions.mine")))


def requests(home: Home, asked: Sequence[Request]) -> None:
    """Whom the reader is asked to stand in for. That is what to do now: somebody's class waits for the answer."""
    things = tuple(
        Thing(
            one.title, str(when(Span(one.starts_at, one.ends_at), one.zone)), url_for("sessions.asked", ask_id=one.ask_id),
            _("To do"), "due", icon="school",
        )
        for one in asked
    )  # fmt: skip
    if things:
        first = things[0]
        home.next = Next(first.title, first.href, _("Answer yes or no"), _("Can you teach this?"), first.note)
    home.add(Section(_("You are asked to stand in"), things[1:]))


def approvals(home: Home, user: User) -> None:
    """The sign-ups that wait for a supervisor's word."""
    if Role.SUPERVISOR not in user.roles:
        return
    waiting = count_asked(user, clock.now())
    if waiting:
        words = ngettext("%(num)s sign-up waits for your word", "%(num)s sign-ups wait for your word", waiting)
        href = url_for("sessions.approvals")
        home.add(Section(_("Sessions"), (Thing(words, "", href, _("To do"), "due", icon="user-check"),)))


def _day(one: Ahead) -> date:
    return one.starts_at.astimezone(ZoneInfo(one.zone)).date()


def _note(one: Ahead) -> str:
    hours = str(when(Span(one.starts_at, one.ends_at), one.zone))
    return f"{hours} · {one.room_name}" if one.room_name else hours

"""Everybody's first page: what to do now."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from lms.core import clock
from lms.core.access import Role, signed_in
from lms.core.phrases import say as _
from lms.home import certification, learner, marking, questionnaires, retention, service, sessions, staff
from lms.home.agenda import Home
from lms.home.glance import glance

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@signed_in
def index() -> str:
    """The home page of whoever is signed in: one part for each role they hold, the most urgent thing on top,
    and their own service figures last."""
    home, today = Home(), clock.today()
    seen = glance(current_user, today)
    questionnaires.fill(home, seen.pending)
    retention.fill(home, seen.waiting, today)
    if Role.LEARNER in current_user.roles:
        learner.fill(home, current_user, today, seen)
        certification.own(home, current_user, today)
    marking.asked(home, current_user, seen.to_review)
    sessions.requests(home, seen.requests)
    sessions.fill(home, seen.ahead, today)
    sessions.approvals(home, current_user)
    done = set()
    for role, part in staff.PARTS:
        if role in current_user.roles and part not in done:
            done.add(part)
            part(home, current_user, today)
    if seen.is_technician:
        service.fill(home)
    return render_template("home/index.html", home=home, greeting=_greeting())


def _greeting() -> str:
    hour = clock.now().astimezone(clock.zone()).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s", name=current_user.name)
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s", name=current_user.name)
    return _("Good evening, %(name)s", name=current_user.name)

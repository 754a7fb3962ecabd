"""Which courses are followed up by a coaching talk, and which talks are still to be held."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import RuleBroken, describe
from lms.mentoring.appointments.pages import course_titles
from lms.mentoring.follow_ups.actions import set_follow_up
from lms.mentoring.follow_ups.queries import list_open, terms_now
from lms.mentoring.follow_ups.rules import MOST_DAYS, is_late
from lms.mentoring.routes import blueprint
from lms.people.queries.people import list_people
from lms.people.queries.scope import within_reach


@blueprint.route("/mentors/follow-ups", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTAKES)
def mentor_follow_ups() -> Any:
    """Read and decide after which courses a talk is asked for; see who waits for one."""
    complaints: list[str] = []
    code, typed = request.form.get("course", ""), request.form.get("days", "").strip()
    if request.method == "POST":
        stop = request.form.get("stop")
        days = int(typed) if typed.isdecimal() and len(typed) < 5 else -1
        try:
            set_follow_up(course_code=stop or code, days=None if stop else days, actor=current_user, at=clock.now())
        except RuleBroken as broken:
            complaints = describe(broken.refusals)
        else:
            flash(_("Saved. It holds for those who complete the course from now on."), "success")
            return redirect(url_for("mentoring.mentor_follow_ups"))
    waiting = list_open()
    reach = within_reach(current_user, Permission.MANAGE_INTAKES)
    reached = {person.id: person for person in list_people({one.mentee_id for one in waiting}, reach)}
    waiting = [one for one in waiting if one.mentee_id in reached]
    mentors = list_people({one.mentor_id for one in waiting})
    page = render_template(
        "mentoring/follow_ups.html", terms=terms_now(), courses=course_titles(), waiting=waiting, is_late=is_late,
        names={person.id: person.name for person in (*reached.values(), *mentors)}, complaints=complaints, code=code,
        days=typed, most=MOST_DAYS, today=clock.today(),
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)

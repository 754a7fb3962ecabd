"""The learner's part of the home page: today's step, what comes next, the way, the two mentors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import ngettext

from lms.core.i18n import short_day
from lms.core.phrases import say as _
from lms.home.agenda import Home, Next, Section, Thing
from lms.home.glance import Glance
from lms.mentoring.queries.pairings import MentorOf
from lms.onboarding.queries.standing import LearnerStanding, learner_standing
from lms.people.session import User
from lms.plans.development_rules import REACHED
from lms.plans.queries.development import plan_facts

_ACTIONS = ("course", "exam", "practical", "log")


def fill(home: Home, user: User, today: date, seen: Glance) -> None:
    """Add what a learner needs: of the programme that runs, or of the plan once there is none."""
    standing = learner_standing(user.id, today)
    if standing is None or standing.outcome:
        _plan(home, user, today)
    if standing is None:
        return
    if standing.outcome:
        home.notes = (*home.notes, _ended(standing))
        return
    home.subtitle = _("Day %(day)s · %(programme)s", day=standing.day, programme=standing.programme)
    home.stages = standing.stages
    home.next = _next(standing)
    for sentence in standing.blocked:
        home.notes = (*home.notes, (sentence, "due", standing.result_href))
    things = tuple(Thing(t.title, t.note, t.href, t.tag, t.tone) for t in standing.upcoming)
    home.add(Section(_("Coming up"), things, _("My programme"), url_for("onboarding.programme")))
    home.add(_mentors(seen.mentors))


def _plan(home: Home, user: User, today: date) -> None:
    """The development plan of whoever is on duty: what to do about it, and the goals that come first."""
    found = plan_facts(user.id)
    if found is None:
        return
    plan, agreed, next_on, states = found
    href = url_for("plans.my_development")
    goals = [goal for goal in plan.goals if goal.dropped_at is None]
    ahead = [goal for goal in goals if states.get(goal.id) != REACHED]
    things = [
        Thing(goal.text, _("By %(day)s", day=short_day(goal.due_on)), href, _("Overdue") if goal.due_on < today else "", "due")
        for goal in ahead[:3]
    ]  # fmt: skip
    if not goals:
        things.append(
            Thing(_("Set your first goals"), _("Two or three, each with a measure and a day"), href, _("To do"), "due")
        )
    elif len(agreed) < 2:
        things.append(Thing(_("Agree on the goals with your supervisor"), "", href, _("To do"), "due"))
    else:
        things.append(Thing(_("Next talk with your supervisor"), short_day(next_on), href))
    home.add(Section(_("My development plan"), tuple(things), _("Development plan"), href))


def _ended(standing: LearnerStanding) -> tuple[str, str, str | None]:
    if standing.outcome == "on_duty":
        sentence = _("You passed “%(programme)s” and are on duty. Well done!", programme=standing.programme)
        return sentence, "good", standing.result_href
    return _("Your programme “%(programme)s” has ended.", programme=standing.programme), "plain", standing.result_href


def _next(standing: LearnerStanding) -> Next | None:
    thing, stage = standing.next, standing.current
    if thing is None or stage is None:
        return None
    if thing.kind == "course":
        action = _("Go on learning") if thing.started else _("Start learning")
    elif thing.kind == "exam":
        action = _("Back to the exam") if thing.started else _("To the exam")
    elif thing.kind == "log":
        action = _("Write")
    else:
        action = _("Open")
    kicker = _("Do this now · about %(minutes)s minutes", minutes=thing.minutes) if thing.minutes else _("Do this now")
    on_time = ngettext("%(num)s day late", "%(num)s days late", stage.late_by) if stage.late_by else _("on time")
    note = _(
        "%(stage)s: %(done)s of %(total)s done, %(state)s",
        stage=stage.title,
        done=stage.done,
        total=stage.total,
        state=on_time,
    )
    return Next(thing.title, thing.href, action, kicker, note, stage.done, stage.total)


def _mentors(mentors: Sequence[MentorOf]) -> Section:
    rows = []
    for mentor in mentors:
        kind = _("Technical mentor") if mentor.kind == "technical" else _("Culture mentor")
        contact = " · ".join(part for part in (kind, mentor.phone) if part)
        rows.append(Thing(mentor.name, contact, f"tel:{mentor.phone}" if mentor.phone else "", name=mentor.name))
    return Section(
        _("My two mentors"), tuple(rows), empty=_("Your mentors are being appointed. You will be told here.")
    )

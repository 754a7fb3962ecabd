"""The home page's parts for those who accompany, examine, decide and administer."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from assessments.practical_questions import list_candidates
from assessments.queries.opinions import list_sittings
from assessments.queries.practical_exams import latest_rubrics
from lms.core import clock
from lms.core.access import Permission, Role
from lms.core.i18n import short_day
from lms.home import authors, certification, evidence, hr, marking, system
from lms.home.agenda import Home, Next, Section, Thing
from lms.mentoring.queries.mentees import MenteeState, mentee_states
from lms.onboarding.models import Enrolment, Outcome
from lms.onboarding.queries.ahead import standing_of
from lms.onboarding.queries.board import BoardRow
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.queries.intakes import list_intakes
from lms.onboarding.queries.journeys import CURRENT, Journey, journeys
from lms.people.queries.people import list_people
from lms.people.queries.scope import within_reach
from lms.people.session import User

_SHOWN = 8
_MOST_JOURNEYS = 300


def mentor(home: Home, user: User, today: date) -> None:
    """Mentees, those who need the mentor first."""
    states = mentee_states(user.id, today)
    things = [_mentee(state) for state in states]
    first = next((state for state in states if state.waiting or state.open_tasks), None)
    if first is not None and home.next is None:
        home.next = _mentor_next(first)
    home.add(
        Section(_("My mentees"), tuple(things[:_SHOWN]), _("All mentees"), url_for("mentoring.mentees"),
                _("Nobody is entrusted to you at the moment. You will be told when you are appointed."))
    )  # fmt: skip


def _mentee(state: MenteeState) -> Thing:
    where = state.standing
    note = where.words if where else state.mentee.unit
    href = url_for("mentoring.mentee", person_id=state.mentee.person_id)
    if state.log.unanswered:
        tag, tone = (
            ngettext("%(num)s log entry to answer", "%(num)s log entries to answer", state.log.unanswered),
            "due",
        )
    elif state.rating_due:
        tag, tone = _("Rating due"), "due"
    elif where and where.late:
        tag, tone = _("Late"), "bad"
    elif where and where.soon:
        tag, tone = _("Late next week"), "due"
    elif state.open_tasks:
        tag, tone = ngettext("%(num)s task open", "%(num)s tasks open", len(state.open_tasks)), "plain"
    else:
        tag, tone = _("Nothing waiting"), "plain"
    return Thing(state.mentee.name, note, href, tag, tone, name=state.mentee.name)


def _mentor_next(state: MenteeState) -> Next:
    name = state.mentee.name
    page = "mentoring.rate" if state.rating_due and not state.log.unanswered else "mentoring.mentee"
    if state.log.unanswered:
        title, action = _("Answer %(name)s's growth log", name=name), _("Read and answer")
    elif state.rating_due:
        title, action = _("Rate %(name)s", name=name), _("Rate")
    else:
        title, action = (
            _("Sign off with %(name)s: %(task)s", name=name, task=state.open_tasks[0].title),
            _("To the tasks"),
        )
    return Next(title, url_for(page, person_id=state.mentee.person_id), action, _("Do this now"))


def assessor(home: Home, user: User, today: date) -> None:
    """Candidates who wait for their practical examination."""
    candidates = [c for c in list_candidates() if c.learner_id != user.id]
    further = {(one.learner_id, one.rubric.code): one for one in list_sittings([c.learner_id for c in candidates])}
    done = {key for key, one in further.items() if user.id in one.rated_by}
    mine = {key for key, one in further.items() if user.id in one.asked}
    candidates = [c for c in candidates if (c.learner_id, c.rubric_code) not in done]
    candidates.sort(key=lambda c: (c.learner_id, c.rubric_code) not in mine)
    people = {person.id: person for person in list_people({c.learner_id for c in candidates})}
    rubrics = latest_rubrics({c.rubric_code for c in candidates})
    things = []
    for candidate in candidates:
        person, rubric = people.get(candidate.learner_id), rubrics.get(candidate.rubric_code)
        if person is None or rubric is None:
            continue
        href = url_for("assessments.practical_exam", learner_id=person.id, rubric_code=candidate.rubric_code)
        days = max(0, (today - clock.local_date(candidate.since)).days)
        waits = ngettext("waits %(num)s day", "waits %(num)s days", days)
        things.append(
            Thing(
                person.name,
                f"{rubric.title} · {person.unit.name}",
                href,
                _("Your turn") if (candidate.learner_id, candidate.rubric_code) in mine else waits,
                "due" if days > 7 or (candidate.learner_id, candidate.rubric_code) in mine else "plain",
                person.name,
            )
        )
    left = things
    if things and home.next is None:
        left = things[1:]  # the first is the step above
        home.next = Next(
            _("Examine %(name)s", name=things[0].title),
            things[0].href,
            _("Open the examination"),
            _("Do this now"),
            things[0].note,
        )
    home.add(
        Section(
            _("Practical examinations"),
            tuple(left[:_SHOWN]),
            empty=None if things else _("No candidate waits for a practical examination."),
        )
    )


def supervisor(home: Home, user: User, today: date) -> None:
    """Learners in one's units: who needs a decision, who is late."""
    running = journeys(
        list_rows(
            within_reach(user, Permission.DECIDE_OUTCOMES),
            Enrolment.id.not_in(select(Outcome.enrolment_id)),
            limit=_MOST_JOURNEYS,
        ),
        today,
        CURRENT,
    )
    due = [j for j in running if j.awaits_decision]
    late = sorted((j for j in running if j.late_by and not j.awaits_decision), key=lambda j: -j.late_by)
    decisions = [_journey(j, _("Decision due"), "bad", "onboarding.result") for j in due]
    if decisions and home.next is None:
        home.next = Next(
            _("Decide on the result of %(name)s", name=due[0].name),
            decisions[0].href,
            _("To the result"),
            _("Do this now"),
            decisions[0].note,
        )
        decisions = decisions[1:]  # the first is the step above
    home.add(Section(_("Results that need your decision"), tuple(decisions[:_SHOWN])))
    words = tuple(
        _journey(j, ngettext("%(num)s day late", "%(num)s days late", j.late_by), "due", "onboarding.person")
        for j in late[:_SHOWN]
    )
    soon = [j for j in running if not j.awaits_decision and standing_of(BoardRow(j, (), ()), today).is_soon]
    words += tuple(_journey(j, _ends_on(j), "due", "onboarding.person") for j in soon[: max(0, _SHOWN - len(words))])
    on_time = len(running) - len(late) - len(due)
    home.add(
        Section(
            _("Late now or next week"), words, _("What is missing and whose turn it is"), url_for("onboarding.due_soon"),
            ngettext(
                "Nobody is late, and as things stand nobody will be next week; %(num)s learner is on time.",
                "Nobody is late, and as things stand nobody will be next week; %(num)s learners are on time.", on_time,
            ) if running else None,
        )
    )  # fmt: skip


def _ends_on(journey: Journey) -> str:
    """The day after which somebody will be late, as things stand."""
    return _("Late after %(day)s", day=short_day(journey.current.plan.ends_on)) if journey.current else ""


def _journey(journey: Journey, tag: str, tone: str, endpoint: str) -> Thing:
    stage = journey.current.row.title if journey.current else ""
    href = url_for(endpoint, enrolment_id=journey.row.id)
    return Thing(journey.name, f"{stage} · {journey.row.unit_name}", href, tag, tone, name=journey.name)


def intakes(home: Home, user: User, today: date) -> None:
    """Intakes under way, for HR and training managers; the button leads to what begins one."""
    rows = [row for row in list_intakes(user) if row.people > row.ended or row.starts_on >= today - timedelta(days=30)]
    things = tuple(
        Thing(row.title, f"{row.programme_title} · {row.unit_name}", url_for("onboarding.intake", cohort_id=row.id),
              _("%(done)s of %(people)s finished", done=row.ended, people=row.people))
        for row in rows[:_SHOWN]
    )  # fmt: skip
    home.add(
        Section(
            _("Intakes under way"),
            things,
            _("All intakes"),
            url_for("onboarding.intakes"),
            _("No intake is under way. Import a roster, then open an intake."),
        )
    )


PARTS = (
    (Role.MENTOR, mentor),
    (Role.ASSESSOR, assessor),
    (Role.ASSESSOR, marking.fill),
    (Role.SUPERVISOR, supervisor),
    (Role.MANAGER, supervisor),
    (Role.MANAGER, marking.fill),
    (Role.HR, hr.fill),
    (Role.HR, certification.decisions),
    (Role.MANAGER, certification.decisions),
    (Role.HR, intakes),
    (Role.MANAGER, intakes),
    (Role.TRAINER, authors.fill),
    (Role.ADMIN, system.fill),
    (Role.AUDITOR, evidence.fill),
)

"""Coaching talks on the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.core import clock
from lms.core.access import Permission, requires
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.written import whole
from lms.mentoring.appointments.pages import course_titles
from lms.mentoring.follow_ups.queries import list_open
from lms.mentoring.follow_ups.rules import Open, is_late
from lms.mentoring.models import CoachingTalk
from lms.mentoring.queries.accompanied import list_mentees
from lms.mentoring.queries.pairings import mentors_of
from lms.mentoring.routes import blueprint
from lms.mentoring.talks import actions, queries
from lms.mentoring.talks.labels import DOER_NAMES, PART_HINTS, PART_NAMES, agreement_words
from lms.mentoring.talks.rules import LONGEST_STEP, MOST_STEPS, PARTS, Step, agreed_by_both, is_overdue
from lms.people.models import Person
from lms.people.queries.people import get_person, list_people

STEPS_SHOWN = 3


@blueprint.get("/talks")
@requires(Permission.LEARN, Permission.MENTOR)
def talks() -> str:
    """The reader's talks, on either side, and what is to be done next."""
    today = clock.today()
    people = _partners(today)
    mentees = [one.person_id for one in list_mentees(current_user.id, today)]
    asked = [one for one in list_open([*mentees, current_user.id]) if _can_hold(one, people, mentees)]
    return render_template(
        "mentoring/talks.html",
        asked=asked,
        names={p.id: p.name for p in list_people({i for one in asked for i in (one.mentee_id, one.mentor_id)})},
        courses=course_titles() if asked else {},
        is_late=is_late,
        talks=queries.list_talks(current_user.id),
        steps=queries.list_open_steps(current_user.id),
        partners=people,
        today=today,
        agreement_words=agreement_words,
    )


def _can_hold(one: Open, partners: list[Person], mentees: list[int]) -> bool:
    """The mentor's own, or the mentee's as long as that mentor is one."""
    return one.mentee_id in mentees or one.mentor_id in {person.id for person in partners}


def _partners(today: date) -> list[Person]:
    """With whom the reader can hold a talk: mentees and mentors of today."""
    mentees = {one.person_id for one in list_mentees(current_user.id, today)}
    return list_people(
        mentees | {one.mentor_id for one in mentors_of([current_user.id], today).get(current_user.id, [])}
    )


@blueprint.route("/talks/new/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.LEARN, Permission.MENTOR)
def new_talk(person_id: int) -> Any:
    """Write down a talk with a mentee or a mentor."""
    if all(person.id != person_id for person in _partners(clock.today())):
        raise NotFound
    other, own = get_person(person_id), get_person(current_user.id)
    is_mentor = any(one.person_id == person_id for one in list_mentees(own.id, clock.today()))
    mentee, mentor = (other, own) if is_mentor else (own, other)
    return _form(None, mentee, mentor)


@blueprint.route("/talks/<int:talk_id>/change", methods=["GET", "POST"])
@requires(Permission.LEARN, Permission.MENTOR)
def change_talk(talk_id: int) -> Any:
    """Change a talk that not both have agreed to."""
    talk = queries.get_talk(talk_id, current_user.id)
    if current_user.id not in (talk.mentee_id, talk.mentor_id):
        raise NotFound
    return _form(talk, talk.mentee, talk.mentor)


def _form(talk: CoachingTalk | None, mentee: Person, mentor: Person) -> Any:
    courses = course_titles()
    values: dict[str, Any] = {part: getattr(talk, part) if talk else "" for part in PARTS}
    values |= {
        "held_on": (talk.held_on if talk else clock.today()).isoformat(),
        "course": (talk.course_code or "") if talk else request.args.get("course", ""),
    }
    rows = [(s.text, s.doer, s.due_on.isoformat()) for s in talk.steps] if talk else []
    complaints: list[str] = []
    if request.method == "POST":
        values = {key: request.form.get(key, "").replace("\r\n", "\n") for key in values}
        rows = list(zip(*(request.form.getlist(key) for key in ("step", "doer", "due")), strict=False))
        rows = [row for row in rows if row[0].strip() or row[2]]
        try:
            steps = [Step(whole(text, LONGEST_STEP), doer, _day(due)) for text, doer, due in rows]
            kept = actions.keep_talk(
                talk=talk, mentee=mentee, mentor=mentor, held_on=_day(values["held_on"]), texts={key: whole(text, 4000) for key, text in values.items()}, steps=steps,
                course_code=values["course"] if values["course"] in courses else None, actor=current_user, at=clock.now(),
                seen=request.form.get("seen", "") if talk else None,
            )  # fmt: skip
        except RuleBroken as broken:
            complaints = list(dict.fromkeys(describe(broken.refusals)))
        else:
            flash(
                _(
                    "Kept. %(name)s is asked to agree.",
                    name=mentor.name if current_user.id == mentee.id else mentee.name,
                ),
                "success",
            )
            return redirect(url_for("mentoring.talk", talk_id=kept.id))
    rows += [("", "mentee", "")] * max(STEPS_SHOWN - len(rows), 1 if len(rows) < MOST_STEPS else 0)
    page = render_template(
        "mentoring/talk_form.html", talk=talk, mentee=mentee, mentor=mentor, values=values, steps=rows[:MOST_STEPS],
        complaints=complaints, parts=PART_NAMES, hints=PART_HINTS, doers=DOER_NAMES, courses=courses,
        seen=actions.wording_of(talk) if talk else None, key=talk.id if talk else f"new-{mentee.id}-{mentor.id}",
    )  # fmt: skip
    return page, (422 if request.method == "POST" else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.get("/talks/<int:talk_id>")
@requires(Permission.LEARN, Permission.MENTOR)
def talk(talk_id: int) -> str:
    """One talk, for the two who held it and the mentee's present mentors."""
    return _page(queries.get_talk(talk_id, current_user.id), [])


def _page(row: CoachingTalk, complaints: list[str]) -> str:
    agreed = {one.person_id: one.agreed_at for one in row.agreements}
    courses = course_titles() if row.course_code else {}
    return render_template(
        "mentoring/talk.html", talk=row, agreed=agreed, both=agreed_by_both(agreed, row.mentee_id, row.mentor_id),
        standing=agreement_words(agreed, row.mentee_id, row.mentor_id, current_user.id), own=current_user.id in (row.mentee_id, row.mentor_id), parts=PART_NAMES, today=clock.today(),
        is_overdue=is_overdue, complaints=complaints, seen=actions.wording_of(row), course=courses.get(row.course_code or ""),
    )  # fmt: skip


@blueprint.post("/talks/<int:talk_id>/agree")
@requires(Permission.LEARN, Permission.MENTOR)
def agree_to_talk(talk_id: int) -> Any:
    """Agree to it as it is written."""
    row = queries.get_talk(talk_id, current_user.id)
    try:
        actions.agree(talk=row, actor=current_user, at=clock.now(), seen=request.form.get("seen", ""))
    except RuleBroken as broken:
        return _page(row, describe(broken.refusals)), 422
    flash(_("Agreed."), "success")
    return redirect(url_for("mentoring.talk", talk_id=row.id))


@blueprint.post("/talks/<int:talk_id>/steps/<int:step_id>/done")
@requires(Permission.LEARN, Permission.MENTOR)
def finish_step(talk_id: int, step_id: int) -> Any:
    """Note that a next step is done."""
    row = queries.get_talk(talk_id, current_user.id)
    try:
        actions.finish_step(talk=row, step_id=step_id, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        return _page(row, describe(broken.refusals)), 422
    flash(_("Done. Well done."), "success")
    answer: Response = redirect(url_for("mentoring.talk", talk_id=row.id))
    return answer

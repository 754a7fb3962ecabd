"""Asking further assessors by itself, and telling those responsible where nobody answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.models import AssessorAsk, Rubric
from assessments.practical_questions import against_rating
from assessments.queries.opinions import Sitting, asked_about, list_sittings, open_asks
from assessments.queries.practical_exams import get_rubric
from assessments.rules.opinions import MOST, is_overdue, whom_to_ask
from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor, System
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people

ASKING = System("assessors")


def set_assessors(*, code: str, assessors: int, actor: Actor, at: datetime) -> Rubric:
    """Make a new version of a rubric by which so many assessors rate, each alone. Examinations keep theirs. Raises
    RuleBroken."""
    db.session.execute(select(Rubric.id).where(Rubric.code == code).with_for_update())
    rubric = get_rubric(code)
    if not 1 <= assessors <= MOST:
        raise RuleBroken(Refusal("assessors_number", {"most": MOST}))
    if rubric.assessors == assessors:
        return rubric
    version = Rubric(
        code=rubric.code, number=rubric.number + 1, title=rubric.title, scenario=rubric.scenario, criteria=rubric.criteria,
        pass_mark=rubric.pass_mark, assessors=assessors, added_at=at,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    audit.record(
        "rubric.changed",
        "rubric",
        version.id,
        actor=actor,
        at=at,
        rubric=code,
        version=version.number,
        assessors=assessors,
    )
    return version


def supervises(person_id: int, learner: Person, at: datetime) -> bool:
    """Is somebody a supervisor of the learner's unit, or of one above it?"""
    return any(one.id == person_id for one in list_holders(Role.SUPERVISOR, learner.unit, clock.local_date(at)))


def entitled(learner: Person, rated_by: Collection[int], at: datetime) -> dict[int, Person]:
    """Who may be asked: assessors of the learner's unit who have not rated, are neither mentor nor supervisor of the learner,
    and against whom nothing else stands."""
    today = clock.local_date(at)
    heads = {one.id for one in list_holders(Role.SUPERVISOR, learner.unit, today)}
    return {
        one.id: one
        for one in list_holders(Role.ASSESSOR, learner.unit, today)
        if one.id not in heads and one.id not in rated_by and not against_rating(one.id, learner.id, at)
    }


def ask_further(*, sitting: Sitting, at: datetime) -> list[Person]:
    """Ask those who are entitled and have the fewest requests open; nobody twice for the same. Where there is nobody, those
    responsible are told at once. Returns who was asked."""
    learner = list_people([sitting.learner_id])[0]
    before = asked_about(sitting)
    free = entitled(learner, sitting.rated_by, at)
    chosen = [free[number] for number in whom_to_ask(free, open_asks(free), before.people)]
    link = path_to("assessments.rate_practical_exam", learner_id=learner.id, rubric_code=sitting.rubric.code)
    words: dict[str, Any] = {"name": learner.name, "rubric": sitting.rubric.title, "day": sitting.held_on}
    kind = "practical_third_wanted" if sitting.place > MOST else "practical_second_wanted"
    for person in chosen:
        _note(sitting, person, "rate", at)
        notify(recipient_of(person), kind, link=link, at=at, **words)
    if not chosen and not before.people:
        tell_responsible(sitting=sitting, at=at)
    return chosen


def tell_responsible(*, sitting: Sitting, at: datetime) -> int:
    """Tell training managers and HR of the unit that an examination finds no further assessor; each once. Returns how many."""
    learner = list_people([sitting.learner_id])[0]
    before = asked_about(sitting)
    known = before.told | before.people
    today = clock.local_date(at)
    holders = {one.id: one for role in (Role.MANAGER, Role.HR) for one in list_holders(role, learner.unit, today)}
    new = [one for number, one in holders.items() if number not in known and number != learner.id]
    link = path_to("assessments.practical_exam", learner_id=learner.id, rubric_code=sitting.rubric.code)
    for person in new:
        _note(sitting, person, "escalated", at)
        notify(
            recipient_of(person), "practical_second_missing", link=link, at=at, urgent=True, name=learner.name,
            rubric=sitting.rubric.title, day=sitting.held_on,
        )  # fmt: skip
    return len(new)


def chase_assessors(*, at: datetime) -> int:
    """The daily look at what waits: after some days without an answer further assessors are asked and those responsible told.
    Returns at how many examinations that was so."""
    today, count = clock.local_date(at), 0
    for sitting in list_sittings():
        last = asked_about(sitting).last
        if last is None or is_overdue(clock.local_date(last), today):
            ask_further(sitting=sitting, at=at)
            if last is not None:
                tell_responsible(sitting=sitting, at=at)
            count += 1
    return count


def _note(sitting: Sitting, person: Person, kind: str, at: datetime) -> None:
    row = AssessorAsk(
        rubric_id=sitting.rubric.id, learner_id=sitting.learner_id, held_on=sitting.held_on, place=sitting.place,
        person_id=person.id, kind=kind, asked_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "practical_exam.assessor_asked" if kind == "rate" else "practical_exam.assessor_missing", "assessor_ask", row.id,
        actor=ASKING, at=at, learner=sitting.learner_id, rubric=sitting.rubric.code, assessor=person.id,
    )  # fmt: skip

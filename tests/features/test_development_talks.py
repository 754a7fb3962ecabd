"""A development plan after it was agreed: the quarterly talk is called to mind, and its goals stand on the archive's paper."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from lms.core import clock
from lms.core.access import Role
from lms.core.audit import System
from lms.core.bilingual import Bilingual
from lms.core.db import db, transaction
from lms.people.queries.people import get_person
from lms.plans.actions.development import add_goal, agree, drop_goal, hold_review, open_plan
from lms.plans.queries.development import find_plan
from lms.plans.reminding import remind_of_talks
from lms.reports.paper import lay_out
from lms.reports.queries.archive import get_archive
from tests.conftest import Clock
from tests.factories import Factory


def test_talks_are_called_to_mind_and_goals_printed(app: Flask, make: Factory, fixed_clock: Clock) -> None:
    unit = make.unit("SH")
    learner, supervisor = make.person(Role.LEARNER, unit=unit), make.person(Role.SUPERVISOR, unit=unit)
    due = clock.today() + timedelta(days=80)
    with transaction():
        person, actor = get_person(learner.id), get_person(supervisor.id)
        plan = open_plan(person=person, occasion=Bilingual("上岗", "On duty"), actor=System(), at=clock.now())
        for text in ("Handle refrigerant alone", "Mentor a colleague"):
            goal = add_goal(
                plan=plan, phase=1, text=text, measure="Ten orders", due_on=due, actor=actor, at=clock.now()
            )
        drop_goal(plan=plan, goal_id=goal.id, reason="Too early", actor=actor, at=clock.now())
        agree(plan=plan, side="person", actor=person, at=clock.now())
        states = {one.id: "on_way" for one in plan.goals if one.dropped_at is None}
        hold_review(plan=plan, held_on=clock.today(), states=states, summary="Good", actor=actor, at=clock.now())
    page = make.browser(supervisor).get("/notices").text
    assert "has agreed to the goals of the development plan" in page
    assert remind_of_talks(at=clock.now()) == 0  # the talk was today
    fixed_clock.forward(days=85)
    assert remind_of_talks(at=clock.now()) == 2
    assert remind_of_talks(at=clock.now()) == 0  # not again within two weeks
    db.session.commit()
    assert "quarterly talk" in make.browser(learner).get("/notices").get_data(as_text=True)
    assert "within a week or late: 1" in make.browser(supervisor).get("/notices").get_data(as_text=True)
    auditor = make.person(Role.AUDITOR, unit=unit)
    linked = {
        one.id: 'href="/development"' in make.browser(one).get("/me").get_data(as_text=True)
        for one in (learner, auditor)
    }
    assert linked == {learner.id: True, auditor.id: False}  # whoever may not learn is not led to a closed door
    extract = lay_out(
        get_archive(learner.id, clock.today()), language="en", made_by=supervisor.name, at=clock.now(),
        plan=find_plan(learner.id),
    )  # fmt: skip
    assert "Handle refrigerant alone" in extract.html
    assert "Mentor a colleague" not in extract.html  # given up

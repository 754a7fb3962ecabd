"""Development plans: opening one, setting goals, agreeing, talking it over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.people.queries.people import get_person, list_holders
from lms.plans.development_rules import PERSON, SIDES, STATES, SUPERVISOR, goal_faults, review_faults
from lms.plans.models import DevelopmentPlan, PlanAgreement, PlanGoal, PlanReview
from lms.plans.queries.development import find_goal, find_plan, list_agreements, sides_agreed, wording_of


def open_plan(
    *, person: Person, occasion: Bilingual, actor: Actor, at: datetime, on_duty: bool = True
) -> DevelopmentPlan:
    """Open somebody's plan, empty, from today; the one that is there already is given back. `on_duty`: since they passed,
    not since their supervisor wants one."""
    plan = find_plan(person.id)
    if plan is not None:
        return plan
    plan = DevelopmentPlan(
        person_id=person.id, starts_on=clock.local_date(at), occasion=occasion, opened_by=actor.id, opened_at=at
    )
    db.session.add(plan)
    db.session.flush()
    audit.record("plan.opened", "development_plan", plan.id, actor=actor, at=at, person=person.id)
    notify(
        recipient_of(person),
        "plan_opened" if on_duty else "plan_opened_for_you",
        link=path_to("plans.my_development"),
        at=at,
    )
    return plan


def add_goal(
    *, plan: DevelopmentPlan, phase: int, text: str, measure: str, due_on: date | None, actor: Actor, at: datetime
) -> PlanGoal:
    """Add a goal; both agree anew afterwards. Raises RuleBroken."""
    faults = goal_faults(text=text, measure=measure, phase=phase, due_on=due_on, starts_on=plan.starts_on)
    if faults:
        raise RuleBroken(*faults)
    assert due_on is not None
    assert actor.id is not None
    goal = PlanGoal(
        plan_id=plan.id, phase=phase, text=text.strip(), measure=measure.strip(), due_on=due_on, added_by=actor.id,
        added_at=at,
    )  # fmt: skip
    db.session.add(goal)
    db.session.flush()
    audit.record(
        "plan.goal_added", "development_plan", plan.id, actor=actor, at=at,
        person=plan.person_id, goal=goal.id, text=goal.text, due_on=due_on.isoformat(),
    )  # fmt: skip
    db.session.refresh(plan, ["goals"])
    return goal


def drop_goal(*, plan: DevelopmentPlan, goal_id: int, reason: str, actor: Actor, at: datetime) -> PlanGoal:
    """Give a goal up, with the reason. Raises RuleBroken, NotFound."""
    goal = find_goal(goal_id, plan.id)
    if goal is None:
        raise NotFound
    if not reason.strip():
        raise RuleBroken(Refusal("goal_drop_reason"))
    goal.dropped_by, goal.dropped_at, goal.dropped_why = actor.id, at, whole(reason, 500)
    audit.record(
        "plan.goal_dropped", "development_plan", plan.id, actor=actor, at=at,
        person=plan.person_id, goal=goal.id, reason=goal.dropped_why,
    )  # fmt: skip
    db.session.flush()
    return goal


def agree(*, plan: DevelopmentPlan, side: str, actor: Actor, at: datetime, seen: str | None = None) -> PlanAgreement:
    """Agree to the goals as they stand, for one side; each side is told of the other's word. `seen`: the goals that
    were read, see `wording_of`. Raises RuleBroken."""
    assert side in SIDES
    assert actor.id is not None
    if (side == PERSON) != (actor.id == plan.person_id):
        raise RuleBroken(Refusal("plan_other_side"))
    if not any(goal.dropped_at is None for goal in plan.goals):
        raise RuleBroken(Refusal("plan_without_goals"))
    if side in sides_agreed(plan, [a for a, _ in list_agreements(plan.id)]):
        raise RuleBroken(Refusal("plan_agreed_already"))
    if seen not in (None, wording_of(plan)):
        raise RuleBroken(Refusal("plan_changed_meanwhile"))
    row = PlanAgreement(plan_id=plan.id, side=side, agreed_by=actor.id, agreed_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("plan.agreed", "development_plan", plan.id, actor=actor, at=at, person=plan.person_id, side=side)
    person = get_person(plan.person_id)
    if side == PERSON and SUPERVISOR not in sides_agreed(plan, [a for a, _ in list_agreements(plan.id)]):
        link = path_to("plans.development", person_id=person.id)
        for reader in list_holders(Role.SUPERVISOR, person.unit, clock.local_date(at)):
            if reader.id != person.id:
                notify(recipient_of(reader), "plan_to_agree", link=link, at=at, name=person.name)
    elif side != PERSON:
        notify(recipient_of(person), "plan_agreed", link=path_to("plans.my_development"), at=at)
    return row


def hold_review(
    *, plan: DevelopmentPlan, held_on: date | None, states: Mapping[int, str], summary: str, actor: Actor, at: datetime
) -> PlanReview:
    """Record a talk: how each goal stands, and what was said. Raises RuleBroken."""
    faults = list(review_faults(held_on=held_on, today=clock.local_date(at), starts_on=plan.starts_on, summary=summary))
    open_goals = {goal.id for goal in plan.goals if goal.dropped_at is None}
    if set(states) != open_goals or set(states.values()) - set(STATES):
        faults.append(Refusal("review_states"))
    if faults:
        raise RuleBroken(*faults)
    assert held_on is not None
    assert actor.id is not None
    review = PlanReview(
        plan_id=plan.id, held_on=held_on, summary=summary.strip(), held_by=actor.id, entered_at=at,
        states=[{"goal": goal, "state": state} for goal, state in sorted(states.items())],
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    audit.record(
        "plan.reviewed", "development_plan", plan.id, actor=actor, at=at,
        person=plan.person_id, held_on=held_on.isoformat(),
    )  # fmt: skip
    person = get_person(plan.person_id)
    if actor.id != person.id:
        notify(recipient_of(person), "plan_reviewed", link=path_to("plans.my_development"), at=at)
    return review

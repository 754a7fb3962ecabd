"""Reads of development plans."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.plans.development_rules import agreed_sides, next_review
from lms.plans.models import DevelopmentPlan, PlanAgreement, PlanGoal, PlanReview


def find_plan(person_id: int) -> DevelopmentPlan | None:
    """A person's plan with its goals."""
    query = select(DevelopmentPlan).options(selectinload(DevelopmentPlan.goals))
    return db.session.scalar(query.where(DevelopmentPlan.person_id == person_id))


def list_reviews(plan_id: int) -> list[tuple[PlanReview, Bilingual]]:
    """The talks over a plan with who held them, newest first."""
    query = (
        select(PlanReview, Person)
        .join(Person, Person.id == PlanReview.held_by)
        .where(PlanReview.plan_id == plan_id)
        .order_by(PlanReview.held_on.desc(), PlanReview.id.desc())
    )
    return [(review, person.name) for review, person in db.session.execute(query)]


def list_agreements(plan_id: int) -> list[tuple[PlanAgreement, Bilingual]]:
    """Who agreed when, oldest first."""
    query = (
        select(PlanAgreement, Person)
        .join(Person, Person.id == PlanAgreement.agreed_by)
        .where(PlanAgreement.plan_id == plan_id)
        .order_by(PlanAgreement.agreed_at, PlanAgreement.id)
    )
    return [(agreement, person.name) for agreement, person in db.session.execute(query)]


def sides_agreed(plan: DevelopmentPlan, agreements: Collection[PlanAgreement]) -> tuple[str, ...]:
    """Who agrees to the goals as they stand."""
    changes = [goal.added_at for goal in plan.goals] + [g.dropped_at for g in plan.goals if g.dropped_at]
    return agreed_sides([(a.side, a.agreed_at) for a in agreements], changes)


def wording_of(plan: DevelopmentPlan) -> str:
    """Tells the goals as they stand from others that stood before."""
    changes = [goal.added_at for goal in plan.goals] + [g.dropped_at for g in plan.goals if g.dropped_at]
    return f"{len(changes)}-{max(changes).isoformat()}" if changes else ""


@dataclass(frozen=True)
class PlanRow:
    """One plan in a list."""

    person_id: int
    name: Bilingual
    unit: Bilingual
    starts_on: date
    goals: int
    agreed: tuple[str, ...]
    next_on: date


def list_plans(user: User) -> list[PlanRow]:
    """The plans of those whom the reader sees, the next talk first."""
    query: Any = (
        select(DevelopmentPlan)
        .join(Person, Person.id == DevelopmentPlan.person_id)
        .where(visible(user, Permission.SEE_ARCHIVE), Person.left_on.is_(None), Person.id != user.id)
        .options(
            selectinload(DevelopmentPlan.goals),
            selectinload(DevelopmentPlan.person).joinedload(Person.unit),
        )
    )
    plans = list(db.session.scalars(query))
    ids = [plan.id for plan in plans]
    latest = select(PlanReview.plan_id, func.max(PlanReview.held_on)).where(PlanReview.plan_id.in_(ids))
    held: dict[int, date] = {
        plan_id: day for plan_id, day in db.session.execute(latest.group_by(PlanReview.plan_id)) if day is not None
    }
    said: dict[int, list[PlanAgreement]] = {}
    for agreement in db.session.scalars(select(PlanAgreement).where(PlanAgreement.plan_id.in_(ids))):
        said.setdefault(agreement.plan_id, []).append(agreement)
    rows = [
        PlanRow(
            plan.person_id, plan.person.name, plan.person.unit.name, plan.starts_on,
            sum(goal.dropped_at is None for goal in plan.goals), sides_agreed(plan, said.get(plan.id, [])),
            next_review(plan.starts_on, [held[plan.id]] if plan.id in held else []),
        )
        for plan in plans
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.next_on, row.person_id))


def plan_facts(person_id: int) -> tuple[DevelopmentPlan, tuple[str, ...], date, dict[int, str]] | None:
    """A person's plan, who agrees to it, when it is talked over next, and what the last talk said of each goal; None without
    a plan."""
    plan = find_plan(person_id)
    if plan is None:
        return None
    query = select(PlanReview.held_on, PlanReview.states).where(PlanReview.plan_id == plan.id)
    held = list(db.session.execute(query.order_by(PlanReview.held_on.desc(), PlanReview.id.desc())))
    agreements = [agreement for agreement, _ in list_agreements(plan.id)]
    states = {one["goal"]: one["state"] for one in held[0].states} if held else {}
    return plan, sides_agreed(plan, agreements), next_review(plan.starts_on, [row.held_on for row in held]), states


def find_goal(goal_id: int, plan_id: int) -> PlanGoal | None:
    """A goal of a plan that is not given up."""
    return db.session.scalar(
        select(PlanGoal).where(PlanGoal.id == goal_id, PlanGoal.plan_id == plan_id, PlanGoal.dropped_at.is_(None))
    )

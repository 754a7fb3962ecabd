"""Pages of development plans: one's own, somebody's, and the list of those in one's units."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from lms.core import clock
from lms.core.access import Permission, requires, signed_in
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken, describe
from lms.core.terms import months_later
from lms.people.models import Person
from lms.people.queries.people import get_person
from lms.people.queries.scope import get_visible, within_reach
from lms.plans.actions.development import add_goal, agree, drop_goal, hold_review, open_plan
from lms.plans.development_forms import GoalForm, ReviewForm
from lms.plans.development_labels import PHASE_NAMES, SIDE_NAMES, STATE_NAMES, STATE_TONES
from lms.plans.development_rules import PERSON, SUPERVISOR, is_overdue, next_review
from lms.plans.models import DevelopmentPlan
from lms.plans.queries.development import find_plan, list_agreements, list_plans, list_reviews, sides_agreed, wording_of
from lms.plans.routes import blueprint


def _leads(person_id: int) -> bool:
    """Is the reader the one who agrees and talks for the supervisor's side?"""
    if person_id == current_user.id or not current_user.can("decide_outcomes"):
        return False
    query = select(Person.id).where(Person.id == person_id, within_reach(current_user, Permission.DECIDE_OUTCOMES))
    return db.session.scalar(query) is not None


def _person(person_id: int) -> Person:
    if person_id == current_user.id:
        return get_person(person_id)
    if not current_user.can("see_archive"):
        raise NotFound
    return get_visible(current_user, person_id, Permission.SEE_ARCHIVE)


def _plan_to_change(person_id: int) -> DevelopmentPlan:
    """The plan, for the person and whoever leads them."""
    person = _person(person_id)
    plan = find_plan(person.id)
    if plan is None or not (person.id == current_user.id or _leads(person.id)):
        raise NotFound
    return plan


def _page(person: Person, *, goal: GoalForm | None = None, review: ReviewForm | None = None) -> str:
    plan = find_plan(person.id)
    if plan is None:
        return render_template(
            "plans/no_development.html", person=person, leads=_leads(person.id), is_own=person.id == current_user.id
        )
    agreements, reviews = list_agreements(plan.id), list_reviews(plan.id)
    agreed = sides_agreed(plan, [a for a, _name in agreements])
    is_own, leads = person.id == current_user.id, _leads(person.id)
    side = PERSON if is_own else SUPERVISOR if leads else None
    newest = {state["goal"]: state["state"] for state in reviews[0][0].states} if reviews else {}
    review = review or ReviewForm(formdata=None, held_on=clock.today())
    return render_template(
        "plans/development.html", person=person, plan=plan, is_own=is_own, leads=leads, side=side, agreed=agreed,
        agreements=agreements, reviews=reviews, newest=newest, phases=PHASE_NAMES, sides=SIDE_NAMES, states=STATE_NAMES,
        tones=STATE_TONES, next_on=next_review(plan.starts_on, [r.held_on for r, _name in reviews]),
        seen=wording_of(plan), is_overdue=is_overdue, texts={one.id: one.text for one in plan.goals}, review=review,
        goal=goal or GoalForm(formdata=None, due_on=months_later(plan.starts_on, 3)), today=clock.today(),
    )  # fmt: skip


def _back(person_id: int) -> Any:
    if person_id == current_user.id:
        return redirect(url_for("plans.my_development"))
    return redirect(url_for("plans.development", person_id=person_id))


@blueprint.get("/development")
@requires(Permission.LEARN)
def my_development() -> str:
    """The reader's own plan."""
    return _page(get_person(current_user.id))


@blueprint.get("/development/plans")
@requires(Permission.SEE_ARCHIVE)
def development_plans() -> str:
    """The plans of those in the reader's units, the next talk first."""
    return render_template(
        "plans/development_plans.html", plans=list_plans(current_user), today=clock.today(), sides=SIDE_NAMES
    )


@blueprint.get("/people/<int:person_id>/development")
@signed_in
def development(person_id: int) -> str:
    """Somebody's plan, for whoever may see their archive."""
    return _page(_person(person_id))


@blueprint.post("/people/<int:person_id>/development")
@requires(Permission.DECIDE_OUTCOMES)
def open_development(person_id: int) -> Any:
    """Open a plan for somebody who has none."""
    person = _person(person_id)
    if not _leads(person.id):
        raise NotFound
    occasion = Bilingual("主管开启", "Opened by the supervisor")
    open_plan(person=person, occasion=occasion, actor=current_user, at=clock.now(), on_duty=False)
    flash(_("The plan is open. Set the first goals together."), "success")
    return _back(person.id)


@blueprint.post("/people/<int:person_id>/development/goals")
@signed_in
def new_goal(person_id: int) -> Any:
    """Add a goal."""
    plan = _plan_to_change(person_id)
    form = GoalForm()
    try:
        add_goal(
            plan=plan, phase=form.phase.data or 0, text=form.text.data or "", measure=form.measure.data or "",
            due_on=form.due_on.data, actor=current_user, at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(get_person(person_id), goal=form), 422
    flash(_("The goal is added. Both sides agree anew."), "success")
    return _back(person_id)


@blueprint.post("/people/<int:person_id>/development/goals/<int:goal_id>/drop")
@signed_in
def give_up_goal(person_id: int, goal_id: int) -> Any:
    """Give a goal up, with the reason."""
    plan = _plan_to_change(person_id)
    reason = request.form.get("reason", "")
    try:
        drop_goal(plan=plan, goal_id=goal_id, reason=reason, actor=current_user, at=clock.now())
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
    else:
        flash(_("The goal is given up. Both sides agree anew."), "success")
    return _back(person_id)


@blueprint.post("/people/<int:person_id>/development/agree")
@signed_in
def agree_to_plan(person_id: int) -> Any:
    """Agree to the goals as they stand."""
    plan = _plan_to_change(person_id)
    side = PERSON if person_id == current_user.id else SUPERVISOR
    try:
        agree(plan=plan, side=side, actor=current_user, at=clock.now(), seen=request.form.get("seen", ""))
    except RuleBroken as broken:
        flash(" ".join(describe(broken.refusals)), "danger")
    else:
        flash(_("You agreed to these goals."), "success")
    return _back(person_id)


@blueprint.post("/people/<int:person_id>/development/reviews")
@requires(Permission.DECIDE_OUTCOMES)
def review_plan(person_id: int) -> Any:
    """Record a talk over the plan."""
    plan = _plan_to_change(person_id)
    if person_id == current_user.id:
        raise NotFound
    form = ReviewForm()
    states = {goal.id: request.form.get(f"state-{goal.id}", "") for goal in plan.goals if goal.dropped_at is None}
    try:
        hold_review(
            plan=plan, held_on=form.held_on.data, states=states, summary=form.summary.data or "", actor=current_user,
            at=clock.now(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.form_errors.extend(describe(broken.refusals))
        return _page(get_person(person_id), review=form), 422
    flash(_("The talk is on record."), "success")
    return _back(person_id)

"""What two people rated, each alone: simulated calls, practical examinations of one day, essays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.models import Attempt, AttemptItem, EssayMark, PracticalExam, PracticalOpinion
from assessments.queries.simulations import list_rated_twice
from lms.core.access import Permission
from lms.core.db import db
from lms.people.models import Person
from lms.people.queries.scope import within_reach
from lms.people.session import User

if TYPE_CHECKING:  # the rule loads numpy, which no page needs before it computes
    from assessments.rules.quality.raters import Both

CALLS, PRACTICALS, ESSAYS = "calls", "practicals", "essays"
KINDS = (CALLS, PRACTICALS, ESSAYS)
POINTS = "points"
"""The criterion of an essay: its points, in fifths of what it gives."""


def list_both(kind: str, user: User) -> list[Both]:
    """The first two ratings of everything of this kind that was rated twice, of people within the reader's reach."""
    return {CALLS: _calls, PRACTICALS: _practicals, ESSAYS: _essays}[kind](user)


def reach(user: User) -> Permission:
    """By which permission the reader sees whose ratings."""
    return Permission.ASSESS if user.can(Permission.ASSESS) else Permission.MANAGE_BANK


def _calls(user: User) -> list[Both]:
    from assessments.rules.quality.raters import Rating

    found: list[Both] = []
    for row in list_rated_twice(user, reach(user)):
        mark, code = row.card.rubric.pass_mark, row.card.rubric.code
        first = [seat.rating for seat in row.assessors if not seat.settles and seat.rating]
        if row.card.raters != 2 or len(first) != 2:
            continue
        one, other = (
            Rating(
                r.assessor_id, r.percent, r.percent >= mark and not r.failed_musts,
                {f"{code} {key}": points for key, points in r.ratings.items()},
            )
            for r in first
        )  # fmt: skip
        found.append((one, other))
    return found


def _practicals(user: User) -> list[Both]:
    """Examinations of one learner by one rubric on one day, by different assessors: those that a rubric asks for, and those that
    were held apart."""
    from assessments.rules.quality.raters import Rating

    reached = select(Person.id).where(within_reach(user, reach(user)))
    query = select(PracticalExam).where(PracticalExam.learner_id.in_(reached)).options(joinedload(PracticalExam.rubric))
    together: dict[tuple[int, int, object], dict[int, Rating]] = {}
    for row in db.session.scalars(query.order_by(PracticalExam.id)):
        named = {f"{row.rubric.code} {key}": points for key, points in row.ratings.items()}
        subject = (row.learner_id, row.rubric_id, row.held_on)
        together.setdefault(subject, {}).setdefault(
            row.assessor_id, Rating(row.assessor_id, row.percent, row.passed, named)
        )
    asked = select(PracticalOpinion).where(PracticalOpinion.learner_id.in_(reached), ~PracticalOpinion.settles)
    several: dict[tuple[int, int, object], dict[int, Rating]] = {}
    for one in db.session.scalars(asked.options(joinedload(PracticalOpinion.rubric)).order_by(PracticalOpinion.id)):
        named = {f"{one.rubric.code} {key}": points for key, points in one.ratings.items()}
        passed = one.percent >= one.rubric.pass_mark and not one.failed
        subject = (one.learner_id, one.rubric_id, one.held_on)
        several.setdefault(subject, {})[one.assessor_id] = Rating(one.assessor_id, one.percent, passed, named)
    pairs = (list(by.values()) for by in (together | several).values())
    return [(some[0], some[1]) for some in pairs if len(some) > 1]


def _essays(user: User) -> list[Both]:
    from assessments.rules.quality.raters import Rating

    reached = select(Person.id).where(within_reach(user, reach(user)))
    same = (AttemptItem.attempt_id == EssayMark.attempt_id) & (AttemptItem.position == EssayMark.position)
    query = (
        select(EssayMark.attempt_id, EssayMark.position, EssayMark.marked_by, EssayMark.points, AttemptItem.points.label("of"))
        .join(AttemptItem, same)
        .join(Attempt, Attempt.id == EssayMark.attempt_id)
        .where(EssayMark.place.in_((1, 2)), Attempt.person_id.in_(reached), AttemptItem.points > 0)
        .order_by(EssayMark.attempt_id, EssayMark.position, EssayMark.place)
    )  # fmt: skip
    together: dict[tuple[int, int], list[Rating]] = {}
    for attempt, position, marker, points, of in db.session.execute(query):
        share = points / of
        rating = Rating(marker, 100 * share, None, {POINTS: round(5 * share)})
        together.setdefault((attempt, position), []).append(rating)
    return [(some[0], some[1]) for some in together.values() if len(some) == 2]

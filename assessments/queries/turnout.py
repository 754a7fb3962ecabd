"""Who was asked and who has answered, as far as a reader may know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import case, or_, select, tuple_

from assessments.models import SurveyInvitation
from assessments.queries.pools import floor
from assessments.rules.surveys.anonymity import Turnout, turnouts
from assessments.rules.surveys.invitations import State, state_of
from assessments.survey_questions import ContextKey, apart
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.people.models import Person, Unit
from lms.people.queries.scope import within_reach
from lms.people.session import User

MAY_SEE = Permission.SEE_EVALUATIONS


@dataclass(frozen=True)
class Asked:
    """How many were asked. `named` are the invitations whose answers carry a name; `hidden` the contexts of which the
    reader does not see all who were asked, so that their anonymous answers stay hidden."""

    asked: int
    answered: int
    declined: int
    waiting: int
    named: Sequence[Any]
    rows: Sequence[Any]
    hidden: frozenset[ContextKey] = frozenset()
    states: Mapping[int, State] = field(default_factory=dict)


def asked_in(
    version_ids: Collection[int], contexts: Collection[ContextKey] | None, *, user: User | None, role: str | None,
    about_id: int | None, today: date,
) -> Asked:  # fmt: skip
    """The invitations of versions in contexts (None: in all). A reader sees those of people in their units, and those
    about people in their units."""
    i = SurveyInvitation
    seen: Any = True
    if user is not None:
        reached = select(Person.id).where(within_reach(user, MAY_SEE))
        seen = case((or_(i.respondent_id.in_(reached), i.about_id.in_(reached)), 1), else_=0).label("seen")
    query = select(
        i.id, i.respondent_id, i.about_id, i.role, i.context_kind, i.context_id, i.anonymous, i.opens_on, i.due_on,
        i.closes_on, i.answered_on, i.declined_at, i.decline_reason, i.reminders, i.reminded_at, i.opened_on,
        *([seen] if user is not None else []),
    ).where(i.version_id.in_(version_ids)).order_by(i.id)  # fmt: skip
    if contexts is not None:
        query = query.where(tuple_(i.context_kind, i.context_id).in_(contexts))
    if role is not None:
        query = query.where(i.role == role)
    if about_id is not None:
        query = query.where(i.about_id == about_id)
    rows = db.session.execute(query).all()
    hidden: frozenset[ContextKey] = frozenset()
    if user is not None:
        own = apart()  # those are shown by pages of their own
        hidden = frozenset(
            (row.context_kind, row.context_id)
            for row in rows
            if row.context_kind in own or (row.anonymous and not row.seen)
        )
        rows = [row for row in rows if row.seen and row.context_kind not in own]
    states = {row.id: state_of(row, today) for row in rows}
    counts = [states[row.id] for row in rows]
    return Asked(
        len(rows),
        counts.count(State.ANSWERED),
        counts.count(State.DECLINED),
        counts.count(State.OPEN) + counts.count(State.LATE) + counts.count(State.LATER),
        [row for row in rows if not row.anonymous and row.answered_on is not None],
        rows,
        hidden,
        states,
    )


def by_unit(asked: Asked) -> list[tuple[list[Bilingual], Turnout]]:
    """The turnout by the unit of those who were asked. Units with fewer than the floor stand together."""
    people = {row.respondent_id for row in asked.rows}
    units: dict[int, tuple[int, Bilingual]] = {
        row.id: (row.unit_id, row.name)
        for row in db.session.execute(
            select(Person.id, Unit.id.label("unit_id"), Unit.name).join(Unit, Unit.id == Person.unit_id).where(Person.id.in_(people))
        )
    }  # fmt: skip
    names = {str(unit): name for unit, name in units.values()}
    counts: dict[str, tuple[int, int]] = {}
    for row in asked.rows:
        unit = str(units[row.respondent_id][0])
        before = counts.get(unit, (0, 0))
        counts[unit] = before[0] + 1, before[1] + (row.answered_on is not None)
    return [([names[n] for n in (t.groups or (t.name,))], t) for t in turnouts(counts, floor())]

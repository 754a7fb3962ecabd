"""Opening a 360° round: who rates whom, asked by questionnaires."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from assessments.actions.invitations import invite
from assessments.survey_questions import Aim
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person
from lms.plans.models import FeedbackRound
from lms.plans.queries.rounds import ROUND
from lms.skills.models import Ability
from lms.skills.rules import LEAST_RATERS

NAMED, COLLEAGUES = "feedback-360-named", "feedback-360-colleagues"
MOST_ABILITIES = 8


def open_round(
    *, person: Person, supervisor: Person, peers: Collection[Person], mentees: Collection[Person],
    abilities: Sequence[Ability], opens_on: date, due_on: date, actor: Actor, at: datetime,
) -> FeedbackRound:  # fmt: skip
    """Ask the person, the supervisor, peers and mentees about some abilities. Raises RuleBroken: a group of fewer than
    three would never be shown, and nobody rates in two groups."""
    everybody = [person.id, supervisor.id, *(p.id for p in peers), *(m.id for m in mentees)]
    refusals = []
    if not abilities or len(abilities) > MOST_ABILITIES:
        refusals.append(Refusal("round_abilities", {"most": MOST_ABILITIES}))
    if len(everybody) != len(set(everybody)):
        refusals.append(Refusal("round_twice"))
    if not peers or any(0 < len(group) < LEAST_RATERS for group in (peers, mentees)):
        refusals.append(Refusal("round_too_few", {"least": LEAST_RATERS}))
    if not clock.local_date(at) <= opens_on <= due_on:
        refusals.append(Refusal("round_days"))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    row = FeedbackRound(
        person_id=person.id, supervisor_id=supervisor.id, opens_on=opens_on, due_on=due_on, closes_on=due_on,
        abilities=[{"code": a.code, **a.name.as_dict()} for a in abilities], opened_by=actor.id, opened_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    aims = [Aim(a.code, a.name) for a in abilities]
    asked = [(NAMED, "self", person), (NAMED, "supervisor", supervisor)]
    asked += [(COLLEAGUES, role, one) for role, group in (("peer", peers), ("mentee", mentees)) for one in group]
    for code, role, respondent in asked:
        invite(
            questionnaire_code=code, respondent=respondent, about=person, role=role, context=(ROUND, row.id),
            opens_on=opens_on, due_on=due_on, closes_on=due_on, aims=aims, actor=actor, at=at,
        )  # fmt: skip
    audit.record(
        "round.opened", "feedback_round", row.id, actor=actor, at=at, person=person.id, supervisor=supervisor.id,
        peers=len(peers), mentees=len(mentees), abilities=len(abilities),
    )  # fmt: skip
    return row

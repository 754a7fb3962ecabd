"""What becomes of a simulated call that cannot go on as it was arranged: somebody else rates in the place of an assessor who has
not, or it is called off. What was put on record stays there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.actions.simulations import against_seat, seat_assessor
from assessments.models import Simulation, SimulationAssessor, SimulationCalledOff, SimulationRelief
from assessments.queries import simulations as queries
from assessments.rules.simulations import Stage
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of

LEAST_REASON, LONGEST_REASON = 2, 1000
"""Four Chinese characters are a sentence."""


def replace_assessor(
    *, row: Simulation, seat: SimulationAssessor, assessor_id: int, reason: str, actor: Actor, at: datetime
) -> SimulationAssessor:
    """Ask somebody else in the place of an assessor who has not rated; both are told. Raises RuleBroken."""
    assert actor.id is not None
    learner = db.session.get_one(Person, row.learner_id)
    refusals = [*_refusals(row, reason), *against_seat(assessor_id, learner, at)]
    if seat.rating is not None:
        refusals.append(Refusal("simulation_rated_already"))
    if assessor_id in {one.assessor_id for one in row.assessors}:
        refusals.append(Refusal("third_is_first"))
    if seat.relief is not None:
        refusals.append(Refusal("simulation_relieved"))
    if refusals:
        raise RuleBroken(*refusals)
    db.session.add(
        SimulationRelief(seat_id=seat.id, reason=reason.strip(), relieved_by=actor.id, relieved_at=at)
    )  # fmt: skip
    db.session.flush()
    audit.record(
        "simulation.assessor_relieved", "simulation", row.id, actor=actor, at=at, assessor=seat.assessor_id, reason=reason.strip()
    )  # fmt: skip
    _tell(row, seat.assessor_id, "simulation_relieved", at)
    new = seat_assessor(row, assessor_id, seat.settles, actor, at)
    db.session.refresh(seat, ["relief"])
    db.session.refresh(row, ["assessors"])
    return new


def call_off(*, row: Simulation, reason: str, actor: Actor, at: datetime) -> None:
    """Let nobody rate it any more; the learner and the assessors are told. Raises RuleBroken."""
    assert actor.id is not None
    if refusals := _refusals(row, reason):
        raise RuleBroken(*refusals)
    db.session.add(
        SimulationCalledOff(simulation_id=row.id, reason=reason.strip(), called_off_by=actor.id, called_off_at=at)
    )  # fmt: skip
    db.session.flush()
    audit.record("simulation.called_off", "simulation", row.id, actor=actor, at=at, reason=reason.strip())
    for person_id in (row.learner_id, *(seat.assessor_id for seat in queries.seated(row))):
        if person_id != actor.id:
            _tell(row, person_id, "simulation_called_off", at, day=row.held_on, reason=reason.strip())
    db.session.refresh(row, ["called_off"])


def _refusals(row: Simulation, reason: str) -> list[Refusal]:
    stage = queries.verdict_of(row).stage
    found = []
    if stage in (Stage.DONE, Stage.CALLED_OFF):
        found.append(Refusal("simulation_over"))
    if not LEAST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        found.append(Refusal("simulation_reason", {"least": LEAST_REASON, "most": LONGEST_REASON}))
    return found


def _tell(row: Simulation, person_id: int, kind: str, at: datetime, **words: Any) -> None:
    notify(
        recipient_of(db.session.get_one(Person, person_id)), kind, link=path_to("assessments.simulation", simulation_id=row.id),
        at=at, card=row.card.title, **words,
    )  # fmt: skip

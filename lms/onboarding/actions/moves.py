"""Moving what runs: an intake to another day, people to another version, one person to another programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.onboarding.actions.intakes import enrol
from lms.onboarding.actions.progress import end, reevaluate
from lms.onboarding.change_models import IntakeMove, VersionMove
from lms.onboarding.models import Cohort, Enrolment, Outcome, ProgrammeVersion
from lms.onboarding.queries.enrolments import get_row, list_rows
from lms.onboarding.queries.journeys import NOTHING, base_since, journeys
from lms.onboarding.rules.changes import counts_from, move_faults, reason_faults
from lms.onboarding.rules.decisions import TRANSFERRED
from lms.onboarding.rules.policy import Policy
from lms.onboarding.telling import day_in_words, tell_learner, tell_mentors
from lms.people.queries.people import get_person


def move_intake(*, cohort: Cohort, to_day: date, reason: str, actor: Actor, at: datetime) -> IntakeMove:
    """Let an intake begin on another day: everybody in it who has not ended moves along. Raises RuleBroken."""
    query = select(Enrolment, Outcome.id).outerjoin(Outcome, Outcome.enrolment_id == Enrolment.id)
    found = list(db.session.execute(query.where(Enrolment.cohort_id == cohort.id)))
    running = [enrolment for enrolment, outcome_id in found if outcome_id is None]
    faults = move_faults(
        from_day=cohort.starts_on, to_day=to_day, reason=reason, ended=len(found) - len(running), running=len(running)
    )
    if faults:
        raise RuleBroken(*faults)
    assert actor.id is not None
    shift = to_day - cohort.starts_on
    rows = {row.id: row for row in list_rows(Enrolment.cohort_id == cohort.id, Outcome.id.is_(None))}
    for enrolment in running:
        # What counted before the move counts after it.
        enrolment.counts_from = clock.local_date(base_since(rows[enrolment.id]))
        enrolment.starts_on += shift
    move = IntakeMove(
        cohort_id=cohort.id, from_day=cohort.starts_on, to_day=to_day, reason=reason.strip(), moved_by=actor.id,
        moved_at=at,
    )  # fmt: skip
    db.session.add(move)
    cohort.starts_on = to_day
    db.session.flush()
    audit.record(
        "intake.moved", "cohort", cohort.id, actor=actor, at=at,
        from_day=move.from_day.isoformat(), to_day=to_day.isoformat(), reason=move.reason,
    )  # fmt: skip
    for enrolment in running:
        person, day = get_person(enrolment.person_id), day_in_words(to_day)
        tell_learner(person, "onboarding.intake_moved", at=at, intake=cohort.title, day=day)
        tell_mentors(rows[enrolment.id], "onboarding.mentee_moved", at=at, day=day_in_words(enrolment.starts_on))
    return move


def move_to_version(
    *, enrolment_ids: Collection[int], version: ProgrammeVersion, reason: str, actor: Actor, at: datetime
) -> list[VersionMove]:
    """Move running enrolments to another version of their programme, all or none. Stages that were passed stay passed; the
    one under way does not end before today. Raises RuleBroken."""
    assert actor.id is not None
    faults = reason_faults(reason)
    rows = [get_row(enrolment_id) for enrolment_id in sorted(set(enrolment_ids))]
    if not rows:
        faults.append(Refusal("nobody_chosen"))
    made: list[VersionMove] = []
    for journey in journeys(rows, clock.local_date(at), NOTHING):
        enrolment = db.session.get_one(Enrolment, journey.row.id)
        old = db.session.get_one(ProgrammeVersion, enrolment.version_id)
        if old.programme_id != version.programme_id:
            faults.append(Refusal("version_of_another", {"name": journey.name}))
        elif old.id == version.id:
            faults.append(Refusal("version_already", {"name": journey.name}))
        elif journey.has_ended or journey.current is None:
            faults.append(Refusal("has_ended_already", {"name": journey.name}))
        else:
            made.append(
                VersionMove(
                    enrolment_id=enrolment.id, from_version_id=old.id, to_version_id=version.id,
                    stage_code=journey.current.row.code, reason=reason.strip(), moved_by=actor.id, moved_at=at,
                )
            )  # fmt: skip
    if faults:
        raise RuleBroken(*faults)
    db.session.add_all(made)
    for move in made:
        enrolment = db.session.get_one(Enrolment, move.enrolment_id)
        enrolment.version_id = version.id
        db.session.flush()
        audit.record(
            "enrolment.moved", "enrolment", move.enrolment_id, actor=actor, at=at, person=enrolment.person_id,
            from_version=move.from_version_id, to_version=version.id, reason=move.reason,
        )  # fmt: skip
        person = get_person(enrolment.person_id)
        tell_learner(person, "onboarding.version_moved", at=at, number=version.number)
        reevaluate(person_id=person.id, at=at)
    return made


def transfer(*, enrolment_id: int, cohort: Cohort, reason: str, actor: Actor, at: datetime) -> Enrolment:
    """End somebody's programme and enrol them in another, where what they did counts as far as it looks back. Raises
    RuleBroken."""
    row = get_row(enrolment_id)
    faults = reason_faults(reason)
    if row.outcome_id is not None:
        faults.append(Refusal("programme_over"))
    if row.cohort_id == cohort.id:
        faults.append(Refusal("transfer_same"))
    if faults:
        raise RuleBroken(*faults)
    base = clock.local_date(base_since(row))
    end(enrolment_id=enrolment_id, kind=TRANSFERRED, reason=reason.strip(), result={}, actor=actor, at=at)
    start = max(cohort.starts_on, clock.local_date(at))
    look_back = Policy.of(cohort.version.policy).look_back_days
    person = get_person(row.person_id)
    made = enrol(
        cohort=cohort, people=[person], actor=actor, at=at, starts_on=start,
        counts_from=counts_from(base, start, look_back),
    )  # fmt: skip
    tell_mentors(row, "onboarding.mentee_transferred", at=at, programme=cohort.version.programme.title)
    return made[0]

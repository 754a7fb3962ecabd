"""Signing up, approving, moving up, withdrawing. Each step is a row; the last of a person holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from courses.events import SignedUp
from courses.models import CourseVersion
from courses.sessions.actions.booking import lock_session
from courses.sessions.actions.telling import place_of_line, teaching, tell
from courses.sessions.models import CourseSession, SignUp
from courses.sessions.queries.lines import Line, get_session
from courses.sessions.queries.people import find_last, last_steps, list_last, queue_of
from courses.sessions.rules.states import HELD, Queued, State, Step, first_step, move_up, sign_up_faults
from lms.core import audit, events
from lms.core.access import Role
from lms.core.audit import Actor
from lms.core.clock import local_date
from lms.core.db import db
from lms.core.errors import NotFound, RuleBroken
from lms.core.paths import path_to
from lms.core.rules import Refusal
from lms.people.models import Person
from lms.people.queries.people import list_holders

SHORTEST_REASON = 2


@dataclass
class Outcome:
    """What became of signing people up."""

    steps: dict[int, Step] = field(default_factory=dict)
    refused: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    there: list[int] = field(default_factory=list)
    """Of those who were moved: who had a seat or a place there before."""

    def count(self, step: Step) -> int:
        """How many stand so now."""
        return sum(1 for one in self.steps.values() if one is step)


def sign_up(*, session_id: int, person_id: int, actor: Actor, at: datetime) -> Step:
    """Sign oneself up. Gives the step at which the sign-up stands: a seat, the waiting list, or waiting for approval."""
    found = sign_up_many(session_id=session_id, person_ids=[person_id], own=True, actor=actor, at=at)
    if found.refused:
        raise RuleBroken(*found.refused[person_id])
    return found.steps[person_id]


def sign_up_many(
    *, session_id: int, person_ids: Collection[int], actor: Actor, at: datetime, own: bool = False
) -> Outcome:
    """Sign people up in the order given, by whoever looks after the session; that needs no further approval. Those who cannot
    be are left out with the reasons, the others get seats as long as there are any, then places in the waiting list."""
    lock_session(session_id)
    line = get_session(session_id)
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(person_ids)))}
    held = {row.person_id: Step(row.step) for row in list_last(session_id)}
    teach = teaching(session_id)
    waited = _displaced(line, person_ids)
    seated = sum(1 for step in held.values() if step is Step.SEATED)
    waiting = sum(1 for step in held.values() if step is Step.WAITING)
    outcome = Outcome()
    for person_id in person_ids:
        person = people[person_id]
        faults = sign_up_faults(
            line.plan, at=at, last=held.get(person_id), own=own, teaches=person_id in teach,
            has_left=person.left_on is not None and person.left_on < local_date(line.starts_at),
        )  # fmt: skip
        if faults:
            outcome.refused[person_id] = faults
            continue
        step = first_step(line.plan, approved=not own, seats=line.seats, seated=seated, waiting=waiting)
        seated, waiting = seated + (step is Step.SEATED), waiting + (step is Step.WAITING)
        former = waited.get(person_id)
        if former is not None:
            _add(former.session_id, person_id, Step.MOVED, former.queued_at, actor=actor, at=at, other=session_id)
        _add(session_id, person_id, step, former.queued_at if former else at, actor=actor, at=at)
        held[person_id] = outcome.steps[person_id] = step
    db.session.flush()
    if outcome.steps:
        told = {"learners": sorted(outcome.steps)} if len(outcome.steps) > 1 else {"person": next(iter(outcome.steps))}
        audit.record("session.signed_up", "course_session", session_id, actor=actor, at=at, **told)
    _tell_placed(line, outcome.steps, people, own=own, at=at)
    return outcome


def _add(
    session_id: int, person_id: int, step: Step, queued_at: datetime, *, actor: Actor | None, at: datetime,
    reason: str = "", other: int | None = None,
) -> None:  # fmt: skip
    db.session.add(
        SignUp(
            session_id=session_id, person_id=person_id, step=str(step), queued_at=queued_at, reason=reason,
            other_session_id=other, by_id=actor.id if actor else None, at=at,
        )
    )  # fmt: skip


def _displaced(line: Line, person_ids: Collection[int]) -> dict[int, SignUp]:
    """Those among some people who wait for the next date of this course, since a session of it was cancelled: the earliest
    such sign-up of each."""
    version = select(CourseVersion.course_id).join(CourseSession, CourseSession.course_version_id == CourseVersion.id)
    course = version.where(CourseSession.id == line.id).scalar_subquery()
    query = (
        select(SignUp)
        .join(CourseSession, CourseSession.id == SignUp.session_id)
        .join(CourseVersion, CourseVersion.id == CourseSession.course_version_id)
        .where(
            SignUp.id.in_(last_steps(SignUp.person_id.in_(person_ids))), SignUp.step.in_([str(step) for step in HELD])
        )
        .where(CourseSession.cancelled_at.is_not(None), CourseVersion.course_id == course)
        .order_by(SignUp.queued_at.desc(), SignUp.id.desc())
    )
    return {row.person_id: row for row in db.session.scalars(query)}


def _tell_placed(line: Line, steps: dict[int, Step], people: dict[int, Person], *, own: bool, at: datetime) -> None:
    by = {step: [person for person, at_step in steps.items() if at_step is step] for step in Step}
    if by[Step.SEATED]:
        tell(line, by[Step.SEATED], "session_seated", at=at, place=place_of_line(line))
    if by[Step.WAITING]:
        tell(line, by[Step.WAITING], "session_waiting", at=at)
    for person_id in by[Step.SEATED]:
        events.publish(SignedUp(line.id, person_id, at))
    for person_id in by[Step.ASKED]:
        person = people[person_id]
        holders = [one.id for one in list_holders(Role.SUPERVISOR, person.unit, local_date(at)) if one.id != person_id]
        tell(
            line, holders[:2], "session_approval_wanted", at=at, link=path_to("sessions.approvals"), person=person.name
        )


def decide_sign_up(*, session_id: int, person_id: int, approve: bool, reason: str, actor: Actor, at: datetime) -> Step:
    """Say yes or no to a sign-up that waits for it. Yes gives a seat, or a place in the queue by the time of asking."""
    lock_session(session_id)
    line = get_session(session_id)
    last = find_last(session_id, person_id)
    if last is None:
        raise NotFound
    faults = []
    if last.step != str(Step.ASKED):
        faults.append(Refusal("session_decided_already"))
    if actor.id == person_id:
        faults.append(Refusal("session_own_approval"))
    if line.state(at) in (State.CANCELLED, State.RUNNING, State.OVER):
        faults.append(Refusal("session_begun"))
    if not approve and len(reason.strip()) < SHORTEST_REASON:
        faults.append(Refusal("session_reason_missing"))
    if faults:
        raise RuleBroken(*faults)
    step = Step.REFUSED
    if approve:
        free = line.seats - len(list_last(session_id, Step.SEATED))
        queue = [*queue_of(session_id), Queued(person_id, last.queued_at, last.id)]
        step = Step.SEATED if person_id in move_up(queue, free) else Step.WAITING
    _add(session_id, person_id, step, last.queued_at, actor=actor, at=at, reason=reason.strip())
    audit.record(
        "session.sign_up_decided", "course_session", session_id, actor=actor, at=at, person=person_id, step=str(step)
    )
    if step is Step.SEATED:
        tell(line, [person_id], "session_seated", at=at, place=place_of_line(line))
        events.publish(SignedUp(session_id, person_id, at))
    elif step is Step.WAITING:
        tell(line, [person_id], "session_waiting", at=at)
    else:
        tell(line, [person_id], "session_refused", at=at, reason=reason.strip())
    db.session.flush()
    return step


def withdraw(*, session_id: int, person_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Take somebody off a session, by themselves or by whoever looks after it; the seat goes to the next who waits."""
    lock_session(session_id)
    line = get_session(session_id)
    last = find_last(session_id, person_id)
    if last is None:
        raise NotFound
    faults = []
    if Step(last.step) not in HELD:
        faults.append(Refusal("session_not_signed_up"))
    elif line.state(at) in (State.RUNNING, State.OVER):
        faults.append(Refusal("session_begun"))
    if len(reason.strip()) < SHORTEST_REASON:
        faults.append(Refusal("session_reason_missing"))
    if faults:
        raise RuleBroken(*faults)
    _add(session_id, person_id, Step.WITHDRAWN, last.queued_at, actor=actor, at=at, reason=reason.strip())
    audit.record("session.withdrawn", "course_session", session_id, actor=actor, at=at, person=person_id, reason=reason)
    db.session.flush()
    if actor.id != person_id:
        tell(line, [person_id], "session_taken_off", at=at, reason=reason.strip())
    fill_seats(session_id=session_id, at=at)


def leave_to_teach(*, session_id: int, actor: Actor, at: datetime) -> None:
    """Take those who teach a session now off its list: nobody learns where they teach. `fill_seats` comes after."""
    team = teaching(session_id)
    for row in list_last(session_id, *HELD):
        if row.person_id in team:
            _add(session_id, row.person_id, Step.WITHDRAWN, row.queued_at, actor=actor, at=at, reason="teaches")
            audit.record("session.withdrawn", "course_session", session_id, actor=actor, at=at, person=row.person_id)
    db.session.flush()


def fill_seats(*, session_id: int, at: datetime) -> tuple[int, ...]:
    """Give free seats to those who have waited longest, and tell them. Nothing once the session has begun."""
    line = get_session(session_id)
    if line.state(at) not in (State.OPEN, State.CLOSED):
        return ()
    queue = queue_of(session_id)
    lucky = move_up(queue, line.seats - len(list_last(session_id, Step.SEATED))) if queue else ()
    since = {one.person_id: one.queued_at for one in queue}
    for person_id in lucky:
        _add(session_id, person_id, Step.SEATED, since[person_id], actor=None, at=at)
    if lucky:
        db.session.flush()
        tell(line, lucky, "session_moved_up", at=at, place=place_of_line(line))
        for person_id in lucky:
            events.publish(SignedUp(session_id, person_id, at))
    return lucky


def move_all(*, session_id: int, to_id: int, actor: Actor, at: datetime) -> Outcome:
    """Move all who were on a cancelled session to another one, those first who signed up first; nobody loses their place, and
    whoever is on the other one already waits for no further date."""
    line = get_session(session_id)
    if line.cancelled_at is None:
        raise RuleBroken(Refusal("session_not_cancelled"))
    held = sorted(list_last(session_id, *HELD), key=lambda row: (row.queued_at, row.id))
    outcome = sign_up_many(session_id=to_id, person_ids=[row.person_id for row in held], actor=actor, at=at)
    for row in held:
        if any(one.code == "session_signed_up_already" for one in outcome.refused.get(row.person_id, ())):
            del outcome.refused[row.person_id]
            outcome.there.append(row.person_id)
            _add(session_id, row.person_id, Step.MOVED, row.queued_at, actor=actor, at=at, other=to_id)
    db.session.flush()
    audit.record(
        "session.people_moved",
        "course_session",
        session_id,
        actor=actor,
        at=at,
        session=to_id,
        count=len(outcome.steps) + len(outcome.there),
    )
    return outcome


def leave_sessions(*, person_id: int, last_day: date, actor: Actor, at: datetime) -> None:
    """Give back the seats and places of somebody who leaves, in sessions that begin after the last day."""
    query = select(SignUp).where(SignUp.id.in_(last_steps(SignUp.person_id == person_id)))
    for row in db.session.scalars(query.where(SignUp.step.in_([str(step) for step in HELD]))).all():
        lock_session(row.session_id)
        line = get_session(row.session_id)
        if line.starts_at <= at or local_date(line.starts_at) <= last_day:
            continue
        _add(row.session_id, person_id, Step.WITHDRAWN, row.queued_at, actor=actor, at=at, reason="left")
        audit.record("session.withdrawn", "course_session", row.session_id, actor=actor, at=at, person=person_id)
        db.session.flush()
        fill_seats(session_id=row.session_id, at=at)

"""Cancelling a session: everybody on it is told, and waits for the next date."""

from __future__ import annotations

from datetime import datetime

from courses.events import SessionCancelled
from courses.sessions.actions.booking import lock_session, release
from courses.sessions.actions.telling import concerned, teaching, tell
from courses.sessions.queries.lines import get_session
from courses.sessions.rules.planning import SHORTEST_REASON
from courses.sessions.rules.states import State
from lms.core import audit, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


def cancel_session(*, session_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """Cancel a session: its rooms and trainers are free again. Gives how many people were on it; they keep their place in the
    queue for the next date."""
    session = lock_session(session_id)
    line = get_session(session_id)
    faults = []
    if line.state(at) is State.CANCELLED:
        faults.append(Refusal("session_cancelled"))
    elif line.state(at) is State.OVER:
        faults.append(Refusal("session_over"))
    if len(reason.strip()) < SHORTEST_REASON:
        faults.append(Refusal("session_reason_missing"))
    if faults:
        raise RuleBroken(*faults)
    people, trainers = concerned(session_id), teaching(session_id)
    session.cancelled_at, session.cancelled_by, session.cancel_reason = at, actor.id, reason.strip()
    release(session_id)
    db.session.flush()
    audit.record(
        "session.cancelled", "course_session", session_id, actor=actor, at=at, reason=reason.strip(), count=len(people)
    )
    events.publish(SessionCancelled(session_id, reason.strip(), at))
    tell(line, people - {actor.id or 0}, "session_cancelled", at=at, reason=reason.strip())
    tell(line, trainers - {actor.id or 0}, "session_cancelled_trainer", at=at, reason=reason.strip())
    return len(people)

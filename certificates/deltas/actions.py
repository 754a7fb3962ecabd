"""Calling holders of certificates for a short exam, ending a call, reminding."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from certificates.deltas.models import DeltaCall, DeltaCallEnd, DeltaReminder
from certificates.deltas.queries import all_open, find_exam
from certificates.deltas.rules import Consequence, against_calling, reminder_days
from certificates.events import RulesChanged
from certificates.rules.status import LEAST_REASON
from courses.sessions.saying import both
from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.i18n import day as said
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.notices import recipient_of
from lms.people.queries.people import list_people


def call_for_exam(
    *,
    title: Bilingual,
    why: str,
    exam_code: str,
    due_on: date,
    consequence: Consequence,
    scheme_id: int | None,
    level: int | None,
    product_line: str | None,
    course_version_id: int | None,
    actor: Actor,
    at: datetime,
) -> DeltaCall:
    """Call everybody who holds a certificate of the scheme, level and product line now, and tell each. Raises RuleBroken."""
    if actor.id is None:
        raise ValueError("Only a person calls.")
    today = clock.local_date(at)
    refusals = against_calling(
        due_on=due_on, today=today, exam_known=find_exam(exam_code) is not None,
        of_something=scheme_id is not None or product_line is not None, title_whole=bool(title.zh and title.en),
    )  # fmt: skip
    if refusals:
        raise RuleBroken(*refusals)
    call = DeltaCall(
        title=title, scheme_id=scheme_id, level=level, product_line=product_line, course_version_id=course_version_id,
        exam_code=exam_code, why=why.strip(), due_on=due_on, consequence=consequence, called_by=actor.id, called_at=at,
    )  # fmt: skip
    db.session.add(call)
    db.session.flush()
    audit.record(
        "delta.called", "delta_call", call.id, actor=actor, at=at,
        title=title.as_dict(), exam=exam_code, due_on=due_on.isoformat(), consequence=consequence,
    )  # fmt: skip
    events.publish(RulesChanged(scheme_id, at))
    people = {one.person_id for one in all_open(today) if one.call_id == call.id}
    for person in list_people(people):
        notify(
            recipient_of(person), f"delta.{consequence}", link=path_to("assessments.exam", code=exam_code), at=at,
            title=title, day=_in_both(due_on),
        )  # fmt: skip
    return call


def end_call(*, call: DeltaCall, reason: str, actor: Actor, at: datetime) -> DeltaCallEnd:
    """End a call: nobody is suspended or reminded because of it any more."""
    refusals = []
    if call.end is not None:
        refusals.append(Refusal("call_ended"))
    if len(reason.strip()) < LEAST_REASON:
        refusals.append(Refusal("decision_without_reason", {"least": LEAST_REASON}))
    if refusals:
        raise RuleBroken(*refusals)
    if actor.id is None:
        raise ValueError("Only a person ends a call.")
    end = DeltaCallEnd(call_id=call.id, reason=reason.strip(), ended_by=actor.id, ended_at=at)
    db.session.add(end)
    db.session.flush()
    db.session.refresh(call, ["end"])
    audit.record("delta.ended", "delta_call", call.id, actor=actor, at=at, reason=end.reason)
    events.publish(RulesChanged(call.scheme_id, at))
    return end


def remind_called(*, at: datetime) -> int:
    """Remind those who have not passed yet, each reminder once. Returns how many were reminded."""
    today, sent = clock.local_date(at), 0
    waiting = {(one.call_id, one.person_id): one for one in all_open(today)}
    known: dict[tuple[int, int], set[int]] = {}
    for row in db.session.scalars(select(DeltaReminder)) if waiting else ():
        known.setdefault((row.call_id, row.person_id), set()).add(row.days)
    people = {person.id: person for person in list_people({one.person_id for one in waiting.values()})}
    for key, one in waiting.items():
        days = reminder_days(one.due_on, today, frozenset(known.get(key, ())))
        if days is None:
            continue
        db.session.add(DeltaReminder(call_id=one.call_id, person_id=one.person_id, days=days, sent_at=at))
        notify(
            recipient_of(people[one.person_id]), "delta.reminder",
            link=path_to("assessments.exam", code=one.exam_code), at=at, title=one.title, day=_in_both(one.due_on),
        )  # fmt: skip
        sent += 1
    db.session.flush()
    return sent


def _in_both(value: date) -> Bilingual:
    return both(lambda: said(value))

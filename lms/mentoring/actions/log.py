"""Writing in the growth log, and answering it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core import audit, clock, events
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring import rules
from lms.mentoring.events import LogEntryWritten
from lms.mentoring.models import LogEntry, LogReply
from lms.mentoring.queries.log import find_entry
from lms.mentoring.queries.pairings import own_kinds
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of


def write_entry(
    *, person: Person, day: date, cases: str, ideas: str, learned: str, actor: Actor, at: datetime
) -> LogEntry:
    """Write today's entry, or change it as long as no mentor has answered. Raises RuleBroken."""
    entry = find_entry(person.id, day)
    answered = entry is not None and bool(entry.replies)
    refusals = rules.against_entry(day=day, today=clock.local_date(at), cases=cases, learned=learned, answered=answered)
    if refusals:
        raise RuleBroken(*refusals)
    texts = {"cases": cases.strip(), "ideas": ideas.strip(), "learned": learned.strip()}
    if entry is None:
        entry = LogEntry(person_id=person.id, day=day, written_at=at, **texts)
        try:
            with db.session.begin_nested():
                db.session.add(entry)
                db.session.flush()
        except IntegrityError:  # written at the same moment from another device
            entry = find_entry(person.id, day)
            if entry is None:
                raise
        else:
            audit.record("log.written", "log_entry", entry.id, actor=actor, at=at, day=day.isoformat())
            events.publish(LogEntryWritten(person.id, day, at))
            db.session.flush()
            return entry
    if any(getattr(entry, name) != text for name, text in texts.items()):
        before = {name: getattr(entry, name) for name in texts}
        for name, text in texts.items():
            setattr(entry, name, text)
        db.session.flush()
        audit.record("log.changed", "log_entry", entry.id, actor=actor, at=at, day=day.isoformat(), before=before)
    return entry


def reply_to_entry(*, entry: LogEntry, text: str, actor: Actor, at: datetime) -> LogReply:
    """Answer an entry as one of its writer's mentors. The same words sent twice are kept once. Raises RuleBroken."""
    assert actor.id is not None
    refusals = []
    if not own_kinds(actor.id, entry.person_id, clock.local_date(at)):
        refusals.append(Refusal("not_their_mentor"))
    if not text.strip():
        refusals.append(Refusal("reply_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    same = select(LogReply).where(LogReply.entry_id == entry.id, LogReply.mentor_id == actor.id)
    if (before := db.session.scalar(same.where(LogReply.text == text.strip()))) is not None:
        return before
    reply = LogReply(entry_id=entry.id, mentor_id=actor.id, text=text.strip(), written_at=at)
    db.session.add(reply)
    db.session.flush()
    audit.record("log.answered", "log_entry", entry.id, actor=actor, at=at, writer=entry.person_id, reply=reply.id)
    writer = db.session.get_one(Person, entry.person_id)
    link = f"{path_to('mentoring.log')}#entry-{entry.id}"
    notify(recipient_of(writer), "log_answered", link=link, at=at, mentor=known_as(actor))
    return reply

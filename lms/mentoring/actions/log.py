"""Writing in the growth log, and answering it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from assessments.photos import MAX_PHOTOS, Photo
from lms.core import audit, clock, events, files
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.written import whole
from lms.mentoring import rules
from lms.mentoring.events import LogEntryWritten
from lms.mentoring.models import LogDraft, LogEntry, LogPhoto, LogReply, WorkRhythm
from lms.mentoring.queries.log import find_entry
from lms.mentoring.queries.pairings import own_kinds
from lms.people.models import Person
from lms.people.notices import known_as, recipient_of

DRAFTED = ("cases", "ideas", "learned", "work_orders")


def write_entry(
    *, person: Person, day: date, cases: str, ideas: str, learned: str, actor: Actor, at: datetime, work_orders: str = "",
    photos: Sequence[Photo] = (),
) -> LogEntry:  # fmt: skip
    """Write today's entry, or change it as long as no mentor has answered; photos are added. Raises RuleBroken."""
    entry = find_entry(person.id, day)
    answered = entry is not None and bool(entry.replies)
    refusals = list(
        rules.against_entry(day=day, today=clock.local_date(at), cases=cases, learned=learned, answered=answered)
    )
    if photos and len(photos) + (len(entry.photos) if entry else 0) > MAX_PHOTOS:
        refusals.append(Refusal("log_photos_too_many", {"most": MAX_PHOTOS}))
    if refusals:
        raise RuleBroken(*refusals)
    entry = _write(person, day, entry, _texts(cases, ideas, learned, work_orders), actor, at)
    for number, photo in enumerate(photos, 1 + len(entry.photos)):
        stored = files.save(
            photo.content, name=f"log-{entry.id}-{number}.jpg", content_type="image/jpeg", actor=actor, at=at
        )
        entry.photos.append(LogPhoto(file_id=stored.id, width=photo.width, height=photo.height))
    if photos:
        db.session.flush()
        audit.record(
            "log.photos_added", "log_entry", entry.id, actor=actor, at=at, day=day.isoformat(), photos=len(photos)
        )
    db.session.execute(delete(LogDraft).where(LogDraft.person_id == person.id))
    return entry


def remove_photo(*, photo: LogPhoto, entry: LogEntry, actor: Actor, at: datetime) -> None:
    """Take a photo out of today's entry, as long as no mentor has answered: one with a customer's face, say. Raises RuleBroken."""
    if entry.replies:
        raise RuleBroken(Refusal("entry_answered"))
    if entry.day != clock.local_date(at):
        raise RuleBroken(Refusal("entry_not_today"))
    entry.photos.remove(photo)
    db.session.delete(photo)
    db.session.flush()
    files.remove(photo.file_id)
    audit.record("log.photo_removed", "log_entry", entry.id, actor=actor, at=at, day=entry.day.isoformat())


def _texts(cases: str, ideas: str, learned: str, work_orders: str) -> dict[str, str]:
    orders = whole(", ".join(part for part in re.split(r"[\s,;，；、]+", work_orders) if part), 200)
    return {"cases": cases.strip(), "ideas": ideas.strip(), "learned": learned.strip(), "work_orders": orders}


def keep_draft(*, person: Person, day: date, texts: Mapping[str, str], at: datetime) -> None:
    """Keep what somebody has begun to write, for themselves alone; the last counts."""
    kept = {name: text[:4000] for name, text in texts.items() if name in DRAFTED}
    row = db.session.get(LogDraft, person.id)
    if row is None:
        db.session.add(LogDraft(person_id=person.id, day=day, texts=kept, saved_at=at))
    else:
        row.day, row.texts, row.saved_at = day, kept, at
    db.session.flush()


def set_rhythm(*, person: Person, shift: str, rest_days: Collection[int], actor: Actor, at: datetime) -> WorkRhythm:
    """Say in which shift somebody works and on which days they rest, from today on. Reminders go by it."""
    today = clock.local_date(at)
    row = WorkRhythm(
        person_id=person.id, shift=shift, rest_days=sorted(set(rest_days)), from_day=today, set_by=actor.id, set_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "work_rhythm.set",
        "work_rhythm",
        row.id,
        actor=actor,
        at=at,
        person=person.id,
        shift=shift,
        rest_days=row.rest_days,
    )
    return row


def _write(
    person: Person, day: date, entry: LogEntry | None, texts: dict[str, str], actor: Actor, at: datetime
) -> LogEntry:
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

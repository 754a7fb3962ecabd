"""Keeping what trainers say of themselves, when they are away, and how they speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from courses.sessions.actions.trainers import tell_of_absence
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.people.models import Person
from lms.trainers.models import TrainerAbsence, TrainerProfile, TrainerSuitability
from lms.trainers.profiles.queries import holds, profiles_of

KINDS = ("leave", "sick", "travel", "other")
LONGEST = 400


def set_profile(
    *, person: Person, bio: Bilingual | None, languages: Sequence[str], product_lines: Sequence[str], most_hours: int,
    actor: Actor, at: datetime, photo_id: int | None = None, without_photo: bool = False,
) -> TrainerProfile:  # fmt: skip
    """Keep a profile; the last counts. Without a photo the one before stays, unless it is to go."""
    before = profiles_of([person.id]).get(person.id)
    row = TrainerProfile(
        person_id=person.id, bio=bio, languages=list(languages), product_lines=list(product_lines), most_hours=most_hours,
        photo_id=photo_id or (before.photo_id if before and not without_photo else None), set_by=actor.id, set_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trainer_profile.set", "trainer_profile", row.id, actor=actor, at=at, person=person.id, languages=row.languages,
        product_lines=row.product_lines, most_hours=row.most_hours,
    )  # fmt: skip
    return row


def enter_absence(
    *, person: Person, from_day: date, until_day: date, kind: str, note: str, actor: Actor, at: datetime
) -> TrainerAbsence:
    """Say that a trainer is away; whoever looks after their sessions on those days is told. Raises RuleBroken."""
    assert actor.id is not None
    refusals = []
    if until_day < from_day:
        refusals.append(Refusal("absence_ends_before_it_begins"))
    elif (until_day - from_day).days > LONGEST:
        refusals.append(Refusal("absence_long", {"most": LONGEST}))
    if until_day < clock.local_date(at):
        refusals.append(Refusal("absence_over"))
    if kind not in KINDS:
        refusals.append(Refusal("absence_kind"))
    if not refusals and holds([person.id], from_day, until_day):
        refusals.append(Refusal("absent_already"))
    if refusals:
        raise RuleBroken(*refusals)
    row = TrainerAbsence(
        person_id=person.id, from_day=from_day, until_day=until_day, kind=kind, note=note.strip(), entered_by=actor.id,
        entered_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trainer_absence.entered", "trainer_absence", row.id, actor=actor, at=at, person=person.id,
        from_day=from_day.isoformat(), until_day=until_day.isoformat(), kind=kind,
    )  # fmt: skip
    tell_of_absence(person=person, from_day=from_day, until_day=until_day, actor=actor, at=at)
    return row


def end_absence(*, absence: TrainerAbsence, actor: Actor, at: datetime) -> None:
    """Back from today on; an absence that has not begun never was."""
    today = clock.local_date(at)
    if absence.ended_on is not None or absence.until_day < today:
        raise RuleBroken(Refusal("absence_over"))
    absence.ended_on = max(today, absence.from_day)
    db.session.flush()
    audit.record(
        "trainer_absence.ended", "trainer_absence", absence.id, actor=actor, at=at, person=absence.person_id,
        ended_on=absence.ended_on.isoformat(),
    )  # fmt: skip


def rate_speaking(
    *, person: Person, speaking: int, willing: int, comment: str, actor: Actor, at: datetime
) -> TrainerSuitability:
    """Say how well somebody speaks and whether they like to teach; a later rating by the same person takes its place. Raises
    RuleBroken."""
    assert actor.id is not None
    if actor.id == person.id:
        raise RuleBroken(Refusal("rates_own_speaking"))
    row = TrainerSuitability(
        person_id=person.id, speaking=speaking, willing=willing, comment=comment.strip(), rated_by=actor.id, rated_at=at
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trainer_suitability.rated", "trainer_suitability", row.id, actor=actor, at=at, person=person.id,
        speaking=speaking, willing=willing,
    )  # fmt: skip
    return row

"""The morning's reminders: one notice a day to each reader who can act, however many learners it is about. A learner is told of
their own stage by its name; everybody is led to a page that is theirs to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import db
from lms.core.notices import Notice, notify
from lms.core.paths import path_to
from lms.core.rules import is_to_repeat
from lms.mentoring.answers import days_off
from lms.onboarding.models import Outcome
from lms.onboarding.queries.ahead import AheadRow, ahead
from lms.onboarding.queries.enrolments import list_rows
from lms.onboarding.rules.gate import ASSESSOR, LEARNER, MENTOR, SUPERVISOR
from lms.onboarding.rules.reminding import MANAGER
from lms.people.models import Person, Unit
from lms.people.notices import recipient_of
from lms.people.queries.people import list_holders, list_people

DIGEST, OWN_LATE, OWN_SOON = "onboarding.digest", "onboarding.own_late", "onboarding.own_soon"
KEPT = timedelta(days=30)
"""A reminder as old as this is forgotten: what it was about is new again."""
_HOLDERS = {ASSESSOR: Role.ASSESSOR, SUPERVISOR: Role.SUPERVISOR, MANAGER: Role.MANAGER}


@dataclass
class Digest:
    """What one reader is told today."""

    late: set[int] = field(default_factory=set)
    soon: set[int] = field(default_factory=set)
    turn: set[int] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    own: AheadRow | None = None

    def about(self, before: Mapping[str, int]) -> dict[str, int]:
        """Each learner in what way they need attention, and how often the reader was told of just that, this time included."""
        ways = [(self.late, "late"), (self.soon, "soon"), (self.turn - self.late - self.soon, "turn")]
        keys = [f"{enrolment_id}:{way}" for some, way in ways for enrolment_id in sorted(some)]
        return {key: before.get(key, 0) + 1 for key in keys}

    def notice(self) -> tuple[str, str, dict[str, Any]]:
        """Its kind, where it leads, and what it says."""
        stage = self.own.row.journey.current if self.own else None
        if self.own is not None and stage is not None and self.roles == {LEARNER}:
            link = path_to("onboarding.programme")
            if self.late:
                return OWN_LATE, link, {"stage": stage.row.title, "days": self.own.standing.late_by}
            return OWN_SOON, link, {"stage": stage.row.title, "day": stage.plan.ends_on}
        page = "assessments.practical_exams" if self.roles == {ASSESSOR} else "onboarding.due_soon"
        return DIGEST, path_to(page), {"late": len(self.late), "soon": len(self.soon), "turn": len(self.turn)}


def remind(*, at: datetime) -> int:
    """Write the day's digests; whoever has one from today gets no second, nobody is reminded on a day off, and of what was said
    often enough ever more rarely. Returns how many were written."""
    today = clock.local_date(at)
    rows = ahead(list_rows(Outcome.id.is_(None)), today)
    digests = _digests(rows, at)
    told = _told(at)
    written = 0
    readers = {reader for reader in digests if reader not in told or told[reader][0] < today}
    for person in list_people(readers.difference(days_off(readers, [today]))):
        last, before = told.get(person.id, (None, {}))
        about = digests[person.id].about(before)
        if not any(is_to_repeat(times - 1, last, today) for times in about.values()):
            continue
        kind, link, said = digests[person.id].notice()
        notify(recipient_of(person), kind, link=link, at=at, about=about, **said)
        written += 1
    db.session.flush()
    return written


def _told(at: datetime) -> dict[int, tuple[date, dict[str, int]]]:
    """When each reader was reminded last, and of what how often."""
    query = select(Notice.recipient_id, Notice.given_at, Notice.values).where(
        Notice.kind.in_((DIGEST, OWN_LATE, OWN_SOON)), Notice.given_at > at - KEPT
    )
    return {
        reader: (clock.local_date(given_at), said.get("about", {}))
        for reader, given_at, said in db.session.execute(query.order_by(Notice.given_at, Notice.id))
    }


def _digests(rows: Iterable[AheadRow], at: datetime) -> dict[int, Digest]:
    today = clock.local_date(at)
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    holders: dict[tuple[str, int], list[Person]] = {}
    found: dict[int, Digest] = defaultdict(Digest)
    for one in rows:
        row = one.row.journey.row
        for role in one.turn:
            if role == LEARNER:
                readers = {row.person_id}
            elif role == MENTOR:
                away = {mentor.covers_id for mentor in one.row.mentors}
                readers = {mentor.mentor_id for mentor in one.row.mentors if mentor.pairing_id not in away}
            else:
                key = (role, row.unit_id)
                if key not in holders:
                    holders[key] = list_holders(_HOLDERS[role], units[row.unit_id], today)
                readers = {person.id for person in holders[key]} - {row.person_id}
            for reader in readers:
                digest = found[reader]
                digest.turn.add(row.id)
                digest.roles.add(role)
                digest.own = one if role == LEARNER else digest.own
                if one.standing.is_late:
                    digest.late.add(row.id)
                elif one.standing.is_soon:
                    digest.soon.add(row.id)
    return found

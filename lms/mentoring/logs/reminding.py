"""Reminding people after their shift: whoever has not written today, and mentors for whom entries wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lms.core import clock
from lms.core.db import db, transaction
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.mentoring.logs.queries import WorkingDays, list_to_remind, list_waiting
from lms.mentoring.logs.rules import WAITS, is_due
from lms.mentoring.models import LogReminder
from lms.mentoring.standing import without_log
from lms.people.models import Person
from lms.people.notices import recipient_of


def remind_due(*, at: datetime) -> int:
    """Remind everybody for whom it is time; nobody twice a day, nobody on a day off, nobody whose stage asks for no log. Returns how many. Called every ten
    minutes."""
    local = at.astimezone(clock.zone())
    today = local.date()
    with transaction():
        count = 0
        waited = list_to_remind(today)
        spared = without_log([person.id for person in waited])
        learners = [person for person in waited if person.id not in spared]
        days = WorkingDays([person.id for person in learners], today)
        for person in learners:
            if days.works(person, today) and is_due(local.hour, days.shift(person)):
                notify(recipient_of(person), "log_to_write", link=path_to("mentoring.log"), at=at)
                count += _told(person, today, at)
        waiting = list_waiting(today, today - timedelta(days=WAITS - 1))
        mentors = WorkingDays([one.mentor.id for one in waiting], today)
        for one in waiting:
            first = one.oldest + timedelta(days=1)
            passed = sum(mentors.works(one.mentor, first + timedelta(days=n)) for n in range((today - first).days + 1))
            if passed >= WAITS and mentors.works(one.mentor, today) and is_due(local.hour, mentors.shift(one.mentor)):
                link = path_to("mentoring.mentees")
                notify(
                    recipient_of(one.mentor),
                    "log_waits",
                    link=link,
                    at=at,
                    count=one.entries,
                    day=one.oldest,
                )
                count += _told(one.mentor, today, at)
        return count


def _told(person: Person, today: date, at: datetime) -> int:
    db.session.add(LogReminder(person_id=person.id, day=today, sent_at=at))
    db.session.flush()
    return 1

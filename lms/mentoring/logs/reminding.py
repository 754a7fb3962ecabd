"""Reminding people after their shift: whoever has not written today, and mentors for whom entries wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lms.core import clock
from lms.core.db import db, transaction
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.core.rules import is_to_repeat
from lms.mentoring.logs.queries import WorkingDays, list_calls, list_last_written, list_to_remind, list_waiting
from lms.mentoring.logs.rules import WAITS, is_due
from lms.mentoring.models import LogReminder
from lms.mentoring.standing import without_log
from lms.people.models import Person
from lms.people.notices import recipient_of

TO_WRITE, TO_ANSWER = "log_to_write", "log_waits"


def remind_due(*, at: datetime) -> int:
    """Remind everybody for whom it is time; nobody twice a day, nobody on a day off, nobody whose stage asks for no log, and whoever
    lets it wait ever more rarely. Returns how many. Called every ten minutes."""
    local = at.astimezone(clock.zone())
    today = local.date()
    with transaction():
        count = 0
        waited = list_to_remind(today)
        spared = without_log([person.id for person in waited])
        learners = [person for person in waited if person.id not in spared]
        ids = [person.id for person in learners]
        days, written, called = WorkingDays(ids, today), list_last_written(ids), list_calls(TO_WRITE, ids, at)
        for person in learners:
            calls = [day for day in called.get(person.id, ()) if day > written.get(person.id, date.min)]
            due = is_to_repeat(len(calls), calls[-1] if calls else None, today)
            if due and days.works(person, today) and is_due(local.hour, days.shift(person)):
                notify(recipient_of(person), TO_WRITE, link=path_to("mentoring.log"), at=at)
                count += _told(person, today, at)
        waiting = list_waiting(today, today - timedelta(days=WAITS - 1))
        mentor_ids = [one.mentor.id for one in waiting]
        mentors, called = WorkingDays(mentor_ids, today), list_calls(TO_ANSWER, mentor_ids, at)
        for one in waiting:
            first = one.oldest + timedelta(days=1)
            passed = sum(mentors.works(one.mentor, first + timedelta(days=n)) for n in range((today - first).days + 1))
            calls = [day for day in called.get(one.mentor.id, ()) if day > one.oldest]
            if not is_to_repeat(len(calls), calls[-1] if calls else None, today):
                continue
            if passed >= WAITS and mentors.works(one.mentor, today) and is_due(local.hour, mentors.shift(one.mentor)):
                link = path_to("mentoring.mentees")
                notify(
                    recipient_of(one.mentor),
                    TO_ANSWER,
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

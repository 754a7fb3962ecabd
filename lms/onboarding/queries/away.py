"""Who is away when, for the growth log: the days on which a programme rests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import or_, select

from lms.core.db import db
from lms.onboarding.change_models import Pause
from lms.onboarding.models import Enrolment


def away_days(person_ids: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    """Each person's days within pauses, both ends of the time included."""
    query = (
        select(Enrolment.person_id, Pause.first_day, Pause.last_day)
        .join(Enrolment, Enrolment.id == Pause.enrolment_id)
        .where(Enrolment.person_id.in_(person_ids), Pause.first_day <= last)
        .where(or_(Pause.last_day.is_(None), Pause.last_day >= first))
    )
    found: dict[int, set[date]] = {}
    for person_id, begin, end in db.session.execute(query):
        begin, end = max(begin, first), min(end or last, last)
        days = {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
        found.setdefault(person_id, set()).update(days)
    return found

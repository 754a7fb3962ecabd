"""How many cases people have in the library, for certification; wired in `lms.wiring`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from certificates.requirement_questions import Counted
from lms.core import clock
from lms.core.db import db
from lms.core.paths import path_to
from lms.mentoring.library.rules import State
from lms.mentoring.models import CaseDecision, LibraryCase


def cases_written(person_ids: Collection[int], since: date | None) -> dict[int, Counted]:
    """Cases by each person that are published and were not taken back; the day is that of publishing."""
    last = (
        select(func.max(CaseDecision.id)).where(CaseDecision.case_id == LibraryCase.id).correlate(LibraryCase)
    ).scalar_subquery()
    query = (
        select(LibraryCase.author_id, CaseDecision.decided_at)
        .join(CaseDecision, CaseDecision.id == last)
        .where(LibraryCase.author_id.in_(person_ids), CaseDecision.kind == State.PUBLISHED)
    )
    days: dict[int, list[date]] = {}
    for author_id, decided_at in db.session.execute(query):
        day = clock.local_date(decided_at)
        if since is None or day >= since:
            days.setdefault(author_id, []).append(day)
    href = path_to("mentoring.case_library")
    return {
        person_id: Counted(len(days.get(person_id, ())), max(days.get(person_id, ()), default=None), href)
        for person_id in person_ids
    }

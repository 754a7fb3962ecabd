"""Booking money that other rooms spent on training: each figure once."""

from __future__ import annotations

from sqlalchemy import select

from courses.models import Course
from lms.core import audit
from lms.core.audit import System
from lms.core.db import db
from lms.evaluation.models import CostEntry
from lms.trainers.fees.events import MoneySpent

BOOKING = System("booking of what was spent")


def book_spent(event: MoneySpent) -> list[CostEntry]:
    """Entries for what is final, in the ledger of its course, or of a plan where it belongs to none. What was booked before under
    the same origin is left alone."""
    origins = [item.origin for item in event.items]
    known = set(db.session.scalars(select(CostEntry.origin).where(CostEntry.origin.in_(origins))))
    codes = {item.course_code for item in event.items if item.course_code}
    courses = set(db.session.scalars(select(Course.code).where(Course.code.in_(codes)))) if codes else set()
    entries = []
    for item in event.items:
        if item.origin in known or not item.hundredths:
            continue
        of_course = item.course_code in courses
        entry = CostEntry(
            subject_kind="course" if of_course else "plan", subject_code=(item.course_code if of_course else item.plan) or item.plan,
            category=item.category, stage="actual", hundredths=item.hundredths, currency=item.currency, from_day=item.from_day,
            until_day=item.until_day, name=item.name, source="", document=item.document, origin=item.origin, made_at=event.at,
        )  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        audit.record("cost.entered", "cost_entry", entry.id, actor=BOOKING, at=event.at, code=entry.subject_code, category=entry.category, amount=f"{entry.amount:f}", currency=entry.currency)  # fmt: skip
        entries.append(entry)
    return entries

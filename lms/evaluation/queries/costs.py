"""The cost ledgers: their entries, what they come to by category, and the hours that wait to be entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select, true

from courses.models import Course
from lms.core.access import Permission
from lms.core.db import db
from lms.core.errors import NotFound
from lms.evaluation.models import CostEntry, HourlyRate
from lms.evaluation.rules.returns.case import CATEGORIES
from lms.onboarding.models import Programme
from lms.people.models import Post, Unit
from lms.people.session import User


@dataclass
class CategoryTotal:
    """What one category comes to in one currency, and the entries it is made of."""

    amount: Decimal = Decimal(0)
    """This training's share, reversals taken off."""
    entries: list[int] = field(default_factory=list)


def in_reach(user: User, permission: Permission, unit_id: Any) -> ColumnElement[bool]:
    """What belongs to a unit is seen by those who hold the permission there; what belongs to none, by those who hold it for
    the whole organisation."""
    paths = user.reach(permission)
    if paths is None:
        return true()
    units = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return unit_id.in_(units)


def list_subjects() -> list[tuple[str, str, Any]]:
    """Courses and programmes with their titles: what costs and cases are about."""
    courses = [
        ("course", code, title)
        for code, title in db.session.execute(select(Course.code, Course.title).order_by(Course.id))
    ]
    programmes = select(Programme.code, Programme.title).order_by(Programme.id)
    return [*courses, *(("programme", code, title) for code, title in db.session.execute(programmes))]


def select_entries(user: User, subject: tuple[str, str] | None, stage: str | None) -> Any:
    """The entries that the reader may see, newest first."""
    query = select(CostEntry).where(in_reach(user, Permission.SEE_EVALUATIONS, CostEntry.unit_id))
    if subject is not None:
        query = query.where(CostEntry.subject_kind == subject[0], CostEntry.subject_code == subject[1])
    if stage:
        query = query.where(CostEntry.stage == stage)
    return query.order_by(CostEntry.id.desc())


def sum_entries(user: User, subject: tuple[str, str] | None, stage: str | None) -> list[tuple[str, str, int, Decimal]]:
    """Of the same entries by planned or actual and currency: how many, and this training's share of them in all."""
    whole = select_entries(user, subject, stage).order_by(None).subquery()
    share = case((whole.c.spread_over.is_(None), 1.0), else_=whole.c.spread_used * 1.0 / whole.c.spread_over)
    amount = func.sum(whole.c.hundredths * share)
    query = select(whole.c.stage, whole.c.currency, func.count(), amount).group_by(whole.c.stage, whole.c.currency)
    rows = db.session.execute(query.order_by(whole.c.stage, whole.c.currency))
    return [(its, currency, count, Decimal(f"{float(total):.0f}") / 100) for its, currency, count, total in rows]


def get_entry(entry_id: int, user: User) -> CostEntry:
    """An entry that the reader may correct. Raises NotFound."""
    reach = in_reach(user, Permission.KEEP_COSTS, CostEntry.unit_id)
    entry = db.session.scalar(select(CostEntry).where(CostEntry.id == entry_id, reach))
    if entry is None:
        raise NotFound
    return entry


def reversed_ids(ids: Sequence[int]) -> set[int]:
    """Which of the entries were taken back."""
    return set(db.session.scalars(select(CostEntry.reverses_id).where(CostEntry.reverses_id.in_(ids))))


def totals(
    kind: str, code: str, stage: str, user: User, unit_id: int | None = None
) -> dict[str, dict[str, CategoryTotal]]:
    """By currency and category, over the entries that the reader may see (of a unit and all below it)."""
    query = select(CostEntry).where(
        CostEntry.subject_kind == kind, CostEntry.subject_code == code, CostEntry.stage == stage,
        in_reach(user, Permission.SEE_EVALUATIONS, CostEntry.unit_id),
    )  # fmt: skip
    if unit_id is not None:
        path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
        query = query.where(CostEntry.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    entries = list(db.session.scalars(query.order_by(CostEntry.id)))
    undone = {entry.reverses_id for entry in entries if entry.reverses_id is not None}
    told: dict[str, dict[str, CategoryTotal]] = defaultdict(lambda: defaultdict(CategoryTotal))
    for entry in entries:
        if entry.id not in undone and entry.reverses_id is None:
            total = told[entry.currency][entry.category]
            total.amount += entry.amount * entry.share
            total.entries.append(entry.id)
    return told


def ledger_of(kind: str, code: str, stage: str, user: User, *, unit_id: int | None, currency: str) -> Decimal | None:
    """What the ledger of a training holds in all, planned for a forecast and actual for a result; None where nothing was entered."""
    found = totals(kind, code, "actual" if stage == "result" else "planned", user, unit_id).get(currency)
    return sum((one.amount for one in found.values()), Decimal(0)) if found else None


def unanswered(by_category: dict[str, CategoryTotal]) -> list[str]:
    """The categories of which nobody has said anything yet, not even 0."""
    return [category for category in CATEGORIES if category not in by_category]


def list_rates() -> list[tuple[HourlyRate, Any]]:
    """Every rate with its post's name, newest first."""
    query = select(HourlyRate, Post.name).outerjoin(Post, Post.id == HourlyRate.post_id).order_by(HourlyRate.from_day.desc(), HourlyRate.id.desc())  # fmt: skip
    return [(rate, name) for rate, name in db.session.execute(query)]

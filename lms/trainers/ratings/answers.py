"""What learners said of trainers all in all, answer by answer, as far as it may be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer, SurveyInvitation
from assessments.queries.pools import pools
from assessments.rules.surveys.items import read_item
from lms.core import clock
from lms.core.db import db
from lms.trainers.ratings.judging import Rating

OVERALL = "trainer:overall"
TOP = 5
"""Scales of other lengths are brought to one from 1 to 5."""


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def brought(self, value: float) -> float:
        return 1 + (value - self.low) / (self.high - self.low) * (TOP - 1)


def ratings_since(since: date) -> list[Rating]:
    """Every answer to how somebody was all in all from the month of a day on. Anonymous ones count once they were let out; of them no
    learner is known, only the session in which they were given."""
    scales = _scales()
    if not scales:
        return []
    a, i = SurveyAnswer, SurveyInvitation
    query = (
        select(
            a.version_id, a.item, a.about_id, a.role, a.context_kind, a.context_id, a.number, a.batch, a.invitation_id,
            i.respondent_id,
        )
        .outerjoin(i, i.id == a.invitation_id)
        .where(
            a.version_id.in_({version for version, _item in scales}), a.about_id.is_not(None), a.number.is_not(None),
            a.role == "learner",
            or_(a.month >= since.replace(day=1), a.batch.is_(None) & a.invitation_id.is_(None), i.answered_on >= since),
        )
        .order_by(a.about_id, a.context_kind, a.context_id, a.number, a.id)
    )  # fmt: skip
    rows = [row for row in db.session.execute(query) if (row.version_id, row.item) in scales]
    ripe = _ripe([row for row in rows if row.invitation_id is None and row.batch is None])
    found = []
    for place, row in enumerate(rows):
        named = row.invitation_id is not None
        if not named and row.batch is None and _pool(row) not in ripe:
            continue
        learner = f"person {row.respondent_id}" if named else f"answer {place}"
        value = scales[row.version_id, row.item].brought(row.number)
        found.append(Rating(learner, row.about_id, value, f"{row.context_kind} {row.context_id}"))
    return found


def _scales() -> dict[tuple[int, str], _Scale]:
    """The ends of the scale of every question that asks for it, by version and question."""
    query = select(QuestionnaireVersion.id, QuestionnaireVersion.items).join(
        Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id
    )
    items = [
        (row.id, read_item(data))
        for row in db.session.execute(query)
        for data in row.items
        if data.get("measure") == OVERALL
    ]
    return {
        (version, item.key): _Scale(item.points[0].value, item.points[-1].value)
        for version, item in items
        if len(item.points) > 1
    }


def _pool(row: Any) -> tuple[Any, ...]:
    return (row.version_id, row.role, row.about_id, row.context_kind, row.context_id)


def _ripe(rows: list[Any]) -> set[tuple[Any, ...]]:
    """Of answers that wait, the pools that may be shown by now."""
    if not rows:
        return set()
    known = pools({row.version_id for row in rows}, {(row.context_kind, row.context_id) for row in rows}, clock.today())
    return {key for key, pool in known.items() if pool.is_releasable}

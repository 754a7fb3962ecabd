"""Anonymous answers that wait until enough of them have come together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import func, select, tuple_

from assessments.models import SurveyAnswer, SurveyInvitation
from assessments.rules.surveys.anonymity import FLOOR, releasable
from assessments.survey_questions import ContextKey, apart
from lms.core.db import db

PoolKey = tuple[int, str, int | None, str, int]
"""Version, role, person spoken of, kind and number of the context."""


@dataclass(frozen=True)
class Pool:
    """How many people's answers wait, and how many may still answer."""

    waiting: int
    still_open: int
    own_floor: int | None = None

    @property
    def is_releasable(self) -> bool:
        """May they be shown?"""
        if self.own_floor is not None:
            return releasable(self.waiting, self.still_open, self.own_floor, self.own_floor)
        return releasable(self.waiting, self.still_open, floor())


def floor() -> int:
    """From how many answers on results are shown."""
    return max(FLOOR, int(current_app.extensions["settings"].survey_floor))


def pools(version_ids: Collection[int], contexts: Collection[ContextKey] | None, today: date) -> dict[PoolKey, Pool]:
    """The pools in which answers wait. `contexts` None: all."""
    a, i = SurveyAnswer, SurveyInvitation
    rows = select(a.version_id, a.role, a.about_id, a.context_kind, a.context_id, a.item, func.count()).where(
        a.invitation_id.is_(None), a.batch.is_(None), a.version_id.in_(version_ids)
    )
    opened = select(i.version_id, i.role, i.about_id, i.context_kind, i.context_id, func.count()).where(
        i.anonymous, i.answered_on.is_(None), i.declined_at.is_(None), i.closes_on >= today,
        i.version_id.in_(version_ids),
    )  # fmt: skip
    if contexts is not None:
        rows = rows.where(tuple_(a.context_kind, a.context_id).in_(contexts))
        opened = opened.where(tuple_(i.context_kind, i.context_id).in_(contexts))
    waiting: dict[PoolKey, int] = defaultdict(int)
    grouping = (a.version_id, a.role, a.about_id, a.context_kind, a.context_id)
    for version_id, role, about_id, kind, number, _item, count in db.session.execute(rows.group_by(*grouping, a.item)):
        pool: PoolKey = (version_id, role, about_id, kind, number)
        waiting[pool] = max(waiting[pool], count)
    grouped = opened.group_by(i.version_id, i.role, i.about_id, i.context_kind, i.context_id)
    still = {tuple(key): count for *key, count in db.session.execute(grouped)}
    floors = apart()
    return {key: Pool(count, still.get(key, 0), floors.get(key[3])) for key, count in waiting.items()}

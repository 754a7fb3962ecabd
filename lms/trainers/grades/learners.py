"""What learners said of trainers, as one figure out of five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, or_, select

from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer
from assessments.queries.pools import PoolKey, pools
from assessments.rules.surveys.items import read_item
from lms.core import clock
from lms.core.db import db
from lms.trainers.certification.queries import QUESTIONNAIRE

OUT_OF = 5
_STEM = "trainer"


def ratings_of(person_ids: Collection[int], since: date | None) -> dict[int, tuple[float, int]]:
    """The mean of what learners said of each trainer, out of five, and how many of them, from the month of a day on. Answers
    that are still held back for anonymity count nowhere; those who are not rated are left out."""
    tops = _tops() if person_ids else {}
    if not tops:
        return {}
    a = SurveyAnswer
    query = (
        select(
            a.about_id, a.version_id, a.role, a.context_kind, a.context_id, a.batch, a.item, func.count(), func.sum(a.number),
        )
        .where(
            a.about_id.in_(list(person_ids)), a.version_id.in_({version for version, _item in tops}),
            a.invitation_id.is_(None), a.number.is_not(None),
        )
        .group_by(a.about_id, a.version_id, a.role, a.context_kind, a.context_id, a.batch, a.item)
    )  # fmt: skip
    if since is not None:
        query = query.where(or_(a.batch.is_(None), a.month >= since.replace(day=1)))
    rows = [row for row in db.session.execute(query) if (row.version_id, row.item) in tops]
    waiting = {(r.version_id, r.role, r.about_id, r.context_kind, r.context_id): (r.context_kind, r.context_id) for r in rows if r.batch is None}  # fmt: skip
    ripe = _ripe(waiting) if waiting else set()
    sums: dict[int, dict[tuple[object, ...], dict[str, tuple[int, float]]]] = defaultdict(lambda: defaultdict(dict))
    for r in rows:
        key = (r.version_id, r.role, r.about_id, r.context_kind, r.context_id)
        if r.batch is not None or key in ripe:
            sums[r.about_id][*key, r.batch][r.item] = (r[7], float(r[8] or 0) / tops[r.version_id, r.item] * OUT_OF)
    found = {}
    for person_id, batches in sums.items():
        n = sum(max(count for count, _sum in items.values()) for items in batches.values())
        answers = sum(count for items in batches.values() for count, _sum in items.values())
        found[person_id] = sum(total for items in batches.values() for _count, total in items.values()) / answers, n
    return found


def _tops() -> dict[tuple[int, str], float]:
    """The highest point of every question about the trainer, by version and question."""
    query = (
        select(QuestionnaireVersion.id, QuestionnaireVersion.items)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.code == QUESTIONNAIRE)
    )
    items = [(row.id, read_item(data)) for row in db.session.execute(query) for data in row.items]
    return {(version, item.key): item.points[-1].value for version, item in items if item.stem == _STEM and item.points}


def _ripe(waiting: dict[PoolKey, tuple[str, int]]) -> set[PoolKey]:
    """Of answers that wait, those that may be shown by now."""
    found = pools({key[0] for key in waiting}, set(waiting.values()), clock.today())
    return {key for key in waiting if found[key].is_releasable}

"""What learners said of trainers, as one figure out of five."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, or_, select

from assessments.models import Questionnaire, QuestionnaireVersion, SurveyAnswer
from assessments.queries.pools import PoolKey, pools
from assessments.rules.surveys.items import read_item
from lms.core import clock
from lms.core.db import db
from lms.core.unchanging import kept

OUT_OF = 5
QUESTIONNAIRE = "trainer-feedback"
_STEM = "trainer"


def ratings_of(person_ids: Collection[int], since: date | None) -> dict[int, tuple[float, int]]:
    """The mean of what learners said of each trainer, out of five, and how many of them, from the month of a day on. Answers
    that are still held back for anonymity count nowhere; those who are not rated are left out."""
    return heard(person_ids, None, since)


def heard(
    person_ids: Collection[int], context: tuple[str, int] | None, since: date | None = None
) -> dict[int, tuple[float, int]]:
    """As `ratings_of`, in one context only where one is named."""
    a, v = SurveyAnswer, QuestionnaireVersion
    query = (
        select(
            a.about_id, a.version_id, a.role, a.context_kind, a.context_id, a.batch, a.item, func.count(), func.sum(a.number),
            v.published_at,
        )
        .join(v, v.id == a.version_id)
        .join(Questionnaire, Questionnaire.id == v.questionnaire_id)
        .where(
            Questionnaire.code == QUESTIONNAIRE, a.about_id.in_(list(person_ids)), a.invitation_id.is_(None),
            a.number.is_not(None),
        )
        .group_by(
            a.about_id, a.version_id, a.role, a.context_kind, a.context_id, a.batch, a.item, v.published_at
        )
    )  # fmt: skip
    if context is not None:
        query = query.where(a.context_kind == context[0], a.context_id == context[1])
    if since is not None:
        query = query.where(or_(a.batch.is_(None), a.month >= since.replace(day=1)))
    counted = db.session.execute(query).all() if person_ids else []
    tops = _tops({(row.version_id, row.published_at) for row in counted})
    rows = [row for row in counted if (row.version_id, row.item) in tops]
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


def _tops(versions: Collection[tuple[int, datetime | None]]) -> dict[tuple[int, str], float]:
    """The highest point of every question about the trainer, by version and question; each version is read once."""
    known = kept("points of questions about trainers")
    new = {number for number, published_at in versions if (number, published_at) not in known}
    if new:
        query = select(QuestionnaireVersion.id, QuestionnaireVersion.items, QuestionnaireVersion.published_at)
        for row in db.session.execute(query.where(QuestionnaireVersion.id.in_(new))):
            items = [read_item(data) for data in row.items]
            known[row.id, row.published_at] = {
                item.key: item.points[-1].value for item in items if item.stem == _STEM and item.points
            }
    return {(version[0], item): top for version in versions for item, top in known.get(version, {}).items()}


def _ripe(waiting: dict[PoolKey, tuple[str, int]]) -> set[PoolKey]:
    """Of answers that wait, those that may be shown by now."""
    found = pools({key[0] for key in waiting}, set(waiting.values()), clock.today())
    return {key for key in waiting if found[key].is_releasable}

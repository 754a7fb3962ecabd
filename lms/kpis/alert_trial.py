"""What a rule would have said: asked of the past before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db
from lms.kpis.actions.alert_rules import RuleText
from lms.kpis.actions.daily_readings import count_days, daily_kpis, keep_days, months_kept
from lms.kpis.models import Reading, Subject
from lms.kpis.queries.alert_rules import definitions_on, terms_of
from lms.kpis.queries.alert_series import find_newest, iterate_series
from lms.kpis.rules.alerts import Period, episodes, signs

MOST_SUBJECTS = 2000
"""More technicians or products are not tried one by one on a page: of them a sample, and the page says so."""


@dataclass(frozen=True)
class Trial:
    """How many alerts in the twelve months before the newest figure, about how many subjects, and how many would stand.

    `of` counts all subjects; where it exceeds `tried`, what is said holds for a sample.
    """

    raised: int
    subjects: int
    standing: int
    tried: int
    of: int
    first: date | None
    newest: date | None


def try_rule(text: RuleText, today: date, *, at: datetime) -> Trial:
    """Ask a rule of the past. Days that are not counted yet are counted within this transaction."""
    version = text.version()
    definition = definitions_on([text.kpi_id], clock.local_date(at))[text.kpi_id]
    terms = terms_of(version, least_sample=definition.least_sample)
    if terms.period == Period.DAY and text.level not in daily_kpis().get(text.kpi_id, set()):
        wanted = {text.kpi_id: {text.level, *daily_kpis().get(text.kpi_id, set())}}
        months = months_kept()
        keep_days(wanted, months, count_days(wanted, months, at=at))
    newest = find_newest(definition, terms, today)
    if newest is None:
        return Trial(0, 0, 0, 0, 0, None, None)
    first = newest - timedelta(days=365)
    chosen, many = _sample(text)
    raised, standing, about, tried = 0, 0, 0, 0
    for _subject, points in iterate_series(
        terms, definition, text.level, newest=newest, today=today, subject_ids=chosen
    ):  # fmt: skip
        tried += 1
        found = [one for one in episodes(signs(points, terms), terms) if one.raised > first]
        raised += len(found)
        about += bool(found)
        standing += bool(found and found[-1].cleared is None)
    return Trial(raised, about, standing, tried, max(many or 0, tried), first, newest)


def _sample(text: RuleText) -> tuple[list[int] | None, int | None]:
    """Every so-manieth subject where there are too many; None for all."""
    if text.level in ("all", "unit"):
        return None, None
    has = select(Reading.subject_id).where(Reading.kpi_id == text.kpi_id, Reading.subject_id == Subject.id).exists()
    query = select(Subject.id).where(Subject.level == text.level, has).order_by(Subject.id)
    many = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if many <= MOST_SUBJECTS:
        return None, many
    ids = list(db.session.scalars(query))
    return ids[:: -(-many // MOST_SUBJECTS)], many

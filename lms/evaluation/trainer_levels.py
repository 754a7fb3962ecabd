"""What evaluation tells the rooms below it: levels 2 to 4 of courses for their trainers' ratings, and a year of our own trainings for
the comparison with providers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select, true

from assessments.rules.surveys.figures import MeasureFigure
from courses.models import Course, CourseCompletion, CourseVersion
from lms.core.db import db
from lms.core.i18n import LOCALES
from lms.core.local_months import beginning_of
from lms.evaluation.evidence import chains
from lms.evaluation.evidence_words import told
from lms.evaluation.models import CostEntry
from lms.evaluation.queries.feedback import feedback
from lms.evaluation.queries.finishes import COURSE
from lms.evaluation.queries.gains import learned
from lms.evaluation.queries.plans import list_planned
from lms.evaluation.rules.feedback import Part, month_number
from lms.trainers.providers.questions import Internal
from lms.trainers.providers.rules import GAIN, MONEY, SHARE, Sample, pooled, sample_of

TOLD = (2, 3, 4)
REACTION, BEHAVIOUR = ("reaction", "learner"), ("behaviour-supervisor", "supervisor")


def levels_of(codes: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Of each course what levels 2 to 4 say, in both languages; "unknown" where it cannot be told."""
    planned = [one for one in list_planned() if one.subject.kind == COURSE and one.subject.code in codes]
    found: dict[str, list[dict[str, Any]]] = {}
    for chain in chains(planned, None, whole=True) if planned else ():
        lines = []
        for level in TOLD:
            finding = chain.finding(level)
            words = {}
            for name, locale in LOCALES.items():
                with force_locale(locale):
                    words[name] = str(told(finding).figure)
            lines.append({"level": level, "signal": str(finding.signal), "n": finding.n, "figure": words})
        found[chain.planned.subject.code] = lines
    return found


def internal_year(year: int) -> Internal:
    """Levels 1 to 3 of our own trainings from 0 to 100 over people, and the cost per head over courses without the learners' time."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    heads = _heads(first, last)
    levels = {1: _means(REACTION, "satisfaction", year), 2: _gains(set(heads)), 3: _means(BEHAVIOUR, "behaviour", year)}
    costs: dict[str, list[float]] = defaultdict(list)
    query = (
        select(CostEntry.subject_code, CostEntry.currency, func.sum(CostEntry.hundredths))
        .where(
            CostEntry.subject_kind == COURSE, CostEntry.stage == "actual", CostEntry.from_day.between(first, last),
            CostEntry.subject_code.in_(set(heads)), CostEntry.category != "learners_time",
        )
        .group_by(CostEntry.subject_code, CostEntry.currency)
    )  # fmt: skip
    for code, currency, total in db.session.execute(query) if heads else ():
        if total:
            costs[currency].append(float(Decimal(int(total)) / 100 / heads[code]))
    return Internal(
        {level: sample for level, sample in levels.items() if sample.n},
        {currency: sample_of(values, MONEY) for currency, values in costs.items()}, sum(heads.values()),
    )  # fmt: skip


def _heads(first: date, last: date) -> dict[str, int]:
    """How many completed each course in a time."""
    c, v = CourseCompletion, CourseVersion
    query = (
        select(Course.code, func.count(func.distinct(c.person_id)))
        .join(v, v.id == c.version_id)
        .join(Course, Course.id == v.course_id)
        .where(c.completed_at >= beginning_of(first), c.completed_at < beginning_of(date(last.year + 1, 1, 1)))
        .group_by(Course.code)
    )
    return dict(db.session.execute(query).all())


def _means(asked: tuple[str, str], name: str, year: int) -> Sample:
    """What people said in the months of a year, brought to 0 to 100; months that were put together with those of another year are
    left out."""
    months = range(month_number(year, 1), month_number(year + 1, 1))
    parts: list[tuple[int, float, float | None, float | None]] = []
    for part in feedback(true(), [Part.MONTH], *asked, None)[Part.MONTH].slices:
        own = [one for code, one in part.measures.items() if code.partition(":")[0] == name and one.top > one.bottom]
        if own and all(key in months for key in part.keys):
            scaled = [_scaled(one) for one in own]
            mean, low, high = (_mean_of([one[place] for one in scaled]) for place in range(3))
            if mean is not None:
                parts.append((min(one.n for one in own), mean, low, high))
    return pooled(parts, SHARE)


def _scaled(one: MeasureFigure) -> tuple[float | None, ...]:
    return tuple(
        None if value is None else 100 * (value - one.bottom) / (one.top - one.bottom)
        for value in (one.mean, one.low, one.high)
    )


def _mean_of(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _gains(codes: set[str]) -> Sample:
    """The gain between the tests before and after, in points of a hundred."""
    found = learned(true())
    own = [one.gain for key, one in found.items() if key[0] == COURSE and key[1] in codes and one.gain is not None]
    return pooled([(gain.n, gain.mean, gain.low, gain.high) for gain in own], GAIN)

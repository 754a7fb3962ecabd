"""Level 2: exams before and after, of the people who finished a training, as sums in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from assessments.models import Exam
from lms.core import clock
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.evaluation.models import EvaluationPlan
from lms.evaluation.queries.finishes import SubjectKey, finishes
from lms.evaluation.queries.retention import MOST, scored_attempts
from lms.evaluation.rules.gains import Gain, PairSums, gain_of
from lms.people.models import Person


@dataclass(frozen=True)
class Learned:
    """What the exams of a training say. `same` is true where first and last attempts of one exam are compared: then only those
    who sat it twice count, most of whom failed first. `trainings` is how many name the exam after as theirs: with more than one the
    gain is theirs together."""

    sat: int
    passed: int
    last: date
    pairs: int
    gain: Gain | None
    same: bool
    compared: bool
    exam: Bilingual | None = None
    trainings: int = 1


def learned(seen: ColumnElement[bool], subject: SubjectKey | None = None) -> Mapping[SubjectKey, Learned]:
    """By training, for plans that name an exam: its last attempts, and the first ones of the exam before. Retention tests are
    neither."""
    p, f = EvaluationPlan, finishes()
    ranked = scored_attempts()
    one, two = aliased(ranked, name="one"), aliased(ranked, name="two")
    newest = select(func.max(p.id)).group_by(p.subject_kind, p.subject_code)
    others = aliased(p, name="others")
    sharing = select(func.count(others.id)).where(others.id.in_(newest), others.exam_after == p.exam_after)
    title = select(Exam.title).where(Exam.code == p.exam_after)
    paired = one.c.id.is_not(None)
    a, b = one.c.percent, two.c.percent

    def over(value: ColumnElement[float]) -> ColumnElement[float]:
        return func.coalesce(func.sum(case((paired, value), else_=0.0)), 0.0)

    query = (
        select(
            p.subject_kind, p.subject_code, p.exam_before, p.exam_after, func.count().label("sat"),
            func.sum(case((two.c.passed, 1), else_=0)).label("passed"), func.max(two.c.finished_at).label("at"),
            func.count(one.c.id).label("pairs"), over(a).label("a"), over(b).label("b"), over(a * a).label("aa"),
            over(b * b).label("bb"), over(a * b).label("ab"),
            func.sum(case((and_(paired, a >= MOST), 1), else_=0)).label("full"),
            func.sum(case((and_(paired, a < MOST), (b - a) / (MOST - a)), else_=0.0)).label("shares"),
            sharing.correlate(p).scalar_subquery().label("trainings"), title.correlate(p).scalar_subquery().label("exam"),
        )
        .join(f, and_(f.c.kind == p.subject_kind, f.c.code == p.subject_code))
        .join(Person, Person.id == f.c.person_id)
        .join(two, and_(two.c.code == p.exam_after, two.c.person_id == f.c.person_id, two.c.last == 1))
        .outerjoin(one, and_(one.c.code == p.exam_before, one.c.person_id == f.c.person_id, one.c.first == 1, one.c.id < two.c.id))
        .where(p.id.in_(newest), seen)
        .group_by(p.subject_kind, p.subject_code, p.exam_before, p.exam_after)
    )  # fmt: skip
    if subject is not None:
        query = query.where(p.subject_kind == subject[0], p.subject_code == subject[1])
    found = {}
    for row in db.session.execute(query):
        sums = PairSums(row.pairs, row.a, row.b, row.aa, row.bb, row.ab, row.full, row.shares)
        found[row.subject_kind, row.subject_code] = Learned(
            row.sat, row.passed, clock.local_date(row.at), row.pairs, gain_of(sums, MOST),
            row.exam_before == row.exam_after, row.exam_before is not None,
            row.exam, row.trainings,
        )  # fmt: skip
    return found

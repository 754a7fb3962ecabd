"""Reads of rubrics and practical examinations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from assessments.models import PracticalExam, PracticalOpinion, Rubric
from assessments.rules.rubrics import Criterion
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.errors import NotFound
from lms.core.paging import Page, page_of_rows
from lms.people.models import Person

PER_PAGE = 20


@dataclass(frozen=True)
class PracticalExamResult:
    """The result of the latest practical examination."""

    exam_id: int
    percent: float
    passed: bool
    held_on: date
    signed_at: datetime


def latest_rubrics(codes: Collection[str]) -> dict[str, Rubric]:
    """The newest version of each rubric."""
    if not codes:
        return {}
    newest = select(Rubric.code, func.max(Rubric.number).label("number")).where(Rubric.code.in_(codes))
    latest = newest.group_by(Rubric.code).subquery()
    query = select(Rubric).join(latest, (latest.c.code == Rubric.code) & (latest.c.number == Rubric.number))
    return {rubric.code: rubric for rubric in db.session.scalars(query)}


def get_rubric(code: str) -> Rubric:
    """The newest version of a rubric. Raises NotFound."""
    rubric = latest_rubrics([code]).get(code)
    if rubric is None:
        raise NotFound
    return rubric


def criteria_of(rubric: Rubric) -> list[Criterion]:
    """A rubric's criteria as the rule reads them."""
    return [
        Criterion(
            key=c["key"],
            weight=float(c["weight"]),
            must=bool(c.get("must")),
            points=tuple(int(level["points"]) for level in c["levels"]),
        )
        for c in rubric.criteria
    ]


def practical_exam_results(
    person_ids: Collection[int], codes: Collection[str], since: datetime | None = None
) -> dict[tuple[int, str], PracticalExamResult]:
    """The latest result of each person by each rubric; only those signed after `since`."""
    found = held_in(read(HELD, people=list(person_ids), codes=codes), [(person_id, since) for person_id in person_ids])
    return {(person_id, code): result for ((person_id, _since), code), result in found.items()}


HELD = (
    select(
        PracticalExam.learner_id, Rubric.code, PracticalExam.id, PracticalExam.percent, PracticalExam.passed,
        PracticalExam.held_on, PracticalExam.signed_at,
    )
    .join(Rubric, Rubric.id == PracticalExam.rubric_id)
    .where(among(PracticalExam.learner_id, "people"), among(Rubric.code, "codes"))
    .order_by(PracticalExam.signed_at, PracticalExam.id)
)  # fmt: skip
"""The practical examinations of `people` by rubrics of `codes`, to be read with other records; see `held_in`."""


def held_in(
    rows: Iterable[Any], asked: Collection[tuple[int, datetime | None]]
) -> dict[tuple[tuple[int, datetime | None], str], PracticalExamResult]:
    """As `practical_exam_results` from what `HELD` found, where each has a moment of their own, or several."""
    wanted: dict[int, list[tuple[int, datetime | None]]] = {}
    for ask in asked:
        wanted.setdefault(ask[0], []).append(ask)
    return {
        (ask, row.code): PracticalExamResult(row.id, row.percent, row.passed, row.held_on, row.signed_at)
        for row in rows
        for ask in wanted.get(row.learner_id, ())
        if ask[1] is None or row.signed_at >= ask[1]
    }


def list_exams(learner_id: int, code: str) -> Sequence[PracticalExam]:
    """Every practical examination of a person by a rubric, newest first."""
    query = (
        select(PracticalExam)
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .where(PracticalExam.learner_id == learner_id, Rubric.code == code)
        .options(joinedload(PracticalExam.rubric))
        .order_by(PracticalExam.signed_at.desc(), PracticalExam.id.desc())
    )
    return db.session.scalars(query).all()


def list_rated(assessor_id: int, page: int) -> Page[Any]:
    """What an assessor rated, alone or with others, and whom, the last first; what has no result yet is left out."""
    together = exists().where(
        PracticalOpinion.assessor_id == assessor_id, PracticalOpinion.learner_id == PracticalExam.learner_id,
        PracticalOpinion.rubric_id == PracticalExam.rubric_id, PracticalOpinion.held_on == PracticalExam.held_on,
    )  # fmt: skip
    own = or_(PracticalExam.assessor_id == assessor_id, together)
    query: Any = select(PracticalExam, Person).join(Person, Person.id == PracticalExam.learner_id)
    query = query.where(own).options(joinedload(PracticalExam.rubric))
    query = query.order_by(PracticalExam.signed_at.desc(), PracticalExam.id.desc())
    counted = select(func.count()).select_from(PracticalExam).where(own)
    part: Any = query.add_columns(counted.scalar_subquery()).limit(PER_PAGE).offset((max(page, 1) - 1) * PER_PAGE)
    rows = db.session.execute(part).all()
    if not rows:  # beyond the end
        return page_of_rows(query, page, PER_PAGE, counted=counted)
    return Page([row[:2] for row in rows], max(page, 1), -(-rows[0][2] // PER_PAGE), rows[0][2])


def get_exam(exam_id: int) -> PracticalExam:
    """One practical examination with its rubric. Raises NotFound. The caller checks who may see it."""
    query = select(PracticalExam).where(PracticalExam.id == exam_id).options(joinedload(PracticalExam.rubric))
    exam = db.session.scalar(query)
    if exam is None:
        raise NotFound
    return exam


def find_by_token(assessor_id: int, form_token: str) -> PracticalExam | None:
    """What a form has already brought in, if it was sent before."""
    query = select(PracticalExam).where(PracticalExam.assessor_id == assessor_id)
    return db.session.scalar(query.where(PracticalExam.form_token == form_token))


def title_of(criterion: dict[str, object]) -> Bilingual:
    """What a criterion is called."""
    return Bilingual.of(criterion["title"])


def list_rubrics() -> list[Rubric]:
    """The newest version of every rubric, by title."""
    newest = select(func.max(Rubric.id)).group_by(Rubric.code)
    found = db.session.scalars(select(Rubric).where(Rubric.id.in_(newest)))
    return sorted(found, key=lambda rubric: rubric.code)

"""Reads of practical examinations that more than one assessor rates: what is open, and whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import joinedload

from assessments.models import AssessorAsk, PracticalExam, PracticalOpinion, Rubric
from assessments.rules.opinions import MOST, Opinion, standing
from assessments.rules.simulations import Verdict
from lms.core.db import db


@dataclass(frozen=True)
class Sitting:
    """An examination of somebody by a rubric on a day that waits for a further assessor."""

    learner_id: int
    rubric: Rubric
    held_on: date
    opinions: tuple[PracticalOpinion, ...]
    asked: tuple[int, ...] = field(default=())

    @property
    def rated_by(self) -> frozenset[int]:
        """Who has rated."""
        return frozenset(one.assessor_id for one in self.opinions)

    @property
    def verdict(self) -> Verdict:
        """How it stands."""
        return verdict_of(self.opinions, self.rubric)

    @property
    def place(self) -> int:
        """Which assessor is wanted next."""
        return len(self.opinions) + 1


def verdict_of(opinions: Sequence[PracticalOpinion], rubric: Rubric) -> Verdict:
    """What some ratings come to."""
    return standing(as_opinions(opinions), wanted=max(rubric.assessors, MOST), pass_mark=rubric.pass_mark)


def as_opinions(opinions: Sequence[PracticalOpinion]) -> list[Opinion]:
    """As the rules see them."""
    return [Opinion(one.assessor_id, one.percent, one.failed, one.settles) for one in opinions]


def _same(other: Any) -> ColumnElement[bool]:
    """Of the same examination as an opinion."""
    return and_(
        other.learner_id == PracticalOpinion.learner_id, other.rubric_id == PracticalOpinion.rubric_id,
        other.held_on == PracticalOpinion.held_on,
    )  # fmt: skip


def list_sittings(learner_ids: Collection[int] | None = None) -> list[Sitting]:
    """Everything that waits for a further assessor, the oldest first. Two statements."""
    query = select(PracticalOpinion).where(~exists().where(_same(PracticalExam)))
    if learner_ids is not None:
        query = query.where(PracticalOpinion.learner_id.in_(learner_ids))
    together: dict[tuple[int, int, date], list[PracticalOpinion]] = defaultdict(list)
    for one in db.session.scalars(query.options(joinedload(PracticalOpinion.rubric)).order_by(PracticalOpinion.id)):
        together[one.learner_id, one.rubric_id, one.held_on].append(one)
    if not together:
        return []
    asks = select(AssessorAsk).where(
        AssessorAsk.learner_id.in_({key[0] for key in together}), AssessorAsk.kind == "rate"
    )
    asked: dict[tuple[int, int, date, int], list[int]] = defaultdict(list)
    for row in db.session.scalars(asks.order_by(AssessorAsk.id)):
        asked[row.learner_id, row.rubric_id, row.held_on, row.place].append(row.person_id)
    return [
        Sitting(key[0], some[0].rubric, key[2], tuple(some), tuple(asked[(*key, len(some) + 1)]))
        for key, some in together.items()
    ]


def find_sitting(learner_id: int, rubric_code: str) -> Sitting | None:
    """What of somebody's examination by a rubric waits for a further assessor."""
    return next((one for one in list_sittings([learner_id]) if one.rubric.code == rubric_code), None)


def has_opinions(learner_id: int, rubric_id: int, held_on: date) -> bool:
    """Did several rate somebody by this rubric on this day? One day holds one such examination."""
    of_that_day = (
        PracticalOpinion.learner_id == learner_id, PracticalOpinion.rubric_id == rubric_id, PracticalOpinion.held_on == held_on,
    )  # fmt: skip
    return bool(db.session.scalar(select(exists().where(*of_that_day))))


def list_opinions(exam: PracticalExam) -> list[PracticalOpinion]:
    """The ratings behind a result, in the order of their giving; empty where one assessor rated."""
    query = select(PracticalOpinion).where(
        PracticalOpinion.learner_id == exam.learner_id, PracticalOpinion.rubric_id == exam.rubric_id,
        PracticalOpinion.held_on == exam.held_on,
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(PracticalOpinion.id)))


def find_opinion_by_token(assessor_id: int, form_token: str) -> PracticalOpinion | None:
    """What a form has already brought in, if it was sent before."""
    query = select(PracticalOpinion).where(PracticalOpinion.assessor_id == assessor_id)
    return db.session.scalar(query.where(PracticalOpinion.form_token == form_token))


def open_asks(person_ids: Collection[int]) -> dict[int, int]:
    """How many examinations wait for each of some people."""
    found: dict[int, int] = defaultdict(int)
    for sitting in list_sittings():
        for person in sitting.asked:
            if person in person_ids and person not in sitting.rated_by:
                found[person] += 1
    return dict(found)


@dataclass(frozen=True)
class Asked:
    """Who was asked last about an examination, and when; who was told that nobody answers."""

    people: frozenset[int]
    last: datetime | None
    told: frozenset[int]


def asked_about(sitting: Sitting) -> Asked:
    """What was asked for the assessor that is wanted now."""
    query = select(AssessorAsk).where(
        AssessorAsk.learner_id == sitting.learner_id, AssessorAsk.rubric_id == sitting.rubric.id,
        AssessorAsk.held_on == sitting.held_on, AssessorAsk.place == sitting.place,
    )  # fmt: skip
    rows = db.session.scalars(query).all()
    asked = [row for row in rows if row.kind == "rate"]
    return Asked(
        frozenset(row.person_id for row in asked),
        max((row.asked_at for row in rows), default=None),
        frozenset(row.person_id for row in rows if row.kind == "escalated"),
    )

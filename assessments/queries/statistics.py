"""Reading the figures of exams and items as they were worked out last; nothing is computed here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select

from assessments.models import (
    Appeal,
    Attempt,
    AttemptItem,
    Exam,
    Item,
    ItemStatistic,
    ItemVersion,
    Regrade,
    RegradedAttempt,
    StatisticsRun,
    Topic,
)
from assessments.queries.answered import FIRST
from assessments.rules.quality.pooled import counted_once, pool
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.jobs import Job

KIND = "assessments.statistics"


def find_run(exam_id: int, basis: str = FIRST) -> StatisticsRun | None:
    """The newest figures of an exam."""
    query = select(StatisticsRun).where(StatisticsRun.exam_id == exam_id, StatisticsRun.basis == basis)
    return db.session.scalar(query.order_by(StatisticsRun.id.desc()).limit(1))


def list_run_items(run_id: int) -> Sequence[Row[Any]]:
    """The items of a run, with their words."""
    query = (
        select(
            ItemStatistic.item_version_id, ItemStatistic.n, ItemStatistic.figures, ItemVersion.number, ItemVersion.stem,
            ItemVersion.kind, Item.id, Item.key, Item.retired_at, Topic.title.label("topic"),
        )
        .join(ItemVersion, ItemVersion.id == ItemStatistic.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(ItemStatistic.run_id == run_id)
        .order_by(Item.pool, Item.key, ItemVersion.number)
    )  # fmt: skip
    return db.session.execute(query).all()


def _newest(basis: str = FIRST) -> Any:
    return select(func.max(StatisticsRun.id)).where(StatisticsRun.basis == basis).group_by(StatisticsRun.exam_id)


def list_item_figures(item_id: int) -> Sequence[Row[Any]]:
    """The newest figures of every wording of an item in every exam: newest wording first, of it the exam with most answers."""
    query = (
        select(
            ItemStatistic.item_version_id, ItemStatistic.n, ItemStatistic.figures, ItemVersion.number, Exam.code,
            Exam.title, StatisticsRun.computed_at,
        )
        .join(StatisticsRun, StatisticsRun.id == ItemStatistic.run_id)
        .join(Exam, Exam.id == StatisticsRun.exam_id)
        .join(ItemVersion, ItemVersion.id == ItemStatistic.item_version_id)
        .where(ItemVersion.item_id == item_id, StatisticsRun.id.in_(_newest()))
        .order_by(ItemVersion.number.desc(), ItemStatistic.n.desc(), Exam.code)
    )  # fmt: skip
    return db.session.execute(query).all()


@dataclass(frozen=True)
class Pooled:
    """One wording over all exams in which it stood."""

    item_version_id: int
    number: int
    titles: tuple[Bilingual, ...]
    figures: dict[str, Any]


def pool_by_wording(rows: Sequence[Row[Any]]) -> list[Pooled]:
    """What `list_item_figures` found of each wording over several exams together, the newest wording first; a wording of one
    exam has nothing to add up."""
    by: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by.setdefault(row.item_version_id, []).append(row)
    found = []
    for version, some in by.items():
        counted = counted_once([row.figures for row in some])
        if len(some) > 1 and counted:
            found.append(Pooled(version, some[0].number, tuple(row.title for row in some), pool(counted)))
    return found


def list_facilities(version_ids: Collection[int]) -> dict[int, tuple[int, float]]:
    """What is known of wordings: how many people answered, and the share of the points that they got the first time, over all
    exams."""
    query = (
        select(ItemStatistic.item_version_id, ItemStatistic.figures)
        .where(ItemStatistic.run_id.in_(_newest()), ItemStatistic.item_version_id.in_(list(version_ids)))
    )  # fmt: skip
    sums: dict[int, tuple[int, float]] = {}
    for version, figures in db.session.execute(query):
        for one in counted_once([figures]):
            count, total = sums.get(version, (0, 0.0))
            sums[version] = (count + one["n"], total + one["n"] * one["facility"])
    return {version: (n, total / n) for version, (n, total) in sums.items() if n}


def count_marked(exam_id: int) -> int:
    """How many attempts at an exam are marked."""
    query = select(func.count()).where(
        Attempt.exam_id == exam_id, Attempt.finished_at.is_not(None), Attempt.score.is_not(None)
    )
    return db.session.scalar(query) or 0


def changed_since(exam_id: int, run: StatisticsRun | None) -> bool:
    """Were attempts marked, regraded or appealed against since the figures were worked out?"""
    if run is None:
        return count_marked(exam_id) > 0
    if run.figures.get("attempts") != count_marked(exam_id):
        return True
    later = (
        select(RegradedAttempt.id)
        .join(Attempt, Attempt.id == RegradedAttempt.attempt_id)
        .outerjoin(Regrade, Regrade.id == RegradedAttempt.regrade_id)
        .outerjoin(Appeal, Appeal.id == RegradedAttempt.appeal_id)
        .where(
            Attempt.exam_id == exam_id,
            or_(Regrade.decided_at > run.computed_at, Appeal.decided_at > run.computed_at),
        )
    )
    return db.session.scalar(later.limit(1)) is not None


def list_exam_ids() -> list[int]:
    """Every exam."""
    return list(db.session.scalars(select(Exam.id).order_by(Exam.id)))


def list_exams_with(version_id: int) -> list[int]:
    """The exams in whose attempts a wording stood."""
    query = select(Attempt.exam_id).join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    return list(db.session.scalars(query.where(AttemptItem.item_version_id == version_id).distinct()))


def find_waiting_job(exam_id: int) -> int | None:
    """The job that is to work an exam's figures out and has not begun."""
    query = select(Job.id, Job.arguments).where(
        Job.kind == KIND, Job.started_at.is_(None), Job.finished_at.is_(None), Job.failed_at.is_(None)
    )
    return next((row.id for row in db.session.execute(query) if row.arguments.get("exam_id") == exam_id), None)


def list_regraded(version_ids: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """What was decided last about wordings after an exam: wording → way and when."""
    query = select(Regrade.item_version_id, Regrade.way, Regrade.decided_at).order_by(Regrade.id)
    rows = db.session.execute(query.where(Regrade.item_version_id.in_(list(version_ids))))
    return {version: (way, at) for version, way, at in rows}

"""What people got for each item of an exam, read for statistics: marked attempts with the answers that count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased

from assessments.models import Attempt, AttemptConduct, AttemptItem, ExamConduct, ItemVersion, Regrade, Response
from assessments.rules.answers import chosen_options, is_answer
from assessments.rules.bodies import Body
from assessments.rules.conduct import SUBMIT
from assessments.rules.corrections import Wording, translated
from assessments.rules.items import CHOICES
from assessments.rules.quality.marks import Asked, Mark
from assessments.rules.regrading import KEY, VERSION
from lms.core.db import db

FIRST, ALL = "first", "all"
BASES = (FIRST, ALL)
WRITTEN = ("numeric", "short")
"""Kinds whose commonest answers are shown; what somebody wrote as an essay never is."""
LONGEST = 80


@dataclass(frozen=True)
class Answered:
    """The marks of every marked attempt; which attempts were each person's first; those left out, because nothing was
    answered or nothing counted."""

    marks: dict[int, list[Mark]]
    first: frozenset[int]
    left_out: int
    asked: Mapping[int, Asked]
    kinds: Mapping[int, str]

    def of(self, basis: str) -> list[Mark]:
        """The marks that count, attempt by attempt: each stands for one person."""
        return [mark for attempt, some in self.marks.items() if basis == ALL or attempt in self.first for mark in some]


def read_answered(exam_id: int) -> Answered:
    """Everything that the statistics of an exam rest on."""
    given = _answers(exam_id)
    query = (
        select(
            AttemptItem.attempt_id, AttemptItem.position, AttemptItem.item_version_id, AttemptItem.score, AttemptItem.points
        )
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.exam_id == exam_id, Attempt.finished_at.is_not(None), Attempt.score.is_not(None))
        .order_by(AttemptItem.attempt_id, AttemptItem.position)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    later = _later()
    sat = {row.item_version_id for row in rows}
    versions = _versions(sat | {later[one] for one in sat if one in later})
    empty, keys, again = _abandoned(exam_id), _keys(), _seen_before(exam_id)
    marks: dict[int, list[Mark]] = {}
    for attempt, position, version, score, points in rows:
        answer, row = given.get((attempt, position)), versions[version]
        named, parts = _named(row.kind, answer), _parts(row, versions.get(later.get(version, 0)), answer)
        mark = Mark(attempt, version, float(score or 0), float(points), named, parts, (attempt, version) in again)
        marks.setdefault(attempt, []).append(mark)
    left_out = {one for one, some in marks.items() if one in empty or not any(mark.chosen for mark in some)}
    return Answered(
        {attempt: some for attempt, some in marks.items() if attempt not in left_out},
        _first_attempts(exam_id),
        len(left_out),
        {number: _asked(versions[number], keys.get(number, versions[number].correct)) for number in sat},
        {number: versions[number].kind for number in sat},
    )


def _first_attempts(exam_id: int) -> frozenset[int]:
    """Of each person the attempt that was begun first, whatever became of it."""
    query = select(func.min(Attempt.id)).where(Attempt.exam_id == exam_id).group_by(Attempt.person_id)
    return frozenset(db.session.scalars(query))


def _seen_before(exam_id: int) -> set[tuple[int, int]]:
    """Attempts with the wordings that the same person had met in an attempt at another exam before."""
    own, other, met, at = aliased(Attempt), aliased(Attempt), aliased(AttemptItem), aliased(AttemptItem)
    query = (
        select(at.attempt_id, at.item_version_id)
        .join(own, own.id == at.attempt_id)
        .join(other, and_(other.person_id == own.person_id, other.id < own.id, other.exam_id != exam_id))
        .join(met, and_(met.attempt_id == other.id, met.item_version_id == at.item_version_id))
        .where(own.exam_id == exam_id)
        .distinct()
    )
    return {(attempt, version) for attempt, version in db.session.execute(query)}


def _answers(exam_id: int) -> dict[tuple[int, int], Any]:
    last = (
        select(Response.attempt_id, Response.position, func.max(Response.sequence).label("sequence"))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.exam_id == exam_id)
        .group_by(Response.attempt_id, Response.position)
        .subquery()
    )
    same = and_(
        last.c.attempt_id == Response.attempt_id, last.c.position == Response.position,
        last.c.sequence == Response.sequence,
    )  # fmt: skip
    query = select(Response.attempt_id, Response.position, Response.answer).join(last, same)
    return {(attempt, position): answer for attempt, position, answer in db.session.execute(query)}


def _abandoned(exam_id: int) -> set[int]:
    """Attempts that nobody handed in while that counted: their answers earned nothing, and say nothing about the items."""
    query = (
        select(Attempt.id)
        .join(AttemptConduct, AttemptConduct.attempt_id == Attempt.id)
        .join(ExamConduct, ExamConduct.id == AttemptConduct.conduct_id)
        .where(
            Attempt.exam_id == exam_id, ExamConduct.at_deadline != SUBMIT,
            Attempt.finished_at == Attempt.deadline, Attempt.score == 0,
        )
    )  # fmt: skip
    return set(db.session.scalars(query))


def _versions(ids: set[int]) -> dict[int, Row[Any]]:
    query = select(ItemVersion.id, ItemVersion.kind, ItemVersion.options, ItemVersion.correct, ItemVersion.body)
    found: dict[int, Row[Any]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        found |= {
            row.id: row for row in db.session.execute(query.where(ItemVersion.id.in_(wanted[start : start + 500])))
        }
    return found


def _asked(row: Row[Any], key: Collection[int]) -> Asked:
    if row.kind not in CHOICES:
        return Asked({})
    fractions = Body.read(row.body).fractions
    guess = None
    if row.kind != "multiple" and row.options:
        earned = [
            fractions[i] if fractions and i < len(fractions) else float(i in key) for i in range(len(row.options))
        ]
        guess = max(0.0, sum(earned) / len(earned))
    return Asked({str(index): index in key for index in range(len(row.options))}, guess)


def _keys() -> dict[int, list[int]]:
    """The keys that were put right after an exam: wording → what counts as right since."""
    query = select(Regrade.item_version_id, Regrade.correct).where(Regrade.way == KEY).order_by(Regrade.id)
    return dict(db.session.execute(query).all())


def _later() -> dict[int, int]:
    """The versions by which wordings were marked anew, those decided last."""
    query = select(Regrade.item_version_id, Regrade.by_version_id).where(Regrade.way == VERSION).order_by(Regrade.id)
    return {old: new for old, new in db.session.execute(query) if new is not None}


def _wording(row: Row[Any]) -> Wording:
    return Wording.of(row.kind, row.options, Body.read(row.body), None)


def _named(kind: str, answer: Any) -> tuple[str, ...]:
    if not is_answer(answer):
        return ()
    if kind in CHOICES:
        return tuple(str(index) for index in chosen_options(answer))
    if kind in WRITTEN:
        return (" ".join(str(answer.get("text", "")).split())[:LONGEST],)
    return ("",)


def _parts(row: Row[Any], corrected: Row[Any] | None, answer: Any) -> tuple[bool, ...]:
    """Of what is matched or put in order, whether each single thing was right, by the corrected wording where there is one."""
    if not is_answer(answer) or row.kind not in ("matching", "ordering"):
        return ()
    if corrected is not None:
        answer, row = translated(_wording(row), _wording(corrected), answer), corrected
    if row.kind == "matching":
        placed, right = answer.get("matches") or [], Body.read(row.body).rights
    else:
        placed, right = answer.get("ranks") or [], list(range(1, len(row.options) + 1))
    return tuple(place < len(placed) and placed[place] == wanted for place, wanted in enumerate(right))

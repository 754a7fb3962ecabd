"""The highest level that each person has shown of each ability, found by the database: for everybody of whom nothing more
has to be asked than whether and when something was passed.

Says the same as `levels.standings` for them. Of whoever was observed at work or rated in a round, `weighed` reckons the means
and limits besides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, literal, or_, select, union_all

from assessments.models import (
    Attempt,
    AttemptItem,
    Countersignature,
    CountersignatureWithdrawal,
    Exam,
    Item,
    ItemVersion,
    PracticalExam,
    PracticalTask,
    Rubric,
    SignOff,
    SignOffRevocation,
)
from lms.core import clock
from lms.core.among import among
from lms.core.terms import months_later
from lms.core.together import Together
from lms.people.models import Person
from lms.plans.models import FeedbackRound, Observation, ObservationOrder
from lms.skills.models import Ability, AbilityMeasure
from lms.skills.queries import ASKED, MEASURES, Measure, newest_measures
from lms.skills.rules import (
    EXAM,
    LEAST_QUESTIONS,
    MONTHS,
    QUESTIONS,
    QUESTIONS_SHARE,
    RUBRIC,
    TASK,
    Asked,
    Requirements,
)


def observed_or_rated() -> ColumnElement[bool]:
    """The condition on Person: of whom means have to be reckoned."""
    observed = select(ObservationOrder.person_id).join(Observation, Observation.order_id == ObservationOrder.id)
    observed = observed.where(ObservationOrder.person_id.is_not(None))
    return or_(Person.id.in_(observed), Person.id.in_(select(FeedbackRound.person_id)))


_SAID = Together(
    asked=ASKED,
    measures=MEASURES,
    tasks=select(
        PracticalTask.id, PracticalTask.code, PracticalTask.required, PracticalTask.people, PracticalTask.countersign
    )
    .where(
        PracticalTask.code.in_(
            select(AbilityMeasure.code).where(
                AbilityMeasure.kind == TASK, among(AbilityMeasure.ability_id, "abilities")
            )
        )
    )
    .order_by(PracticalTask.number),
)


@dataclass(frozen=True)
class Said:
    """What is asked of whom on a day, what shows which level of some abilities, and the versions of the tasks among that,
    the newest last."""

    asked: Requirements
    measures: list[Measure]
    tasks: Sequence[Any]


def said_of(abilities: Collection[Ability], today: date) -> Said:
    """What was said of some abilities: one statement."""
    found = _SAID.read(today=today, abilities=[ability.id for ability in abilities])
    asked = Requirements([Asked(*row) for row in found["asked"]], today)
    return Said(asked, newest_measures(found["measures"]), found["tasks"])


def best_levels(abilities: Collection[Ability], said: Said, today: date) -> Subquery:
    """person_id, ability_id, level: the highest that exams, questions, tasks and practical examinations show today, by what
    was said of these abilities."""
    held = said.measures
    measures, codes = [one.id for one in held], sorted({one.code for one in held if one.kind == TASK})
    m = AbilityMeasure
    parts: list[Select[int, int, int]] = [
        select(Attempt.person_id.label("person_id"), m.ability_id.label("ability_id"), m.level.label("level"))
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(m, (m.code == Exam.code) & (m.kind == EXAM) & m.id.in_(measures))
        .where(Attempt.passed.is_(True), *within(Attempt.finished_at, EXAM, today)),
        select(PracticalExam.learner_id, m.ability_id, m.level)
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .join(m, (m.code == Rubric.code) & (m.kind == RUBRIC) & m.id.in_(measures))
        .where(PracticalExam.passed, *within(PracticalExam.signed_at, RUBRIC, today)),
        _questions(abilities, today),
    ]
    if (done := _tasks(codes, said.tasks, today)) is not None:
        joined = select(done.c.learner_id, m.ability_id, m.level)
        parts.append(joined.join(m, (m.code == done.c.code) & (m.kind == TASK) & m.id.in_(measures)))
    shown = union_all(*parts).subquery()
    best = select(shown.c.person_id, shown.c.ability_id, func.max(shown.c.level).label("level"))
    return best.group_by(shown.c.person_id, shown.c.ability_id).subquery()


def within(moment: Any, kind: str, today: date) -> tuple[ColumnElement[bool], ...]:
    """Within the months for which a kind of fact counts, up to today."""
    first = months_later(today, -MONTHS[kind]) + timedelta(days=1)
    return moment >= _start(first), moment < _start(today + timedelta(days=1))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone())


def _questions(abilities: Collection[Ability], today: date) -> Select[int, int, int]:
    enough = (
        select(Attempt.person_id, Ability.id.label("ability_id"), literal(1).label("level"))
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Ability, Ability.code == Item.skill)
        .where(Attempt.score.is_not(None), Ability.id.in_([ability.id for ability in abilities]))
        .where(*within(Attempt.finished_at, QUESTIONS, today))
        .group_by(Attempt.person_id, Ability.id, Attempt.id)
        .having(
            func.count(AttemptItem.id) >= LEAST_QUESTIONS,
            func.sum(AttemptItem.score) / func.nullif(func.sum(AttemptItem.points), 0) >= QUESTIONS_SHARE,
        )
    )
    return enough


def _tasks(codes: Sequence[str], known: Sequence[Any], today: date) -> Subquery | None:
    """learner_id, code: whose needed sign-offs of a task are all there, by enough people, and lately enough."""
    versions = [version for version in known if version.code in codes]
    terms = [
        (task.code, mode, number, min(task.people.get(mode, 1), number))
        for task in {version.code: version for version in versions}.values()
        for mode, number in task.required.items()
        if number
    ]
    if not terms:
        return None
    back = CountersignatureWithdrawal
    seconds = (
        select(Countersignature.sign_off_id, Countersignature.agreed, Countersignature.signed_at)
        .outerjoin(back, back.countersignature_id == Countersignature.id)
        .where(back.id.is_(None))
        .subquery()
    )
    refused, agreed = seconds.alias(), seconds.alias()
    asking = [(version.id, version.countersign) for version in versions if version.countersign]
    asks = or_(false(), *(and_(SignOff.task_id == number, SignOff.mode.in_(modes)) for number, modes in asking))
    counts = and_(
        SignOff.passed.is_(True),
        refused.c.sign_off_id.is_(None),
        or_(~asks, select(agreed.c.sign_off_id).where(agreed.c.sign_off_id == SignOff.id, agreed.c.agreed).exists()),
    )
    standing = (
        select(
            SignOff.learner_id, PracticalTask.code, SignOff.mode, SignOff.id, SignOff.signer_id, counts.label("counts"),
            func.coalesce(refused.c.signed_at, SignOff.signed_at).label("at"),
        )
        .join(PracticalTask, PracticalTask.id == SignOff.task_id)
        .outerjoin(SignOffRevocation, SignOffRevocation.sign_off_id == SignOff.id)
        .outerjoin(refused, (refused.c.sign_off_id == SignOff.id) & refused.c.agreed.is_(False))
        .where(SignOffRevocation.id.is_(None), PracticalTask.code.in_(codes))
        .subquery()
    )  # fmt: skip
    s = standing.c
    several = any(people > 1 for _code, _mode, _number, people in terms)
    by_mode = (
        select(
            s.learner_id, s.code, s.mode, func.max(s.at).label("at"),
            func.sum(case((s.counts, 1), else_=0)).label("signed"),
            (func.count(case((s.counts, s.signer_id)).distinct()) if several else literal(1)).label("people"),
        )
        .group_by(s.learner_id, s.code, s.mode)
        .subquery()
    )  # fmt: skip
    b = by_mode.c
    fulfilled = or_(*(and_(b.code == code, b.mode == mode, b.signed >= n, b.people >= m) for code, mode, n, m in terms))
    modes = case(*((b.code == code, sum(term[0] == code for term in terms)) for code in {term[0] for term in terms}))
    whole = select(b.learner_id, b.code).group_by(b.learner_id, b.code)
    first, beyond = within(func.max(b.at), TASK, today)
    return whole.having(func.sum(case((fulfilled, 1), else_=0)) == func.max(modes), first, beyond).subquery()

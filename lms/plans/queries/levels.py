"""Who must be able to do what, and the dated facts that show it: read together for many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from assessments.models import Attempt, AttemptItem, Exam, Item, ItemVersion, PracticalExam, Rubric
from assessments.queries.practicals import PROGRESS, AssignedTask, progress_in
from certificates.models import Certificate, Tier
from certificates.queries.standing import stands
from lms.core import clock
from lms.core.access import Permission
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.core.together import Together
from lms.people.models import Person, Post, Unit
from lms.people.queries.scope import visible
from lms.people.session import User
from lms.plans.queries.observed import observed_means, observed_orders
from lms.plans.queries.rounds import answers_of, own_rounds, rated_means
from lms.plans.queries.shown import Said, said_of
from lms.skills.models import Ability
from lms.skills.queries import Measure
from lms.skills.rules import (
    CERTIFICATE,
    EXAM,
    LEAST_QUESTIONS,
    QUESTIONS,
    QUESTIONS_SHARE,
    RUBRIC,
    TASK,
    Evidence,
    Shown,
    level_on,
)

MAY_SEE = Permission.SEE_ARCHIVE
AT_ONCE = 5000


@dataclass(frozen=True)
class Member:
    """Somebody at work, with all that decides what is asked of them. `tier` is the highest certificate that is valid."""

    id: int
    name: Bilingual
    employee_no: str
    unit_id: int
    unit_path: str
    post_id: int
    post: Bilingual
    family: str
    tier: int


@dataclass(frozen=True)
class Standing:
    """One person and one ability: what is asked and what was shown."""

    member: Member
    required: int
    shown: Shown

    @property
    def meets(self) -> bool:
        """Is the level that is asked for reached?"""
        return self.shown.level >= self.required


def people_seen(user: User, *, unit: Unit | None = None, post_id: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions on Person: at work, within the reader's reach, and in a unit or post if one is named."""
    today = clock.today()
    found = [visible(user, MAY_SEE), or_(Person.left_on.is_(None), Person.left_on >= today), Person.hired_on <= today]
    if unit is not None:
        below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
        found.append(Person.unit_id.in_(below))
    if post_id is not None:
        found.append(Person.post_id == post_id)
    return found


def standings(
    conditions: Collection[ColumnElement[bool]],
    abilities: Collection[Ability],
    today: date,
    said: Said | None = None,
) -> dict[int, list[Standing]]:
    """By ability: everybody of whom a level of it is asked, in the order of employee numbers. What was
    said of these abilities may be known already."""
    who = select(Person.id).where(*conditions)
    members, certified = _members(who, today)
    if not members:
        return {ability.id: [] for ability in abilities}
    said = said or said_of(abilities, today)
    asked, codes = said.asked, {ability.id: ability.code for ability in abilities}
    facts = evidence_of(who, [m.id for m in members], codes, today, said.measures)
    found: dict[int, list[Standing]] = {}
    for ability in abilities:
        rows = []
        for m in members:
            required = asked.level(ability.id, m.post_id, m.family, m.tier)
            if required:
                vouched = [
                    Evidence(
                        CERTIFICATE, row.issued_on, asked.level(ability.id, m.post_id, m.family, row.level), row.number,
                        until=row.expires_on,
                    )
                    for row in certified.get(m.id, ())
                ]  # fmt: skip
                rows.append(Standing(m, required, level_on([*facts.get((m.id, ability.id), ()), *vouched], today)))
        found[ability.id] = rows
    return found


def _members(who: Select[int], today: date) -> tuple[list[Member], dict[int, list[Any]]]:
    """The people with their posts, and their certificates that are valid on a day."""
    query = (
        select(
            Person.id, Person.name_zh, Person.name_latin, Person.employee_no, Person.unit_id, Unit.path, Person.post_id,
            Post.family, Post.name.label("post"), Certificate.number, Certificate.issued_on, Certificate.expires_on,
            Tier.level,
        )
        .join(Unit, Unit.id == Person.unit_id)
        .join(Post, Post.id == Person.post_id)
        .outerjoin(Certificate, (Certificate.person_id == Person.id) & stands(today))
        .outerjoin(Tier, Tier.id == Certificate.tier_id)
        .where(Person.id.in_(who))
        .order_by(Person.employee_no)
    )  # fmt: skip
    people: dict[int, Any] = {}
    certified: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        people[row.id] = row
        if row.number is not None:
            certified[row.id].append(row)
    members = [
        Member(
            row.id, Bilingual(row.name_zh or row.name_latin, row.name_latin or row.name_zh), row.employee_no,
            row.unit_id, row.path, row.post_id, row.post, row.family,
            max((one.level for one in certified[row.id]), default=0),
        )
        for row in people.values()
    ]  # fmt: skip
    return members, certified


def evidence_of(
    who: Select[int], ids: list[int], codes: dict[int, str], today: date, shows: Collection[Measure]
) -> dict[tuple[int, int], list[Evidence]]:
    """All facts by person and ability, but for certificates. `ids` are the same people as `who`, `codes` abilities, and
    `shows` what shows which level of them."""
    found: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    measures: dict[tuple[str, str], list[Measure]] = defaultdict(list)
    for measure in shows:
        measures[measure.kind, measure.code].append(measure)

    def passed(kind: str, rows: Iterable[tuple[int, str, date, str, float | None]]) -> None:
        for person_id, code, on, ref, value in rows:
            for measure in measures[kind, code]:
                found[person_id, measure.ability_id].append(Evidence(kind, on, measure.level, ref, value))

    by_code = {code: id_ for id_, code in codes.items()}
    tasks = [code for kind, code in measures if kind == TASK]
    together = Together(
        passed=_passed(who, [code for kind, code in measures if kind != TASK]), questions=_questions(who, by_code),
        observed=observed_orders(who), answers=answers_of(own_rounds(who)), tasks=PROGRESS,
    ).read(learners=ids[:AT_ONCE], codes=tasks)  # fmt: skip
    for row in _latest(together["passed"]):
        passed(row[0], [row[1:]])
    passed(TASK, _tasks(ids, tasks, together["tasks"]))
    for row in together["questions"]:
        found[row.person_id, by_code[row.skill]].append(
            Evidence(
                QUESTIONS, clock.local_date(row.finished_at), 1, str(row.id), round(100 * row.share, 1), row.many
            )
        )  # fmt: skip
    for person_id, ability_id, one in observed_means(together["observed"], today):
        found[person_id, ability_id].append(one)
    for person_id, code, one in rated_means(together["answers"], today):
        if code in by_code:
            found[person_id, by_code[code]].append(one)
    return found


def _passed(who: Select[int], codes: list[str]) -> Any:
    """Exams and practical examinations that were passed."""
    exams = (
        select(
            literal(EXAM).label("kind"), Attempt.person_id, Exam.code, Attempt.id, Attempt.finished_at.label("at"),
            (100.0 * Attempt.score / func.nullif(Attempt.points, 0)).label("percent"),
        )
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Attempt.person_id.in_(who), Attempt.passed.is_(True), Attempt.finished_at.is_not(None), Exam.code.in_(codes))
    )  # fmt: skip
    held = (
        select(
            literal(RUBRIC).label("kind"), PracticalExam.learner_id, Rubric.code, PracticalExam.id,
            PracticalExam.signed_at.label("at"), PracticalExam.percent,
        )
        .join(Rubric, Rubric.id == PracticalExam.rubric_id)
        .where(PracticalExam.learner_id.in_(who), PracticalExam.passed, Rubric.code.in_(codes))
    )  # fmt: skip
    both: Any = union_all(exams, held).subquery()
    return select(both).order_by(both.c.at)


def _latest(rows: Iterable[Any]) -> list[tuple[str, int, str, date, str, float | None]]:
    """What `_passed` found, the last time by each person."""
    latest = {(row.kind, row.person_id, row.code): row for row in rows}
    return [
        (kind, person_id, code, clock.local_date(row.at), str(row.id), None if row.percent is None else round(row.percent, 1))
        for (kind, person_id, code), row in latest.items()
    ]  # fmt: skip


def _tasks(
    ids: list[int], codes: list[str], first: Sequence[Any]
) -> Iterable[tuple[int, str, date, str, float | None]]:
    """Tasks whose sign-offs are all there; `first`: what was read of the first people already."""
    for start in range(0, len(ids) if codes else 0, AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = read(PROGRESS, learners=some, codes=codes).all() if start else first
        for (person_id, code), progress in progress_in(
            rows, {one: [AssignedTask(c) for c in codes] for one in some}
        ).items():
            if progress.complete and progress.last_at is not None:
                yield person_id, code, clock.local_date(progress.last_at), code, None


def _questions(who: Select[int], by_code: dict[str, int]) -> Any:
    """What each attempt's questions on one ability came to, where there were enough of them and enough was right."""
    many = func.count(AttemptItem.id)
    share = func.sum(AttemptItem.score) / func.nullif(func.sum(AttemptItem.points), 0)
    return (
        select(
            Attempt.person_id, Item.skill, Attempt.id, Attempt.finished_at, many.label("many"), share.label("share"),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            Attempt.person_id.in_(who), Attempt.finished_at.is_not(None), Attempt.score.is_not(None),
            Item.skill.in_(by_code),
        )
        .group_by(Attempt.person_id, Item.skill, Attempt.id, Attempt.finished_at)
        .having(many >= LEAST_QUESTIONS, share >= QUESTIONS_SHARE)
    )  # fmt: skip

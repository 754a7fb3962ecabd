"""Writing exams: what is drawn, how long, what passes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from assessments.models import Blueprint, BlueprintPart, Exam
from assessments.queries.bank import list_candidates_of
from assessments.queries.exams import list_parts
from assessments.rules.drawing import Part, draw
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import RuleBroken
from lms.core.rules import Refusal


@dataclass(frozen=True)
class ExamTerms:
    """Everything about an exam but its code and what it draws."""

    title: Bilingual
    minutes: int
    pass_mark: float
    attempts_allowed: int = 3
    wait_hours: int = 0


def blueprint_refusals(parts: Sequence[Part]) -> tuple[Refusal, ...]:
    """Why the bank cannot fill these parts; nothing when it can. `title` of a part names the topic in the answer."""
    if not parts:
        return (Refusal("blueprint_empty"),)
    return draw(parts, list_candidates_of(parts), random.Random(0)).refusals


def add_exam(*, code: str, terms: ExamTerms, parts: Sequence[Part], actor: Actor, at: datetime) -> Exam:
    """A new exam with the first version of its blueprint. RuleBroken where the code is taken or the bank lacks items."""
    taken = db.session.scalar(select(Exam.id).where(Exam.code == code))
    refusals = blueprint_refusals(parts)
    if taken:
        refusals = (Refusal("exam_code_taken", {"code": code}), *refusals)
    if refusals:
        raise RuleBroken(*refusals)
    blueprint = _add_blueprint(code, parts, at)
    exam = Exam(code=code, blueprint_id=blueprint.id)
    _set_terms(exam, terms)
    db.session.add(exam)
    db.session.flush()
    audit.record("exam.added", "exam", exam.id, actor=actor, at=at, code=code, blueprint=blueprint.number)
    return exam


def change_exam(
    *, exam: Exam, terms: ExamTerms, parts: Sequence[Part], actor: Actor, at: datetime, new_version: bool = False
) -> Exam:
    """Change an exam for attempts to come; other parts make a new blueprint version, `new_version` does so in any case.
    Attempts keep the terms they began under."""
    if refusals := blueprint_refusals(parts):
        raise RuleBroken(*refusals)
    _set_terms(exam, terms)
    if new_version or [_shape(part) for part in list_parts(exam.blueprint_id)] != [_shape(part) for part in parts]:
        exam.blueprint_id = _add_blueprint(exam.code, parts, at).id
    db.session.flush()
    audit.record(
        "exam.changed", "exam", exam.id, actor=actor, at=at,
        code=exam.code, blueprint=db.session.scalar(select(Blueprint.number).where(Blueprint.id == exam.blueprint_id)),
        minutes=terms.minutes, pass_mark=terms.pass_mark, attempts=terms.attempts_allowed, wait_hours=terms.wait_hours,
    )  # fmt: skip
    return exam


def _shape(part: Part) -> Part:
    return replace(part, title="")


def _set_terms(exam: Exam, terms: ExamTerms) -> None:
    exam.title, exam.minutes, exam.pass_mark = terms.title, terms.minutes, terms.pass_mark
    exam.attempts_allowed, exam.wait_hours = terms.attempts_allowed, terms.wait_hours


def _add_blueprint(code: str, parts: Sequence[Part], at: datetime) -> Blueprint:
    last = db.session.scalar(select(func.max(Blueprint.number)).where(Blueprint.code == code)) or 0
    blueprint = Blueprint(code=code, number=last + 1, added_at=at)
    blueprint.parts = [
        BlueprintPart(
            position=position,
            topic_id=part.topic_id,
            count=part.count,
            pool=part.pool,
            skill=part.skill,
            tier=part.tier,
            difficulty=part.difficulty,
            product_line=part.product_line,
        )
        for position, part in enumerate(parts, start=1)
    ]
    db.session.add(blueprint)
    db.session.flush()
    return blueprint

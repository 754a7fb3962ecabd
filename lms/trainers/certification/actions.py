"""Certifying a trainer: applying, the trial lecture and its judges, the listeners, the decision."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import NotFound, Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.people.models import Person
from lms.people.notices import recipient_of
from lms.trainers.certification import queries
from lms.trainers.certification.rules import (
    GRANTED,
    REFUSED,
    RENEWAL,
    TAKEN_BACK,
    apply_refusals,
    decision_refusals,
)
from lms.trainers.grades.actions import grant
from lms.trainers.grades.evidence import as_evidence, states_for
from lms.trainers.grades.queries import grades_of, periods_of
from lms.trainers.grades.rules import standing_on
from lms.trainers.grades.versions import get_version
from lms.trainers.models import (
    TrainerApplication,
    TrainerDecision,
)

ANSWER_DAYS = 7
"""So long the listeners may answer."""


def apply(
    *, person: Person, level: int, kind: str, exam_code: str | None, words: str, actor: Actor, at: datetime
) -> TrainerApplication:
    """Apply for a grade, or for its re-review. Raises RuleBroken with every reason at once."""
    today = clock.local_date(at)
    assert actor.id is not None
    periods = periods_of([person.id]).get(person.id, [])
    standing = standing_on(periods, today)
    version = get_version(level, today)
    states = states_for(person, version, today, periods, period=standing.period if kind == RENEWAL else None)
    tests = queries.subject_tests(version.certification.get("exams", []))
    refusals = list(
        apply_refusals(
            standing=standing, level=level, kind=kind, has_open=queries.find_open(person.id) is not None,
            works_here=person.left_on is None or person.left_on >= today, unmet=sum(not one.met for one in states),
        )
    )  # fmt: skip
    needs_test = kind != RENEWAL and version.certification["weights"].get("exam", 0) > 0
    if needs_test and (exam_code is None or exam_code not in tests):
        refusals.append(Refusal("subject_test_missing"))
    if refusals:
        raise RuleBroken(*refusals)
    row = TrainerApplication(
        person_id=person.id, version_id=version.id, kind=kind, exam_code=exam_code if needs_test else None,
        words=words.strip(), applied_by=actor.id, applied_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "trainer_application.made", "trainer_application", row.id, actor=actor, at=at, person=person.id, level=level,
        kind=kind, exam=row.exam_code,
    )  # fmt: skip
    return row


def decide(*, application: TrainerApplication, kind: str, reason: str, actor: Actor, at: datetime) -> TrainerDecision:
    """Grant, refuse, or (by whoever applied) take back. Granting asks the same rules as the page shows. Raises RuleBroken."""
    assert actor.id is not None
    today = clock.local_date(at)
    if kind == TAKEN_BACK and actor.id != application.person_id:
        raise NotFound
    periods = periods_of([application.person_id]).get(application.person_id, [])
    period = standing_on(periods, today).period if application.kind == RENEWAL else None
    states = states_for(application.person, application.version, today, periods, period=period)
    found = queries.result_of(application)
    judges = {seat.judge_id for lecture in application.lectures for seat in lecture.judges if seat.judgement}
    refusals = decision_refusals(
        kind=kind, actor_id=actor.id, candidate_id=application.person_id, judges=judges, reason=reason,
        decided=application.decision is not None, unmet=sum(not one.met for one in states), outcome=found,
    )  # fmt: skip
    if kind not in (GRANTED, REFUSED, TAKEN_BACK):
        raise NotFound
    if refusals:
        raise RuleBroken(*refusals)
    figures: dict[str, Any] = {"parts": [asdict(part) for part in found.parts], "total": found.total} if found else {}
    row = TrainerDecision(
        application_id=application.id, kind=kind, reason=reason.strip(), figures=figures, decided_by=actor.id,
        decided_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.expire(application, ["decision"])
    audit.record(
        "trainer_application.decided", "trainer_application", application.id, actor=actor, at=at,
        person=application.person_id, decision=kind, reason=row.reason, total=found.total if found else None,
    )  # fmt: skip
    if kind == GRANTED:
        before = next((one for one in grades_of([application.person_id]) if period and one.id == period.grade_id), None)
        grant(
            person=application.person, version=application.version, how=application.kind, finished_on=today,
            evidence=as_evidence(states), reason=row.reason, actor=actor, at=at, application_id=application.id,
            follows=before,
        )  # fmt: skip
    elif kind == REFUSED:
        notify(
            recipient_of(application.person), "trainer_application_refused",
            link=path_to("trainers.application", application_id=application.id), at=at,
            grade=application.version.title, reason=row.reason,
        )  # fmt: skip
    return row

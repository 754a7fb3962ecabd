"""Signing verdicts on trainings, and what follows from them: a training need, and a word for the authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from courses.models import Course, CourseAbility
from lms.core import audit, clock
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.core.notices import notify
from lms.core.paths import path_to
from lms.evaluation.models import EvaluationVerdict
from lms.evaluation.queries.plans import Subject
from lms.evaluation.rules.verdicts import Finding, Proposal, Verdict
from lms.onboarding.models import Programme, ProgrammeVersion, Stage, StageContent
from lms.people.notices import known_as, recipient_of
from lms.people.queries.people import list_people
from lms.plans.actions.needs import NeedText, raise_need
from lms.plans.rules import Source

NEED_TITLES = {
    Verdict.EXPAND: Bilingual("扩大实施：%s", "Expand: %s"),
    Verdict.ADJUST: Bilingual("调整改进：%s", "Adjust: %s"),
    Verdict.RETIRE: Bilingual("停办并另寻方案：%s", "Retire and replace: %s"),
}
PRIORITY = {Verdict.EXPAND: 2, Verdict.ADJUST: 2, Verdict.RETIRE: 1}


@dataclass(frozen=True)
class NeedWish:
    """That a training need is to be raised, until when, with each level's words in both languages."""

    wished_by: date
    lines: Sequence[dict[str, Any]]


def sign_verdict(
    *, subject: Subject, verdict: Verdict, proposal: Proposal, findings: Sequence[Finding], reason: str, steps: str,
    note: str, need: NeedWish | None, actor: Actor, at: datetime,
) -> EvaluationVerdict:  # fmt: skip
    """Decide about a training. Whoever is responsible for the course is told. Raises RuleBroken."""
    refusals = []
    if not reason.strip():
        refusals.append(Refusal("verdict_reason_missing"))
    if verdict in (Verdict.ADJUST, Verdict.RETIRE) and not steps.strip():
        refusals.append(Refusal("verdict_steps_missing"))
    if need is not None and verdict == Verdict.CANNOT_TELL:
        refusals.append(Refusal("verdict_need_without_ground"))
    abilities = abilities_of(subject) if need is not None else []
    if need is not None and not abilities:
        refusals.append(Refusal("verdict_without_abilities"))
    if refusals:
        raise RuleBroken(*refusals)
    assert actor.id is not None
    raised = None
    if need is not None:
        raised = raise_need(
            text=NeedText(
                title=_need_title(verdict, subject.title), reason=steps.strip() or reason.strip(), priority=PRIORITY[verdict],
                wished_by=need.wished_by, ability_ids=abilities,
                course_ids=[subject.course_id] if subject.course_id else [], people={},
            ),
            source=Source.EVALUATION,
            evidence={
                "kind": Source.EVALUATION, "subject": subject.title.as_dict(), "verdict": verdict,
                "lines": list(need.lines), "taken_on": clock.local_date(at).isoformat(),
                "path": path_to("evaluation.subject", kind=subject.kind, code=subject.code),
            },
            unit=None, actor=actor, at=at,
        )  # fmt: skip
    row = EvaluationVerdict(
        subject_kind=subject.kind, subject_code=subject.code, verdict=verdict, proposed=proposal.verdict,
        findings=[finding.as_dict() for finding in findings], reason=reason.strip(), steps=steps.strip(),
        note=note.strip(), need_id=raised.id if raised else None, signed_by=actor.id, signed_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        "evaluation.verdict_signed", "evaluation_verdict", row.id, actor=actor, at=at, code=subject.code, verdict=verdict,
        proposed=proposal.verdict, reason=row.reason, need=row.need_id,
    )  # fmt: skip
    _tell_owner(subject, row, actor, at)
    return row


def abilities_of(subject: Subject) -> list[int]:
    """The abilities that a training teaches; a programme those of its courses."""
    if subject.course_id is not None:
        return list(db.session.scalars(select(CourseAbility.ability_id).where(CourseAbility.course_id == subject.course_id)))  # fmt: skip
    taught = (
        select(StageContent.ref)
        .join(Stage, Stage.id == StageContent.stage_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Stage.version_id)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Programme.code == subject.code, StageContent.kind == "course")
    )
    query = select(CourseAbility.ability_id).join(Course, Course.id == CourseAbility.course_id)
    return list(db.session.scalars(query.where(Course.code.in_(taught)).distinct().order_by(CourseAbility.ability_id)))


def _need_title(verdict: Verdict, title: Bilingual) -> Bilingual:
    words = NEED_TITLES[verdict]
    return Bilingual(words.zh % (title.zh or title.en), words.en % (title.en or title.zh))


def _tell_owner(subject: Subject, row: EvaluationVerdict, actor: Actor, at: datetime) -> None:
    if subject.owner_id is None or subject.owner_id == actor.id:
        return
    link = path_to("evaluation.subject", kind=subject.kind, code=subject.code)
    for owner in list_people([subject.owner_id]):
        notify(recipient_of(owner), "evaluation_verdict", link=link, at=at, title=subject.title, by=known_as(actor))

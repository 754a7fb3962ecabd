"""Publishing evaluation plans: somebody's, or the default by the kind of training."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from assessments.queries.practical_exams import latest_rubrics
from assessments.queries.questionnaires import find_current, find_questionnaire
from lms.core import audit
from lms.core.audit import Actor
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken
from lms.evaluation.models import EvaluationPlan
from lms.evaluation.queries.instruments import list_instruments
from lms.evaluation.queries.plans import Subject, exam_codes_known, find_exam_of, list_unplanned, list_versions
from lms.evaluation.rules.instruments import misfits
from lms.evaluation.rules.planning import DEFAULT_ROUNDS, PLANNED, Depth, LevelTwo, Round, depth_of, faults_of
from lms.kpis.models import Kpi

DEFAULT_REASON = "按培训类型默认的评估方案 · The default for this kind of training"


def publish_plan(
    *, subject: Subject, depth: Depth, levels: Collection[int], rounds: Sequence[Round], tests: LevelTwo, kpi: Kpi | None,
    reason: str, actor: Actor, at: datetime,
) -> EvaluationPlan:  # fmt: skip
    """A new version of a plan; it holds for everything that is not asked yet. Raises RuleBroken."""
    refusals = [Refusal(fault.code, dict(fault.values)) for fault in faults_of(sorted(levels), rounds, tests)]
    if not reason.strip():
        refusals.append(Refusal("plan_reason_missing"))
    exams = {code for code in (tests.before, tests.after) if code}
    refusals += [Refusal("plan_unknown_exam", {"code": code}) for code in sorted(exams - exam_codes_known(exams))]
    if tests.rubric and tests.rubric not in latest_rubrics([tests.rubric]):
        refusals.append(Refusal("plan_unknown_rubric", {"code": tests.rubric}))
    unfit = dict.fromkeys(one.questionnaire for one in misfits(rounds, list_instruments()))
    refusals += [Refusal("plan_unfit", {"code": code}) for code in unfit]
    if refusals:
        raise RuleBroken(*refusals)
    versions = list_versions(subject.key)
    row = EvaluationPlan(
        subject_kind=subject.kind, subject_code=subject.code, number=versions[0].number + 1 if versions else 1,
        depth=depth, levels=sorted(levels), rounds=[one.as_dict() for one in rounds], exam_before=tests.before or None,
        exam_after=tests.after or None, rubric=tests.rubric or None, retention_weeks=tests.retention_weeks, kpi_id=kpi.id if kpi else None, reason=reason.strip(), published_by=actor.id,
        published_at=at,
    )  # fmt: skip
    if versions and _same(versions[0], row):
        raise RuleBroken(Refusal("plan_unchanged"))
    db.session.add(row)
    db.session.flush()
    audit.record(
        "evaluation.plan_published", "evaluation_plan", row.id, actor=actor, at=at, code=subject.code, version=row.number,
        levels=row.levels, kpi=kpi.code if kpi else None, weeks=row.retention_weeks, reason=row.reason,
    )  # fmt: skip
    return row


def publish_defaults(*, actor: Actor, at: datetime) -> int:
    """Give every published training without a plan the default one. Returns how many got one."""
    subjects = list_unplanned()
    for subject in subjects:
        depth = depth_of(subject.kind, subject.category)
        exam = find_exam_of(subject)
        publish_plan(
            subject=subject, depth=depth, levels=PLANNED[depth], rounds=DEFAULT_ROUNDS[depth],
            tests=LevelTwo(exam, exam), kpi=None, reason=DEFAULT_REASON, actor=actor, at=at,
        )  # fmt: skip
    return len(subjects)


def unpublished(rounds: Sequence[Round]) -> list[str]:
    """Questionnaires that a plan names and that nobody can be asked yet."""
    codes = sorted({ask.questionnaire for one in rounds for ask in one.asks})
    found = []
    for code in codes:
        questionnaire = find_questionnaire(code)
        if questionnaire is None or find_current(questionnaire.id) is None:
            found.append(code)
    return found


def _same(before: EvaluationPlan, now: EvaluationPlan) -> bool:
    names = ("depth", "levels", "rounds", "exam_before", "exam_after", "rubric", "retention_weeks", "kpi_id")
    return all(getattr(before, name) == getattr(now, name) for name in names)

"""What the waves of evaluation are called where questionnaires are answered and their results shown."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from assessments.survey_questions import Aim, ContextFacts, facts_of
from courses.models import Course, CourseAbility
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.evaluation.models import EvaluationWave
from lms.evaluation.queries.waves import WAVE
from lms.onboarding.models import Cohort, Programme, ProgrammeVersion, Stage, StageContent
from lms.skills.models import Ability

MOST_AIMS = 6
"""Questions about each aim stay few enough for two minutes."""


def survey_contexts(kind: str, ids: Collection[int]) -> dict[int, ContextFacts] | None:
    """Waves by the training, and how long after it: "Safety basics, after 30 days"."""
    if kind != WAVE:
        return None
    waves = list(db.session.scalars(select(EvaluationWave).where(EvaluationWave.id.in_(ids))))
    courses = facts_of({("course_version", w.origin_id) for w in waves if w.origin_kind == "course_version"})
    programmes = _programmes({w.origin_id for w in waves if w.origin_kind == "programme_version"})
    intakes = _intakes({wave.intake for wave in waves if wave.intake})
    found = {}
    for wave in waves:
        if wave.origin_kind == "course_version":
            facts = courses["course_version", wave.origin_id]
        else:
            facts = programmes[wave.origin_id]
        title = _title(facts.title, wave.days, intakes.get(wave.intake))
        found[wave.id] = ContextFacts(title, facts.asked_aims[:MOST_AIMS])
    return found


def _title(title: Bilingual, days: int, intake: Bilingual | None) -> Bilingual:
    """The training, how long after it, and of which intake where that is told apart."""
    zh, en = title.zh or title.en, title.en or title.zh
    if days:
        zh, en = f"{zh}（{days} 天后）", f"{en}, after {days} days"
    if intake is not None:
        zh, en = f"{zh}，{intake.zh or intake.en}", f"{en}, {intake.en or intake.zh}"
    return Bilingual(zh, en)


def _intakes(codes: Collection[str]) -> dict[str, Bilingual]:
    if not codes:
        return {}
    rows = db.session.scalars(select(Cohort).where(Cohort.code.in_(codes)))
    return {one.code: one.title for one in rows}


def _programmes(ids: Collection[int]) -> dict[int, ContextFacts]:
    """Versions of programmes, with the abilities that most of their courses teach."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(ProgrammeVersion.id, Programme.title)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(ProgrammeVersion.id.in_(ids))
    ).all()
    taught: dict[int, dict[str, Aim]] = {}
    counts: dict[tuple[int, str], int] = {}
    query = (
        select(Stage.version_id, Ability.code, Ability.name)
        .join(StageContent, StageContent.stage_id == Stage.id)
        .join(Course, Course.code == StageContent.ref)
        .join(CourseAbility, CourseAbility.course_id == Course.id)
        .join(Ability, Ability.id == CourseAbility.ability_id)
        .where(StageContent.kind == "course", Stage.version_id.in_(ids))
        .order_by(Ability.position, Ability.code)
    )
    for version_id, code, name in db.session.execute(query):
        taught.setdefault(version_id, {})[code] = Aim(code, name)
        counts[version_id, code] = counts.get((version_id, code), 0) + 1
    found = {}
    for row in rows:
        aims = list(taught.get(row.id, {}).values())
        best = sorted(aims, key=lambda aim: -counts[row.id, aim.code])[:MOST_AIMS]
        found[row.id] = ContextFacts(row.title, tuple(aim for aim in aims if aim in best))
    return found

"""What the waves of evaluation are called where questionnaires are answered and their results shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import and_, select

from assessments.survey_questions import COURSE_VERSION, Aim, ContextFacts, facts_of
from courses.models import Course, CourseAbility, CourseVersion
from lms.core.among import among
from lms.core.bilingual import Bilingual
from lms.core.db import db, read
from lms.evaluation.models import EvaluationWave
from lms.evaluation.queries.waves import WAVE
from lms.onboarding.models import Cohort, Programme, ProgrammeVersion, Stage, StageContent
from lms.skills.models import Ability

MOST_AIMS = 6
"""Questions about each aim stay few enough for two minutes."""


_WAVE, _VERSION = EvaluationWave.__table__, CourseVersion.__table__
_OF_A_COURSE = and_(_WAVE.c.origin_kind == COURSE_VERSION, _VERSION.c.id == _WAVE.c.origin_id)
_TRACK = ProgrammeVersion.__table__
_OF_A_TRACK = and_(_WAVE.c.origin_kind == "programme_version", _TRACK.c.id == _WAVE.c.origin_id)
_WAVES = (  # asked on the home page of whoever has a questionnaire to answer, so it is built once
    select(
        _WAVE.c.id, _WAVE.c.origin_kind, _WAVE.c.origin_id, _WAVE.c.days, Course.title.label("course"),
        Programme.title.label("track"), Cohort.title.label("intake"),
    )
    .select_from(_WAVE)
    .outerjoin(_VERSION, _OF_A_COURSE)
    .outerjoin(Course, Course.id == _VERSION.c.course_id)
    .outerjoin(_TRACK, _OF_A_TRACK)
    .outerjoin(Programme, Programme.id == _TRACK.c.programme_id)
    .outerjoin(Cohort, Cohort.code == _WAVE.c.intake)
    .where(among(_WAVE.c.id, "ids"))
)  # fmt: skip


def survey_contexts(kind: str, ids: Collection[int], aims: bool) -> dict[int, ContextFacts] | None:
    """Waves by the training, and how long after it: "Safety basics, after 30 days". What it aims at only where asked."""
    if kind != WAVE:
        return None
    waves = [row for row in read(_WAVES, ids=list(ids)) if row.course is not None or row.track is not None]
    found = {one.id: ContextFacts(_title(one.course or one.track, one.days, one.intake)) for one in waves}
    if not aims:
        return found
    courses = facts_of({(COURSE_VERSION, w.origin_id) for w in waves if w.origin_kind == COURSE_VERSION}, aims=True)
    programmes = _programmes({w.origin_id for w in waves if w.origin_kind == "programme_version"})
    for one in waves:
        of_course = one.origin_kind == COURSE_VERSION
        facts = courses[COURSE_VERSION, one.origin_id] if of_course else programmes[one.origin_id]
        found[one.id] = replace(found[one.id], aims=facts.asked_aims[:MOST_AIMS])
    return found


def _title(title: Bilingual, days: int, intake: Bilingual | None) -> Bilingual:
    """The training, how long after it, and of which intake where that is told apart."""
    zh, en = title.zh or title.en, title.en or title.zh
    if days:
        zh, en = f"{zh}（{days} 天后）", f"{en}, after {days} days"
    if intake is not None:
        zh, en = f"{zh}，{intake.zh or intake.en}", f"{en}, {intake.en or intake.zh}"
    return Bilingual(zh, en)


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

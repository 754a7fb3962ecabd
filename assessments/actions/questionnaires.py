"""Writing questionnaires: drafts, and versions that never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assessments.models import Questionnaire, QuestionnaireDraft, QuestionnaireVersion
from assessments.queries.questionnaires import find_current, find_questionnaire, next_number
from assessments.questionnaire_data import SHIPPED_REASON, scale_points, shipped_questionnaires
from assessments.rules.surveys.faults import faults_of
from assessments.rules.surveys.items import is_code, with_points
from lms.core import audit
from lms.core.audit import Actor
from lms.core.bilingual import Bilingual
from lms.core.db import db
from lms.core.errors import Refusal, RuleBroken

RESERVED = ("answer", "import", "mine", "new", "results")
"""Codes that are words of addresses."""


def add_questionnaire(*, code: str, level: int, actor: Actor, at: datetime) -> Questionnaire:
    """A questionnaire without any version yet. Raises RuleBroken when the code cannot be used."""
    refusals = []
    if not is_code(code) or code in RESERVED:
        refusals.append(Refusal("questionnaire_bad_code", {"code": code}) if code else Refusal("questionnaire_no_code"))
    elif find_questionnaire(code) is not None:
        refusals.append(Refusal("questionnaire_code_taken", {"code": code}))
    if level not in (1, 2, 3):
        refusals.append(Refusal("questionnaire_bad_level"))
    if refusals:
        raise RuleBroken(*refusals)
    row = Questionnaire(code=code, level=level, added_at=at)
    db.session.add(row)
    db.session.flush()
    audit.record("questionnaire.added", "questionnaire", row.id, actor=actor, at=at, code=code, level=level)
    return row


def save_draft(
    *, questionnaire: Questionnaire, title: Bilingual, intro: Bilingual, anonymous: bool,
    items: Sequence[Mapping[str, Any]], actor: Actor, at: datetime,
) -> QuestionnaireDraft:  # fmt: skip
    """Keep what an author has written so far; it need not be free of faults yet."""
    draft = questionnaire.draft
    if draft is None:
        draft = QuestionnaireDraft(questionnaire_id=questionnaire.id)
        questionnaire.draft = draft
        db.session.add(draft)
    draft.title, draft.intro, draft.anonymous = title, intro, anonymous
    draft.items = [dict(item) for item in items]
    draft.changed_by, draft.changed_at = actor.id, at
    db.session.flush()
    return draft


def drop_draft(*, questionnaire: Questionnaire, actor: Actor, at: datetime) -> None:
    """Throw a draft away; what is published stays."""
    if questionnaire.draft is not None:
        db.session.delete(questionnaire.draft)
        db.session.flush()
        db.session.refresh(questionnaire, ["draft"])
        audit.record(
            "questionnaire.draft_dropped",
            "questionnaire",
            questionnaire.id,
            actor=actor,
            at=at,
            code=questionnaire.code,
        )


def content_of(row: QuestionnaireDraft | QuestionnaireVersion) -> dict[str, Any]:
    """What was written, as rules and files take it: without the points, which the scales give."""
    items = [{key: value for key, value in item.items() if key != "points"} for item in row.items]
    return {
        "title": row.title.as_dict(),
        "intro": row.intro.as_dict(),
        "anonymous": row.anonymous,
        "items": items,
    }


def publish_draft(*, questionnaire: Questionnaire, reason: str, actor: Actor, at: datetime) -> QuestionnaireVersion:
    """Make a version of the draft. Those who were invited before are still asked by the version of that day."""
    draft = questionnaire.draft
    if draft is None:
        raise RuleBroken(Refusal("questionnaire_no_draft"))
    if not reason.strip():
        raise RuleBroken(Refusal("questionnaire_reason_missing"))
    content = content_of(draft)
    if faults := faults_of(content, scale_points()):
        raise RuleBroken(Refusal("questionnaire_has_faults", {"count": len(faults)}))
    before = find_current(questionnaire.id)
    if before is not None and content_of(before) == content:
        raise RuleBroken(Refusal("questionnaire_unchanged"))
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id, number=next_number(questionnaire.id), title=draft.title, intro=draft.intro,
        anonymous=draft.anonymous, items=[with_points(item, scale_points()) for item in draft.items],
        reason=reason.strip(), published_by=actor.id, published_at=at,
    )  # fmt: skip
    db.session.add(version)
    db.session.delete(draft)
    db.session.flush()
    db.session.refresh(questionnaire, ["draft", "versions"])
    audit.record(
        "questionnaire.published", "questionnaire", questionnaire.id, actor=actor, at=at,
        code=questionnaire.code, version=version.number, items=len(version.items), anonymous=version.anonymous,
        reason=version.reason,
    )  # fmt: skip
    return version


def ship_questionnaires(
    *,
    actor: Actor,
    at: datetime,
    questionnaires: Sequence[Mapping[str, Any]] | None = None,
    reason: str = SHIPPED_REASON,
) -> int:
    """Publish questionnaires of files (without any, those that come with the software) that are not there yet; what is
    there stays as it is. Returns how many were added."""
    added = 0
    for data in shipped_questionnaires() if questionnaires is None else questionnaires:
        if find_questionnaire(data["code"]) is not None:
            continue
        row = add_questionnaire(code=data["code"], level=data["level"], actor=actor, at=at)
        save_draft(
            questionnaire=row, title=Bilingual.of(data["title"]), intro=Bilingual.of(data.get("intro") or {}),
            anonymous=data["anonymous"], items=data["items"], actor=actor, at=at,
        )  # fmt: skip
        publish_draft(questionnaire=row, reason=reason, actor=actor, at=at)
        added += 1
    return added

"""Reads of questionnaires and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import Questionnaire, QuestionnaireVersion
from assessments.rules.surveys.items import Item, asked, read_item
from lms.core.db import db
from lms.core.errors import NotFound


def find_questionnaire(code: str) -> Questionnaire | None:
    """A questionnaire by its code, published or not."""
    return db.session.scalar(select(Questionnaire).where(Questionnaire.code == code))


def get_questionnaire(code: str) -> Questionnaire:
    """A questionnaire that must exist."""
    found = find_questionnaire(code)
    if found is None:
        raise NotFound
    return found


def find_current(questionnaire_id: int) -> QuestionnaireVersion | None:
    """The version that is asked now: the last one published."""
    query = select(QuestionnaireVersion).where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
    return db.session.scalar(query.order_by(QuestionnaireVersion.number.desc()).limit(1))


def list_questionnaires() -> list[Questionnaire]:
    """All of them with versions and drafts, by level and code."""
    query = select(Questionnaire).options(selectinload(Questionnaire.versions), joinedload(Questionnaire.draft))
    return list(db.session.scalars(query.order_by(Questionnaire.level, Questionnaire.code)))


def list_versions(questionnaire_id: int) -> list[QuestionnaireVersion]:
    """The versions of a questionnaire, oldest first."""
    query = select(QuestionnaireVersion).where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
    return list(db.session.scalars(query.order_by(QuestionnaireVersion.number)))


def next_number(questionnaire_id: int) -> int:
    """The number of the next version."""
    last = select(func.max(QuestionnaireVersion.number)).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id
    )
    return (db.session.scalar(last) or 0) + 1


def items_of(version: QuestionnaireVersion, aims: Sequence[Mapping[str, str]]) -> list[Item]:
    """The questions of a version as they are asked where these are the aims."""
    return asked([read_item(item) for item in version.items], aims)
